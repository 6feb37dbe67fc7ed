"""Patient sessions: opened, and closed when the treatment on this ward is over."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid5

from nursedesk.chart import closing
from nursedesk.chart.entry import Entry
from nursedesk.chart.finding import Finding, Level
from nursedesk.chart.opening import check
from nursedesk.chart.patient import same_identifier
from nursedesk.chart.present import present
from nursedesk.chart.session_entries import SessionClosed, SessionOpened
from nursedesk.errors import Refused
from nursedesk.protocol.reading import shown
from nursedesk.ward.desk import Desk
from nursedesk.ward.record import record


def opening_findings(desk: Desk, opened: SessionOpened) -> tuple[Finding, ...]:
    """What the protocol says about a session that is about to be opened."""
    return check(opened, desk.current_protocol(), desk.clock.now(), desk.clock.zone)


def open_session(
    desk: Desk, opened: SessionOpened, *, intent: UUID, happened_at: datetime | None = None
) -> UUID:
    """Opens a patient session; returns its id.

    Raises:
        Refused: a stop of the protocol, or the patient has an open session already.
    """
    stops = [f for f in opening_findings(desk, opened) if f.level is Level.STOP]
    if stops:
        raise Refused(
            stops[0].code,
            stops[0].sentence,
            do="Ask the prescriber before a session is opened.",
        )

    def recheck() -> None:
        identifier = opened.patient.identifier
        if any(
            same_identifier(other.opened.patient.identifier, identifier)
            for other in desk.sessions()
        ):
            raise Refused(
                "session-exists",
                f"There is a patient session with the identifier {shown(identifier)} already.",
                do="Open that session from the ward board.",
            )

    session = uuid5(intent, "session")  # a retry means the same session
    entry = record(
        desk, opened, intent=intent, session=session, happened_at=happened_at, recheck=recheck
    )
    return entry.header.session or session


def closing_findings(desk: Desk, session: UUID, closed: SessionClosed) -> tuple[Finding, ...]:
    """What must be finished before this session is closed, and what to think of."""
    current = desk.session(session)
    now = present(current, desk.clock.now())
    return closing.check(current, desk.protocol_of(current), closed, now)


def close(
    desk: Desk,
    session: UUID,
    closed: SessionClosed,
    *,
    intent: UUID,
    seen: int | None = None,
) -> Entry:
    """Closes a patient session: it leaves the board, and nothing more is recorded in it.

    Raises:
        Refused: the chart is newer than `seen`; something is still open: a walk, a note that waits
            for its review, or an infusion that runs on this ward.
    """

    def recheck() -> None:
        for finding in closing_findings(desk, session, closed):
            if finding.level is Level.STOP:
                raise Refused(finding.code, finding.sentence, do="Then close the session.")

    try:
        return record(desk, closed, intent=intent, session=session, seen=seen, recheck=recheck)
    finally:
        desk.forget(session)
