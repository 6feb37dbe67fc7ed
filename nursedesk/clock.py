"""Time: UTC instants, and all arithmetic on them.

Two datetimes of one zone subtract as wall-clock time in Python, so on a clock-change night the
4-hour rule would fail. Every instant in the program is therefore UTC, and every duration is
computed here.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal
from pathlib import Path
from typing import Protocol

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_MICROSECONDS_PER_HOUR = 3_600_000_000


class Clock(Protocol):
    """Where the program gets its time from; injected, so that tests and demos can set it."""

    @property
    def zone(self) -> tzinfo:
        """The zone in which people at this workstation read times."""

    def now(self) -> datetime:
        """The present instant, UTC."""

    def boot_seconds(self) -> Decimal:
        """Seconds since this machine started, unaffected by changes of the wall clock."""

    def awake_seconds(self) -> Decimal:
        """The same without the time that the machine slept, where the system tells them apart."""

    @property
    def boot_id(self) -> str:
        """Which start of the machine this is; empty where the system does not tell."""


class SystemClock:
    """The workstation's own clock and zone."""

    @property
    def zone(self) -> tzinfo:
        from tzlocal import get_localzone

        return get_localzone()

    def now(self) -> datetime:
        return datetime.now(UTC)

    def boot_seconds(self) -> Decimal:
        return _shown_by(first_known(_WITH_SLEEP, vars(time)))

    def awake_seconds(self) -> Decimal:
        if sys.platform == "win32":
            from nursedesk import windows

            return windows.awake_seconds(windows.SystemKernel())
        return _shown_by(first_known(_WITHOUT_SLEEP, vars(time)))

    @property
    def boot_id(self) -> str:
        try:
            return _BOOT_ID.read_text(encoding="ascii").strip()
        except OSError:  # no Linux: `boot_seconds` began anew when it is less than it was
            return ""


# Linux has the first of each; macOS the second (there the plain monotonic clock leaves sleep out);
# Windows none of them: its monotonic clock runs on while it sleeps.
_WITH_SLEEP = ("CLOCK_BOOTTIME", "CLOCK_MONOTONIC_RAW")
_WITHOUT_SLEEP = ("CLOCK_UPTIME_RAW",)


def first_known(names: Sequence[str], known: Mapping[str, int]) -> int | None:
    """The number of the first of these system clocks that there is."""
    return next((known[name] for name in names if name in known), None)


def _shown_by(system_clock: int | None) -> Decimal:
    """Seconds, from a system clock or, for None, Python's monotonic one."""
    nanoseconds = (
        time.monotonic_ns() if system_clock is None else time.clock_gettime_ns(system_clock)
    )
    return Decimal(nanoseconds // 1000) / 1_000_000


class SetClock:
    """A clock that stands still until it is moved: practice wards, walkthrough and tests."""

    def __init__(self, at: datetime, zone: tzinfo = UTC) -> None:
        self._at = utc(at)
        self._since_boot = self._slept = timedelta()
        self._boots = 1
        self._zone = zone

    @property
    def zone(self) -> tzinfo:
        return self._zone

    def now(self) -> datetime:
        return self._at

    def boot_seconds(self) -> Decimal:
        return _seconds(self._since_boot)

    def awake_seconds(self) -> Decimal:
        return _seconds(self._since_boot - self._slept)

    @property
    def boot_id(self) -> str:
        return f"boot-{self._boots}"

    def move_to(self, at: datetime) -> None:
        """Time passes until an instant (any zone, aware); it may lie in the past."""
        self._since_boot += utc(at) - self._at
        self._at = utc(at)

    def forward(self, **duration: float) -> datetime:
        """Moves on by a duration (`hours=1, minutes=30`) and returns the new instant."""
        self.move_to(self._at + timedelta(**duration))
        return self._at

    def turn_to(self, at: datetime) -> None:
        """Somebody sets the wall clock; no time passes."""
        self._at = utc(at)

    def sleep(self, **duration: float) -> None:
        """The machine sleeps for a duration."""
        self.forward(**duration)
        self._slept += timedelta(**duration)

    def restart(self) -> None:
        """The machine starts anew, in no time."""
        self._since_boot = self._slept = timedelta()
        self._boots += 1


def _seconds(duration: timedelta) -> Decimal:
    return Decimal(duration // timedelta(microseconds=1)) / 1_000_000


def utc(instant: datetime) -> datetime:
    """The same instant in UTC.

    Raises:
        ValueError: the instant names no zone.
    """
    if instant.tzinfo is None:
        raise ValueError("an instant without a zone")
    return instant.astimezone(UTC)


def hours_between(earlier: datetime, later: datetime) -> Decimal:
    """Exact hours from `earlier` to `later` (negative when reversed), whatever their zones."""
    difference = utc(later) - utc(earlier)
    return Decimal(difference // timedelta(microseconds=1)) / _MICROSECONDS_PER_HOUR


def after_hours(instant: datetime, hours: Decimal) -> datetime:
    """The UTC instant that lies `hours` after `instant`, rounded to the microsecond.

    Most numbers of hours have no end as decimals: cut off, they would come out one too early.
    """
    return utc(instant) + timedelta(microseconds=round(hours * _MICROSECONDS_PER_HOUR))


def iso(instant: datetime) -> str:
    """ISO 8601 in UTC with Z, microseconds only where there are any."""
    return utc(instant).isoformat().replace("+00:00", "Z")
