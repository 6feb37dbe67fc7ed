"""Rounds of a rehearsal: a patient is opened, a bag received, a bag changed, as the clock moves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from nursedesk.chart.session_entries import BagLabel, Patient, SessionOpened
from nursedesk.chart.terms import Place, WalkKind
from nursedesk.clock import after_hours
from nursedesk.protocol.terms import Indication, Kind
from nursedesk.walkthrough.answers import Answers, Change
from nursedesk.walkthrough.crew import Crew
from nursedesk.walkthrough.demo_ward import label, right_filter
from nursedesk.ward import walks
from nursedesk.ward.walks import WalkView

DOSE = Decimal(28)
_TO_FETCH = timedelta(minutes=5)
_TO_PAUSE = timedelta(minutes=4)
_TO_START = timedelta(minutes=3)
_A_MOMENT = timedelta(minutes=1)


def open_session(crew: Crew, patient: Patient) -> UUID:
    """An adult with MRD in the first cycle, 28 mcg/day as ordered."""
    opened = SessionOpened(
        patient=patient,
        weight_kg=Decimal(70),
        weighed_on=crew.clock.now().astimezone(crew.clock.zone).date(),
        height_cm=None,
        bsa_m2=None,
        indication=Indication.MRD,
        cycle=1,
        ordered_dose_mcg_per_day=DOSE,
        ordered_by="Dr Invented",
        hypersensitivity=False,
        preservative_free_only=False,
        preterm_or_very_low_birth_weight=False,
        down_syndrome=False,
        cns_history=False,
    )
    return crew.open(opened)


def receive(
    crew: Crew,
    session: UUID,
    patient: Patient,
    kind: Kind,
    prepared_ago: timedelta = timedelta(hours=1),
) -> tuple[UUID, BagLabel]:
    """A bag that pharmacy kept cold since it was prepared; returns it with its label."""
    prepared_at = crew.clock.now() - prepared_ago
    made = label(crew.desk.current_protocol(), patient, kind, DOSE, prepared_at)
    bag = crew.receive(session, made, Place.REFRIGERATOR)
    crew.clock.move_to(crew.clock.now() + _TO_FETCH)
    return bag, made


def facts(crew: Crew, patient: Patient, made: BagLabel, *, running: bool) -> Change:
    """What will happen in a bag change that begins now; `running`: another bag hangs."""
    hours = crew.desk.current_protocol().bags[made.bag_kind].duration.hours
    paused_at = crew.clock.now() + _TO_PAUSE
    started_at = paused_at + _TO_START
    return Change(
        patient=patient,
        label=made,
        volume_ml=made.rate_ml_per_h * hours,
        paused_at=paused_at if running else None,
        started_at=started_at,
        next_change_at=after_hours(started_at, hours),
        filter=right_filter(made.bag_kind),
    )


def timed(crew: Crew, change: Change) -> Callable[[WalkView], Answers]:
    """The answers, with the clock moved on past the instant that a step speaks of."""
    instants = {"pause": change.paused_at, "start": change.started_at}

    def answers(shown: WalkView) -> Answers:
        at = instants.get(shown.step.id) if shown.step else None
        if at is not None:
            crew.clock.move_to(at + _A_MOMENT)
        return change.answers(shown)

    return answers


def begin_change(crew: Crew, session: UUID, bag: UUID) -> WalkView:
    """A bag change at its first step."""
    walk = walks.begin(crew.desk, session, WalkKind.BAG_CHANGE, intent=uuid4(), bag=bag)
    return walks.view(crew.desk, session, walk)
