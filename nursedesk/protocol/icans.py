"""The ASTCT grade of neurotoxicity (ICANS) from a score, waking and other findings."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct

from nursedesk.protocol.care_terms import Arousal, Criterion, GradeStop, Oedema, Scale, Seizure
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.findings import Finding, GradeAnswer, worst
from nursedesk.protocol.quantities import Count
from nursedesk.protocol.reaction_values import IcansScale, ScoreBand
from nursedesk.protocol.rules import Rule
from nursedesk.protocol.trail import Trail


class IcansGiven(Struct, frozen=True, kw_only=True):
    """Findings for the ICANS scale; ICE (0-10) from 12 years on, CAPD (0-32) below."""

    age_months: Decimal
    ice: int | None = None
    capd: int | None = None
    arousal: Arousal
    seizure: Seizure
    motor_weakness: bool
    oedema: Oedema
    raised_pressure_signs: bool | None = None


def icans_grade(protocol: Protocol, given: IcansGiven) -> GradeAnswer:
    """The ASTCT ICANS grade of these findings (rules GRD-ICE, GRD-CAPD, GRD-ICANS-FINDINGS).

    A missing score is a stop unless another finding is already the worst grade; the grade is then
    at least the worst of the others, and none when they give 0.
    """
    trail = Trail(protocol)
    scale = protocol.scales.icans
    findings = _findings(scale, given, trail)
    scored = _score(scale, given, trail)
    grade, criteria = worst(findings if scored is None else [*findings, scored])
    if scored is not None or grade == scale.unarousable.value:
        return GradeAnswer(
            scale=Scale.ASTCT_ICANS, grade=grade, criteria=criteria, grounds=trail.grounds()
        )
    trail.rule(Rule.GRD_FACTS_MISSING)
    by_ice = _by_ice(scale, given)
    return GradeAnswer(
        scale=Scale.ASTCT_ICANS,
        grade=grade or None,
        at_least=True if grade else None,
        criteria=criteria,
        stops=(GradeStop.ICE_MISSING if by_ice else GradeStop.CAPD_MISSING,),
        grounds=trail.grounds(),
    )


def _by_ice(scale: IcansScale, given: IcansGiven) -> bool:
    return given.age_months >= scale.ice_from.value


def _score(scale: IcansScale, given: IcansGiven, trail: Trail) -> Finding | None:
    """What the score of this age gives; None without one, or with one off its scale."""
    by_ice = _by_ice(scale, given)
    score, bands = (given.ice, scale.ice) if by_ice else (given.capd, scale.capd)
    criterion = Criterion.ICE_SCORE if by_ice else Criterion.CAPD_SCORE
    band = None if score is None else _band(bands, score)
    if band is None:
        return None
    trail.rule(Rule.GRD_ICE if by_ice else Rule.GRD_CAPD)
    trail.note(band)
    return Finding(criterion, band.grade)


def _band(bands: tuple[ScoreBand, ...], score: int) -> ScoreBand | None:
    return next((band for band in bands if band.first <= score <= band.last), None)


def _findings(scale: IcansScale, given: IcansGiven, trail: Trail) -> list[Finding]:
    """The findings beside the score; waking spontaneously is none by itself."""
    signs = _signs(scale)
    present = [
        signs[sign] for sign in (given.arousal, given.seizure, given.oedema) if sign in signs
    ]
    if given.motor_weakness:
        present.append((Criterion.MOTOR_WEAKNESS, scale.motor_weakness))
    if given.raised_pressure_signs:
        present.append((Criterion.RAISED_PRESSURE_SIGNS, scale.raised_pressure))
    trail.rule(Rule.GRD_ICANS_FINDINGS)
    return [Finding(criterion, trail.count(grade)) for criterion, grade in present]


def _signs(scale: IcansScale) -> dict[Arousal | Seizure | Oedema, tuple[Criterion, Count]]:
    return {
        Arousal.VOICE: (Criterion.WAKES_TO_VOICE, scale.voice),
        Arousal.TOUCH: (Criterion.WAKES_TO_TOUCH, scale.touch),
        Arousal.UNAROUSABLE: (Criterion.UNAROUSABLE, scale.unarousable),
        Seizure.BRIEF: (Criterion.SEIZURE_BRIEF, scale.seizure_brief),
        Seizure.PROLONGED: (Criterion.SEIZURE_PROLONGED, scale.seizure_prolonged),
        Oedema.FOCAL: (Criterion.OEDEMA_FOCAL, scale.oedema_focal),
        Oedema.DIFFUSE: (Criterion.OEDEMA_DIFFUSE, scale.oedema_diffuse),
    }
