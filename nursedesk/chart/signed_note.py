"""A signed hand-over note as its entries tell it: received, reviewed, superseded, in any order.

Nothing waits for anything else: a note is received before or after its review, by one nurse or by
several; a new note is made while the old one waits. Only a review is given once, and of a note
that another took the place of nothing more is told.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from msgspec import Struct, field

from nursedesk.chart.note_entries import HandoverMisread, HandoverReceived, HandoverReturned
from nursedesk.chart.session_entries import HandoverCountersigned, HandoverSigned
from nursedesk.chart.severity import Severity
from nursedesk.errors import BugError, Refused

if TYPE_CHECKING:
    from nursedesk.chart.session import Event, PatientSession

NoteBody = (
    HandoverSigned | HandoverReceived | HandoverMisread | HandoverCountersigned | HandoverReturned
)
_AFTER_ITS_SIGNATURE = HandoverReceived | HandoverMisread | HandoverCountersigned | HandoverReturned


class Review(StrEnum):
    """Where the charge nurse's review stands; a superseded note is not reviewed any more."""

    WAITS = "waits"
    COUNTERSIGNED = "countersigned"
    RETURNED = "returned"
    SUPERSEDED = "superseded"


class Receipt(Struct, frozen=True, kw_only=True):
    """An incoming nurse read the note back rightly; `fingerprint` (hex) as the note prints it."""

    by: str
    at: datetime
    fingerprint: str


class Misreading(Struct, frozen=True, kw_only=True):
    """She entered something else than the record says, in these fields."""

    by: str
    at: datetime
    fields: tuple[str, ...]


class Returned(Struct, frozen=True, kw_only=True):
    """The charge nurse returned the note."""

    by: str
    at: datetime
    reason: str


class Superseded(Struct, frozen=True, kw_only=True):
    """The note `note` took its place: signed by whom, when, and why."""

    note: UUID
    by: str
    at: datetime
    why: str


class SignedNote(Struct, kw_only=True):
    """A hand-over note of this session. `replaces`: the note whose place it took."""

    note: UUID
    document: str
    as_of: int
    period_from: datetime
    period_to: datetime
    signed_at: datetime
    signed_by: str
    severity: Severity | None = None
    replaces: UUID | None = None
    receipts: list[Receipt] = field(default_factory=list)
    misreadings: list[Misreading] = field(default_factory=list)
    countersigned_document: str | None = None
    countersigned_at: datetime | None = None
    countersigned_by: str | None = None
    returned: Returned | None = None
    superseded: Superseded | None = None

    @property
    def review(self) -> Review:
        """Where its review stands."""
        if self.superseded is not None:
            return Review.SUPERSEDED
        if self.returned is not None:
            return Review.RETURNED
        return Review.WAITS if self.countersigned_by is None else Review.COUNTERSIGNED

    @property
    def stands(self) -> bool:
        """Whether it was neither returned nor superseded."""
        return self.review in (Review.WAITS, Review.COUNTERSIGNED)

    def may_be_received_by(self, account: str) -> bool:
        """Whether this nurse can receive it: not its author, and once."""
        known = {self.signed_by, *(receipt.by for receipt in self.receipts)}
        return self.superseded is None and account not in known

    def must_await_review(self) -> None:
        """Lets a review be told of a note that has none.

        Raises:
            Refused: it was reviewed already, or another note took its place.
        """
        self.must_be_the_last_word()
        if self.countersigned_by is not None:
            raise Refused(
                "countersigned-already", "This note is countersigned already.", do="Export it."
            )
        if self.returned is not None:
            raise Refused(
                "returned-already",
                "This note was returned.",
                do="A nurse makes a new note in its place; review that one.",
            )

    def must_be_the_last_word(self) -> None:
        """Lets something be told of a note that holds.

        Raises:
            Refused: another note took its place.
        """
        if self.superseded is not None:
            raise Refused(
                "note-superseded",
                "Another note took the place of this one.",
                do="Open the new note.",
            )


def tell_of_note(body: NoteBody, notes: list[SignedNote], event: Event) -> None:
    """Folds what an entry says of a session's notes.

    A receipt by the author herself settles nothing; neither does a second one by the same nurse.

    Raises:
        BugError: it speaks of a note that the session does not have.
    """
    if isinstance(body, HandoverSigned):
        _signed(body, notes, event)
        return
    _tell(body, _known(notes, body.note, event), event)


def _signed(body: HandoverSigned, notes: list[SignedNote], event: Event) -> None:
    if body.replaces is not None:
        _known(notes, body.replaces, event).superseded = Superseded(
            note=body.note, by=event.author, at=event.happened_at, why=body.why or ""
        )
    notes.append(
        SignedNote(
            note=body.note,
            document=body.document,
            as_of=body.as_of,
            period_from=body.period_from,
            period_to=body.period_to,
            signed_at=event.happened_at,
            signed_by=event.author,
            severity=body.severity,
            replaces=body.replaces,
        )
    )


def _tell(body: _AFTER_ITS_SIGNATURE, note: SignedNote, event: Event) -> None:
    by, at = event.author, event.happened_at
    match body:
        case HandoverReceived() if note.may_be_received_by(by):
            note.receipts.append(Receipt(by=by, at=at, fingerprint=body.fingerprint))
        case HandoverMisread():
            note.misreadings.append(Misreading(by=by, at=at, fields=body.differing))
        case HandoverCountersigned():
            note.countersigned_document = body.document
            note.countersigned_at, note.countersigned_by = at, by
        case HandoverReturned():
            note.returned = Returned(by=by, at=at, reason=body.reason)


def _known(notes: list[SignedNote], note: UUID, event: Event) -> SignedNote:
    for known in notes:
        if known.note == note:
            return known
    raise BugError(f"entry {event.number} speaks of an unknown note")


def acted_in_period(session: PatientSession, note: SignedNote, account: str) -> bool:
    """Whether this person recorded anything of the patient in the period of the note."""
    return any(
        account in (event.author, event.witness)
        for event in session.history
        if event.seq <= note.as_of and event.recorded_at >= note.period_from
    )
