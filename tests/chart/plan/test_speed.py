"""A whole cycle is planned fast enough to move a constraint and see the plan follow."""

from __future__ import annotations

from statistics import median
from time import process_time

import pytest

from nursedesk.chart.plan.wishes import WEEK, Day, EarlyStop, PlanWishes
from tests.chart.plan.situations import (
    ROUND_THE_CLOCK,
    WORKDAYS,
    local,
    planned,
    rest,
    waiting,
    wishes,
)

BOUND = 0.2 * 5  # the 200 ms, and room for a slow machine under load
ON_PURPOSE = EarlyStop.ON_PURPOSE
WARDS = {
    "office hours": wishes(early_stop=ON_PURPOSE),
    "round the clock": wishes(
        early_stop=ON_PURPOSE, staffed=dict.fromkeys(WEEK, ROUND_THE_CLOCK), needle_day=Day.FRIDAY
    ),
    "no stop": wishes(staffed=WORKDAYS),
}


def seconds(wanted: PlanWishes) -> float:
    """The median of nine plans of a whole cycle, in processor time of this process."""
    of = rest(local("2026-10-16 21:17"), here=(waiting("one"), waiting("two", "96h")))
    times = []
    for _ in range(9):
        begun = process_time()
        planned(of, wanted)
        times.append(process_time() - begun)
    return median(times)


@pytest.mark.parametrize("ward", WARDS)
def test_a_cycle_with_five_kinds_and_hourly_slots_is_planned_in_time(ward: str) -> None:
    assert seconds(WARDS[ward]) < BOUND
