"""The restart: after a stop the bag that hangs is started again, once nothing speaks against it.

Its time did not stand still meanwhile: storage time runs on, whether the pump runs or not.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from msgspec import structs

from nursedesk.chart.dosing import dose, label_against_order
from nursedesk.chart.field import NO, YES, Asks, Field
from nursedesk.chart.finding import Finding, Level
from nursedesk.chart.grounds import by_rule, cited, our_own, plainly
from nursedesk.chart.labels import KIND_WORDS
from nursedesk.chart.line_stops import minutes_pushed
from nursedesk.chart.storage import ask_bag, short, storage_findings
from nursedesk.chart.terms import WalkKind
from nursedesk.chart.walk import Context, Step, Walk
from nursedesk.chart.walks.change_facts import (
    as_of,
    new_bag,
    previous_run,
    started_at,
    told_at,
)
from nursedesk.chart.walks.line_and_pump import PUMP
from nursedesk.chart.walks.new_bag import YES_OR_NO
from nursedesk.chart.walks.pause_and_start import START
from nursedesk.chart.walks.restart import restart_before_start
from nursedesk.chart.walks.who_and_signs import PATIENT, SYMPTOMS_BEFORE
from nursedesk.clock import hours_between
from nursedesk.protocol.rules import Rule

LOOK_AGAIN_HOURS = Decimal(1)  # NurseDesk's own: what was seen before that is not what is now


def judge_same_bag(context: Context, answers: Mapping[str, str]) -> tuple[Finding, ...]:
    """Whether it is the bag that hung, still good, and nothing was pushed or taken apart."""
    bag, at = new_bag(context), as_of(context, "same-bag")
    answer = ask_bag(context.protocol, bag, at)
    return (
        *_still_hangs(context),
        *_seen(context, answers),
        *label_against_order(context.session, context.protocol, bag.label.dose_mcg_per_day, at),
        *storage_findings(context.protocol, answer, at, context.reading_zone),
        *restart_before_start(context),
    )


def _still_hangs(context: Context) -> tuple[Finding, ...]:
    """A bag that came down meanwhile, or runs already, is not started by this walk."""
    if started_at(context) is not None:
        return ()
    session, bag = context.session, new_bag(context)
    if session.hanging is not bag or bag.set_aside:
        sentence = f"By the record {bag.name} does not hang any more. Leave this walk."
        return (plainly(Level.STOP, "bag-came-down", sentence, final=True),)
    if session.running is not None:
        sentence = f"By the record {bag.name} runs already. Leave this walk."
        return (plainly(Level.STOP, "runs-already", sentence, final=True),)
    return ()


def _seen(context: Context, answers: Mapping[str, str]) -> tuple[Finding, ...]:
    found = []
    if answers["same"] != YES:
        sentence = (
            "Only the bag that hung is started again here. Do not start this one: leave this walk "
            "and hang the right bag by a bag change."
        )
        found.append(plainly(Level.STOP, "another-bag", sentence))
    if answers["looks_right"] != YES:
        sentence = (
            "A bag with particles, a leak or a colour is not started again. Leave this walk, hang "
            "a new bag and call pharmacy."
        )
        found.append(our_own(Level.STOP, "does-not-look-right", sentence))
    if answers["disconnected"] != NO:
        sentence = (
            "The line was taken apart during the stop. Neither document says whether it may be "
            "connected again: ask pharmacy."
        )
        found.append(our_own(Level.ASK_PHARMACY, "line-was-disconnected", sentence))
    if answers["flushed"] != NO:
        found.append(_flushed(context, answers.get("told")))
    return tuple(found)


def _flushed(context: Context, told: str | None) -> Finding:
    previous = previous_run(context)
    pushed = f" {minutes_pushed(previous.rate_ml_per_h)}" if previous else ""
    then = f"By this record {told} was told." if told else "Call the prescriber and enter who."
    sentence = (
        "Line or catheter was flushed: what was in it was given at once. Watch the patient."
        f"{pushed} {then}"
    )
    level = Level.WARN if told else Level.STOP
    return by_rule(context.protocol, level, "line-flushed", sentence, Rule.LINE_NO_FLUSH)


def _bag_words(context: Context, step: Step) -> Step:
    bag = new_bag(context)
    label = bag.label
    why = (
        f"By the record {bag.name} hung when the infusion stopped: "
        f"{KIND_WORDS[label.bag_kind]} bag, {dose(label.dose_mcg_per_day)}. Its time runs on while "
        "the pump stands."
    )
    citations = cited(context.protocol, Rule.STO_INFUSION_TIME, Rule.LINE_NO_FLUSH)
    return step.with_words(why=why, citations=citations)


SAME_BAG = Step(
    id="same-bag",
    title="The bag that hangs",
    why="The bag that hung when the infusion stopped is started again, no other.",
    fields=(
        Field(
            name="same",
            prompt="Is it this bag, by its label?",
            asks=Asks.YES_NO,
            choices=YES_OR_NO,
        ),
        Field(
            name="looks_right",
            prompt="Is it clear and colourless, without particles and without a leak?",
            asks=Asks.YES_NO,
            choices=YES_OR_NO,
        ),
        Field(
            name="disconnected",
            prompt="Was the line disconnected anywhere during the stop?",
            asks=Asks.YES_NO,
            choices=YES_OR_NO,
        ),
        Field(
            name="flushed",
            prompt="Was the line or the catheter flushed during the stop?",
            asks=Asks.YES_NO,
            choices=YES_OR_NO,
        ),
        Field(
            name="told",
            prompt="Prescriber who was told of the flush",
            asks=Asks.LINE,
            optional=True,
            absent_words="Nothing was flushed",
        ),
    ),
    judge=judge_same_bag,
    tailor=_bag_words,
)


def _seen_lately(step: Step) -> Step:
    """The step, to be answered again when what was seen is old: a restart may wait for hours."""

    def judge(context: Context, answers: Mapping[str, str]) -> tuple[Finding, ...]:
        found = step.judge(context, answers)
        seen = told_at(context, step.id)
        if started_at(context) is not None or hours_between(seen, context.now) <= LOOK_AGAIN_HOURS:
            return found
        sentence = (
            f"This was looked at {short(hours_between(seen, context.now))} ago. Look again before "
            "you press start, and answer again."
        )
        return (our_own(Level.STOP, "look-again", sentence), *found)

    return structs.replace(step, judge=judge)


RESTART = Walk(
    kind=WalkKind.RESTART,
    title="Start the same bag again",
    steps=(PATIENT, *map(_seen_lately, (SYMPTOMS_BEFORE, SAME_BAG, PUMP)), START),
)
