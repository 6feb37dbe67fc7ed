"""Patient sessions: opened, looked at, listed on the ward board."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid5

from nursedesk.chart.finding import Finding, Level
from nursedesk.chart.opening import check
from nursedesk.chart.patient import same_identifier
from nursedesk.chart.session_entries import SessionOpened
from nursedesk.errors import Refused
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
                f"There is a patient session with the identifier {identifier} already.",
                do="Open that session from the ward board.",
            )

    session = uuid5(intent, "session")  # a retry means the same session
    entry = record(
        desk, opened, intent=intent, session=session, happened_at=happened_at, recheck=recheck
    )
    return entry.header.session or session
