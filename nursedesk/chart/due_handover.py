"""What is due of the hand-over: the last note waits for its receipt, a returned one for a new one.

A reminder only: nothing else waits for it. An older note that nobody received is not due any more
once a later one was signed.
"""

from __future__ import annotations

from datetime import tzinfo

from nursedesk.chart.due_item import Due, DueState, Topic
from nursedesk.chart.session import PatientSession
from nursedesk.chart.signed_note import Review, SignedNote
from nursedesk.writing import moment


def handovers(session: PatientSession, zone: tzinfo) -> list[Due]:
    """The notes of a session that somebody has to do something about."""
    notes = session.notes
    returned = [_returned(note, zone) for note in notes if note.review is Review.RETURNED]
    last = next((note for note in reversed(notes) if note.stands), None)
    waits = last is not None and last is notes[-1] and not last.receipts
    return [*returned, *([_waits(last, zone)] if last is not None and waits else [])]


def _waits(note: SignedNote, zone: tzinfo) -> Due:
    return Due(
        topic=Topic.HANDOVER,
        what="Hand-over to receive",
        at=note.signed_at,
        state=DueState.DUE_SOON,
        word="not received yet",
        sentence=f"Signed {moment(note.signed_at, zone)}; nobody has read it back yet.",
    )


def _returned(note: SignedNote, zone: tzinfo) -> Due:
    assert note.returned is not None
    at = note.returned.at
    return Due(
        topic=Topic.HANDOVER,
        what="Hand-over to make anew",
        at=at,
        state=DueState.DUE_SOON,
        word="returned",
        sentence=f"The charge nurse returned it {moment(at, zone)}: {note.returned.reason}",
    )
