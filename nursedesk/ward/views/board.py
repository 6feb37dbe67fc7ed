"""The ward board: every patient, overdue first."""

from __future__ import annotations

from datetime import datetime, tzinfo
from uuid import UUID

from msgspec import Struct

from nursedesk.chart.due import BoardRow, board
from nursedesk.chart.due_item import Due, DueState, Topic
from nursedesk.ward.desk import Desk
from nursedesk.ward.views.banner import banner
from nursedesk.writing import due as when_due


class BoardLine(Struct, frozen=True, kw_only=True):
    """One patient on the board. `due` is what comes first, `further` what comes after it."""

    session: UUID
    state: DueState
    words: str
    name: str
    who: str
    hanging: str
    due: str
    when: str
    further: tuple[str, ...]
    alerts: tuple[str, ...]


class Board(Struct, frozen=True, kw_only=True):
    """The ward as of an instant, overdue first."""

    as_of: datetime
    lines: tuple[BoardLine, ...]


def ward_board(desk: Desk) -> Board:
    """What is due on the ward: overdue first."""
    desk.signed_in()
    now = desk.clock.now()
    rows = board(desk.sessions(), desk.protocol, now, desk.clock.zone)
    return Board(as_of=now, lines=tuple(_board_line(desk, row, now) for row in rows))


def _board_line(desk: Desk, row: BoardRow, now: datetime) -> BoardLine:
    opened, zone, first = row.session.opened, desk.clock.zone, row.next_due
    shown = banner(desk, row.session)
    further = [
        item for item in row.dues if item is not first and item.state is not DueState.NOT_SET
    ]
    return BoardLine(
        session=row.session.id,
        state=row.state,
        words=row.word,
        name=shown.name,
        who=", ".join(
            part
            for part in (shown.identifier, shown.born, f"bed {opened.bed}" if opened.bed else "")
            if part
        ),
        hanging=f"{row.hangs[:1].upper()}{row.hangs[1:]}",
        due=first.what if first else "Nothing is due",
        when=when(first, now, zone) if first else "",
        further=tuple(f"{item.what}: {item.word}" for item in further),
        alerts=tuple(alert.words for alert in shown.alerts),
    )


def when(item: Due, now: datetime, zone: tzinfo) -> str:
    """When something is due; of a stop or an open walk, since when and what it means."""
    if item.at is None or item.topic in (Topic.STOPPED, Topic.OPEN_WALK):
        return item.sentence
    return when_due(item.at, now, zone)
