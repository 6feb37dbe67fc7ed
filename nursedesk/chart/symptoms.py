"""A symptom check in words, for the note and the timeline: what was seen, and what was not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import tzinfo
from decimal import Decimal

from msgspec import Struct

from nursedesk.chart.field import instant_of, words
from nursedesk.chart.handwriting import Sample, strokes_of
from nursedesk.chart.handwriting import told as drawn
from nursedesk.chart.scores import score_of
from nursedesk.chart.session import SymptomCheck
from nursedesk.chart.walk import Step
from nursedesk.chart.walks.grade_and_told import GRADED, SCALE_WORDS, GradedOn
from nursedesk.chart.walks.questionnaires import HANDWRITING
from nursedesk.chart.walks.signs import (
    CRS_SIGNS,
    NEUROLOGICAL_SIGNS,
    VITAL_SIGNS,
    not_known,
    present,
)
from nursedesk.writing import amount, moment

NOT_MEASURED = "not measured"
_NONE: Mapping[str, str] = {}


def vital_signs(check: SymptomCheck) -> str:
    """Temperature, blood pressure, heart rate and oxygen, or that each was not measured."""
    seen = check.answers.get("vital-signs", _NONE)
    pressure = " / ".join(
        _measured(seen, f"{side}_mmhg", "mmHg") for side in ("systolic", "diastolic")
    )
    return "; ".join(
        (
            f"temperature {_measured(seen, 'temperature_c', 'C')}",
            f"blood pressure {pressure}",
            f"heart rate {_measured(seen, 'heart_rate', 'per minute')}",
            f"oxygen: {_chosen(VITAL_SIGNS, seen, 'oxygen')}",
        )
    )


def signs(check: SymptomCheck) -> tuple[str, str]:
    """The signs of CRS and the neurological signs: those present, and those not known."""
    return (
        _signs(CRS_SIGNS, check.answers.get("crs-signs", _NONE)),
        _signs(NEUROLOGICAL_SIGNS, check.answers.get("neurological-signs", _NONE)),
    )


def score(check: SymptomCheck) -> str:
    """The sum of ICE or CAPD with its terms; empty when neither was asked."""
    found = score_of(check.answers)
    return found.sentence if found else ""


def short_score(check: SymptomCheck) -> str:
    """The sum alone: `ICE 8 of 10`; empty when neither was asked."""
    found = score_of(check.answers)
    return f"{found.name} {found.points} of {found.most}" if found else ""


def handwriting(check: SymptomCheck) -> str:
    """Whether there is a sample, where it is, how it compares; empty when not asked."""
    seen = check.answers.get("handwriting", _NONE)
    if not seen:
        return ""
    kept = f", kept: {seen['kept_at']}" if "kept_at" in seen else ""
    if "strokes" in seen:
        kept = f" ({drawn(seen['strokes'])})"
    return f"{_chosen(HANDWRITING, seen, 'sample')}{kept}; {_chosen(HANDWRITING, seen, 'compared')}"


def samples(checks: Iterable[SymptomCheck], zone: tzinfo) -> tuple[Sample, ...]:
    """The drawn samples of these checks; one that cannot be read is left to its words."""
    found = []
    for check in checks:
        text = check.answers.get("handwriting", _NONE).get("strokes", "")
        with suppress(ValueError):
            strokes = strokes_of(text)
            found.append(Sample(at=check.at, strokes=strokes, words=moment(check.at, zone)))
    return tuple(found)


def handwriting_needs_a_look(check: SymptomCheck) -> bool:
    """Whether the sample looked changed, or the patient could not write this time."""
    seen = check.answers.get("handwriting", _NONE)
    return seen.get("compared") == "changed" or seen.get("sample") == "could-not-write"


class Stated(Struct, frozen=True, kw_only=True):
    """A grade as a clinician stated it: never without its scale and criteria."""

    event: str
    scale: str
    grade: str
    criteria: str
    by: str


def stated(check: SymptomCheck) -> tuple[Stated, ...]:
    """The grades stated at a check."""
    seen = check.answers.get("grade", _NONE)
    return tuple(
        Stated(
            event=name,
            scale=SCALE_WORDS[GradedOn(scale)],
            grade=seen.get(f"{event}_grade", "not recorded"),
            criteria=seen.get(f"{event}_criteria", "not recorded"),
            by=seen.get("graded_by", ""),
        )
        for event, name in GRADED.items()
        if (scale := seen.get(f"{event}_scale")) is not None and scale != GradedOn.NOT_GRADED
    )


def grades(check: SymptomCheck) -> tuple[str, ...]:
    """Each stated grade with its scale and criteria, and who stated it."""
    return tuple(
        f"{one.event}: grade {one.grade} on {one.scale} (criteria: {one.criteria})"
        + (f", stated by {one.by}" if one.by else "")
        for one in stated(check)
    )


def told(check: SymptomCheck, zone: tzinfo) -> str:
    """Who was told, when, and what was decided; empty when nobody was."""
    seen = check.answers.get("told", _NONE)
    if "told" not in seen:
        return ""
    at = instant_of(seen.get("told_at"))
    when = f", {moment(at, zone)}" if at else ""
    return f"{seen['told']}{when}; decided: {seen.get('decision', 'not recorded')}"


def any_sign(check: SymptomCheck) -> bool:
    """Whether a sign was present or not known."""
    pairs = (("crs-signs", CRS_SIGNS), ("neurological-signs", NEUROLOGICAL_SIGNS))
    return any(
        present(listed, check.answers.get(step, _NONE))
        or not_known(listed, check.answers.get(step, _NONE))
        for step, listed in pairs
    )


def _signs(listed: Mapping[str, str], seen: Mapping[str, str]) -> str:
    here, unknown = present(listed, seen), not_known(listed, seen)
    text = f"present: {'; '.join(here)}" if here else f"none of the {len(listed)} asked is present"
    if here or unknown:
        text = text if here else "none answered with yes"
    return f"{text}. Not known: {'; '.join(unknown)}" if unknown else text


def _measured(seen: Mapping[str, str], name: str, unit: str) -> str:
    return amount(Decimal(seen[name]), unit) if name in seen else NOT_MEASURED


def _chosen(step: Step, seen: Mapping[str, str], name: str) -> str:
    field = next(f for f in step.fields if f.name == name)
    return words(field, seen[name]) if name in seen else "not recorded"
