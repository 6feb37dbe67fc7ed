"""Cited values: a number with its unit, or a code, each with its citations and status.

Every unit is a type of its own, so that hours can never stand where days are meant.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from msgspec import Struct

from nursedesk.protocol.terms import BagMaterial, FilterRule, Status


class Cited(Struct, frozen=True, kw_only=True):
    """Anything that must say where it comes from and how strong that is."""

    cite: tuple[str, ...]
    status: Status


class Quantity(Cited, frozen=True, kw_only=True):
    """A clinical number; subclasses fix the unit."""

    value: Decimal


class Duration(Quantity, frozen=True, kw_only=True):
    """A duration, in the unit in which its source prints it; a day is 24 hours."""

    unit: Literal["h", "d"]

    @property
    def hours(self) -> Decimal:
        """The duration in hours."""
        return self.value if self.unit == "h" else self.value * 24

    @property
    def days(self) -> Decimal:
        """The duration in days of 24 hours."""
        return self.value if self.unit == "d" else self.value / 24


class Minutes(Quantity, frozen=True, kw_only=True):
    """A duration in minutes."""

    unit: Literal["min"]


class Months(Quantity, frozen=True, kw_only=True):
    """An age in months."""

    unit: Literal["months"]


class Kilograms(Quantity, frozen=True, kw_only=True):
    """A body weight."""

    unit: Literal["kg"]


class SquareMetres(Quantity, frozen=True, kw_only=True):
    """A body surface."""

    unit: Literal["m2"]


class Centimetres(Quantity, frozen=True, kw_only=True):
    """A height."""

    unit: Literal["cm"]


class Celsius(Quantity, frozen=True, kw_only=True):
    """A temperature."""

    unit: Literal["C"]


class McgPerDay(Quantity, frozen=True, kw_only=True):
    """A dose."""

    unit: Literal["mcg/day"]


class McgPerM2PerDay(Quantity, frozen=True, kw_only=True):
    """A dose by body surface."""

    unit: Literal["mcg/m2/day"]


class Milligrams(Quantity, frozen=True, kw_only=True):
    """A single dose."""

    unit: Literal["mg"]


class MgPerM2(Quantity, frozen=True, kw_only=True):
    """A single dose by body surface."""

    unit: Literal["mg/m2"]


class MgPerMl(Quantity, frozen=True, kw_only=True):
    """A concentration."""

    unit: Literal["mg/mL"]


class MlPerHour(Quantity, frozen=True, kw_only=True):
    """A pump rate."""

    unit: Literal["mL/h"]


class TimesUln(Quantity, frozen=True, kw_only=True):
    """A laboratory value in multiples of its upper limit of normal."""

    unit: Literal["x ULN"]


class Percent(Quantity, frozen=True, kw_only=True):
    """A share of a hundred."""

    unit: Literal["%"]


class Number(Quantity, frozen=True, kw_only=True):
    """A number without a unit: a constant of a formula."""

    unit: Literal["1"]


class Count(Cited, frozen=True, kw_only=True):
    """A whole number without a unit: how many, or a grade."""

    value: int
    unit: Literal["1"]


class WholeDays(Cited, frozen=True, kw_only=True):
    """So many days of 24 hours, none of them broken."""

    value: int
    unit: Literal["d"]


class Span(Cited, frozen=True, kw_only=True):
    """Whole numbers from `first` to `last`, both included: days, cycles, scores."""

    first: int
    last: int

    def __contains__(self, number: int) -> bool:
        return self.first <= number <= self.last


class Cycles(Cited, frozen=True, kw_only=True):
    """The cycles that a statement holds for; without `last`, all from `first` on."""

    first: int
    last: int | None = None

    def __contains__(self, cycle: int) -> bool:
        return self.first <= cycle and (self.last is None or cycle <= self.last)


class FilterFact(Cited, frozen=True, kw_only=True):
    """The filter rule of one kind of bag."""

    value: FilterRule


class Materials(Cited, frozen=True, kw_only=True):
    """The materials that a protocol names as compatible."""

    value: tuple[BagMaterial, ...]
