"""A note is received and reviewed by another person than the one who signed it as its author."""

from __future__ import annotations

from nursedesk.chart.note_entries import HandoverReceived, HandoverReturned
from nursedesk.chart.session import SignedNote
from nursedesk.chart.session_entries import HandoverCountersigned
from nursedesk.chart.terms import kind_of
from nursedesk.errors import Refused
from nursedesk.ward.desk import Desk
from nursedesk.ward.record import deny

Told = type[HandoverReceived | HandoverCountersigned | HandoverReturned]

_BY: dict[Told, tuple[str, str]] = {
    HandoverReceived: ("received", "The nurse who takes over signs in and receives it."),
    HandoverCountersigned: ("countersigned", "Ask another charge nurse to review it."),
    HandoverReturned: ("returned", "Make a new note in its place, or ask another charge nurse."),
}


def must_be_another_person(desk: Desk, signed: SignedNote, told: Told) -> None:
    """Looks whether whoever is at the desk may tell this of the note; the denial is recorded.

    Raises:
        Refused: she is its author.
    """
    person = desk.signed_in()
    if signed.signed_by != person.account:
        return
    done, do = _BY[told]
    happened = f"A note is {done} by somebody else than its author."
    refusal = Refused("same-person", happened, do=do)
    deny(desk, kind_of(told), refusal, person)
    raise refusal
