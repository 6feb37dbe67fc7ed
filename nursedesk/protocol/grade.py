"""Grades on the ASTCT scales, computed as help for the eye and never converted."""

from __future__ import annotations

from nursedesk.protocol.crs import CrsGiven, crs_grade
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.findings import GradeAnswer
from nursedesk.protocol.icans import IcansGiven, icans_grade

__all__ = ["CrsGiven", "GradeAnswer", "IcansGiven", "crs_grade", "grade", "icans_grade"]


def grade(protocol: Protocol, given: CrsGiven | IcansGiven) -> GradeAnswer:
    """The grade of these findings on their own scale (rules GRD-*)."""
    if isinstance(given, CrsGiven):
        return crs_grade(protocol, given)
    return icans_grade(protocol, given)
