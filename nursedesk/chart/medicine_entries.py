"""A medicine that was given beside the infusion: recorded, never prescribed."""

from __future__ import annotations

from enum import StrEnum

from nursedesk.chart.terms import Happening, Line


class Purpose(StrEnum):
    """What a medicine was given for."""

    PREMEDICATION = "premedication"
    CRS = "crs"
    NEUROLOGICAL = "neurological"
    OTHER = "other"


class MedicineGiven(Happening, frozen=True, kw_only=True, tag="medicine-given"):
    """A medicine was given, at the entry's happened-at, as somebody ordered it.

    `dose` is the nurse's text with its unit (`20 mg`): nothing is reckoned from it.
    """

    purpose: Purpose
    substance: Line
    dose: Line
    route: Line
    ordered_by: Line
