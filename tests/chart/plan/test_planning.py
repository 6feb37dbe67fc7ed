"""Plans of a Berlin ward: what is planned, what it costs, and why nothing fits."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from msgspec import json, structs

from nursedesk.chart.plan.calendar import Calendar
from nursedesk.chart.plan.planning import plan
from nursedesk.chart.plan.rest import LeftOut, WhyLeftOut
from nursedesk.chart.plan.result import Ends, NoPlan, Plan, Unmet, WhyExcluded
from nursedesk.chart.plan.wishes import WEEK, Day, EarlyStop, Hours, PlanWishes
from nursedesk.protocol.rules import Rule
from nursedesk.protocol.terms import Indication, Kind, Status
from tests.chart.builders import protocol
from tests.chart.plan.from_start import rest_from_start
from tests.chart.plan.situations import (
    BERLIN,
    HOUR,
    MONDAY,
    ROUND_THE_CLOCK,
    bag_id,
    hanging,
    local,
    planned,
    rest,
    seen,
    treated,
    unplanned,
    waiting,
    wishes,
)

MRD = treated(indication=Indication.MRD)


def test_a_cycle_of_7_day_bags_steps_up_on_day_8_and_ends_on_day_29() -> None:
    found = planned(rest(), wishes())
    assert seen(found) == [
        "7d Mon 12 10:00 - Mon 19 10:00 step-dose",
        "7d Mon 19 10:00 - Mon 26 09:00 empty",
        "7d Mon 26 09:00 - Mon 02 09:00 empty",
        "7d Mon 02 09:00 - Mon 09 09:00 end-of-cycle",
    ]
    assert [bag.dose_mcg_per_day for bag in found.bags] == [9, 28, 28, 28]
    assert [bag.new_programme for bag in found.bags] == [False, True, False, False]
    assert sum(bag.runs_hours for bag in found.bags) == 672
    assert found.cost.outside_hours == found.cost.discarded_mcg == 0
    assert (found.cost.line_openings, found.cost.kinds) == (3, 1)
    assert not found.end_outside_hours


def test_weekends_are_spanned_by_the_kinds_that_can() -> None:
    found = planned(rest(), wishes(kinds=(Kind.H24, Kind.H72, Kind.H96)))
    assert found.cost.outside_hours == 0
    assert [bag.kind.value for bag in found.bags] == [
        f"{hours}h" for hours in (96, 72, 72, 96, 96, 96, 72, 72)
    ]
    assert found.bags[1].ends is Ends.STEP_DOSE
    assert sum(bag.new_programme for bag in found.changes) == 4


def test_changes_outside_hours_come_before_all_other_costs() -> None:
    """A start on a Friday evening: one change more, and drug thrown away, but none at night."""
    friday = local("2026-10-16 21:00")
    full = planned(rest(friday, of=MRD), wishes())
    early = planned(rest(friday, of=MRD), wishes(early_stop=EarlyStop.ON_PURPOSE))
    assert (full.cost.outside_hours, full.cost.line_openings) == (3, 3)
    assert (early.cost.outside_hours, early.cost.line_openings) == (0, 4)
    assert early.bags[0].ends is Ends.ON_PURPOSE
    assert early.bags[0].discarded_hours == 168 - early.bags[0].runs_hours > 0
    assert early.bags[0].discarded_mcg == early.bags[0].discarded_hours * 28 / 24
    assert early.cost.discarded_mcg == sum(bag.discarded_mcg for bag in early.bags)
    assert early.end_outside_hours  # the end is where the start was: no plan moves it


def test_a_96_h_bag_is_stopped_at_72_h_on_purpose_where_the_ward_allows_it() -> None:
    friday = local("2026-10-16 10:00")
    staffed = {Day.MONDAY: wishes().staffed[Day.MONDAY], Day.FRIDAY: wishes().staffed[Day.FRIDAY]}
    allowed = wishes(kinds=(Kind.H96,), staffed=staffed, early_stop=EarlyStop.ON_PURPOSE)
    found = planned(rest(friday, of=MRD), allowed)
    assert found.bags[0].ends is Ends.ON_PURPOSE
    assert seen(found)[0] == "96h Fri 16 10:00 - Mon 19 15:00 stopped-on-purpose"
    assert found.cost.outside_hours == 0
    never = structs.replace(allowed, early_stop=EarlyStop.NEVER)
    assert planned(rest(friday, of=MRD), never).cost.outside_hours > 0


def test_the_step_dose_without_a_bag_that_ends_there_is_no_plan_and_says_by_how_much() -> None:
    found = unplanned(rest(), wishes(kinds=(Kind.H48,)))
    assert found.unmet is Unmet.STEP_DOSE
    assert found.at == MONDAY + 168 * HOUR
    assert found.short_hours == found.over_hours == 24
    assert "step dose on Mon 19-Oct 10:00: the nearest end 24 h before it" in found.sentence
    assert found.would_help is EarlyStop.DOSE_AND_END
    helped = planned(rest(), wishes(kinds=(Kind.H48,), early_stop=EarlyStop.DOSE_AND_END))
    assert [bag.discarded_hours for bag in helped.bags if bag.discarded_hours] == [24, 24]


def test_the_end_of_the_cycle_that_no_bag_meets_says_by_how_much() -> None:
    found = unplanned(rest(infused_hours=Decimal("300.5")), wishes())
    assert found.unmet is Unmet.CYCLE_END
    assert (found.short_hours, found.over_hours) == (Decimal("11.5"), Decimal("12.5"))
    assert found.rules


def test_a_bag_that_hangs_over_the_step_dose_is_no_plan_unless_it_may_come_down_there() -> None:
    of = rest(
        infused_hours=Decimal(150), hanging=hanging("96h", left=30, dose_mcg_per_day=Decimal(9))
    )
    found = unplanned(of, wishes())
    assert found.unmet is Unmet.STEP_DOSE
    assert found.short_hours == 18
    assert found.over_hours == 12
    assert "The bag that hangs would run 12 h past the step dose" in found.sentence
    down = planned(of, wishes(early_stop=EarlyStop.DOSE_AND_END))
    assert down.bags[0].ends is Ends.STEP_DOSE
    assert down.bags[0].discarded_hours == 12


def test_no_kind_allowed_says_why_of_each_and_by_how_many_kg() -> None:
    baby = treated(weight_kg=Decimal("4.9"), bsa_m2=Decimal("0.28"), age_months=Decimal(2))
    found = unplanned(rest(of=baby), wishes(kinds=(Kind.H72, Kind.D7)))
    assert found.unmet is Unmet.NO_KIND_ALLOWED
    assert {each.kind: each.why for each in found.excluded} == {
        Kind.H24: WhyExcluded.WARD,
        Kind.H48: WhyExcluded.WARD,
        Kind.H72: WhyExcluded.WEIGHT,
        Kind.H96: WhyExcluded.WARD,
        Kind.D7: WhyExcluded.WEIGHT,
    }
    assert found.excluded[2].kg_short == Decimal("0.5")
    assert "0.5 kg" in found.sentence
    assert Rule.PRS_WEIGHT_LIMIT in found.rules


@pytest.mark.parametrize(("weight", "kinds"), [("5.4", 5), ("5.39", 2)])
def test_the_weight_limit_of_preserved_bags_itself_is_allowed(weight: str, kinds: int) -> None:
    baby = treated(weight_kg=Decimal(weight), bsa_m2=Decimal("0.3"), age_months=Decimal(3))
    assert 5 - len(planned(rest(of=baby), wishes()).excluded) == kinds


@pytest.mark.parametrize("who", ["ward", "patient"])
def test_only_bags_without_preservative_where_ward_or_patient_asks_for_it(who: str) -> None:
    of = rest(of=treated(preservative_free_only=who == "patient"))
    found = planned(of, wishes(preservative_free_only=who == "ward"))
    assert {bag.kind for bag in found.bags} <= {Kind.H24, Kind.H48}


def test_a_dose_that_is_not_stated_is_no_plan() -> None:
    found = rest_from_start(protocol(), treated(weight_kg=Decimal(30)), MONDAY)
    assert isinstance(found, NoPlan)
    assert found.unmet is Unmet.DOSE_NOT_STATED
    assert "body surface" in found.sentence


def test_a_cycle_that_is_complete_is_no_plan() -> None:
    found = rest_from_start(protocol(), MRD, MONDAY, infused_hours=Decimal(672))
    assert isinstance(found, NoPlan)
    assert found.unmet is Unmet.CYCLE_COMPLETE


def test_drug_on_the_ward_is_hung_where_that_costs_nothing_before_it() -> None:
    of = rest(
        infused_hours=Decimal(312),
        here=(waiting("late", "72h", keeps=336), waiting("soon", "72h", keeps=150)),
    )
    found = planned(of, wishes(kinds=(Kind.H72,)))
    assert found.cost.discarded_mcg == 0
    assert [bag.bag for bag in found.bags[:2]] == [bag_id("soon"), bag_id("late")]
    assert [bag.prepare_from is None for bag in found.bags] == [True, True, False, False, False]
    assert found.not_hung == ()


def test_a_waiting_bag_that_would_cost_a_change_is_not_hung_and_counts_as_discarded() -> None:
    of = rest(of=MRD, here=(waiting("small", "24h"),))
    found = planned(of, wishes())
    assert found.not_hung == (bag_id("small"),)
    assert found.cost.discarded_mcg == 28
    assert {bag.kind for bag in found.bags} == {Kind.D7}


def test_bags_that_cannot_be_planned_with_are_named_with_the_reason() -> None:
    here = (
        waiting("kind", "24h"),
        waiting("dose", "7d", dose_mcg_per_day=Decimal(9)),
        waiting("old", "7d", keeps=0),
    )
    found = planned(rest(of=MRD, here=here), wishes(kinds=(Kind.D7,)))
    assert found.left_out == (
        LeftOut(bag=bag_id("kind"), why=WhyLeftOut.KIND_NOT_ALLOWED),
        LeftOut(bag=bag_id("dose"), why=WhyLeftOut.DOSE_NOT_DUE),
        LeftOut(bag=bag_id("old"), why=WhyLeftOut.MUST_BE_DISCARDED),
    )


def test_a_48_h_bag_at_room_temperature_has_no_slack() -> None:
    """Taken out an hour ago it cannot run its time: it is not hung, except to be stopped early."""
    out = waiting("out", "48h", keeps=47, cold=False)
    of = rest(infused_hours=Decimal(624), here=(out,))
    assert planned(of, wishes(kinds=(Kind.H48,))).not_hung == (bag_id("out"),)
    cold = rest(infused_hours=Decimal(624), here=(waiting("cold", "48h", keeps=48),))
    assert planned(cold, wishes(kinds=(Kind.H48,))).not_hung == ()


@pytest.mark.parametrize(("keeps", "until"), [(30, 30), (31, 30), (29, 26)])
def test_a_waiting_bag_past_its_hang_by_is_stopped_inside_its_limit(keeps: int, until: int) -> None:
    """At 10:00, 12:00 and 16:00 a change is possible; the last one inside the limit is taken."""
    three_times = dict.fromkeys(
        WEEK, tuple(Hours(begin=time(hour), end=time(hour, 30)) for hour in (10, 12, 16))
    )
    of = rest(of=MRD, infused_hours=Decimal(672 - 50), here=(waiting("old", "48h", keeps=keeps),))
    wanted = wishes(kinds=(Kind.H48,), staffed=three_times, early_stop=EarlyStop.ON_PURPOSE)
    used = planned(of, wanted)
    bag = next(bag for bag in used.bags if bag.bag == bag_id("old"))
    assert bag.ends is Ends.ON_PURPOSE
    assert bag.until == MONDAY + until * HOUR


def test_a_bag_that_keeps_for_less_than_it_runs_comes_down_at_its_limit() -> None:
    """No kind of the shipped protocol is like that; a ward's own file may have one."""
    bags = dict(protocol().bags)
    limit = structs.replace(bags[Kind.H96].room_limit, value=Decimal(3))
    bags[Kind.H96] = structs.replace(bags[Kind.H96], room_limit=limit)
    own = structs.replace(protocol(), bags=bags)
    cold, warm = waiting("cold", "96h", keeps=336), waiting("warm", "96h", keeps=72, cold=False)
    of = rest(of=MRD, infused_hours=Decimal(672 - 144), here=(cold, warm))
    found = plan(own, of, wishes(kinds=(Kind.H96,)), BERLIN)
    assert isinstance(found, Plan)
    assert [bag.ends for bag in found.bags] == [Ends.STORAGE_LIMIT, Ends.CYCLE_END]
    assert [bag.runs_hours for bag in found.bags] == [72, 72]
    assert set(found.not_hung) == {bag_id("cold"), bag_id("warm")}


def test_of_equal_plans_the_longer_bag_comes_first_then_the_shorter_kind_on_the_ward() -> None:
    five_days = rest(of=MRD, infused_hours=Decimal(672 - 120))
    always = dict.fromkeys(WEEK, ROUND_THE_CLOCK)
    four = (Kind.H24, Kind.H48, Kind.H72, Kind.H96)
    found = planned(five_days, wishes(kinds=four, staffed=always))
    assert [bag.kind.value for bag in found.bags] == ["96h", "24h"]
    here = (waiting("two", "48h"), waiting("three", "72h"))
    last = rest(of=MRD, infused_hours=Decimal(672 - 24), here=here)
    found = planned(last, wishes(early_stop=EarlyStop.DOSE_AND_END))
    assert [bag.bag for bag in found.bags] == [bag_id("two")]


def test_the_hanging_bag_comes_down_at_its_limit() -> None:
    of = rest(of=MRD, infused_hours=Decimal(500), hanging=hanging(use_until=MONDAY + 20 * HOUR))
    found = planned(of, wishes(early_stop=EarlyStop.DOSE_AND_END))
    assert found.bags[0].ends is Ends.STORAGE_LIMIT
    assert found.bags[0].discarded_hours == 10


def test_a_step_dose_that_is_overdue_takes_the_low_bag_down_at_once() -> None:
    low = hanging("96h", left=30, dose_mcg_per_day=Decimal(9))
    found = planned(rest(infused_hours=Decimal(168), hanging=low), wishes())
    assert found.bags[0].until == MONDAY
    assert found.bags[0].ends is Ends.STEP_DOSE
    assert found.bags[1].dose_mcg_per_day == 28
    assert found.changes[0].hung_at == MONDAY


def test_port_needle_days_count_as_openings_of_the_line_unless_a_bag_is_changed() -> None:
    """A needle on Wednesdays: one short bag brings the long ones onto Wednesday."""
    mondays = planned(rest(of=MRD), wishes())
    found = planned(rest(of=MRD), wishes(needle_day=Day.WEDNESDAY))
    assert mondays.needle_changes_alone == ()
    assert [bag.hung_at.astimezone(BERLIN).strftime("%a") for bag in found.changes][:3] == [
        "Wed",
        "Wed",
        "Wed",
    ]
    assert found.cost.line_openings < 3 + 4  # four needle days beside three changes
    assert found.cost.line_openings == len(found.changes) + len(found.needle_changes_alone)


def test_a_needle_day_that_no_change_meets_is_listed() -> None:
    found = planned(rest(of=MRD), wishes(kinds=(Kind.D7,), needle_day=Day.WEDNESDAY))
    days = [date(2026, 10, 14) + timedelta(days=7 * week) for week in range(4)]
    assert list(found.needle_changes_alone) == days
    assert found.cost.line_openings == 3 + 4


def test_holidays_are_not_staffed_unless_the_ward_says_so() -> None:
    monday = date(2026, 10, 26)
    shut = planned(rest(), wishes(kinds=(Kind.D7,), holidays=(monday,)))
    hours = wishes().staffed | {Day.HOLIDAY: (Hours(begin=time(9), end=time(12)),)}
    open_then = planned(rest(), wishes(kinds=(Kind.D7,), holidays=(monday,), staffed=hours))
    assert [bag.outside_hours for bag in shut.bags] == [False, False, True, False]
    assert open_then.cost.outside_hours == 0


def test_earliest_and_latest_change_times_are_inside() -> None:
    at_ten = planned(rest(), wishes(kinds=(Kind.D7,), earliest=time(9), latest=time(10)))
    later = planned(rest(), wishes(kinds=(Kind.D7,), earliest=time(9, 1)))
    sooner = planned(rest(), wishes(kinds=(Kind.D7,), latest=time(9, 59)))
    assert at_ten.cost.outside_hours == 0
    assert [bag.outside_hours for bag in later.changes] == [False, True, True]  # 10:00, then 09:00
    assert [bag.outside_hours for bag in sooner.changes] == [True, False, False]


@pytest.mark.parametrize(
    ("zone", "start", "clock"),
    [
        ("Europe/Berlin", "2026-03-23 10:00", [10, 11]),  # spring, on Sunday
        ("Europe/Berlin", "2026-10-19 10:00", [10, 9]),  # autumn, on Sunday
        ("America/New_York", "2026-10-26 10:00", [10, 9]),
        ("Australia/Lord_Howe", "2026-03-30 10:00", [10, 9.5]),  # half an hour
        ("Asia/Kolkata", "2026-10-19 10:00", [10, 10]),
    ],
)
def test_infused_hours_run_on_while_the_clock_is_put_forward_or_back(
    zone: str, start: str, clock: list[float]
) -> None:
    where = ZoneInfo(zone)
    begins = datetime.fromisoformat(start).replace(tzinfo=where).astimezone(UTC)
    found = plan(protocol(), rest(begins, of=MRD), wishes(kinds=(Kind.D7,)), where)
    assert isinstance(found, Plan)
    assert [bag.runs_hours for bag in found.bags] == [168] * 4
    walls = [bag.hung_at.astimezone(where) for bag in found.bags]
    assert [wall.hour + wall.minute / 60 for wall in walls[:2]] == clock


def test_a_staffed_hour_that_comes_twice_counts_twice_and_a_skipped_one_never() -> None:
    """The night of 25-Oct in Berlin: 02:30 comes twice; that of 29-Mar skips it."""
    night = dict.fromkeys(WEEK, (Hours(begin=time(2), end=time(3)),))
    wanted = wishes(
        kinds=(Kind.H24,), staffed=night, early_stop=EarlyStop.ON_PURPOSE, slot_minutes=30
    )
    begins = datetime(2026, 10, 24, 0, 30, tzinfo=UTC)  # 02:30
    of = rest(begins, of=MRD, infused_hours=Decimal(672 - 48))
    assert planned(of, wanted).changes[0].outside_hours is False  # 24 h on: 02:30 +02:00
    autumn = rest(begins + HOUR, of=MRD, infused_hours=Decimal(672 - 24))
    assert planned(autumn, wanted).end_outside_hours is False  # 02:30 +01:00
    spring = rest(datetime(2026, 3, 28, 1, 30, tzinfo=UTC), of=MRD, infused_hours=Decimal(648))
    assert planned(spring, wanted).end_outside_hours  # 02:30 + 24 h is 03:30


def test_a_bag_may_be_stopped_in_either_of_two_hours_of_one_name() -> None:
    night = {Day.SUNDAY: (Hours(begin=time(2), end=time(3)),)}
    wanted = wishes(kinds=(Kind.H24,), staffed=night)
    saturday, sunday = local("2026-10-24 12:00"), local("2026-10-25 12:00")
    slots = sorted(Calendar(wanted, BERLIN).slots(saturday, sunday))
    assert slots == [datetime(2026, 10, 25, hour, tzinfo=UTC) for hour in (0, 1)]
    assert (
        list(Calendar(wanted, BERLIN).slots(local("2026-03-28 12:00"), local("2026-03-29 12:00")))
        == []
    )


def test_pharmacy_learns_from_when_on_a_new_bag_may_be_prepared() -> None:
    found = planned(rest(), wishes(kinds=(Kind.D7,)))
    for bag in found.bags:
        assert bag.prepare_from == bag.until - timedelta(days=14)


def test_the_same_question_has_the_same_answer() -> None:
    of = rest(here=(waiting("one"), waiting("two")))
    first = planned(of, wishes(kinds=ALL_WAYS[0]))
    for kinds in ALL_WAYS:
        assert planned(of, wishes(kinds=kinds)) == first
    turned = structs.replace(of, here=of.here[::-1])
    assert planned(turned, wishes(kinds=ALL_WAYS[0])).bags == first.bags


ALL_WAYS = (tuple(Kind), tuple(reversed(Kind)))


def test_a_plan_cites_its_rules_and_is_a_decision_of_this_product() -> None:
    found = planned(rest(), wishes())
    assert {Rule.INT_INFUSED_TIME, Rule.DOSE_RR_STEP, Rule.STO_ROOM, Rule.PRS_FREE} <= set(
        found.rules
    )
    assert found.citations
    assert found.status is Status.DECISION


def test_wishes_and_plans_are_written_and_read_back() -> None:
    wanted = wishes(holidays=(date(2026, 12, 25),), earliest=time(9), needle_day=Day.MONDAY)
    assert json.decode(json.encode(wanted), type=PlanWishes) == wanted
    found = planned(rest(), wanted)
    assert json.decode(json.encode(found), type=Plan) == found
