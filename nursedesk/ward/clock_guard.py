"""The clock guard (hazard H14): whether the workstation's wall clock is to be believed. Pure.

The wall clock can be set; the boot clock only runs, also while the machine sleeps. From a reading
that was believed, the boot clock says what the wall clock must show now. Where the machine was
started anew in between, only the chart is left: time does not run back, and a ward that gives
blinatumomab is not silent for a month.

Our decisions: a difference up to `TOLERANCE_SECONDS` is none (leap seconds, small corrections by
the system; people give times in minutes). `SILENT_DAYS` without an entry, across a restart, is
taken for a clock that stands ahead. A person confirms the time after each start of the program
and after a jump, and when somebody signs in more than `SHIFT_HOURS` after the last confirmation:
less than a shift lasts, so that the first sign-in of each shift asks.

An entry is recorded at what the clock shows, also where that lies before the entry above it: a
time that nobody read on a clock would be a guess. The order is the chain's; each entry's boot time
and the jump entries tell how long it really was.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from msgspec import Struct

from nursedesk.chart.entry import Entry
from nursedesk.chart.ward_entries import ClockConfirmed, ClockJumped, SignedIn
from nursedesk.clock import Clock

TOLERANCE_SECONDS = Decimal(60)
SHIFT_HOURS = Decimal(6)
SILENT_DAYS = 31


class Reading(Struct, frozen=True, kw_only=True):
    """Both clocks at one moment: the wall clock (UTC) and seconds since this machine started."""

    wall: datetime
    boot_seconds: Decimal


class Jump(Struct, frozen=True, kw_only=True):
    """What the wall clock should show, and what it shows (UTC)."""

    expected: datetime
    shown: datetime


class Last(Struct, frozen=True, kw_only=True):
    """The chart's last entry, and the start of the machine in which it was recorded, if told."""

    reading: Reading
    boot_id: str | None


class ClockTold(Struct, kw_only=True):
    """What the ward's entries tell of the clock: the jump that nobody confirmed the time after."""

    boot_id: str | None = None
    jump: Jump | None = None

    def take(self, entry: Entry) -> None:
        """Folds the next entry."""
        body = entry.body
        if isinstance(body, SignedIn):
            self.boot_id = body.boot_id
        elif isinstance(body, ClockJumped):
            self.jump = Jump(expected=body.expected, shown=body.shown)
        elif isinstance(body, ClockConfirmed):
            self.jump = None


def read(clock: Clock) -> Reading:
    """Both clocks now."""
    return Reading(wall=clock.now(), boot_seconds=clock.boot_seconds())


def jump_since(believed: Reading, now: Reading) -> Jump | None:
    """The jump of the wall clock since a reading of the same start of the machine, if any."""
    expected = believed.wall + _seconds(now.boot_seconds - believed.boot_seconds)
    if abs(now.wall - expected) <= _seconds(TOLERANCE_SECONDS):
        return None
    return Jump(expected=expected, shown=now.wall)


def believed_at_start(now: Reading, boot_id: str, last: Last) -> Reading:
    """The reading to compare with when a chart with this last entry is opened.

    Of the same start of the machine it is the last entry's own. Of another one it is the present
    one, unless that contradicts the chart: then the last entry's time is the best that is known.
    """
    then = last.reading
    same_start = bool(boot_id) and boot_id == last.boot_id
    if same_start and now.boot_seconds >= then.boot_seconds:
        return then
    back = now.wall < then.wall - _seconds(TOLERANCE_SECONDS)
    silent = now.wall > then.wall + timedelta(days=SILENT_DAYS)
    return Reading(wall=then.wall, boot_seconds=now.boot_seconds) if back or silent else now


class ClockGuard:
    """What this program believes of the clock since it was started, and what was confirmed."""

    def __init__(self, now: Reading) -> None:
        self._believed = now
        self._confirmed: Reading | None = None
        self.intent: UUID = uuid4()  # of the entry on the next jump: entered once, however often
        self.last_entry_at: datetime | None = None  # before this program opened the chart

    def opened(self, now: Reading, boot_id: str, last: Last) -> None:
        """The chart was opened: its last entry is one more witness."""
        self.last_entry_at = last.reading.wall
        if self.jump(now) is None:
            self._believed = believed_at_start(now, boot_id, last)

    def jump(self, now: Reading) -> Jump | None:
        """The jump that is not entered yet, if there is one."""
        return jump_since(self._believed, now)

    def entered(self, now: Reading) -> None:
        """The jump stands in the chart; from now on the clock is compared with this reading."""
        self._believed, self._confirmed = now, None
        self.intent = uuid4()

    def came(self, now: Reading) -> None:
        """Somebody signed in: a confirmation of the shift before does not count for hers."""
        confirmed = self._confirmed
        if confirmed and now.boot_seconds - confirmed.boot_seconds > SHIFT_HOURS * 3600:
            self._confirmed = None

    def confirm(self, now: Reading) -> None:
        """A person looked at another clock and found this one right."""
        self._believed = self._confirmed = now

    def confirmed(self, now: Reading) -> bool:
        """Whether the time was confirmed and the clock has not jumped since."""
        return self._confirmed is not None and self.jump(now) is None


def _seconds(seconds: Decimal) -> timedelta:
    return timedelta(microseconds=int(seconds * 1_000_000))
