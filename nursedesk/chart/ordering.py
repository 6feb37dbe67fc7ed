"""A dose that the prescriber orders: what is asked, and what the protocol and the chart say of it.

NurseDesk records an order; it gives none, and it lifts none. A dose that differs from the protocol
is said, never refused: the prescriber decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from decimal import Decimal

from nursedesk.chart.cycle import cycle, dose_on
from nursedesk.chart.dosing import (
    MCG_PER_DAY,
    dose,
    order_against_protocol,
    step_too_early,
    stop_findings,
)
from nursedesk.chart.field import YES, Asks, Field
from nursedesk.chart.finding import Finding, Level
from nursedesk.chart.grounds import our_own, plainly
from nursedesk.chart.session import PatientSession
from nursedesk.chart.session_entries import DoseOrdered
from nursedesk.protocol.definition import Protocol
from nursedesk.writing import moment

ORDERED_TITLE = "The prescriber's order"
ORDERED_WHY = (
    "The dose as ordered: the step dose, or the dose after a hold. Bags of another dose do not "
    "hang from then on."
)
ORDERED = (
    Field(name="dose", prompt="Dose ordered", asks=Asks.NUMBER, unit=MCG_PER_DAY),
    Field(
        name="valid_from",
        prompt="From when on?",
        asks=Asks.INSTANT,
        help="The date and time that the prescriber gave.",
    ),
    Field(name="ordered_by", prompt="Who ordered it?", asks=Asks.LINE),
    Field(name="by_telephone", prompt="Was it ordered by telephone?", asks=Asks.YES_NO),
    Field(
        name="read_back",
        prompt="Did you read it back, and did the prescriber confirm it?",
        asks=Asks.YES_NO,
        help="For an order on paper or on a screen: no.",
    ),
)


def ordered_of(answers: Mapping[str, str]) -> DoseOrdered:
    """What is recorded of an order."""
    return DoseOrdered(
        dose_mcg_per_day=Decimal(answers["dose"]),
        valid_from=datetime.fromisoformat(answers["valid_from"]),
        ordered_by=answers["ordered_by"],
        by_telephone=answers["by_telephone"] == YES,
        read_back=answers["read_back"] == YES,
    )


def check(
    session: PatientSession,
    protocol: Protocol,
    ordered: DoseOrdered,
    now: datetime,
    zone: tzinfo,
) -> tuple[Finding, ...]:
    """What can be said against an order, and what follows from it for the bag that runs.

    The dose is compared with the protocol's for the infusion day on which the order begins, if
    the infusion goes on as it does now.
    """
    stops = _stops(session, ordered, zone)
    if stops:
        return stops
    begins = max(ordered.valid_from, now)
    day = cycle(session, protocol, begins).day
    answer = dose_on(session, protocol, day, begins)
    return (
        *stop_findings(answer, Level.WARN),
        *order_against_protocol(answer, ordered.dose_mcg_per_day, day),
        *step_too_early(session, protocol, ordered.dose_mcg_per_day, ordered.valid_from),
        *_replaced(session, ordered, zone),
        *_another_runs(session, ordered, zone),
    )


def _stops(session: PatientSession, ordered: DoseOrdered, zone: tzinfo) -> tuple[Finding, ...]:
    found = []
    if ordered.dose_mcg_per_day <= 0:
        sentence = "A dose is more than 0 mcg/day. For a hold, record that the infusion stopped."
        found.append(plainly(Level.STOP, "dose-not-positive", sentence))
    if ordered.by_telephone and not ordered.read_back:
        sentence = "Read the order back to the prescriber first, then record it."
        found.append(our_own(Level.STOP, "not-read-back", sentence))
    if ordered.valid_from < session.opened_at:
        opened = moment(session.opened_at, zone)
        sentence = f"This session was opened on {opened}: the order cannot hold before that."
        found.append(plainly(Level.STOP, "before-the-session", sentence))
    return tuple(found)


def _replaced(session: PatientSession, ordered: DoseOrdered, zone: tzinfo) -> tuple[Finding, ...]:
    """The last word holds: what was ordered for later holds no more."""
    stay = session.not_replaced_from(ordered.valid_from)
    gone = [
        order
        for order in session.orders
        if order not in stay and order.dose_mcg_per_day != ordered.dose_mcg_per_day
    ]
    words = ", ".join(
        f"{dose(one.dose_mcg_per_day)} from {moment(one.valid_from, zone)}" for one in gone
    )
    if not words:
        return ()
    sentence = (
        f"With this order the one of {words} holds no more. If it is to hold, ask the prescriber "
        "to give it anew."
    )
    return (our_own(Level.WARN, "replaces-an-order", sentence),)


def _another_runs(
    session: PatientSession, ordered: DoseOrdered, zone: tzinfo
) -> tuple[Finding, ...]:
    bag = session.hanging
    if bag is None or bag.label.dose_mcg_per_day == ordered.dose_mcg_per_day:
        return ()
    sentence = (
        f"{bag.name.capitalize()}, which hangs, has {dose(bag.label.dose_mcg_per_day)}. From "
        f"{moment(ordered.valid_from, zone)} the order needs a bag of "
        f"{dose(ordered.dose_mcg_per_day)}: call pharmacy in time."
    )
    return (our_own(Level.WARN, "another-dose-hangs", sentence),)
