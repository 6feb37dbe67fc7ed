"""The ordered dose beside the dose that the protocol states; the prescriber decides."""

from __future__ import annotations

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from nursedesk.chart.cycle import cycle, dose_on, same_dose, step_after_reaction
from nursedesk.chart.finding import Finding, Level
from nursedesk.chart.grounds import by_answer, by_rule
from nursedesk.chart.session import PatientSession
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.dose import DoseAnswer
from nursedesk.protocol.rules import Rule
from nursedesk.protocol.terms import DoseStop
from nursedesk.writing import amount, weekday_moment

MCG_PER_DAY = "mcg/day"

DOSE_STOPS = {
    DoseStop.AGE_BELOW_ONE_MONTH: (
        "The patient is younger than one month: no dose is stated. The prescriber decides."
    ),
    DoseStop.BSA_MISSING: (
        "Below the weight of the fixed dose the body surface is needed to check the dose. "
        "Enter the body surface of the order, or the height."
    ),
    DoseStop.BSA_IMPLAUSIBLE: (
        "This body surface or height cannot be right. Read the order again: body surface in m2, "
        "height in cm."
    ),
    DoseStop.CYCLE_BEYOND_COURSE: (
        "The course of this indication has no such cycle. The prescriber decides."
    ),
    DoseStop.DAY_BEYOND_CYCLE: (
        "This day lies beyond the cycle. The prescriber decides whether the infusion goes on."
    ),
    DoseStop.WEIGHT_IMPLAUSIBLE: "This weight cannot be right. Weigh in kg and enter it again.",
}


def stop_findings(answer: DoseAnswer, level: Level) -> tuple[Finding, ...]:
    """Each stop of the dose question in a sentence."""
    return tuple(by_answer(answer, level, stop.value, DOSE_STOPS[stop]) for stop in answer.stops)


def order_against_protocol(answer: DoseAnswer, ordered: Decimal, day: int) -> tuple[Finding, ...]:
    """Whether the order is the dose that the protocol states for the day; else the prescriber."""
    stated = answer.dose_mcg_per_day
    if stated is None or same_dose(stated, ordered):
        return ()
    if not answer.infusing:
        sentence = (
            f"Infusion day {day} is free of treatment in the protocol; the order says "
            f"{dose(ordered)}. The prescriber confirms the order."
        )
    else:
        sentence = (
            f"The order says {dose(ordered)}; the protocol states {dose(stated)} for infusion "
            f"day {day}. The prescriber confirms the order."
        )
    return (by_answer(answer, Level.WARN, "order-differs-from-protocol", sentence),)


def step_too_early(
    session: PatientSession, protocol: Protocol, to_run: Decimal, at: datetime
) -> tuple[Finding, ...]:
    """A higher dose than ran, sooner after a restart for a reaction than the label says (H32)."""
    not_before = step_after_reaction(session, protocol)
    if not_before is None or at >= not_before or to_run <= session.runs[-1].dose_mcg_per_day:
        return ()
    limit = protocol.toxicity.crs.escalate_after
    when = weekday_moment(not_before, at, session.reading_zone)
    sentence = (
        f"The infusion was started again after a reaction. The step is due "
        f"{amount(limit.value, 'days' if limit.unit == 'd' else 'hours')} after that at the "
        f"earliest, {when}, if the reaction did not come back; {dose(to_run)} is more than ran. "
        "The prescriber confirms the order."
    )
    found = by_rule(
        protocol,
        Level.WARN,
        "step-too-early-after-reaction",
        sentence,
        Rule.TOX_CRS_3,
        values=[limit],
        own=True,
    )
    return (found,)


def label_against_order(
    session: PatientSession, protocol: Protocol, on_label: Decimal, now: datetime
) -> tuple[Finding, ...]:
    """The dose on a bag's label against the order that holds, and that against the protocol."""
    ordered = session.ordered_dose(now).dose_mcg_per_day
    stands = cycle(session, protocol, now)
    answer = dose_on(session, protocol, stands.day, now)
    found = list(stop_findings(answer, Level.WARN))
    if on_label != ordered:
        sentence = (
            f"The label says {dose(on_label)}, the order says {dose(ordered)}. Do not hang this "
            "bag. Ask the prescriber and pharmacy; a new dose needs its order first."
        )
        found.append(by_answer(answer, Level.STOP, "dose-differs-from-order", sentence))
    found += order_against_protocol(answer, ordered, stands.day)
    found += step_too_early(session, protocol, on_label, now)
    if stands.complete:
        limit = protocol.interruption.infusion
        sentence = (
            f"By the record this cycle has been infused in full ({amount(limit.hours, 'hours')}). "
            "The prescriber confirms before another bag is hung."
        )
        found.append(
            by_rule(
                protocol,
                Level.WARN,
                "cycle-complete",
                sentence,
                Rule.INT_INFUSED_TIME,
                values=[limit],
            )
        )
    return tuple(found)


def dose(mcg_per_day: Decimal) -> str:
    """A dose as people read it: `28 mcg/day`."""
    return rounded(mcg_per_day, MCG_PER_DAY)


def rounded(value: Decimal, unit: str) -> str:
    """An amount to two decimals, for reading; comparisons use the exact one."""
    return amount(value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP), unit)
