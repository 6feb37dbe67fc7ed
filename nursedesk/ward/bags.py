"""Bags: received, moved, discarded, judged."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from nursedesk.chart.bag import Bag
from nursedesk.chart.entry import Entry
from nursedesk.chart.finding import Finding
from nursedesk.chart.present import present
from nursedesk.chart.receiving import check
from nursedesk.chart.session import PatientSession
from nursedesk.chart.session_entries import BagDiscarded, BagMoved, BagReceived, InfusionStopped
from nursedesk.errors import Refused
from nursedesk.ward.desk import Desk
from nursedesk.ward.record import record
from nursedesk.writing import moment


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
    """Records that a bag in stock was put somewhere else, or its temperature read again.

    Raises:
        Refused: the bag is not in stock, or by the time given the move would change nothing.
    """

    def recheck() -> None:
        _in_stock(desk.session(session), moved.bag)
        _moves(desk, desk.session(session).bags[moved.bag], moved, happened_at or desk.clock.now())

    return record(
        desk,
        moved,
        intent=intent,
        session=session,
        happened_at=happened_at,
        seen=seen,
        recheck=recheck,
    )


def discard(
    desk: Desk,
    session: UUID,
    discarded: BagDiscarded,
    *,
    intent: UUID,
    happened_at: datetime | None = None,
    seen: int | None = None,
) -> Entry:
    """Records that a bag in stock was discarded.

    Raises:
        Refused: the chart is newer than `seen`, the bag is not in stock, or had not come yet.
    """

    def recheck() -> None:
        current = desk.session(session)
        _in_stock(current, discarded.bag)
        _came_before(desk, current.bags[discarded.bag], happened_at or desk.clock.now())

    return record(
        desk,
        discarded,
        intent=intent,
        session=session,
        happened_at=happened_at,
        seen=seen,
        recheck=recheck,
    )


def stop_infusion(
    desk: Desk,
    session: UUID,
    stopped: InfusionStopped,
    *,
    intent: UUID,
    happened_at: datetime | None = None,
    seen: int | None = None,
) -> Entry:
    """Records that the infusion stopped outside a bag change, or why it is held while it stands.

    Raises:
        Refused: the chart is newer than `seen`, nothing runs and it is no hold for a reaction, or
            what runs began after the time given: it would go on running.
    """

    def recheck() -> None:
        current, at = desk.session(session), happened_at or desk.clock.now()
        if current.running is None:
            _must_be_a_hold(desk, current, stopped, at)
        elif at < current.running.since:
            began = moment(current.running.since, desk.clock.zone)
            raise Refused(
                "before-its-start",
                f"This infusion began on {began}: it cannot have stopped before.",
                do=_GIVE_THE_TIME,
            )

    return record(
        desk,
        stopped,
        intent=intent,
        session=session,
        happened_at=happened_at,
        seen=seen,
        recheck=recheck,
    )


_GIVE_THE_TIME = (
    "Look at the date and the time, and save again. If the time of this workstation is wrong, use "
    "the paper checklist and call ward IT."
)


def _must_be_a_hold(
    desk: Desk, session: PatientSession, stopped: InfusionStopped, at: datetime
) -> None:
    """What stands can be held for a reaction, from its stop on; nothing else stops it again."""
    last = session.runs[-1].to if session.runs else None
    if last is None or not stopped.adverse_reaction:
        raise Refused(
            "not-running",
            "The chart says that no infusion runs.",
            do="Look at the patient's timeline first.",
        )
    if at < last:
        raise Refused(
            "before-its-stop",
            f"The infusion stopped on {moment(last, desk.clock.zone)}: it cannot have been held "
            "before.",
            do=_GIVE_THE_TIME,
        )


def _moves(desk: Desk, bag: Bag, moved: BagMoved, at: datetime) -> None:
    """Refuses a move that the chart would take in without a change: a mistyped time, mostly."""
    zone = desk.clock.zone
    _came_before(desk, bag, at)
    before = [stay for stay in bag.stays if stay.since <= at]
    elsewhere = [s for s in bag.stays if s.since > at and s.place is not moved.place]
    there = before and before[-1].place is moved.place
    if there and elsewhere and moved.celsius is None:
        raise Refused(
            "there-already",
            f"By the chart {bag.name} was there already at the time given, and somewhere else from "
            f"{moment(elsewhere[0].since, zone)} on.",
            do=_GIVE_THE_TIME,
        )


def _came_before(desk: Desk, bag: Bag, at: datetime) -> None:
    if at < bag.received_at:
        came = moment(bag.received_at, desk.clock.zone)
        raise Refused(
            "before-it-came",
            f"{bag.name.capitalize()} came on {came}: nobody here can have moved it before.",
            do=_GIVE_THE_TIME,
        )


def _in_stock(session: PatientSession, bag: UUID) -> None:
    known = session.bags.get(bag)
    if known is None or not known.in_stock:
        raise Refused(
            "bag-not-in-stock",
            "This bag is not in stock any more: it hangs, came down or was discarded.",
            do="Look at the patient's bags again.",
        )
