"""Hand-overs of a rehearsal: who signs, who reads back rightly, who returns."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from nursedesk.chart.read_back import recorded, right_answers
from nursedesk.chart.session import SignedNote
from nursedesk.chart.severity import Judgement, Severity
from nursedesk.walkthrough.crew import Crew, Member
from nursedesk.ward import handovers, receiving_notes, reviews
from nursedesk.ward.desk import Desk

JUDGEMENT = Judgement(severity=Severity.WATCHER, concern="More tired than yesterday; look often.")


def sign(
    crew: Crew,
    by: Member,
    session: UUID,
    period_from: datetime,
    *,
    in_place_of: UUID | None = None,
) -> SignedNote:
    """Whoever is at the desk makes a note up to now and signs it."""
    place = handovers.InPlaceOf(note=in_place_of) if in_place_of else None
    drafted = handovers.draft(
        crew.desk,
        session,
        note=uuid4(),
        period_from=period_from,
        judgement=JUDGEMENT,
        in_place_of=place,
    )
    return handovers.sign(crew.desk, drafted, by.passphrase, intent=uuid4())


def read_rightly(desk: Desk, session: UUID, note: UUID) -> dict[str, str]:
    """What a nurse enters who read this note rightly."""
    signed = handovers.find(desk.session(session), note)
    then = receiving_notes.session_as_of(desk, session, signed.as_of)
    right = recorded(then, desk.protocol_of(then), note=note, at=signed.period_to)
    return right_answers(right)


def receive(
    crew: Crew, by: Member, session: UUID, note: UUID, misread: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """Whoever is at the desk reads it back, rightly but for `misread`; the fields that differ."""
    desk = crew.desk
    answers = {**read_rightly(desk, session, note), **(misread or {})}
    shown = receiving_notes.read_back(desk, session, note)
    return receiving_notes.receive(desk, shown, answers, by.passphrase, intent=uuid4())


def give_back(crew: Crew, by: Member, session: UUID, note: UUID, reason: str) -> None:
    """The charge nurse at the desk returns it."""
    reviews.return_note(crew.desk, session, note, reason, by.passphrase, intent=uuid4())
