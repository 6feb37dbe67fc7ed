"""Signed hand-over notes in words: where each stands, what changed since, what waits for review."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from nursedesk.chart.due_item import DueState
from nursedesk.chart.read_back import misread
from nursedesk.chart.session import PatientSession, SignedNote
from nursedesk.chart.signed_note import Review, acted_in_period
from nursedesk.chart.terms import Role
from nursedesk.ward.desk import Desk
from nursedesk.ward.handovers import find
from nursedesk.ward.views.banner import Banner, banner
from nursedesk.ward.views.timeline import TimelineRow, told_since
from nursedesk.writing import moment

_NURSES = frozenset({Role.NURSE, Role.CHARGE_NURSE})
_FINGERPRINT = 8  # hex digits, to find the paper by; all of them stand on its pages
_ACTED = "You acted for this patient in the period of this note yourself."
_STATES = {
    Review.WAITS: (DueState.DUE_SOON, "not reviewed"),
    Review.COUNTERSIGNED: (DueState.ON_TIME, "countersigned"),
    Review.RETURNED: (DueState.STOPPED, "returned"),
    Review.SUPERSEDED: (DueState.DISCARD, "superseded"),
}


class NoteLine(Struct, frozen=True, kw_only=True):
    """A signed note: `told` is its life, a sentence for each thing that happened.

    `returned` is the sentence on its return, empty where it was not. The flags say what whoever
    is at the desk may do with it; nobody may in the emergency view.
    """

    note: UUID
    title: str
    period_from: datetime
    state: DueState
    words: str
    told: tuple[str, ...]
    review: Review
    returned: str
    may_receive: bool
    may_review: bool
    may_replace: bool

    @property
    def stands(self) -> bool:
        """Whether it was neither returned nor superseded."""
        return self.review in (Review.WAITS, Review.COUNTERSIGNED)


class NoteView(Struct, frozen=True, kw_only=True):
    """One note on its page. `changed`: what was told after it, the oldest first.

    `seen` belongs to every form that is opened from here.
    """

    session: UUID
    seen: int
    banner: Banner
    line: NoteLine
    changed: tuple[TimelineRow, ...]


class ReviewLine(Struct, frozen=True, kw_only=True):
    """A note that waits for the charge nurse. `own`: she signed it, so another one reviews it."""

    session: UUID
    who: str
    note: NoteLine
    changed: tuple[TimelineRow, ...]
    own: bool


class ReviewQueue(Struct, frozen=True, kw_only=True):
    """What waits for review on the ward, the oldest note first."""

    as_of: datetime
    lines: tuple[ReviewLine, ...]


def note_lines(desk: Desk, session: PatientSession) -> tuple[NoteLine, ...]:
    """A session's notes, the latest first."""
    return tuple(_line(desk, session, note) for note in reversed(session.notes))


def note_view(desk: Desk, session: UUID, note: UUID) -> NoteView:
    """One note as it stands now."""
    current = desk.session(session)
    signed = find(current, note)
    return NoteView(
        session=session,
        seen=current.seq,
        banner=banner(desk, current),
        line=_line(desk, current, signed),
        changed=_changed(desk, current, signed),
    )


def review_queue(desk: Desk) -> ReviewQueue:
    """The notes of all patients that wait for review."""
    account = desk.person.account if desk.person else ""
    waiting = sorted(_waiting(desk), key=lambda one: one[1].signed_at)
    lines = tuple(
        ReviewLine(
            session=session.id,
            who=_who(desk, session),
            note=_line(desk, session, note),
            changed=_changed(desk, session, note),
            own=note.signed_by == account,
        )
        for session, note in waiting
    )
    return ReviewQueue(as_of=desk.clock.now(), lines=lines)


def waiting_for_review(desk: Desk) -> int:
    """How many notes of the ward wait for review."""
    return sum(1 for _each in _waiting(desk))


def _waiting(desk: Desk) -> Iterator[tuple[PatientSession, SignedNote]]:
    for session in desk.sessions():
        for note in session.notes:
            if note.review is Review.WAITS:
                yield session, note


def _who(desk: Desk, session: PatientSession) -> str:
    shown = banner(desk, session)
    bed = f", bed {session.opened.bed}" if session.opened.bed else ""
    return f"{shown.name}, {shown.born}, {shown.identifier}{bed}"


def _changed(desk: Desk, session: PatientSession, note: SignedNote) -> tuple[TimelineRow, ...]:
    return told_since(session, note.as_of, desk.refresh_roster().names(), desk.clock.zone)


def _line(desk: Desk, session: PatientSession, note: SignedNote) -> NoteLine:
    zone, person = desk.clock.zone, desk.person
    roles = person.roles if person and session.closed_at is None else frozenset()
    account = person.account if person else ""
    state, words = _STATES[note.review]
    nurse, charge_nurse = bool(roles & _NURSES), Role.CHARGE_NURSE in roles
    period = f"{moment(note.period_from, zone)} to {moment(note.period_to, zone)}"
    may_review = charge_nurse and note.review is Review.WAITS and note.signed_by != account
    own_deeds = may_review and acted_in_period(session, note, account)
    return NoteLine(
        note=note.note,
        title=f"Hand-over, {period}",
        period_from=note.period_from,
        state=state,
        words=words,
        told=(*_told(desk, session, note), *((_ACTED,) if own_deeds else ())),
        review=note.review,
        returned=_returned(desk, note),
        may_receive=nurse and note.may_be_received_by(account),
        may_review=may_review,
        may_replace=nurse and note.superseded is None,
    )


def _told(desk: Desk, session: PatientSession, note: SignedNote) -> Iterator[str]:
    """What happened to a note, as sentences."""
    names, zone = desk.refresh_roster().names(), desk.clock.zone

    def when(by: str, at: datetime) -> str:
        return f"{names.get(by, by)}, {moment(at, zone)}"

    yield f"Signed by {when(note.signed_by, note.signed_at)}."
    for other in note.misreadings:
        fields = misread(other.fields)
        yield f"Read back otherwise than the record by {when(other.by, other.at)}: {fields}."
    for one in note.receipts:
        quoted = one.fingerprint[:_FINGERPRINT]
        yield f"Received by {when(one.by, one.at)}; the fingerprint begins {quoted}."
    if not note.receipts and note.superseded is None:
        yield "Not received yet."
    yield from _reviewed(session, note, when)
    if note.returned:
        yield _returned(desk, note)
    if note.superseded:
        by = when(note.superseded.by, note.superseded.at)
        yield f"Superseded by the note of {by}: {note.superseded.why}"
    elif later := _later(session, note):
        yield f"Not the latest: another hand-over was signed by {when(*later)}."


def _reviewed(
    session: PatientSession, note: SignedNote, when: Callable[[str, datetime], str]
) -> Iterator[str]:
    by, at = note.countersigned_by, note.countersigned_at
    if by and at:
        acted = (
            ", who acted in the period of this note too"
            if acted_in_period(session, note, by)
            else ""
        )
        yield f"Reviewed and countersigned by {when(by, at)}{acted}."
    elif note.review is Review.WAITS:
        yield "Not countersigned yet."


def _returned(desk: Desk, note: SignedNote) -> str:
    told = note.returned
    if told is None:
        return ""
    by = desk.refresh_roster().names().get(told.by, told.by)
    return f"Returned by {by}, {moment(told.at, desk.clock.zone)}: {told.reason}"


def _later(session: PatientSession, note: SignedNote) -> tuple[str, datetime] | None:
    """Who signed the last note that stands, and when, where it came after this one."""
    last = next((one for one in reversed(session.notes) if one.stands), None)
    if last is None or last.signed_at <= note.signed_at or last.note == note.note:
        return None
    return last.signed_by, last.signed_at
