"""After the start of a bag change: the old bag, and the next change planned blind by two."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from nursedesk.chart.cycle import cycle
from nursedesk.chart.field import NO, YES, Asks, Field, instant_of
from nursedesk.chart.finding import Finding, Level
from nursedesk.chart.grounds import by_answer, by_rule, cited, plainly
from nursedesk.chart.plan.accepted import standing
from nursedesk.chart.storage import ask_bag
from nursedesk.chart.walk import Context, Step, Who
from nursedesk.chart.walks.change_facts import new_bag, old_bag_hangs, started_at
from nursedesk.chart.walks.new_bag import YES_OR_NO
from nursedesk.protocol.rules import Rule
from nursedesk.writing import weekday_moment


def judge_old_bag(context: Context, answers: Mapping[str, str]) -> tuple[Finding, ...]:
    """The old bag is discarded; what is left in it is never pushed in."""
    found = []
    told = answers.get("told")
    if answers.get("pushed_in") != NO:
        then = f"By this record {told} was told." if told else "Call the prescriber and enter who."
        sentence = (
            "What was left in the old bag or line was pushed into the patient: drug was given at "
            f"once. Watch the patient. {then}"
        )
        level = Level.WARN if told else Level.STOP
        found.append(
            by_rule(context.protocol, level, "residual-pushed-in", sentence, Rule.LINE_NO_FLUSH)
        )
    if answers.get("discarded") != YES:
        sentence = "Discard the old bag with what is left in it, then answer again."
        found.append(
            by_rule(
                context.protocol,
                Level.STOP,
                "old-bag-not-discarded",
                sentence,
                Rule.STO_INFUSION_TIME,
                own=True,
            )
        )
    if Decimal(answers["residual_ml"]) < 0:
        sentence = "The volume left cannot be less than 0 mL."
        found.append(plainly(Level.STOP, "volume-below-zero", sentence))
    return tuple(found)


def _old_words(context: Context, step: Step) -> Step:
    return step.with_words(
        citations=cited(context.protocol, Rule.LINE_NO_FLUSH, Rule.STO_INFUSION_TIME)
    )


OLD_BAG = Step(
    id="old-bag",
    title="The old bag",
    why="What is left is discarded, never pushed in: it would be drug given at once.",
    fields=(
        Field(
            name="residual_ml",
            prompt="How much was left in the old bag?",
            asks=Asks.NUMBER,
            unit="mL",
            help="Read or estimate; 0 when it was empty.",
        ),
        Field(
            name="pushed_in",
            prompt="Was any of it pushed into the patient?",
            asks=Asks.YES_NO,
            choices=YES_OR_NO,
        ),
        Field(
            name="discarded",
            prompt="Is the old bag discarded?",
            asks=Asks.YES_NO,
            choices=YES_OR_NO,
        ),
        Field(
            name="told",
            prompt="Prescriber who was told of what was pushed in",
            asks=Asks.LINE,
            optional=True,
            absent_words="Nothing was pushed in",
        ),
    ),
    applies=old_bag_hangs,
    judge=judge_old_bag,
    tailor=_old_words,
)


def judge_next(context: Context, answers: Mapping[str, str]) -> tuple[Finding, ...]:
    """The next change lies between the start and the latest instant, not beyond the step dose."""
    planned, started = instant_of(answers["next_change_at"]), started_at(context)
    assert planned is not None
    if started is None or planned <= started:
        sentence = "The next change must lie after the start of this bag."
        return (plainly(Level.STOP, "next-change-too-early", sentence),)
    found = []
    answer = ask_bag(context.protocol, new_bag(context), context.now)
    zone, now = context.reading_zone, context.now
    if answer.change_at is not None and planned > answer.change_at:
        latest = weekday_moment(answer.change_at, now, zone)
        sentence = f"This bag must be changed by {latest}. Plan the next change then or earlier."
        found.append(by_answer(answer, Level.STOP, "next-change-too-late", sentence))
    step_at = cycle(context.session, context.protocol, now).step_at
    if step_at is not None and started < step_at < planned:
        due = weekday_moment(step_at, now, zone)
        sentence = (
            f"The step dose is due {due}, before this plan. No bag may run over the step: plan the "
            "next change for then."
        )
        found.append(
            by_rule(
                context.protocol,
                Level.STOP,
                "runs-over-step-dose",
                sentence,
                Rule.DOSE_RR_STEP,
                own=True,
            )
        )
    return tuple(found)


def _next_words(context: Context, step: Step) -> Step:
    started = started_at(context)
    if started is None:
        return step
    answer = ask_bag(context.protocol, new_bag(context), context.now)
    if answer.change_at is None:
        return step
    latest = weekday_moment(answer.change_at, context.now, context.reading_zone)
    return step.with_words(
        why=f"This bag must be changed by {latest}.{_accepted_plan(context)} Two people enter the "
        "plan, each alone.",
        citations=answer.citations,
    )


def _accepted_plan(context: Context) -> str:
    """When the accepted plan has this bag changed, while it fits."""
    zone = context.reading_zone
    stands = standing(context.session, context.protocol, context.now, zone)
    if stands is None or stands.until is None:
        return ""
    return f" The accepted plan says {weekday_moment(stands.until, context.now, zone)}."


NEXT = Step(
    id="next",
    title="Plan the next change",
    why="Two people enter when the next change is planned, each alone, and NurseDesk compares.",
    who=Who.TWO_BLIND,
    fields=(Field(name="next_change_at", prompt="Next change planned for", asks=Asks.INSTANT),),
    judge=judge_next,
    tailor=_next_words,
    sets_aside=False,
)
