"""Who the patient is: identifiers compared, age in months, the line that names her."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, tzinfo
from decimal import Decimal

from nursedesk.chart.session_entries import Patient
from nursedesk.clock import utc
from nursedesk.writing import age, day, family_given

_UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})  # spaces and characters without a shape


def same_identifier(one: str, other: str) -> bool:
    """Whether two typed or scanned identifiers look the same, spaces and case aside (H01)."""
    return _bare(one) == _bare(other)


def _bare(identifier: str) -> str:
    seen = unicodedata.normalize("NFKC", identifier)
    return "".join(c for c in seen if unicodedata.category(c) not in _UNSEEN).casefold()


def today(now: datetime, zone: tzinfo) -> date:
    """The calendar day at an instant, where people read times."""
    return utc(now).astimezone(zone).date()


def age_months(born: date, on: date) -> Decimal:
    """Completed months of age on a day; below 0 for somebody not yet born then."""
    months = (on.year - born.year) * 12 + on.month - born.month
    return Decimal(months - (on.day < born.day))


def patient_line(patient: Patient, on: date) -> str:
    """The patient in one line: `DOE, Ann; born 04-Mar-1987 (39 y); identifier A-100`."""
    born = f"born {day(patient.born)}"
    if patient.born <= on:
        born += f" ({age(patient.born, on)})"
    return f"{family_given(patient.family, patient.given)}; {born}; identifier {patient.identifier}"
