"""Exact numbers for the oracle: fractions, hours between instants, and one square root."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

Given = Mapping[str, Any]
Answer = dict[str, Any]


def number(given: Given, key: str) -> Fraction | None:
    """The number under `key`, exactly as it was written, or None where the key is absent."""
    value = given.get(key)
    return None if value is None else Fraction(str(value))


def needed(given: Given, key: str) -> Fraction:
    """The number under a key that the question cannot do without."""
    value = number(given, key)
    if value is None:
        msg = f"the oracle cannot answer without {key}"
        raise KeyError(msg)
    return value


def hours(span: timedelta) -> Fraction:
    """The span in hours, without rounding."""
    return Fraction(span // timedelta(microseconds=1), 3_600_000_000)


def later(instant: datetime, by_hours: Fraction) -> datetime:
    """The instant that many hours later, to the nearest microsecond."""
    return instant + timedelta(microseconds=round(by_hours * 3_600_000_000))


def root(value: Fraction) -> Fraction:
    """The square root to forty digits."""
    with localcontext() as context:
        context.prec = 40
        return Fraction((Decimal(value.numerator) / Decimal(value.denominator)).sqrt())


def surface_if_sane(given: Given) -> Fraction | None:
    """The BSA entered; outside 0.1 to 3.0 m2 it is refused (clinical.md, 2), so there is none."""
    surface = number(given, "bsa_m2")
    sane = surface is not None and Fraction(1, 10) <= surface <= 3
    return surface if sane else None
