"""A charge nurse returns a note with a reason: it stays readable, and a new one takes its place.

Countersigning stands in `handovers.py`. Each review is of one note; there is no way to give
several at once.
"""

from __future__ import annotations

from uuid import UUID

from nursedesk.chart.entry import Entry
from nursedesk.chart.note_entries import HandoverReturned
from nursedesk.ward import drafts
from nursedesk.ward.another_person import must_be_another_person
from nursedesk.ward.desk import Desk
from nursedesk.ward.handovers import find
from nursedesk.ward.record import must_be_allowed, record


def return_note(
    desk: Desk,
    session: UUID,
    note: UUID,
    reason: str,
    passphrase: str,
    *,
    intent: UUID,
    seen: int | None = None,
) -> Entry:
    """The charge nurse reviews a note and returns it, with her passphrase or PIN.

    Raises:
        KnownError: wrong passphrase or PIN, or no reason; nothing was saved.
        Refused: no charge nurse, the author herself, a note that was reviewed or replaced
            already, or the chart went on after what she saw (`seen`).
    """
    person = desk.signed_in()
    must_be_allowed(desk, HandoverReturned, person)
    must_be_another_person(desk, find(desk.session(session), note), HandoverReturned)
    person.keys.confirm(passphrase)

    def recheck() -> None:
        find(desk.session(session), note).must_await_review()

    body = HandoverReturned(note=note, reason=reason)
    entry = record(desk, body, intent=intent, session=session, seen=seen, recheck=recheck)
    drafts.drop(desk, drafts.return_place(note))
    return entry
