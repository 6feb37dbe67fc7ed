"""The ASTCT grade of cytokine release syndrome from fever, blood pressure and oxygen."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct

from nursedesk.protocol.care_terms import Criterion, GradeStop, Oxygen, Scale
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.findings import Finding, GradeAnswer, worst
from nursedesk.protocol.reaction_values import CrsScale
from nursedesk.protocol.rules import Rule
from nursedesk.protocol.trail import Trail


class CrsGiven(Struct, frozen=True, kw_only=True):
    """Findings for the CRS scale; `fever_masked` after an antipyretic or steroid."""

    temperature_c: Decimal | None = None
    fever_masked: bool
    hypotension: bool
    vasopressors: int
    vasopressin: bool
    oxygen: Oxygen


def crs_grade(protocol: Protocol, given: CrsGiven) -> GradeAnswer:
    """The ASTCT CRS grade of these findings (rules GRD-CRS*).

    Without fever, and without a drug that masks it, the grade is 0 whatever support is given;
    that support is then a stop beside it.
    """
    trail = Trail(protocol)
    trail.rule(Rule.GRD_CRS)
    scale = protocol.scales.crs
    support = _support(scale, given, trail)
    temperature = given.temperature_c
    fever = temperature is not None and temperature >= trail.take(scale.fever_from)
    if given.fever_masked:
        trail.rule(Rule.GRD_CRS_FEVER_MASKED)
        if support:
            return _graded(support, trail)
    if temperature is None:
        trail.rule(Rule.GRD_FACTS_MISSING)
        stops = (GradeStop.TEMPERATURE_MISSING,)
        return GradeAnswer(scale=Scale.ASTCT_CRS, stops=stops, grounds=trail.grounds())
    if fever:
        return _graded([*support, Finding(Criterion.FEVER, trail.count(scale.fever))], trail)
    return _without_fever(trail, supported=bool(support))


def _without_fever(trail: Trail, *, supported: bool) -> GradeAnswer:
    if supported:
        trail.rule(Rule.GRD_CRS_NO_FEVER)
    return GradeAnswer(
        scale=Scale.ASTCT_CRS,
        grade=0,
        criteria=(Criterion.NO_FEVER,),
        stops=(GradeStop.SUPPORT_WITHOUT_FEVER,) if supported else (),
        grounds=trail.grounds(),
    )


def _graded(findings: list[Finding], trail: Trail) -> GradeAnswer:
    grade, criteria = worst(findings)
    return GradeAnswer(
        scale=Scale.ASTCT_CRS, grade=grade, criteria=criteria, grounds=trail.grounds()
    )


def _support(scale: CrsScale, given: CrsGiven, trail: Trail) -> list[Finding]:
    """What blood pressure and oxygen give; nothing when neither is supported."""
    found = [_pressure(scale, given, trail), _oxygen(scale, given.oxygen, trail)]
    return [finding for finding in found if finding is not None]


def _pressure(scale: CrsScale, given: CrsGiven, trail: Trail) -> Finding | None:
    """A vasopressor implies hypotension; vasopressin is not counted beside another."""
    if given.vasopressors > 1:
        return Finding(Criterion.SEVERAL_VASOPRESSORS, trail.count(scale.several_vasopressors))
    if given.vasopressors == 1 or given.vasopressin:
        if given.vasopressors < 1:
            trail.rule(Rule.GRD_VASOPRESSIN_ALONE)
        return Finding(Criterion.ONE_VASOPRESSOR, trail.count(scale.one_vasopressor))
    if given.hypotension:
        grade = trail.count(scale.hypotension)
        return Finding(Criterion.HYPOTENSION_WITHOUT_VASOPRESSOR, grade)
    return None


def _oxygen(scale: CrsScale, oxygen: Oxygen, trail: Trail) -> Finding | None:
    if oxygen is Oxygen.NONE:
        return None
    criterion, grade = {
        Oxygen.LOW_FLOW: (Criterion.OXYGEN_LOW_FLOW, scale.oxygen_low_flow),
        Oxygen.HIGH_FLOW: (Criterion.OXYGEN_HIGH_FLOW, scale.oxygen_high_flow),
        Oxygen.POSITIVE_PRESSURE: (
            Criterion.OXYGEN_POSITIVE_PRESSURE,
            scale.oxygen_positive_pressure,
        ),
    }[oxygen]
    return Finding(criterion, trail.count(grade))
