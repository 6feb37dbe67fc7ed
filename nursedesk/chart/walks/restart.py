"""Starting again after a stop: what the protocol says to the time off.

The questions `interruption`, `premedication` and `supervision` answer; the prescriber decides.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from nursedesk.chart.cycle import ask_interruption, dose_on, infusion_day, since_long_gap
from nursedesk.chart.dosing import rounded
from nursedesk.chart.finding import Finding, Level
from nursedesk.chart.grounds import by_rule, our_own, statement
from nursedesk.chart.infusion import infused_hours
from nursedesk.chart.patient import age_months, today
from nursedesk.chart.storage import short
from nursedesk.chart.walk import Context
from nursedesk.chart.walks.change_facts import (
    off_hours,
    runs_before,
    started_at,
    stop_before,
)
from nursedesk.protocol.answer import Answer
from nursedesk.protocol.care_terms import (
    Level as Supervised,
)
from nursedesk.protocol.care_terms import (
    Needed,
    Outcome,
    PremedicationEvent,
    SupervisionEvent,
)
from nursedesk.protocol.interruption import InterruptionAnswer
from nursedesk.protocol.premedication import (
    PremedicationAnswer,
    PremedicationGiven,
    premedication,
)
from nursedesk.protocol.quantities import Duration
from nursedesk.protocol.rules import Rule
from nursedesk.protocol.supervision import SupervisionAnswer, SupervisionGiven, supervision
from nursedesk.protocol.terms import Status
from nursedesk.writing import amount

WARN_BEFORE_HOURS = Decimal(1)  # how long before the restart rules the screens begin to warn


def restart_before_start(context: Context) -> tuple[Finding, ...]:
    """What the time off means while nobody has pressed start yet."""
    if started_at(context) is not None:
        return ()
    off = off_hours(context, context.now)
    if off is None:
        return ()
    if _gap(context, context.now).restart_rules:
        return (_restart_rules(context, Level.WARN, off, "Do not start before that."),)
    limit = context.protocol.interruption.restart_from
    if off < limit.hours - WARN_BEFORE_HOURS:
        return ()
    sentence = (
        f"Off for {short(off)}. From {_length(limit)} off on, the restart rules apply and the "
        "prescriber has to order the restart."
    )
    found = by_rule(
        context.protocol,
        Level.WARN,
        "restart-rules-soon",
        sentence,
        Rule.INT_FOUR_HOURS,
        values=(limit,),
        own=True,
    )
    return (found,)


def restart_at_start(
    context: Context, started: datetime, ordered_by: str | None
) -> tuple[Finding, ...]:
    """What the time off until `started` means; without the prescriber's order it stops the walk."""
    off = off_hours(context, started)
    if off is None or off < 0:
        return ()
    level = Level.WARN if ordered_by else Level.STOP
    then = (
        f"By this record {ordered_by} ordered it."
        if ordered_by
        else "Ask the prescriber now and enter who ordered the restart."
    )
    gap, found = _gap(context, started), []
    if gap.restart_rules:
        found.append(_restart_rules(context, level, off, then))
    if gap.outcome in (Outcome.NEW_CYCLE, Outcome.NOT_STATED):
        found.append(_long_gap(context, gap, level, off, then))
    stop = stop_before(context)
    if stop is not None and stop.adverse_reaction:
        sentence = (
            f"The infusion was stopped for an adverse reaction ({stop.reason}). The prescriber "
            f"decides on the restart and its dose. {then}"
        )
        found.append(our_own(level, "restart-after-reaction", sentence))
    return tuple(found)


def order_is_needed(context: Context, at: datetime) -> bool:
    """Whether a start at this instant needs the prescriber's order."""
    return any(f.level is Level.STOP for f in restart_at_start(context, at, None))


def _gap(context: Context, at: datetime) -> InterruptionAnswer:
    """The question `interruption` for the gap that lasts until `at`."""
    runs = since_long_gap(runs_before(context), context.protocol)
    return ask_interruption(context.session, context.protocol, runs, at)


def _restart_rules(context: Context, level: Level, off: Decimal, then: str) -> Finding:
    limit = context.protocol.interruption.restart_from
    before, watched = _premedication(context, off), _supervision(context, off)
    sentence = (
        f"Off for {short(off)}. From {_length(limit)} off on, the restart rules for premedication "
        f"and supervision apply: ask the prescriber. {then} Premedication: "
        f"{_premedication_words(before)} Supervision: {_supervision_words(watched)}"
    )
    rule = context.protocol.rules[Rule.INT_FOUR_HOURS]
    return Finding(
        level=level,
        code="restart-rules",
        sentence=sentence,
        citations=_all_citations(rule.cite, before, watched),
        status=Status.weakest((rule.status, before.status, watched.status)),
    )


def _all_citations(first: tuple[str, ...], *answers: Answer) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*first, *(c for answer in answers for c in answer.citations)]))


def _premedication(context: Context, off: Decimal) -> PremedicationAnswer:
    opened = context.session.opened
    day = infusion_day(infused_hours(runs_before(context), context.now))
    reckoned = dose_on(context.session, context.protocol, day, context.now).bsa_m2
    return premedication(
        context.protocol,
        PremedicationGiven(
            indication=opened.indication,
            age_months=age_months(opened.patient.born, today(context.now, context.reading_zone)),
            bsa_m2=opened.bsa_m2 or reckoned,
            cycle=opened.cycle,
            event=PremedicationEvent.RESTART,
            off_hours=off,
        ),
    )


def _supervision(context: Context, off: Decimal) -> SupervisionAnswer:
    opened = context.session.opened
    infused = infused_hours(runs_before(context), context.now)
    return supervision(
        context.protocol,
        SupervisionGiven(
            indication=opened.indication,
            cycle=opened.cycle,
            day=infusion_day(infused),
            event=SupervisionEvent.RESTART,
            off_hours=off,
        ),
    )


def _premedication_words(answer: PremedicationAnswer) -> str:
    if answer.needed is Needed.YES:
        if not answer.options:
            return "stated, but its dose needs the body surface."
        doses = " or ".join(f"{o.drug.value} {rounded(o.dose_mg, 'mg')}" for o in answer.options)
        return f"{doses} before the restart."
    return "not stated in the loaded protocol for this patient."


def _supervision_words(answer: SupervisionAnswer) -> str:
    return {
        Supervised.HOSPITAL: "in hospital.",
        Supervised.SUPERVISED_OR_HOSPITAL: "by a health care professional, or in hospital.",
        Supervised.NONE_STATED: "not stated in the loaded protocol.",
    }[answer.level]


def _long_gap(
    context: Context, gap: InterruptionAnswer, level: Level, off: Decimal, then: str
) -> Finding:
    limit = context.protocol.interruption.same_cycle_up_to
    rule = Rule.INT_NEW_CYCLE if gap.outcome is Outcome.NEW_CYCLE else Rule.INT_OTHER_REASON
    sentence = (
        f"Off for {short(off)}, more than {_length(limit)}. {statement(context.protocol, rule)} "
        f"{then}"
    )
    return by_rule(
        context.protocol, level, "off-too-long-for-this-cycle", sentence, rule, values=(limit,)
    )


def _length(limit: Duration) -> str:
    return amount(limit.value, "hours" if limit.unit == "h" else "days")
