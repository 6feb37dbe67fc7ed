"""Acknowledging what is due, and recording which charge nurse was told of it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from nursedesk.chart.due import due
from nursedesk.chart.entry import Entry
from nursedesk.chart.present import present
from nursedesk.chart.session import PatientSession
from nursedesk.chart.signal import Signal, signals
from nursedesk.chart.signal_entries import ChargeNurseTold, DueAcknowledged
from nursedesk.errors import Refused
from nursedesk.ward.clock_watch import must_be_confirmed
from nursedesk.ward.desk import Desk
from nursedesk.ward.record import record


def signals_of(desk: Desk, session: PatientSession, now: datetime) -> tuple[Signal, ...]:
    """What is signalled for a patient."""
    settings, at = desk.roster.settings, present(session, now)
    return signals(
        session, due(session, desk.protocol_of(session), at, desk.clock.zone), at, settings
    )


def acknowledge(desk: Desk, signal: Signal, *, intent: UUID) -> Entry:
    """The person at the desk knows that this is due; it stays due.

    Raises:
        Refused: it is not due any more, somebody has acknowledged it meanwhile, or her role may
            not.
    """
    body = DueAcknowledged(
        topic=signal.topic, what=signal.what, stage=signal.stage, due_at=signal.due_at
    )

    def recheck() -> None:
        _must_know_the_time(desk)
        if not _still(desk, signal).open:
            raise Refused(
                "acknowledged-already",
                "Somebody has acknowledged this meanwhile.",
                do="Look at the ward board: it says who.",
            )

    return record(desk, body, intent=intent, session=signal.session, recheck=recheck)


def tell_charge_nurse(desk: Desk, signal: Signal, told: str, *, intent: UUID) -> Entry:
    """The charge nurse `told` (her name) was told of what is overdue.

    Raises:
        Refused: it is not overdue any more, or her role may not.
    """
    body = ChargeNurseTold(topic=signal.topic, what=signal.what, due_at=signal.due_at, told=told)

    def recheck() -> None:
        _must_know_the_time(desk)
        _still(desk, signal)

    return record(desk, body, intent=intent, session=signal.session, recheck=recheck)


def _must_know_the_time(desk: Desk) -> None:
    """After a jump of the clock nothing is noticed: what seems due may not be due.

    Raises:
        Refused: it jumped, and nobody has confirmed the time since.
    """
    if desk.refresh_roster().clock.jump is not None:
        must_be_confirmed(desk, "What is due is acknowledged, or told of,")


def _still(desk: Desk, signal: Signal) -> Signal:
    """The same signal as it stands now.

    Raises:
        Refused: there is none any more.
    """
    session = desk.session(signal.session)
    for now in signals_of(desk, session, desk.clock.now()):
        if now.key == signal.key:
            return now
    raise Refused(
        "stale-form",
        f"“{signal.what}” does not stand any more as it was shown.",
        do="Look at the patient's page: it says what is due now.",
    )
