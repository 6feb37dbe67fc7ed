"""Random wards, starts and zones: every plan is sound, none is cheaper; a broken planner is seen.

`NURSEDESK_PLAN_TRIALS` asks for another number of trials than the usual one.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from nursedesk.chart.plan import kinds, legs, planning, search, table, task
from nursedesk.chart.plan.calendar import Calendar
from nursedesk.chart.plan.prices import Prices
from nursedesk.chart.plan.rest import HangingBag, Rest, Treated
from nursedesk.chart.plan.result import WhyExcluded
from nursedesk.chart.plan.task import Task, Waiting
from nursedesk.chart.plan.wishes import PlanWishes
from nursedesk.protocol.preservative import PreservativeAnswer
from nursedesk.protocol.terms import Kind
from tests.chart.plan.proving import failures, first_failure, short, states, whole
from tests.chart.plan.wards import Ward, random_ward, zones

TRIALS = int(os.environ.get("NURSEDESK_PLAN_TRIALS", "3000"))
SEED = 20261025
NOTHING = timedelta(0)


def test_plans_are_sound_and_none_is_cheaper() -> None:
    assert list(failures(TRIALS, SEED)) == []


@given(st.randoms(use_true_random=False))
@settings(max_examples=50)
def test_any_plan_of_a_cycle_is_sound(random: Random) -> None:
    assert whole(random) == []


@given(st.randoms(use_true_random=False))
@settings(max_examples=50)
def test_any_plan_of_a_few_days_is_the_best(random: Random) -> None:
    assert short(random) == []


def clock_moves(ward: Ward) -> timedelta:
    """How far the ward's clock is put forward (or back) while the plan runs."""
    begins = ward.rest.begins.astimezone(ward.zone).utcoffset()
    ends = ward.rest.ends.astimezone(ward.zone).utcoffset()
    return (ends or NOTHING) - (begins or NOTHING)


def test_the_wards_lie_in_all_zones_and_meet_both_clock_changes() -> None:
    wards = [random_ward(Random(number)) for number in range(400)]
    assert len(zones()) > 300
    assert len({ward.zone for ward in wards}) > 200
    assert sum(clock_moves(ward) > NOTHING for ward in wards) > 30
    assert sum(clock_moves(ward) < NOTHING for ward in wards) > 30


def in_utc(self: Calendar, at: datetime) -> bool:
    return self._open(at.astimezone(UTC).date(), at.astimezone(UTC).time())


def one_dose(*given: object) -> Task:
    whole_task = TASK_OF(*given)  # type: ignore[arg-type]
    bounds, doses = whole_task.bounds[-1:], whole_task.doses[-1:]
    return structs.replace(whole_task, bounds=bounds, doses=doses, queues=())


def without_limit(of: Task, bag: Waiting, at: int) -> legs.Reach:
    return legs.new_bag(of, of.kinds[bag.kind], at)


def hangs_on(rest: Rest, hanging: HangingBag, among: tuple[Kind, ...]) -> task.Hangs:
    return structs.replace(HANGS(rest, hanging, among), use_until=10**15)


def however_light(
    answer: PreservativeAnswer | None, treated: Treated, wishes: PlanWishes
) -> WhyExcluded | None:
    why = WHY(answer, treated, wishes)
    return None if why is WhyExcluded.WEIGHT else why


TASK_OF, HANGS, WHY = task.task_of, task._hangs, kinds._why
Broken = tuple[object, str, object, Callable[[Random], list[str]]]
BROKEN: dict[str, Broken] = {
    "a bag straddles the step dose": (planning, "task_of", one_dose, whole),
    "a waiting bag has no limit": (table, "waiting_bag", without_limit, whole),
    "the weight counts for nothing": (kinds, "_why", however_light, whole),
    "hours are read in UTC": (Calendar, "staffed", in_utc, whole),
    "openings cost nothing": (Prices, "openings", lambda _prices, _price: 0, short),
    "kinds cost nothing": (search, "combinations", lambda every, _size: [every], states),
    "drug costs the same at any dose": (
        task,
        "_whole",
        lambda doses: tuple(1 for _ in doses),
        short,
    ),
    "changes of kind cost nothing": (table, "KIND_CHANGE", 0, short),
    "needle days are not seen": (Calendar, "needle_dates", lambda _calendar, _opened: (), whole),
    "the hanging bag has no limit": (task, "_hangs", hangs_on, whole),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_planner_is_seen(name: str) -> None:
    where, what, instead, way = BROKEN[name]
    with mock.patch.object(where, what, instead):
        assert first_failure(way, 400)
