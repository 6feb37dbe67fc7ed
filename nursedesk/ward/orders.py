"""Prescribers' orders, recorded as they were given."""

from __future__ import annotations

from uuid import UUID

from nursedesk.chart.entry import Entry
from nursedesk.chart.finding import Finding, Level
from nursedesk.chart.ordering import check
from nursedesk.chart.present import present
from nursedesk.chart.session_entries import DoseOrdered
from nursedesk.errors import Refused
from nursedesk.ward.desk import Desk
from nursedesk.ward.record import record


def findings(desk: Desk, session: UUID, ordered: DoseOrdered) -> tuple[Finding, ...]:
    """What the protocol and the chart say about an order that is about to be recorded."""
    current = desk.session(session)
    now = present(current, desk.clock.now())
    return check(current, desk.protocol_of(current), ordered, now, desk.clock.zone)


def order(
    desk: Desk, session: UUID, ordered: DoseOrdered, *, intent: UUID, seen: int | None = None
) -> Entry:
    """Records the dose that a prescriber ordered.

    Raises:
        Refused: the chart is newer than `seen`, or the order cannot be right (not read back, no
            dose, before the session).
    """

    def recheck() -> None:
        for finding in findings(desk, session, ordered):
            if finding.level is Level.STOP:
                raise Refused(finding.code, finding.sentence, do="Correct it and save again.")

    return record(desk, ordered, intent=intent, session=session, seen=seen, recheck=recheck)
