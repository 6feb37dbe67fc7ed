"""The checker takes good plans and rejects each planted bad one, for what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from msgspec import structs

from nursedesk.chart.plan.rest import Rest
from nursedesk.chart.plan.result import Ends, Plan
from nursedesk.chart.plan.wishes import Day, EarlyStop, PlanWishes
from nursedesk.protocol.terms import Kind
from tests.chart.plan.checker import complaints
from tests.chart.plan.situations import (
    BERLIN,
    HOUR,
    bag_id,
    hanging,
    planned,
    rest,
    treated,
    waiting,
    wishes,
)

Task = tuple[Rest, PlanWishes]
LITTLE = (Kind.H24, Kind.H72, Kind.H96)


def from_start() -> Task:
    """Eight bags from a Monday on: 96h 72h | 72h 96h 96h 96h 72h 72h."""
    return rest(), wishes(kinds=LITTLE)


def from_the_middle() -> Task:
    """A 96h bag hangs for 30 hours more, a 96h bag is in the refrigerator; 28 mcg only."""
    of = rest(infused_hours=Decimal(300), hanging=hanging(), here=(waiting("cold", "96h"),))
    return of, wishes(kinds=(Kind.H96,), early_stop=EarlyStop.ON_PURPOSE, needle_day=Day.WEDNESDAY)


def with_wishes(of: Task, **changes: object) -> Task:
    return of[0], structs.replace(of[1], **changes)


def bag(plan: Plan, place: int, **changes: object) -> Plan:
    """The plan with one bag's facts changed."""
    bags = list(plan.bags)
    bags[place] = structs.replace(bags[place], **changes)
    return structs.replace(plan, bags=tuple(bags))


def moved(plan: Plan, place: int, hours: float) -> Plan:
    """The plan with the change to one bag moved, and nothing else put right."""
    at = plan.bags[place].hung_at + timedelta(hours=hours)
    return bag(bag(plan, place, hung_at=at), place - 1, until=at)


def without(plan: Plan, place: int) -> Plan:
    return structs.replace(plan, bags=plan.bags[:place] + plan.bags[place + 1 :])


def cost(plan: Plan, **changes: object) -> Plan:
    return structs.replace(plan, cost=structs.replace(plan.cost, **changes))


def ends_later(plan: Plan, hours: float) -> Plan:
    return bag(plan, -1, until=plan.bags[-1].until + timedelta(hours=hours))


START, MIDDLE = from_start, from_the_middle
Planted = tuple[Callable[[], Task], Callable[[Plan], Plan], str]
PLANTED: dict[str, Planted] = {
    "no bags": (START, lambda p: structs.replace(p, bags=()), "no-bags"),
    "starts an hour late": (START, lambda p: bag(p, 0, hung_at=p.begins + HOUR), "does-not-begin"),
    "a gap": (START, lambda p: bag(p, 3, hung_at=p.bags[3].hung_at + HOUR), "gap"),
    "two bags at once": (START, lambda p: bag(p, 3, hung_at=p.bags[3].hung_at - HOUR), "overlap"),
    "a bag is missing": (START, lambda p: without(p, 4), "gap"),
    "671 hours": (START, lambda p: ends_later(p, -1), "does-not-end-with-the-cycle"),
    "672 hours and a minute": (START, lambda p: ends_later(p, 1 / 60), "infused-hours"),
    "over the step dose": (START, lambda p: moved(p, 2, 2), "straddles"),
    "9 mcg after the step": (
        START,
        lambda p: bag(p, 3, dose_mcg_per_day=Decimal(9)),
        "dose",
    ),
    "28 mcg before the step": (START, lambda p: bag(p, 1, dose_mcg_per_day=Decimal(28)), "dose"),
    "runs an hour too long": (START, lambda p: moved(p, 1, 1), "runs-too-long"),
    "a kind the ward does not have": (
        START,
        lambda p: bag(p, 0, kind=Kind.D7, rate_ml_per_h=Decimal("0.6")),
        "kind-not-allowed",
    ),
    "another pump rate": (START, lambda p: bag(p, 0, rate_ml_per_h=Decimal(5)), "rate"),
    "stopped early without leave": (START, lambda p: moved(p, 1, -1), "early-stop-not-allowed"),
    "not said to be outside hours": (
        lambda: with_wishes(from_start(), staffed={}),
        lambda p: bag(p, 1, outside_hours=False),
        "outside-flag",
    ),
    "outside hours not counted": (
        lambda: with_wishes(from_start(), staffed={}),
        lambda p: cost(p, outside_hours=0),
        "cost-outside",
    ),
    "a change not counted": (START, lambda p: cost(p, line_openings=6), "cost-openings"),
    "a kind not counted": (START, lambda p: cost(p, kinds=1), "cost-kinds"),
    "drug not counted": (MIDDLE, lambda p: cost(p, discarded_mcg=Decimal(0)), "cost-discarded"),
    "the wrong reason": (START, lambda p: bag(p, 0, ends=Ends.ON_PURPOSE), "end-reason"),
    "the step is called empty": (START, lambda p: bag(p, 1, ends=Ends.EMPTY), "end-reason"),
    "a new programme not said": (START, lambda p: bag(p, 2, new_programme=False), "programme-flag"),
    "prepared too early": (
        START,
        lambda p: bag(p, 2, prepare_from=p.bags[2].hung_at - 12 * 24 * HOUR),
        "prepared-too-early",
    ),
    "numbers out of order": (START, lambda p: bag(p, 2, number=9), "numbers"),
    "the hanging bag is passed over": (MIDDLE, lambda p: without(p, 0), "hanging-bag-ignored"),
    "the hanging bag is another": (
        MIDDLE,
        lambda p: bag(p, 0, bag=bag_id("x")),
        "hanging-bag-ignored",
    ),
    "the hanging bag runs on": (MIDDLE, lambda p: moved(p, 1, 31), "runs-too-long"),
    "a bag nobody has": (MIDDLE, lambda p: bag(p, 2, bag=bag_id("x")), "unknown-bag"),
    "one bag twice": (MIDDLE, lambda p: bag(p, 2, bag=bag_id("cold")), "bag-hung-twice"),
    "a bag taken for another kind": (
        lambda: (structs.replace(MIDDLE()[0], here=(waiting("cold", "48h"),)), MIDDLE()[1]),
        lambda p: bag(p, 1, bag=bag_id("cold"), prepare_from=None),
        "not-that-bag",
    ),
    "stopped at night": (MIDDLE, lambda p: moved(p, 2, -12), "stopped-outside-hours"),
    "stopped at half past": (MIDDLE, lambda p: moved(p, 2, -0.5), "stopped-off-slot"),
    "a needle day forgotten": (
        MIDDLE,
        lambda p: structs.replace(p, needle_changes_alone=(p.begins.date(),)),
        "needle-days",
    ),
    "the end is said to be staffed": (
        lambda: with_wishes(from_start(), staffed={}),
        lambda p: structs.replace(p, end_outside_hours=False),
        "end-outside-flag",
    ),
    "a waiting bag forgotten": (
        lambda: (structs.replace(MIDDLE()[0], here=(waiting("cold", "48h"),)), MIDDLE()[1]),
        lambda p: structs.replace(p, not_hung=(bag_id("x"),)),
        "not-hung",
    ),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_bad_plan_is_rejected(name: str) -> None:
    task, spoil, code = PLANTED[name]
    of, wanted = task()
    good = planned(of, wanted)
    assert complaints(of, wanted, BERLIN, good) == set()
    assert code in complaints(of, wanted, BERLIN, spoil(good))


def judged_for(plan: Plan, of: Rest, wanted: PlanWishes) -> set[str]:
    return complaints(of, wanted, BERLIN, plan)


def test_a_plan_for_a_heavier_patient_is_rejected() -> None:
    of, wanted = from_start()
    baby = structs.replace(of, treated=treated(weight_kg=Decimal("5.3")))
    assert "weight" in judged_for(planned(of, wanted), baby, wanted)


def test_preservative_is_rejected_where_ward_or_patient_forbids_it() -> None:
    of, wanted = from_start()
    plan = planned(of, wanted)
    free = structs.replace(wanted, preservative_free_only=True)
    patient = structs.replace(of, treated=treated(preservative_free_only=True))
    assert "preservative" in judged_for(plan, of, free)
    assert "preservative" in judged_for(plan, patient, wanted)


def test_a_bag_past_its_limit_is_rejected() -> None:
    of, wanted = from_the_middle()
    plan = planned(of, wanted)
    assert any(bag.bag == bag_id("cold") for bag in plan.bags)
    soon = structs.replace(of, here=(waiting("cold", "96h", keeps=100),))
    tired = structs.replace(of, hanging=hanging(use_until=of.begins + 20 * HOUR))
    assert "storage" in judged_for(plan, soon, wanted)
    assert "storage" in judged_for(plan, tired, wanted)


def test_changes_are_read_by_the_wards_clock_on_the_night_it_changes() -> None:
    of, wanted = from_start()
    plan = planned(of, wanted)
    hours = {bag.hung_at.astimezone(BERLIN).hour for bag in plan.changes}
    assert hours == {9, 10}  # one bag runs over the change: an hour earlier by the clock since
    for before, after in pairwise(plan.bags):
        assert before.until == after.hung_at
