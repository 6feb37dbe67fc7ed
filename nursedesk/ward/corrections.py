"""A correction: a new entry in an earlier one's place, with its reason; nothing is ever erased."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from msgspec import structs

from nursedesk.chart.correcting import (
    Correction,
    asked_of,
    corrected_body,
    corrected_event,
    may_be_corrected,
)
from nursedesk.chart.correction_check import Effect, Setting, effect
from nursedesk.chart.entry import Entry
from nursedesk.chart.field import Asks, Field, checked_fields
from nursedesk.chart.patient import same_identifier
from nursedesk.chart.present import present
from nursedesk.chart.session import Event, PatientSession
from nursedesk.chart.session_entries import SessionOpened
from nursedesk.errors import BugError, Refused
from nursedesk.protocol.reading import shown
from nursedesk.ward.desk import Desk, Person
from nursedesk.ward.record import record
from nursedesk.ward.rights import allowed_role

Answers = Mapping[str, str]


def preview(desk: Desk, session: UUID, entry: int, correction: Correction) -> Effect:
    """What follows for the patient from a correction of the entry with this ward counter.

    Raises:
        Refused: it cannot be corrected so; the sentence says why.
    """
    return _effect(desk, desk.session(session), entry, correction)


def for_second(desk: Desk, session: UUID, entry: int, correction: Correction) -> tuple[Field, ...]:
    """What a second person enters too: everything that was wrong.

    Words of one's own she enters only where there is nothing else that she could read.
    """
    current = desk.session(session)
    fields = asked_of(current, entry_of(current, entry))
    wrong = [f for f in fields if f.name in correction.wrong]
    own_words = all(f.asks is Asks.LINE for f in wrong)
    return tuple(f for f in wrong if own_words or f.asks is not Asks.LINE)


def correct(
    desk: Desk,
    session: UUID,
    entry: int,
    correction: Correction,
    *,
    intent: UUID,
    seen: int | None = None,
    second: Person | None = None,
    read: Answers | None = None,
) -> Entry:
    """Records a correction; the history with it in place was folded as a whole before.

    `second` entered `read` without seeing the first person's answers, where two are needed.

    Raises:
        KnownError: an answer is missing or not understood; nothing was saved.
        Refused: the chart is newer than `seen`; the entry may not be corrected, or not so; a second
            person is needed, is the same person, or read something else.
    """
    current = desk.session(session)
    body, at = corrected_body(current, entry_of(current, entry), correction)

    def recheck() -> None:
        now = desk.session(session)
        _must_be_alone(desk, now, body)
        found = _effect(desk, now, entry, correction)
        if second is not None:
            allowed_role(type(body), second.roles)
        if found.two_people or second is not None:
            _two_agree(for_second(desk, session, entry, correction), correction, second, read)

    return record(
        desk,
        body,
        intent=intent,
        session=session,
        witness=second,
        happened_at=at,
        seen=seen,
        supersedes=entry,
        recheck=recheck,
    )


def entry_of(session: PatientSession, entry: int) -> Event:
    """The session's entry with this ward counter.

    Raises:
        BugError: it has none.
    """
    for event in session.history:
        if event.ward_seq == entry:
            return event
    raise BugError("a correction of an entry that the session does not have")


def _effect(desk: Desk, session: PatientSession, entry: int, correction: Correction) -> Effect:
    old = entry_of(session, entry)
    if not may_be_corrected(session, old):
        raise Refused(
            "not-correctable",
            "This entry cannot be corrected: another one stands in its place, its walk is not "
            "finished, or it is of a kind that is never corrected.",
            do="Look at the patient's timeline.",
        )
    now = desk.clock.now()
    new = corrected_event(session, old, correction, by=desk.signed_in().account, now=now)
    setting = Setting(
        protocol=desk.protocol_of(session), now=present(session, now), zone=desk.clock.zone
    )
    if new.happened_at > now:
        setting = structs.replace(setting, now=now)
    return effect(session, old, new, setting)


def _two_agree(
    fields: tuple[Field, ...], correction: Correction, second: Person | None, read: Answers | None
) -> None:
    """Compares what both entered; a difference is named by its questions, never by a value."""
    if second is None or read is None:
        raise Refused(
            "second-person-needed",
            "This correction takes a second person, who enters it too.",
            do="Ask another nurse to sign in for it.",
        )
    hers = checked_fields(fields, read, "Correct an entry")
    first = checked_fields(
        fields, {f.name: correction.answers.get(f.name, "") for f in fields}, "Correct an entry"
    )
    differing = [f"“{f.prompt}”" for f in fields if hers.get(f.name) != first.get(f.name)]
    if differing:
        raise Refused(
            "readings-differ",
            f"The two of you entered different things at {', '.join(differing)}.",
            do="Both look again. Nobody sees what the other one entered.",
        )


def _must_be_alone(desk: Desk, session: PatientSession, body: object) -> None:
    """No other open session has the identifier that an edited session would have."""
    if not isinstance(body, SessionOpened):
        return
    identifier = body.patient.identifier
    others = [one for one in desk.sessions() if one.id != session.id]
    if any(same_identifier(one.opened.patient.identifier, identifier) for one in others):
        raise Refused(
            "session-exists",
            f"Another open patient session has the identifier {shown(identifier)}.",
            do="Read the identifier again, from the wristband.",
        )
