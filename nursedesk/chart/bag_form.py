"""What is asked of a bag that comes, is moved or is discarded, and the entries that it makes."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from nursedesk.chart.field import Asks, Choice, Field, instant_of, number_of
from nursedesk.chart.session_entries import BagDiscarded, BagLabel, BagMoved, BagReceived
from nursedesk.chart.terms import Place
from nursedesk.protocol.terms import Kind

PLACES = (
    Choice(value=str(Place.REFRIGERATOR), words="Refrigerator"),
    Choice(value=str(Place.ROOM), words="Room temperature"),
    Choice(value=str(Place.OTHER), words="Somewhere else"),
)
CELSIUS = Field(
    name="celsius",
    prompt="Temperature there",
    asks=Asks.NUMBER,
    unit="°C",
    optional=True,
    absent_words="not measured",
)
KINDS = tuple(
    Choice(value=str(kind), words=words)
    for kind, words in (
        (Kind.H24, "24 hours"),
        (Kind.H48, "48 hours"),
        (Kind.H72, "72 hours"),
        (Kind.H96, "96 hours"),
        (Kind.D7, "7 days"),
    )
)
_PRINTED = "not printed on the label"
LABEL = (
    Field(name="patient_identifier", prompt="Patient's identifier", asks=Asks.IDENTIFIER),
    Field(name="bag_kind", prompt="Runs for", asks=Asks.CHOICE, choices=KINDS),
    Field(name="preservative", prompt="With preservative?", asks=Asks.YES_NO),
    Field(name="dose", prompt="Dose", asks=Asks.NUMBER, unit="mcg/day"),
    Field(name="rate", prompt="Pump rate", asks=Asks.NUMBER, unit="mL/h"),
)
TIMES = (
    Field(
        name="prepared_at",
        prompt="Prepared at",
        asks=Asks.INSTANT,
        optional=True,
        absent_words=_PRINTED,
    ),
    Field(
        name="use_by",
        prompt="Use by",
        asks=Asks.INSTANT,
        optional=True,
        absent_words=_PRINTED,
    ),
    Field(name="came_at", prompt="When did it come to the ward?", asks=Asks.INSTANT),
)
WHERE = (
    Field(
        name="kept_before",
        prompt="Where was it from its preparation until it came?",
        asks=Asks.CHOICE,
        choices=PLACES,
        optional=True,
        absent_words="nobody said",
        help="As pharmacy says.",
    ),
    Field(name="place", prompt="Where is it put now?", asks=Asks.CHOICE, choices=PLACES),
    CELSIUS,
)
MOVED = (
    Field(name="place", prompt="Where is it put?", asks=Asks.CHOICE, choices=PLACES),
    Field(name="at", prompt="When was it put there?", asks=Asks.INSTANT),
    CELSIUS,
)
DISCARDED = (
    Field(name="at", prompt="When was it discarded?", asks=Asks.INSTANT),
    Field(name="reason", prompt="Why was it discarded?", asks=Asks.LINE),
)


def received_of(bag: UUID, answers: Mapping[str, str]) -> BagReceived:
    """What is recorded of a bag that came."""
    before = answers.get("kept_before")
    return BagReceived(
        bag=bag,
        label=BagLabel(
            patient_identifier=answers["patient_identifier"],
            dose_mcg_per_day=Decimal(answers["dose"]),
            bag_kind=Kind(answers["bag_kind"]),
            preservative=answers["preservative"] == "yes",
            rate_ml_per_h=Decimal(answers["rate"]),
            prepared_at=instant_of(answers.get("prepared_at")),
            use_by=instant_of(answers.get("use_by")),
        ),
        place=Place(answers["place"]),
        celsius=number_of(answers.get("celsius")),
        kept_before=Place(before) if before else None,
        because=answers.get("because"),
    )


def moved_of(bag: UUID, answers: Mapping[str, str]) -> BagMoved:
    """What is recorded of a bag that was put somewhere."""
    return BagMoved(
        bag=bag,
        place=Place(answers["place"]),
        celsius=number_of(answers.get("celsius")),
        because=answers.get("because"),
    )


def discarded_of(bag: UUID, answers: Mapping[str, str]) -> BagDiscarded:
    """What is recorded of a bag that was discarded."""
    return BagDiscarded(bag=bag, reason=answers["reason"], because=answers.get("because"))
