"""What a ward wishes of a plan: when its people can change bags, which bags, what they may waste.

Every value here is the ward's own. Nothing clinical stands here: that is the protocol's.
"""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from msgspec import Struct

from nursedesk.protocol.terms import Kind

_MIDNIGHT = time(0)
_MINUTES_AN_HOUR = 60
_MINUTES_A_DAY = 24 * 60
_SHORTEST_SLOT = 15  # a shorter one says no more to people and takes the search long


class Day(StrEnum):
    """The days for which a ward has staffed hours: the days of the week, and holidays."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"
    HOLIDAY = "holiday"


WEEK = tuple(Day)[:7]


class EarlyStop(StrEnum):
    """Where a bag may come down with drug left in it although its storage limit is not reached."""

    NEVER = "never"
    DOSE_AND_END = "dose-and-end"  # only where the dose changes and where the cycle ends
    ON_PURPOSE = "on-purpose"  # there, and inside staffed hours wherever that helps


class Hours(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A stretch of one day by the ward's clock: `begin` inside, `end` not.

    An `end` of 00:00 is midnight at the end of the day. A night shift is two stretches.
    """

    begin: time
    end: time

    def __post_init__(self) -> None:
        if self.end != _MIDNIGHT and self.end <= self.begin:
            raise ValueError("hours that end before they begin: write a night as two stretches")

    def __contains__(self, wall: time) -> bool:
        return self.begin <= wall and (self.end == _MIDNIGHT or wall < self.end)


class PlanWishes(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A ward's wishes for the plan of one patient's cycle.

    `staffed`: a day that is not named is not staffed; a date in `holidays` counts as HOLIDAY.
    `earliest` and `latest`: changes are made no earlier and no later in a day (both inside).
    `slot_minutes`: a stop on purpose falls on the ward's clock at a multiple of this.
    `needle_day`: the port needle is changed on this day of each week, with a bag change where
    one falls on it; without a port there is none.
    """

    kinds: tuple[Kind, ...]
    staffed: dict[Day, tuple[Hours, ...]]
    holidays: tuple[date, ...] = ()
    earliest: time | None = None
    latest: time | None = None
    early_stop: EarlyStop = EarlyStop.NEVER
    slot_minutes: int = 60
    needle_day: Day | None = None
    preservative_free_only: bool = False

    @property
    def slot_hours(self) -> Decimal:
        """The slot in hours; reality may drift from a plan by as much before it no longer fits."""
        return Decimal(self.slot_minutes) / _MINUTES_AN_HOUR

    @property
    def ever_staffed(self) -> bool:
        """Whether some minute of an ordinary week is staffed, earliest and latest considered."""
        earliest, latest = self.earliest or _MIDNIGHT, self.latest or time.max
        return any(
            hours.begin <= latest and (hours.end == _MIDNIGHT or earliest < hours.end)
            for day in WEEK
            for hours in self.staffed.get(day, ())
        )

    def __post_init__(self) -> None:
        if not _SHORTEST_SLOT <= self.slot_minutes <= _MINUTES_A_DAY:
            raise ValueError("a slot is 15 minutes to 1 day long")
        if self.needle_day is Day.HOLIDAY:
            raise ValueError("the port-needle day is a day of the week")
        if self.earliest and self.latest and self.latest < self.earliest:
            raise ValueError("the latest change time lies before the earliest")
        for hours in self.staffed.values():
            if any(
                after.begin < before.end or before.end == _MIDNIGHT
                for before, after in pairwise(hours)
            ):
                raise ValueError("staffed hours overlap or are out of order")
