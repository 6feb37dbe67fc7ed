"""What the robot answers: what the chart says is right, or anything that fits a question."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from nursedesk.chart.field import NO, YES, Asks, Field
from nursedesk.chart.terms import Place, WalkKind
from nursedesk.clock import Clock, after_hours, iso
from nursedesk.errors import BugError
from nursedesk.protocol.terms import Indication, Kind
from nursedesk.walkthrough.answers import Change, label_answers
from nursedesk.walkthrough.demo_ward import label, right_filter
from nursedesk.walkthrough.rounds import DOSE
from nursedesk.ward import walks
from nursedesk.ward.desk import Desk
from tests.proofs import hostile
from tests.proofs.forms import CHECK

Answers = Mapping[str, str]
_A_MINUTE = timedelta(minutes=1)


def of_a_walk(desk: Desk, session: UUID, walk: UUID) -> Answers:
    """The right ones to the step that a walk asks now; none where the rehearsal knows none."""
    shown = walks.view(desk, session, walk)
    if shown.step is None:
        return {}
    if shown.kind is WalkKind.SYMPTOM_CHECK:
        return CHECK.answers(shown)
    known, now = desk.session(session), desk.clock.now()
    bag = known.walks[walk].bag
    assert bag is not None
    made = known.bags[bag].label
    hours = desk.current_protocol().bags[made.bag_kind].duration.hours
    change = Change(
        patient=known.opened.patient,
        label=made,
        volume_ml=made.rate_ml_per_h * hours,
        started_at=now,
        next_change_at=after_hours(now, hours),
        paused_at=now - _A_MINUTE if known.running else None,
        filter=right_filter(made.bag_kind),
        restart_ordered_by="Dr Invented",
    )
    with suppress(BugError):
        return change.answers(shown)
    return {}


def of_a_form(desk: Desk, session: UUID | None, draw: Random) -> Answers:
    """What a form about a patient, or one that admits a new one, may be told."""
    now = desk.clock.now()
    day = now.date().isoformat()
    told = {
        "identifier": f"R-{draw.randrange(1000)}",
        "family": "Robot",
        "given": "Ann",
        "born": "1987-03-04",
        "bed": "7",
        "cycle": "1",
        "weight_kg": "70",
        "weighed_on": day,
        "height_cm": "170",
        "bsa_m2": "",
        "indication": str(Indication.MRD),
        "dose": "28",
        "ordered_by": "Dr Invented",
        "hypersensitivity": NO,
        "preservative_free_only": NO,
        "preterm": NO,
        "down_syndrome": NO,
        "cns_history": NO,
    }
    if session is None:
        return told
    patient = desk.session(session).opened.patient
    kind = draw.choice((Kind.H24, Kind.H48, Kind.H72))
    made = label(desk.current_protocol(), patient, kind, DOSE, now - timedelta(hours=1))
    printed = label_answers(made)
    place = draw.choice((Place.REFRIGERATOR, Place.ROOM))
    return {
        **told,
        **printed,
        "identifier": patient.identifier,
        "dose": "28",
        "bag_kind": str(kind),
        "rate": printed["rate_ml_per_h"],
        "came_at": iso(now - _A_MINUTE),
        "at": iso(now),
        "place": place,
        "kept_before": Place.REFRIGERATOR,
        "celsius": "",
        "reason": "robot",
        "adverse": NO,
        "period_from": iso(now - timedelta(hours=4)),
    }


def anything(field: Field, clock: Clock, draw: Random) -> str:
    """Something that fits the question, mostly."""
    if field.optional and draw.random() < 0.4:
        return ""
    choices = [choice.value for choice in field.choices] or [YES, NO]
    match field.asks:
        case Asks.YES_NO | Asks.CHOICE:
            return draw.choice(choices)
        case Asks.SEVERAL:
            return " ".join(draw.sample(choices, draw.randint(1, len(choices))))
        case Asks.NUMBER | Asks.WHOLE:
            low, high = field.low or Decimal(0), field.high or Decimal(100)
            usual = draw.randint(int(low), int(high) + 1)
            return str(usual) if draw.random() < 0.8 else hostile.number(draw)
        case Asks.STROKES:
            return hostile.strokes(draw)
        case Asks.INSTANT:
            return iso(clock.now() + timedelta(minutes=draw.randint(-3000, 60)))
        case Asks.DATE:
            return (clock.now() - timedelta(days=draw.randint(-10, 30_000))).date().isoformat()
        case _:
            return draw.choice(("robot words", "R-1", "7")) if draw.random() < 0.8 else "x" * 500
