"""The ward board: every patient, overdue first."""

from __future__ import annotations

from datetime import datetime, tzinfo
from uuid import UUID

from msgspec import Struct

from nursedesk.chart.due import BoardRow, board
from nursedesk.chart.due_item import Due, DueState
from nursedesk.chart.present import present
from nursedesk.chart.signal import Signal
from nursedesk.ward.desk import Desk
from nursedesk.ward.views.banner import banner, patient_words
from nursedesk.ward.views.notes import waiting_for_review
from nursedesk.ward.views.signals import Signals, signalled
from nursedesk.writing import due as when_due
from nursedesk.writing import seen_from, weekday_moment

_NOTHING = Signals()


class BoardLine(Struct, frozen=True, kw_only=True):
    """One patient on the board. `due` is what comes first, `further` what comes after it.

    `noted`: who acknowledged what. `tell` says whether the charge nurse is to be told of
    something overdue, or was.
    """

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
    noted: tuple[str, ...] = ()
    tell: str = ""


class Board(Struct, frozen=True, kw_only=True):
    """The ward as of an instant, overdue first. `adopted`: there is a protocol to work under.

    `unreadable`: the patients whose damaged sessions cannot be shown. `to_review`: how many
    hand-over notes wait for a charge nurse. `found` is everything that is signalled.
    """

    as_of: datetime
    adopted: bool
    lines: tuple[BoardLine, ...]
    unreadable: tuple[str, ...] = ()
    to_review: int = 0
    found: Signals = _NOTHING


def ward_board(desk: Desk) -> Board:
    """What is due on the ward: overdue first."""
    desk.must_be_somebody()
    now = desk.clock.now()
    rows = board(
        ((session, desk.protocol_of(session)) for session in desk.sessions()), now, desk.clock.zone
    )
    adopted = bool(desk.refresh_roster().adopted)
    found = signalled(desk)
    return Board(
        as_of=now,
        adopted=adopted,
        lines=tuple(_board_line(desk, row, found) for row in rows),
        found=found,
        unreadable=tuple(sorted(patient_words(desk, one) for one in desk.soundness.broken)),
        to_review=waiting_for_review(desk),
    )


def _board_line(desk: Desk, row: BoardRow, found: Signals) -> BoardLine:
    opened, zone, first = row.session.opened, desk.clock.zone, row.next_due
    now = present(row.session, desk.clock.now())
    shown = banner(desk, row.session)
    further = [
        item for item in row.dues if item is not first and item.state is not DueState.NOT_SET
    ]
    hers = [line for line in found.lines if line.signal.session == row.session.id]
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
        noted=tuple(words for line in hers for words in line.noted),
        tell=_tell([line.signal for line in hers if line.signal.tell]),
    )


def _tell(overdue: list[Signal]) -> str:
    if not overdue:
        return ""
    told = all(signal.told is not None for signal in overdue)
    return "charge nurse told" if told else "tell the charge nurse"


def when(item: Due, now: datetime, zone: tzinfo) -> str:
    """When something is due; of a stop, an open walk or a note, since when and what it means."""
    if item.at is None or item.lies_behind:
        return item.sentence
    planned = item.planned_at
    if planned is None or planned >= item.at or item.at <= now:
        return when_due(item.at, now, zone)
    at_the_latest = weekday_moment(item.at, now, zone)
    return f"planned {planned_for(planned, now, zone)}; at the latest {at_the_latest}"


def planned_for(planned: datetime, now: datetime, zone: tzinfo) -> str:
    """When something is planned, and how far that is off; past it, it is not yet overdue."""
    return f"{weekday_moment(planned, now, zone)}, {seen_from(planned, now)}"
