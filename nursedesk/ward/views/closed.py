"""The closed sessions of the ward: whose, when and why they were closed. They can be read."""

from __future__ import annotations

from uuid import UUID

from msgspec import Struct

from nursedesk.chart.closing import ENDING_WORDS
from nursedesk.chart.session import PatientSession
from nursedesk.chart.session_entries import SessionClosed
from nursedesk.chart.terms import kind_of
from nursedesk.ward.desk import Desk
from nursedesk.ward.views.banner import banner
from nursedesk.writing import moment

MOST = 100  # each one is read whole
_KIND = frozenset({kind_of(SessionClosed)})


class ClosedLine(Struct, frozen=True, kw_only=True):
    """A closed session: both identifiers, and how it ended."""

    session: UUID
    who: str
    words: str


class ClosedSessions(Struct, frozen=True, kw_only=True):
    """The last ones, the latest first; `more` were closed before them."""

    lines: tuple[ClosedLine, ...]
    more: int


def closed_sessions(desk: Desk) -> ClosedSessions:
    """The sessions that were closed last."""
    closing = desk.store.of_kinds(_KIND)
    ids = [entry.header.session for entry in reversed(closing) if entry.header.session]
    broken = desk.soundness.broken
    shown = [desk.session(one) for one in ids[:MOST] if one not in broken]
    return ClosedSessions(
        lines=tuple(_line(desk, session) for session in shown), more=max(len(ids) - MOST, 0)
    )


def how_it_ended(desk: Desk, session: PatientSession) -> str:
    """When and why a session was closed, and what was said of it; empty while it is open."""
    body = session.history[-1].body
    if session.closed_at is None or not isinstance(body, SessionClosed):
        return ""
    note = f" {body.note}" if body.note else ""
    at = moment(session.closed_at, desk.clock.zone)
    return f"Closed {at}: {ENDING_WORDS[body.ending]}.{note}"


def _line(desk: Desk, session: PatientSession) -> ClosedLine:
    shown = banner(desk, session)
    who = f"{shown.name}, {shown.born}, {shown.identifier}"
    return ClosedLine(session=session.id, who=who, words=how_it_ended(desk, session))
