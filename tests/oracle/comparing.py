"""Compares two answers as cases.md does: tolerances, instants to the second, lists as sets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

COARSE = {
    "dose_mcg_per_day",
    "restart_dose_mcg_per_day",
    "escalate_dose_mcg_per_day",
    "dose_mg",
}
MISSING = "(absent)"
Difference = tuple[str, object, object]


def differences(mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> Iterator[Difference]:
    """Every key on which the answers differ, with the oracle's and the product's value."""
    for key in sorted({*mine, *theirs}):
        one, other = mine.get(key, MISSING), theirs.get(key, MISSING)
        if not same(key, one, other):
            yield key, one, other


def same(key: str, one: object, other: object) -> bool:
    """Whether two values of a key are equal within the contract's tolerance."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, datetime) and isinstance(other, datetime):
        return one.replace(microsecond=0) == other.replace(microsecond=0)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(
            any(same(key, mine, theirs) for theirs in other) for mine in one
        )
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return not list(differences(one, other))
    if _is_number(one) and _is_number(other):
        tolerance = Fraction(1, 20) if key in COARSE else Fraction(1, 100)
        return abs(Fraction(str(one)) - Fraction(str(other))) <= tolerance
    return type(one) is type(other) and one == other


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | Decimal | Fraction)
