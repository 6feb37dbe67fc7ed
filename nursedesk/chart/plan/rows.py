"""The strip in rows of seven days, and where an instant lies in them. Pure; drawn elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal

from msgspec import Struct

from nursedesk.chart.plan.strip import Stretch
from nursedesk.clock import hours_between

_DAYS = 7
_USUAL_HOURS = 24


class StripDay(Struct, frozen=True, kw_only=True):
    """A day by the ward's clock, from its midnight to the next. Instants UTC."""

    on: date
    since: datetime
    until: datetime

    @property
    def odd_hours(self) -> Decimal | None:
        """How long it is where the clock changes in it; else nothing."""
        hours = hours_between(self.since, self.until)
        return None if hours == _USUAL_HOURS else hours


class StripRow(Struct, frozen=True, kw_only=True):
    """Seven days one after another."""

    days: tuple[StripDay, ...]

    def place(self, instant: datetime) -> float:
        """How many of its days have gone by at an instant, from 0 to 7."""
        return sum(_part(day, instant) for day in self.days)

    def holds(self, instant: datetime) -> bool:
        """Whether an instant lies in one of its days."""
        return self.days[0].since <= instant < self.days[-1].until


def rows(stretches: Sequence[Stretch], zone: tzinfo) -> tuple[StripRow, ...]:
    """The rows from the first day on which something runs to the last.

    `stretches` are in order, and there is at least one.
    """
    first = stretches[0].since.astimezone(zone).date()
    last = stretches[-1].until.astimezone(zone).date()
    starts = range(0, (last - first).days + 1, _DAYS)
    return tuple(_row(first + timedelta(days=start), zone) for start in starts)


def _row(first: date, zone: tzinfo) -> StripRow:
    dates = [first + timedelta(days=after) for after in range(_DAYS + 1)]
    midnights = [datetime.combine(on, time(0), zone).astimezone(UTC) for on in dates]
    return StripRow(
        days=tuple(
            StripDay(on=on, since=since, until=until)
            for on, since, until in zip(dates, midnights, midnights[1:], strict=False)
        )
    )


def _part(day: StripDay, instant: datetime) -> float:
    gone = (instant - day.since) / (day.until - day.since)
    return min(max(gone, 0.0), 1.0)
