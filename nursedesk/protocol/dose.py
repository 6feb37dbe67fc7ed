"""The dose of one infusion day: fixed or by body surface, for an indication, cycle and day."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct

from nursedesk.protocol import body
from nursedesk.protocol.answer import Answer
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.rules import Rule
from nursedesk.protocol.terms import Basis, DoseStop, Indication, Phase
from nursedesk.protocol.trail import Trail
from nursedesk.protocol.values import Block, Step

_COURSE_RULES = {
    Indication.MRD: Rule.DOSE_MRD,
    Indication.RELAPSED_REFRACTORY: Rule.DOSE_RR,
    Indication.CONSOLIDATION: Rule.DOSE_CONSOLIDATION,
}


class DoseGiven(Struct, frozen=True, kw_only=True):
    """What a dose is reckoned from; a missing fact becomes its stop.

    Weight in kg, BSA in m2, height in cm; `day` is the 1-based infusion day.
    """

    indication: Indication
    age_months: Decimal | None = None
    weight_kg: Decimal | None = None
    bsa_m2: Decimal | None = None
    height_cm: Decimal | None = None
    cycle: int | None = None
    day: int | None = None


class DoseAnswer(Answer, frozen=True, kw_only=True):
    """The dose of that day in mcg a day, or the stops that withhold it."""

    infusing: bool | None = None
    dose_mcg_per_day: Decimal | None = None
    basis: Basis | None = None
    bsa_m2: Decimal | None = None
    phase: Phase | None = None
    cycle_days: int | None = None
    step_day: int | None = None
    stops: tuple[DoseStop, ...] = ()


def dose(protocol: Protocol, given: DoseGiven) -> DoseAnswer:
    """The dose that the protocol states for this patient on this infusion day.

    Rules: DOSE-*. A stop takes away the dose; what does not depend on it is still answered.
    """
    trail = Trail(protocol)
    stops = _patient_stops(protocol, given, trail)
    basis = _basis(protocol, given, trail)
    block = _block(protocol, given, trail)
    if block is None:
        stops.append(DoseStop.CYCLE_BEYOND_COURSE)
        return DoseAnswer(basis=basis, stops=tuple(stops), grounds=trail.grounds())
    step, beyond = _step(block, given, trail)
    if beyond:
        stops.append(DoseStop.DAY_BEYOND_CYCLE)
    if stops or basis is None or step is None:
        amount, bsa = None if stops else Decimal(0), None
    else:
        amount, bsa = _amount(protocol, given, step, trail, stops)
    return DoseAnswer(
        infusing=None if beyond else step is not None,
        dose_mcg_per_day=amount,
        basis=basis,
        bsa_m2=bsa,
        phase=block.phase,
        cycle_days=_cycle_days(block, trail),
        step_day=_step_day(block, trail),
        stops=tuple(stops),
        grounds=trail.grounds(),
    )


def _patient_stops(protocol: Protocol, given: DoseGiven, trail: Trail) -> list[DoseStop]:
    stops = []
    trail.rule(Rule.DOSE_AGE)
    if given.age_months is None or given.age_months < trail.take(protocol.patient.youngest):
        stops.append(DoseStop.AGE_BELOW_ONE_MONTH)
    if given.weight_kg is None or not body.weight_plausible(protocol, given.weight_kg):
        trail.rule(Rule.DOSE_WEIGHT_PLAUSIBLE)
        stops.append(DoseStop.WEIGHT_IMPLAUSIBLE)
    if None in (given.age_months, given.weight_kg, given.cycle, given.day):
        trail.rule(Rule.DOSE_FACTS_MISSING)
    return stops


def _basis(protocol: Protocol, given: DoseGiven, trail: Trail) -> Basis | None:
    if given.weight_kg is None or not body.weight_plausible(protocol, given.weight_kg):
        return None
    trail.note(protocol.patient.fixed_dose_from)
    fixed = body.has_fixed_dose(protocol, given.weight_kg)
    trail.rule(Rule.DOSE_FIXED if fixed else Rule.DOSE_BSA)
    return Basis.FIXED if fixed else Basis.BSA


def _block(protocol: Protocol, given: DoseGiven, trail: Trail) -> Block | None:
    """The block of the course that the cycle lies in, None beyond the course."""
    trail.rule(_COURSE_RULES[given.indication])
    for block in protocol.course[given.indication]:
        if given.cycle is not None and given.cycle in block.cycles:
            trail.note(block.cycles)
            if block.child_fixed_rule is not None and _is_heavy_child(protocol, given):
                trail.rule(block.child_fixed_rule)
            return block
    return None


def _is_heavy_child(protocol: Protocol, given: DoseGiven) -> bool:
    """Whether this is a child on the fixed dose: a line that the source may print otherwise."""
    return (
        given.age_months is not None
        and not body.is_adult(protocol, given.age_months)
        and given.weight_kg is not None
        and body.has_fixed_dose(protocol, given.weight_kg)
    )


def _step(block: Block, given: DoseGiven, trail: Trail) -> tuple[Step | None, bool]:
    """The step that the day lies in (None on a free day), and whether it is beyond the cycle."""
    last = block.infusion.value + block.free.value
    if given.day is None or not 1 <= given.day <= last:
        return None, True
    for step in block.steps:
        if given.day in step.days:
            trail.note(step.days)
            return step, False
    return None, False


def _cycle_days(block: Block, trail: Trail) -> int:
    return trail.count(block.infusion) + trail.count(block.free)


def _step_day(block: Block, trail: Trail) -> int | None:
    if len(block.steps) == 1:
        return None
    trail.rule(Rule.DOSE_RR_STEP)
    return block.steps[1].days.first


def _amount(
    protocol: Protocol, given: DoseGiven, step: Step, trail: Trail, stops: list[DoseStop]
) -> tuple[Decimal | None, Decimal | None]:
    """Dose in mcg a day and the body surface it was reckoned from; adds the stop of a bad one."""
    assert given.weight_kg is not None
    if body.has_fixed_dose(protocol, given.weight_kg):
        return trail.take(step.fixed), None
    bsa = _bsa(protocol, given, given.weight_kg, trail)
    if not isinstance(bsa, Decimal):
        stops.append(bsa)
        return None, None
    by_bsa, cap = trail.take(step.by_bsa), trail.take(step.cap)
    return min(by_bsa * bsa, cap), bsa


def _bsa(
    protocol: Protocol, given: DoseGiven, weight_kg: Decimal, trail: Trail
) -> Decimal | DoseStop:
    bsa = given.bsa_m2
    if bsa is None:
        if given.height_cm is None:
            trail.rule(Rule.DOSE_FACTS_MISSING)
            return DoseStop.BSA_MISSING
        trail.rule(Rule.DOSE_MOSTELLER)
        if not body.height_plausible(protocol, given.height_cm):
            trail.rule(Rule.DOSE_BSA_PLAUSIBLE)
            return DoseStop.BSA_IMPLAUSIBLE
        bsa = body.mosteller(protocol, given.height_cm, weight_kg)
    if not body.bsa_plausible(protocol, bsa):
        trail.rule(Rule.DOSE_BSA_PLAUSIBLE)
        return DoseStop.BSA_IMPLAUSIBLE
    return bsa
