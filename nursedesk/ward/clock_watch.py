"""Watching the clock: a jump is entered, a person confirms the time, hanging and signing wait."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from msgspec import Struct

from nursedesk.chart.ward_entries import ClockConfirmed
from nursedesk.clock import utc
from nursedesk.errors import Refused
from nursedesk.ward.clock_guard import TOLERANCE_SECONDS, Jump, Last, Reading, read
from nursedesk.ward.desk import Desk
from nursedesk.ward.record import note_jump, record

KEYS_CHANGED = "Keys are changed"


class ClockState(Struct, frozen=True, kw_only=True):
    """Whether the time is confirmed, and the jump after which nobody confirmed it yet.

    `last_entry_at`: when the last entry before this program's start was recorded, to compare with.
    """

    confirmed: bool
    jump: Jump | None
    last_entry_at: datetime | None


def opened(desk: Desk) -> None:
    """The chart was just opened: compares the clock with its last entry."""
    entry = desk.store.last()
    if entry is None:
        return
    header = entry.header
    reading = Reading(
        wall=header.recorded_at, boot_seconds=Decimal(header.boot_microseconds) / 1_000_000
    )
    here = header.workstation == desk.workstation
    last = Last(reading=reading, boot_id=desk.roster.clock.boot_id if here else None)
    desk.clock_guard.opened(read(desk.clock), desk.clock.boot_id, last)


def came(desk: Desk) -> None:
    """Somebody signed in: with a shift's first one the time is to be confirmed again."""
    desk.clock_guard.came(read(desk.clock))


def watch(desk: Desk) -> ClockState:
    """Enters a jump as soon as somebody is signed in, and says how it stands with the clock.

    Raises:
        KnownError: the disk refused the entry; it is tried again next time.
    """
    note_jump(desk)
    now = read(desk.clock)
    told = desk.refresh_roster().clock.jump if desk.is_open else None
    return ClockState(
        confirmed=told is None and desk.clock_guard.confirmed(now),
        jump=told or desk.clock_guard.jump(now),
        last_entry_at=desk.clock_guard.last_entry_at,
    )


def confirm(desk: Desk, shown: datetime, *, intent: UUID) -> ClockState:
    """The person at the desk confirms that the time `shown` to her is right.

    Raises:
        Refused: the clock does not show this time any more.
    """

    def recheck() -> None:
        if abs((desk.clock.now() - utc(shown)).total_seconds()) > TOLERANCE_SECONDS:
            raise Refused(
                "time-no-longer-shown",
                "The clock does not show this time any more.",
                do="Compare the time with another clock once more, then confirm it.",
            )

    record(desk, ClockConfirmed(shown=shown), intent=intent, recheck=recheck)
    desk.clock_guard.confirm(read(desk.clock))
    return watch(desk)


def must_be_confirmed(desk: Desk, what: str) -> None:
    """Lets `what` ("A bag is hung", "A note is signed") pass only under a confirmed time.

    Raises:
        Refused: nobody confirmed the time since the start, the shift began or the clock jumped.
    """
    told = desk.refresh_roster().clock.jump
    if told is None and desk.clock_guard.confirmed(read(desk.clock)):
        return
    raise Refused(
        "clock-not-confirmed",
        f"{what} only once somebody has confirmed the time of this workstation.",
        do="Your input is kept. Press “Check the time” at the top and compare it with another "
        "clock, then save again. If the time is wrong, use the paper checklist and call ward IT.",
    )
