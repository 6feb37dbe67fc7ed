"""Closing a patient's session: what is asked, and what must be finished first."""

from __future__ import annotations

from datetime import datetime

from nursedesk.chart.cycle import cycle
from nursedesk.chart.field import Asks, Choice, Field
from nursedesk.chart.finding import Finding, Level
from nursedesk.chart.grounds import by_rule, plainly
from nursedesk.chart.note_asked import hours
from nursedesk.chart.session import PatientSession
from nursedesk.chart.session_entries import SessionClosed
from nursedesk.chart.signed_note import Review
from nursedesk.chart.terms import Ending
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.rules import Rule
from nursedesk.writing import amount

ENDING_WORDS = {
    Ending.COMPLETED: "the cycle was completed",
    Ending.STOPPED: "the treatment was stopped",
    Ending.MOVED: "moved to another ward",
    Ending.DISCHARGED: "discharged",
    Ending.DIED: "the patient died",
    Ending.MISTAKE: "opened by mistake",
}
WITH_THE_PUMP = frozenset({Ending.MOVED, Ending.DISCHARGED})  # the infusion may go on elsewhere
CLOSED_TITLE = "The treatment on this ward is over"
CLOSED_WHY = (
    "A closed session leaves the ward board, and nothing more is recorded in it. For the next "
    "cycle a new session is opened. Write a last hand-over note before, if the patient goes on to "
    "others."
)
CLOSED = (
    Field(
        name="ending",
        prompt="Why is the session closed?",
        asks=Asks.CHOICE,
        choices=tuple(
            Choice(value=ending.value, words=f"{words[:1].upper()}{words[1:]}")
            for ending, words in ENDING_WORDS.items()
        ),
    ),
    Field(
        name="note",
        prompt="What else is to be said of it",
        asks=Asks.LINE,
        optional=True,
        help="Such as: where to, with whose order, what became of the last bag.",
        absent_words="Nothing",
    ),
)


def check(
    session: PatientSession, protocol: Protocol, closed: SessionClosed, now: datetime
) -> tuple[Finding, ...]:
    """What must be finished before the session is closed, and what to think of."""
    return (
        *_open_things(session, closed.ending),
        *_incomplete(session, protocol, closed.ending, now),
        *_bags(session, closed.ending),
    )


def _open_things(session: PatientSession, ending: Ending) -> list[Finding]:
    found = []
    if session.open_walks:
        sentence = (
            "A walk of this patient is not finished (bag change, restart or symptom check). "
            "Complete it or leave it first."
        )
        found.append(plainly(Level.STOP, "walk-open", sentence))
    if any(note.review is Review.WAITS for note in session.notes):
        sentence = (
            "A hand-over note of this patient waits for the charge nurse. Have it countersigned or "
            "returned first: later nothing can be recorded any more."
        )
        found.append(plainly(Level.STOP, "note-waits", sentence))
    if any(note.review is Review.RETURNED for note in session.notes):
        sentence = "A hand-over note was returned, and none took its place. Later none can be made."
        found.append(plainly(Level.WARN, "note-returned", sentence))
    if session.running is not None and ending not in WITH_THE_PUMP:
        sentence = (
            "The chart says that the infusion runs. Record first that it stopped. If the patient "
            "leaves with the pump running, say that she moved or was discharged."
        )
        found.append(plainly(Level.STOP, "infusion-runs", sentence))
    return found


def _incomplete(
    session: PatientSession, protocol: Protocol, ending: Ending, now: datetime
) -> list[Finding]:
    stands = cycle(session, protocol, now)
    if ending is not Ending.COMPLETED or stands.complete:
        return []
    whole = amount(protocol.interruption.infusion.hours, "h")
    sentence = (
        f"By the record {hours(stands.infused_hours)} of {whole} are infused. The prescriber "
        "orders the end of a cycle."
    )
    rule = Rule.INT_INFUSED_TIME
    return [by_rule(protocol, Level.WARN, "cycle-not-complete", sentence, rule)]


def _bags(session: PatientSession, ending: Ending) -> list[Finding]:
    kept = [bag for bag in session.bags.values() if bag.discarded is None]
    left = [bag.name for bag in kept if bag.hung_at is None]
    sentence = (
        f"By the record these bags are still here: {', '.join(left)}. Discard them first, or say "
        "in the note what became of them: later nothing can be recorded."
    )
    here = [plainly(Level.WARN, "bags-still-here", sentence)] if left else []
    return [*here, *_hanging(session, ending)]


def _hanging(session: PatientSession, ending: Ending) -> list[Finding]:
    bag = session.hanging
    if bag is None or (session.running is not None and ending in WITH_THE_PUMP):
        return []
    sentence = (
        f"By the record {bag.name} still hangs. Take it down and discard it, and say so here."
    )
    return [plainly(Level.WARN, "bag-still-hangs", sentence)]
