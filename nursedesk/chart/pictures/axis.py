"""A time axis: UTC instants on it, read at the wall clock of the ward, honest on a changed clock.

An axis is straight in time that passed: an hour is as long as any other, so a day on which the
clock was changed is drawn 23 or 25 hours long, and says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta, tzinfo
from decimal import Decimal
from itertools import pairwise

from msgspec import Struct

from nursedesk.clock import hours_between, utc
from nursedesk.writing import WEEKDAYS, hour_minute, month_day

_DAY = Decimal(24)
_STEPS = (1, 2, 3, 6, 12)  # hours between two ticks
_TICKS = 13  # about as many ticks of hours as can be read
_QUARTER = timedelta(minutes=15)  # every zone's offset is a whole number of these


class Tick(Struct, frozen=True, kw_only=True):
    """A place on the axis with its words, in `full` with the month; `day`: a day begins here."""

    at: datetime
    words: str
    full: str
    day: bool


class Axis(Struct, frozen=True, kw_only=True):
    """The instants from `begins` to `ends` (UTC), with ticks in between."""

    begins: datetime
    ends: datetime
    ticks: tuple[Tick, ...]

    def part(self, instant: datetime) -> float:
        """Where an instant lies: 0 at the beginning, 1 at the end; beyond them less or more."""
        whole = (self.ends - self.begins).total_seconds()
        return (instant - self.begins).total_seconds() / whole

    def holds(self, instant: datetime) -> bool:
        """Whether an instant lies on the axis."""
        return self.begins <= instant <= self.ends


def midnights(since: datetime, until: datetime, zone: tzinfo) -> Iterator[datetime]:
    """The instants at which the days from `since` to `until` begin, and where the last ends."""
    on = since.astimezone(zone).date()
    while True:
        midnight = utc(datetime.combine(on, time(0), tzinfo=zone))
        yield midnight
        if midnight >= until:
            return
        on += timedelta(days=1)


def changed_day(begins: datetime, ends: datetime) -> str:
    """How long the day between two midnights is, where the clock was changed: `25 h`; else ""."""
    hours = hours_between(begins, ends)
    return "" if hours == _DAY else f"{hours.normalize():f} h"


def day_axis(since: datetime, until: datetime, zone: tzinfo) -> Axis:
    """Whole local days; a tick where each begins."""
    days = list(midnights(since, max(until, since + _QUARTER), zone))
    ticks = []
    for at, after in pairwise(days):
        on, long = at.astimezone(zone).date(), changed_day(at, after)
        full = f"{month_day(on)} ({long})" if long else month_day(on)
        short = f"{on.day} ({long})" if long else f"{on.day}"
        words = full if at == days[0] or on.day == 1 else short
        ticks.append(Tick(at=at, words=words, full=full, day=True))
    return Axis(begins=days[0], ends=days[-1], ticks=tuple(ticks))


def hour_axis(since: datetime, until: datetime, zone: tzinfo) -> Axis:
    """From the quarter of an hour of `since` to `until`, with ticks at full local hours.

    More than three days have ticks at midnights only.
    """
    begins = _quarter(since)
    ends = max(_quarter(until) + _QUARTER, begins + 4 * _QUARTER)
    hours = hours_between(begins, ends)
    step = next((step for step in _STEPS if hours / step <= _TICKS), None)
    if hours > 3 * _DAY or step is None:
        return Axis(begins=begins, ends=ends, ticks=tuple(_day_ticks(begins, ends, zone)))
    return Axis(begins=begins, ends=ends, ticks=tuple(_hour_ticks(begins, ends, zone, step)))


def _day_ticks(begins: datetime, ends: datetime, zone: tzinfo) -> Iterator[Tick]:
    days = list(midnights(begins, ends, zone))
    for at, after in pairwise(days):
        if begins <= at <= ends:
            long = changed_day(at, after)
            name = f"{WEEKDAYS[at.astimezone(zone).weekday()]} {month_day(at.astimezone(zone))}"
            words = f"{name} ({long})" if long else name
            yield Tick(at=at, words=words, full=words, day=True)


def _hour_ticks(begins: datetime, ends: datetime, zone: tzinfo, step: int) -> Iterator[Tick]:
    at = begins
    while at <= ends:
        wall = at.astimezone(zone)
        if wall.minute == 0 and wall.hour % step == 0:
            day = wall.hour == 0
            name = f"{WEEKDAYS[wall.weekday()]} {month_day(wall)}"
            hour = hour_minute(at, zone)
            words, full = (name, name) if day else (hour, f"{name} {hour}")
            yield Tick(at=at, words=words, full=full, day=day)
        at += _QUARTER


def _quarter(instant: datetime) -> datetime:
    whole = utc(instant).replace(second=0, microsecond=0)
    return whole - timedelta(minutes=whole.minute % 15)
