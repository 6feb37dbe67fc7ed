"""Receive a bag: what its label says, where it was, where it is put now."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from nursedesk.chart.field import Asks, Choice, Field, instant_of, number_of
from nursedesk.chart.session_entries import BagLabel, BagReceived
from nursedesk.chart.terms import Place
from nursedesk.protocol.terms import Kind
from nursedesk.ui.patient_form import PatientForm
from nursedesk.ui.shell import Shell
from nursedesk.ui.staged import Answers, Stage
from nursedesk.ward import bags
from nursedesk.ward.views.patient import PatientPage

if TYPE_CHECKING:
    from nursedesk.chart.entry import Entry
    from nursedesk.chart.finding import Finding
    from nursedesk.ward.desk import Desk

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
STAGES = (
    Stage(
        title="The label of the new bag",
        why="Read it from the bag in your hand, not from the order.",
        fields=(
            Field(name="patient_identifier", prompt="Patient's identifier", asks=Asks.IDENTIFIER),
            Field(name="bag_kind", prompt="Runs for", asks=Asks.CHOICE, choices=KINDS),
            Field(name="preservative", prompt="With preservative?", asks=Asks.YES_NO),
            Field(name="dose", prompt="Dose", asks=Asks.NUMBER, unit="mcg/day"),
            Field(name="rate", prompt="Pump rate", asks=Asks.NUMBER, unit="mL/h"),
        ),
    ),
    Stage(
        title="Its times",
        why="How long it may be used is reckoned from these.",
        fields=(
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
        ),
    ),
    Stage(
        title="Where it was, where it is",
        why="Time at room temperature counts from the first moment out of the refrigerator.",
        fields=(
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
        ),
    ),
)


class ReceivePage(PatientForm):
    """A bag that must not be used is recorded too, as what it is."""

    title = "Receive a bag"
    stops_forbid = False

    def __init__(self, shell: Shell, session: UUID, patient: PatientPage) -> None:
        self._bag = uuid4()
        super().__init__(shell, session, patient, STAGES)

    def commit_words(self, _answers: Answers) -> str:
        return f"Receive this bag: {self.patient.banner.name}"

    def rules_say(self, desk: Desk, answers: Answers) -> tuple[Finding, ...]:
        return bags.receiving_findings(desk, self.session, received_of(self._bag, answers))

    def record(self, desk: Desk, intent: UUID, answers: Answers) -> Entry:
        return bags.receive(
            desk,
            self.session,
            received_of(self._bag, answers),
            intent=intent,
            happened_at=datetime.fromisoformat(answers["came_at"]),
            seen=self.patient.seen,
        )


def received_of(bag: UUID, answers: Answers) -> BagReceived:
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
    )
