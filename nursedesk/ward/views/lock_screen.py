"""What the locked window shows: beds and due times, overdue first; nothing that names anybody."""

from __future__ import annotations

from datetime import datetime, tzinfo

from msgspec import Struct

from nursedesk.chart.due import board
from nursedesk.chart.due_item import Due, DueState
from nursedesk.ward.desk import Desk
from nursedesk.ward.views.board import planned_for
from nursedesk.writing import due, weekday_moment


class BedLine(Struct, frozen=True, kw_only=True):
    """A bed, and when something is due there."""

    bed: str
    state: DueState
    words: str
    when: str


class LockScreen(Struct, frozen=True, kw_only=True):
    """The ward as of an instant, without names."""

    as_of: datetime
    beds: tuple[BedLine, ...]


def lock_screen(desk: Desk) -> LockScreen:
    """Which bed has something due when. Needs nobody signed in, only an open chart."""
    now, zone = desk.clock.now(), desk.clock.zone
    patients = [(one, desk.protocol_of(one)) for one in desk.for_lock_screen()]
    lines = []
    for row in board(patients, now, zone):
        first = row.next_due
        bed = row.session.opened.bed
        lines.append(
            BedLine(
                bed=f"Bed {bed}" if bed else "Bed not given",
                state=row.state,
                words=row.word,
                when=_when(first, now, zone),
            )
        )
    return LockScreen(as_of=now, beds=tuple(lines))


def _when(item: Due | None, now: datetime, zone: tzinfo) -> str:
    """When it is due; empty where its instant says since when."""
    if item is None or item.at is None or item.lies_behind:
        return ""
    if item.state is DueState.OVERDUE:
        return weekday_moment(item.at, now, zone)  # by how much stands in its words
    if item.planned_at is not None and item.planned_at == item.due_at:
        return planned_for(item.planned_at, now, zone)
    return due(item.at, now, zone)
