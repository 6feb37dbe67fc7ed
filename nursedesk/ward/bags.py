"""Bags: received, moved, discarded, judged."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from nursedesk.chart.entry import Entry
from nursedesk.chart.finding import Finding
from nursedesk.chart.present import present
from nursedesk.chart.receiving import check
from nursedesk.chart.session import PatientSession
from nursedesk.chart.session_entries import BagDiscarded, BagMoved, BagReceived, InfusionStopped
from nursedesk.errors import Refused
from nursedesk.ward.desk import Desk
from nursedesk.ward.record import record


def receiving_findings(desk: Desk, session: UUID, received: BagReceived) -> tuple[Finding, ...]:
    """What the protocol and the chart say about a bag that is about to be received."""
    current = desk.session(session)
    return check(
        current,
        received.label,
        received.place,
        received.celsius,
        desk.protocol_of(current),
        present(current, desk.clock.now()),
        zone=desk.clock.zone,
        kept_before=received.kept_before,
    )


def receive(
    desk: Desk,
    session: UUID,
    received: BagReceived,
    *,
    intent: UUID,
    happened_at: datetime | None = None,
    seen: int | None = None,
) -> Entry:
    """Records a bag that came; a bag that must not be used is recorded too, as what it is."""
    return record(
        desk, received, intent=intent, session=session, happened_at=happened_at, seen=seen
    )


def move(
    desk: Desk,
    session: UUID,
    moved: BagMoved,
    *,
    intent: UUID,
    happened_at: datetime | None = None,
    seen: int | None = None,
) -> Entry:
    """Records that a bag in stock was put somewhere else, or its temperature read again."""

    def recheck() -> None:
        _in_stock(desk.session(session), moved.bag)

    return record(
        desk,
        moved,
        intent=intent,
        session=session,
        happened_at=happened_at,
        seen=seen,
        recheck=recheck,
    )


def discard(desk: Desk, session: UUID, discarded: BagDiscarded, *, intent: UUID) -> Entry:
    """Records that a bag in stock was discarded."""

    def recheck() -> None:
        _in_stock(desk.session(session), discarded.bag)

    return record(desk, discarded, intent=intent, session=session, recheck=recheck)


def stop_infusion(
    desk: Desk,
    session: UUID,
    stopped: InfusionStopped,
    *,
    intent: UUID,
    happened_at: datetime | None = None,
) -> Entry:
    """Records that the infusion stopped outside a bag change."""

    def recheck() -> None:
        if desk.session(session).running is None:
            raise Refused(
                "not-running",
                "The chart says that no infusion runs.",
                do="Look at the patient's timeline first.",
            )

    return record(
        desk, stopped, intent=intent, session=session, happened_at=happened_at, recheck=recheck
    )


def _in_stock(session: PatientSession, bag: UUID) -> None:
    known = session.bags.get(bag)
    if known is None or not known.in_stock:
        raise Refused(
            "bag-not-in-stock",
            "This bag is not in stock any more: it hangs, came down or was discarded.",
            do="Look at the patient's bags again.",
        )
