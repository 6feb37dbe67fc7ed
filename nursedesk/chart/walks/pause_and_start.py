"""The pause of the running infusion, and the start of the new bag, with their times."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from msgspec import structs

from nursedesk.chart.field import YES, Asks, Field, instant_of
from nursedesk.chart.finding import Finding, Level
from nursedesk.chart.grounds import by_rule, cited, plainly
from nursedesk.chart.line_stops import minutes_pushed
from nursedesk.chart.storage import ask, storage_findings
from nursedesk.chart.walk import Context, Step
from nursedesk.chart.walks.change_facts import (
    answered_instant,
    first_hung_at,
    new_bag,
    off_hours,
    old_bag_hangs,
    previous_run,
    ran_at_pause,
    started_at,
    told_at,
)
from nursedesk.chart.walks.new_bag import YES_OR_NO, label_of
from nursedesk.chart.walks.restart import order_is_needed, restart_at_start
from nursedesk.protocol.rules import Rule
from nursedesk.writing import moment


def pause_applies(context: Context) -> bool:
    """Only if an infusion runs or a bag hangs: a first bag has nothing to pause."""
    return ran_at_pause(context) or old_bag_hangs(context)


def judge_pause(context: Context, answers: Mapping[str, str]) -> tuple[Finding, ...]:
    """The pause lies in the run that it ends, and nothing was pushed while disconnecting."""
    found = list(_pause_time(context, answers))
    if answers.get("disconnected_without_flush") != YES:
        previous = previous_run(context)
        sentence = (
            "The line or catheter was flushed, or the old bag is still connected. Do not flush; "
            "disconnect without it. If something was pushed, call the prescriber now and watch "
            "the patient."
        )
        if previous is not None:
            sentence += " " + minutes_pushed(previous.rate_ml_per_h)
        found.append(
            by_rule(context.protocol, Level.STOP, "line-flushed", sentence, Rule.LINE_NO_FLUSH)
        )
    return tuple(found)


def _pause_time(context: Context, answers: Mapping[str, str]) -> tuple[Finding, ...]:
    paused, previous = instant_of(answers.get("paused_at")), previous_run(context)
    if paused is None:
        if not ran_at_pause(context):
            return ()
        sentence = "The infusion runs by the record. Pause the pump and enter the time."
        return (plainly(Level.STOP, "pause-time-missing", sentence),)
    if paused > told_at(context, "pause"):
        return (_future("pause"),)
    if previous is not None and paused < previous.since:
        since = moment(previous.since, context.reading_zone)
        sentence = f"The bag that hangs was started at {since}; the pause cannot be before that."
        return (plainly(Level.STOP, "paused-before-start", sentence),)
    return ()


def _future(what: str) -> Finding:
    sentence = f"The time of the {what} lies in the future. Enter the time at which it happened."
    return plainly(Level.STOP, "in-the-future", sentence)


def _pause_words(context: Context, step: Step) -> Step:
    running = ran_at_pause(context)
    fields = tuple(
        structs.replace(f, optional=not running) if f.name == "paused_at" else f
        for f in step.fields
    )
    return step.with_words(fields=fields, citations=cited(context.protocol, Rule.LINE_NO_FLUSH))


PAUSE = Step(
    id="pause",
    title="Pause and disconnect",
    why="The stopwatch runs from the pause. Never flush line or catheter at a bag change.",
    fields=(
        Field(
            name="paused_at",
            prompt="When was the pump paused?",
            asks=Asks.INSTANT,
            optional=True,
            absent_words="The pump stood already",
        ),
        Field(
            name="disconnected_without_flush",
            prompt="Was the old bag disconnected without flushing anything?",
            asks=Asks.YES_NO,
            choices=YES_OR_NO,
        ),
    ),
    applies=pause_applies,
    judge=judge_pause,
    tailor=_pause_words,
)


def judge_start(context: Context, answers: Mapping[str, str]) -> tuple[Finding, ...]:
    """The start is possible in time, the bag was good at that instant, a long stop was ordered."""
    started = instant_of(answers.get("started_at"))
    assert started is not None
    if started > told_at(context, "start"):
        return (_future("start"),)
    paused = answered_instant(context, "pause", "paused_at")
    off = off_hours(context, started)
    if (paused is not None and started < paused) or (off is not None and off < 0):
        sentence = "The start cannot be before the pause. Read both times again."
        return (plainly(Level.STOP, "started-before-pause", sentence),)
    if started < new_bag(context).received_at:
        came = moment(new_bag(context).received_at, context.reading_zone)
        sentence = f"This bag came at {came}; it cannot have been started before. Read the time."
        return (plainly(Level.STOP, "started-before-bag-came", sentence),)
    found = list(restart_at_start(context, started, answers.get("restart_ordered_by")))
    if started < context.walk.begun_at:
        begun = moment(context.walk.begun_at, context.reading_zone)
        sentence = f"The start lies before this walk was begun ({begun}). Is the time right?"
        found.append(plainly(Level.WARN, "started-before-walk", sentence))
    return (*found, *_storage_at_start(context, started))


def _storage_at_start(context: Context, started: datetime) -> tuple[Finding, ...]:
    """Whether the bag could still be hung at that instant, and when it is to be changed."""
    read, zone = context.walk.accepted.get("new-bag"), context.reading_zone
    bag, hung_at = new_bag(context), first_hung_at(context)
    if read is None and hung_at is None:
        return ()
    label = label_of(read.answers) if read else bag.label
    before = ask(context.protocol, label, bag.stays, started, hung_at=hung_at)
    discards = tuple(
        f for f in storage_findings(context.protocol, before, started, zone) if f.final
    )
    hanging = ask(context.protocol, label, bag.stays, started, hung_at=hung_at or started)
    notes = storage_findings(context.protocol, hanging, started, zone)
    return discards or tuple(f for f in notes if f.level is Level.NOTE)


def _start_words(context: Context, step: Step) -> Step:
    if not order_is_needed(context, started_at(context) or context.now):
        return step
    fields = tuple(
        structs.replace(f, optional=False) if f.name == "restart_ordered_by" else f
        for f in step.fields
    )
    why = (
        "The infusion stood so long, or for such a reason, that the prescriber orders the "
        "restart. Enter the order before you press start."
    )
    return step.with_words(
        why=why,
        fields=fields,
        citations=cited(context.protocol, Rule.INT_FOUR_HOURS, Rule.INT_SEVEN_DAYS),
    )


START = Step(
    id="start",
    title="Start",
    why="Start the pump and look that it runs. The time given is the time that counts.",
    fields=(
        Field(name="started_at", prompt="When was the pump started?", asks=Asks.INSTANT),
        Field(
            name="restart_ordered_by",
            prompt="Prescriber who ordered the restart after the stop",
            asks=Asks.LINE,
            optional=True,
            help="Only after a stop that needs an order: name and time. Otherwise leave it empty.",
        ),
    ),
    judge=judge_start,
    tailor=_start_words,
)
