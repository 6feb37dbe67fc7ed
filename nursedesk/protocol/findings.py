"""Findings of a grading scale, the worst of which makes the grade."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from nursedesk.protocol.answer import Answer
from nursedesk.protocol.care_terms import Criterion, GradeStop, Scale


class GradeAnswer(Answer, frozen=True, kw_only=True):
    """The grade on that scale, what decided it, and whether it can only be worse."""

    scale: Scale
    grade: int | None = None
    at_least: bool | None = None
    criteria: tuple[Criterion, ...] = ()
    stops: tuple[GradeStop, ...] = ()


class Finding(Struct, frozen=True):
    """One finding and the grade that it gives by itself."""

    criterion: Criterion
    grade: int


def worst(findings: Sequence[Finding]) -> tuple[int, tuple[Criterion, ...]]:
    """The highest grade, and all findings that give it; 0 without findings."""
    grade = max((finding.grade for finding in findings), default=0)
    return grade, tuple(finding.criterion for finding in findings if finding.grade == grade)
