"""The rest of a cycle from its course alone, without a chart: what plans are tried on."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from nursedesk.chart.plan.grounds import joined
from nursedesk.chart.plan.nothing import cycle_complete, dose_not_stated
from nursedesk.chart.plan.rest import BagHere, DoseSpan, HangingBag, LeftOut, Rest, Treated
from nursedesk.chart.plan.result import NoPlan
from nursedesk.clock import after_hours, utc
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.dose import DoseAnswer, DoseGiven, dose

_FIRST_DAY = 1
_HOURS_A_DAY = 24


def rest_from_start(
    protocol: Protocol,
    treated: Treated,
    begins: datetime,
    *,
    infused_hours: Decimal = Decimal(0),
    hanging: HangingBag | None = None,
    here: tuple[BagHere, ...] = (),
    left_out: tuple[LeftOut, ...] = (),
) -> Rest | NoPlan:
    """The rest of the cycle that begins then, with the doses that the protocol states.

    `infused_hours` were infused before `begins`. Rules: DOSE-*, INT-INFUSED-TIME.
    """
    first = dose_of(protocol, treated, _FIRST_DAY)
    full = first if first.step_day is None else dose_of(protocol, treated, first.step_day)
    for answer in (first, full):
        if answer.dose_mcg_per_day is None:
            return dose_not_stated(answer)
    step_hours = ((first.step_day or _FIRST_DAY) - _FIRST_DAY) * Decimal(_HOURS_A_DAY)
    left = protocol.interruption.infusion.hours - infused_hours
    if left <= 0:
        return cycle_complete(protocol)
    doses = [(first, step_hours - infused_hours), (full, left)]
    return Rest(
        treated=treated,
        begins=utc(begins),
        infused_hours=infused_hours,
        spans=tuple(
            DoseSpan(dose_mcg_per_day=amount_of(answer), until=after_hours(begins, hours))
            for answer, hours in doses
            if hours > 0
        ),
        hanging=hanging,
        here=here,
        left_out=left_out,
        grounds=joined(first.grounds, full.grounds),
    )


def dose_of(protocol: Protocol, treated: Treated, day: int) -> DoseAnswer:
    """The dose that the protocol states for an infusion day."""
    return dose(
        protocol,
        DoseGiven(
            indication=treated.indication,
            age_months=treated.age_months,
            weight_kg=treated.weight_kg,
            bsa_m2=treated.bsa_m2,
            height_cm=treated.height_cm,
            cycle=treated.cycle,
            day=day,
        ),
    )


def amount_of(answer: DoseAnswer) -> Decimal:
    """The dose of an answer that states one, mcg a day."""
    assert answer.dose_mcg_per_day is not None
    return answer.dose_mcg_per_day
