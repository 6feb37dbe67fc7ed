"""No plan, because there is nothing to plan or no dose to plan with."""

from __future__ import annotations

from nursedesk.chart.dosing import DOSE_STOPS
from nursedesk.chart.plan.result import NoPlan, Unmet
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.dose import DoseAnswer
from nursedesk.protocol.rules import Rule
from nursedesk.protocol.trail import Trail
from nursedesk.writing import amount


def dose_not_stated(answer: DoseAnswer) -> NoPlan:
    """No plan, because the protocol states no dose."""
    return NoPlan(
        unmet=Unmet.DOSE_NOT_STATED,
        sentence=" ".join(DOSE_STOPS[stop] for stop in answer.stops),
        grounds=answer.grounds,
    )


def cycle_complete(protocol: Protocol) -> NoPlan:
    """No plan, because nothing is left of the cycle."""
    trail = Trail(protocol)
    trail.rule(Rule.INT_INFUSED_TIME)
    hours = amount(trail.hours(protocol.interruption.infusion), "hours")
    return NoPlan(
        unmet=Unmet.CYCLE_COMPLETE,
        sentence=f"All {hours} of this cycle are infused: there is nothing left to plan.",
        grounds=trail.grounds(),
    )
