"""The two signature fields of a note: their names, their order, what filling each one means."""

from __future__ import annotations

from enum import StrEnum

from nursedesk.chart.terms import Role

MILLIMETRE = 72 / 25.4
FIELD_WIDTH, FIELD_HEIGHT = 238, 71  # points, whole ones: pyHanko rounds a stamp's size down
LINE_TOPS = (7.5 * MILLIMETRE, 14 * MILLIMETRE, 20.5 * MILLIMETRE)
"""Baselines of name, time and meaning, measured down from the field's upper edge."""
VALUE_LEFT = 19 * MILLIMETRE
LINE_LABELS = ("Name", "Signed at", "Meaning")


class Field(StrEnum):
    """The fields in the order in which they are signed; both exist before the first signature."""

    NURSE = "nurse"
    CHARGE_NURSE = "charge-nurse"

    @property
    def heading(self) -> str:
        """What stands above the box, and what a screen reader calls the field."""
        if self is Field.NURSE:
            return "Prepared by (nurse)"
        return "Reviewed by (charge nurse)"

    @property
    def meaning(self) -> str:
        """What the signature says."""
        return "prepared by" if self is Field.NURSE else "reviewed by"

    @property
    def roles(self) -> tuple[Role, ...]:
        """A certificate must carry one of these to fill the field; the first that it has counts."""
        if self is Field.NURSE:
            return (Role.NURSE, Role.CHARGE_NURSE)
        return (Role.CHARGE_NURSE,)
