"""The incoming nurse receives a hand-over: she reads it back, and the record says whether rightly.

Each attempt is one entry. Nothing waits for a receipt: it may come late, and from several nurses.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from msgspec import Struct

from nursedesk.chart.field import Field, checked_fields
from nursedesk.chart.note_entries import HandoverMisread, HandoverReceived
from nursedesk.chart.read_back import TITLE, Recorded, code, differing, questions, recorded
from nursedesk.chart.session import PatientSession, SignedNote, fold
from nursedesk.errors import Refused
from nursedesk.ward import drafts
from nursedesk.ward.another_person import must_be_another_person
from nursedesk.ward.desk import Desk
from nursedesk.ward.handovers import find
from nursedesk.ward.record import must_be_allowed, record


class ReadBack(Struct, frozen=True, kw_only=True):
    """What a nurse is asked who receives this note; nothing of the answers is in it.

    `seen` belongs to what she enters.
    """

    session: UUID
    note: UUID
    fields: tuple[Field, ...]
    seen: int


def read_back(desk: Desk, session: UUID, note: UUID) -> ReadBack:
    """What is asked of a note, from the record as of its last entry."""
    current = desk.session(session)
    right, _fingerprint = _right(desk, find(current, note), session)
    return ReadBack(session=session, note=note, fields=questions(right), seen=current.seq)


def receive(
    desk: Desk, shown: ReadBack, typed: Mapping[str, str], passphrase: str, *, intent: UUID
) -> tuple[str, ...]:
    """Records an attempt; returns the names of the fields that differ: none, then it is received.

    Raises:
        KnownError: an answer is missing or not understood, a wrong passphrase or PIN; nothing was
            saved.
        Refused: no nurse, the author herself, a note that she has received or that was replaced,
            or the chart went on after what she saw.
    """
    person = desk.signed_in()
    must_be_allowed(desk, HandoverReceived, person)
    signed = find(desk.session(shown.session), shown.note)
    must_be_another_person(desk, signed, HandoverReceived)
    right, fingerprint = _right(desk, signed, shown.session)
    answers = checked_fields(questions(right), typed, TITLE)
    person.keys.confirm(passphrase)
    differ = differing(right, answers)
    body: HandoverReceived | HandoverMisread = HandoverReceived(
        note=shown.note, fingerprint=fingerprint, asked=code(right.asked), answers=answers
    )
    if differ:
        body = HandoverMisread(
            note=shown.note, asked=code(right.asked), answers=answers, differing=differ
        )

    def recheck() -> None:
        _receivable(find(desk.session(shown.session), shown.note), person.account)

    record(desk, body, intent=intent, session=shown.session, seen=shown.seen, recheck=recheck)
    drafts.drop(desk, drafts.read_back_place(shown.note))
    return differ


def session_as_of(desk: Desk, session: UUID, seq: int) -> PatientSession:
    """A session as it was at one of its entries, whatever was told since."""
    entries = desk.store.session_entries(session)
    return fold(one for one in entries if (one.header.session_seq or 0) <= seq)


def _right(desk: Desk, signed: SignedNote, session: UUID) -> tuple[Recorded, str]:
    """What is right for this note, and the fingerprint (hex) that it prints."""
    then = session_as_of(desk, session, signed.as_of)
    protocol = desk.protocol_of(then)
    right = recorded(then, protocol, note=signed.note, at=signed.period_to)
    return right, then.head.hex()


def _receivable(signed: SignedNote, account: str) -> None:
    signed.must_be_the_last_word()
    if not signed.may_be_received_by(account):
        raise Refused(
            "received-already", "You have received this note already.", do="Nothing more is needed."
        )
