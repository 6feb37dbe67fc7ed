"""A medicine that was given is recorded as it was given, or refused with the reason."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from nursedesk.chart.medicine_entries import MedicineGiven, Purpose
from nursedesk.clock import SetClock
from nursedesk.errors import Refused
from nursedesk.ward import medicines
from nursedesk.ward.desk import Desk

GIVEN = MedicineGiven(
    purpose=Purpose.PREMEDICATION,
    substance="dexamethasone",
    dose="20 mg",
    route="into a vein",
    ordered_by="Dr Lee",
)


def give(desk: Desk, session: UUID, clock: SetClock, body: MedicineGiven = GIVEN) -> None:
    at = clock.now() - timedelta(hours=1)
    medicines.give(desk, session, body, intent=uuid4(), happened_at=at)


def test_it_stands_in_the_chart_with_its_time_and_author(
    desk: Desk, session: UUID, clock: SetClock
) -> None:
    give(desk, session, clock)
    (known,) = desk.session(session).medicines
    assert (known.given, known.author) == (GIVEN, "n.berg")
    assert known.at == clock.now() - timedelta(hours=1)
    assert known.words == ("dexamethasone 20 mg, into a vein, premedication; ordered by Dr Lee")


def test_they_stand_in_the_order_in_which_they_were_given(
    desk: Desk, session: UUID, clock: SetClock
) -> None:
    clock.forward(hours=5)
    give(desk, session, clock)
    earlier = clock.now() - timedelta(hours=3)
    late = replace(GIVEN, dose="8 mg", because="was away")
    medicines.give(desk, session, late, intent=uuid4(), happened_at=earlier)
    assert [one.given.dose for one in desk.session(session).medicines] == ["8 mg", "20 mg"]


@pytest.mark.parametrize(
    ("dose", "code"),
    [
        ("20", "dose-without-unit"),
        ("some", "dose-without-unit"),
        ("mg 20", "dose-without-unit"),
        ("20 \u00b5g", "micro-sign"),
        ("20 \u03bcg", "micro-sign"),
    ],
)
def test_a_dose_without_a_readable_unit_is_refused(
    desk: Desk, session: UUID, clock: SetClock, dose: str, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        give(desk, session, clock, replace(GIVEN, dose=dose))
    assert refused.value.code == code
    assert desk.session(session).medicines == []


def test_a_time_in_the_future_is_refused(desk: Desk, session: UUID, clock: SetClock) -> None:
    later = clock.now() + timedelta(minutes=1)
    with pytest.raises(Refused) as refused:
        medicines.give(desk, session, GIVEN, intent=uuid4(), happened_at=later)
    assert refused.value.code == "in-the-future"


def test_a_stale_form_is_refused(desk: Desk, session: UUID, clock: SetClock) -> None:
    seen = desk.session(session).seq
    give(desk, session, clock)
    with pytest.raises(Refused) as refused:
        medicines.give(desk, session, GIVEN, intent=uuid4(), happened_at=clock.now(), seen=seen)
    assert refused.value.code == "stale-form"
