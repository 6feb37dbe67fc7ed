"""Replanning from the chart: late changes, interruptions, discarded bags, steps, restarts."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nursedesk.chart.body import AnyBody
from nursedesk.chart.plan.accepted import planned_change, standing
from nursedesk.chart.plan.from_chart import replan, rest_of_session
from nursedesk.chart.plan.rest import LeftOut, Rest, WhyLeftOut
from nursedesk.chart.plan.result import Ends, NoPlan, Plan, Unmet
from nursedesk.chart.plan.wishes import EarlyStop
from nursedesk.chart.session_entries import BagDiscarded, DoseOrdered, InfusionStopped
from nursedesk.chart.terms import Place, WalkKind
from nursedesk.clock import iso
from nursedesk.protocol.terms import Indication, Kind
from tests.chart.builders import START, Story, label, opened, protocol
from tests.chart.plan.checker import complaints
from tests.chart.plan.from_start import rest_from_start
from tests.chart.plan.situations import BERLIN, HOUR, treated, wishes

RELAPSED = {
    "indication": Indication.RELAPSED_REFRACTORY,
    "ordered_dose_mcg_per_day": Decimal(9),
}


def rest_now(story: Story, begins: datetime | None = None) -> Rest:
    found = rest_of_session(story.session, protocol(), begins or story.now)
    assert isinstance(found, Rest), found
    return found


def plan_now(story: Story, **changes: object) -> Plan:
    found = replan(story.session, protocol(), wishes(**changes), story.now, BERLIN)
    assert isinstance(found, Plan), found
    assert complaints(rest_now(story), wishes(**changes), BERLIN, found) == set()
    return found


def none_now(story: Story) -> NoPlan:
    found = replan(story.session, protocol(), wishes(), story.now, BERLIN)
    assert isinstance(found, NoPlan), found
    return found


def hang(story: Story, kind: str, dose: int = 28, *, minutes: int = 0) -> UUID:
    """A bag is received and hung, so many minutes for each step; its id."""
    of = label(kind, prepared_at=story.now, dose_mcg_per_day=Decimal(dose))
    bag = story.receive(of)
    walk = story.begin(WalkKind.BAG_CHANGE, bag)
    if kind in ("72h", "96h"):
        story.walk_on(walk, "line")
        story.answer(walk, "line", story.good_answers(walk)["line"])
        story.pharmacy(walk, "line", "filter-rule-unknown", "prohibited")
    story.walk_on(walk, "next", minutes=minutes)
    planned = planned_change(story.session, standing(story.session, protocol(), story.now, BERLIN))
    if planned is not None and planned > story.now:  # both read it off the plan
        story.walk_on(walk, instead={"next": {"next_change_at": iso(planned)}})
    story.walk_on(walk)
    story.end(walk)
    return bag


def hanging(kind: str = "96h", *, hours: float = 10, dose: int = 28, **facts: object) -> Story:
    """A session in which a first bag has hung for so many hours."""
    story = Story(opened(**facts))
    hang(story, kind, dose)
    story.forward(hours=hours)
    return story


def stopped(*, reaction: bool = False) -> AnyBody:
    return InfusionStopped(reason="occlusion", adverse_reaction=reaction)


def ordered(story: Story, dose: int, *, hours: int = 0) -> None:
    story.tell(
        DoseOrdered(
            dose_mcg_per_day=Decimal(dose),
            valid_from=story.now + HOUR * hours,
            ordered_by="Dr Invented",
            by_telephone=False,
            read_back=False,
        )
    )


@pytest.mark.parametrize("relapsed", [True, False])
def test_before_the_first_bag_the_chart_and_the_course_say_the_same(relapsed: bool) -> None:
    story = Story(opened(**(RELAPSED if relapsed else {})))
    of = treated() if relapsed else treated(indication=Indication.MRD)
    by_course = rest_from_start(protocol(), of, START)
    assert isinstance(by_course, Rest)
    by_chart = rest_now(story, START)
    assert by_chart.spans == by_course.spans
    assert by_chart.infused_hours == 0
    assert by_chart.hanging is None


def test_the_hanging_bag_is_planned_to_run_empty() -> None:
    story = hanging("96h", hours=10)
    found = plan_now(story, kinds=(Kind.H96,))
    assert found.infused_hours == 10
    first = found.bags[0]
    assert first.hangs_already
    assert first.hung_at == START
    assert first.until == START + 96 * HOUR
    assert first.runs_hours == 86
    assert found.ends == START + 672 * HOUR


def test_times_with_microseconds_have_a_plan_as_whole_minutes_do() -> None:
    """Every real chart's have: an end one microsecond early left no place for the last bag."""
    chance, story = random.Random(2), hanging("24h", hours=1)
    wish = wishes(kinds=(Kind("24h"),), early_stop=EarlyStop.NEVER)
    ends = set()
    for _ in range(15):
        story.forward(microseconds=chance.randrange(1, 1_200_000_000))
        found = replan(story.session, protocol(), wish, story.now, BERLIN)
        assert isinstance(found, Plan), found
        ends.add(rest_now(story).ends)
    assert len(ends) == 1


def test_an_interruption_moves_the_end_and_the_bag_runs_on_after_it() -> None:
    story = hanging("96h", hours=10)
    story.tell(stopped())
    story.forward(hours=3)
    found = plan_now(story, kinds=(Kind.H96,))
    assert found.bags[0].until == START + 99 * HOUR
    assert found.ends == START + 675 * HOUR


def test_a_late_change_is_planned_for_now() -> None:
    story = hanging("96h", hours=97)
    found = plan_now(story, early_stop=EarlyStop.DOSE_AND_END)
    assert found.bags[0].until == story.now
    assert found.changes[0].hung_at == story.now
    assert found.bags[0].ends in (Ends.EMPTY, Ends.STORAGE_LIMIT)


def test_a_discarded_bag_is_planned_anew() -> None:
    story = hanging("96h", hours=10)
    cold = story.receive(label("96h", prepared_at=story.now), Place.REFRIGERATOR)
    assert plan_now(story, kinds=(Kind.H96,)).changes[0].bag == cold
    story.tell(BagDiscarded(bag=cold, reason="dropped"))
    found = plan_now(story, kinds=(Kind.H96,))
    assert found.changes[0].bag is None
    assert found.cost.discarded_mcg == 0


def test_bags_in_stock_keep_as_the_label_says() -> None:
    story = hanging("96h", hours=10)
    cold = story.receive(label("48h", prepared_at=story.now), Place.REFRIGERATOR)
    warm = story.receive(label("48h", prepared_at=story.now), Place.ROOM)
    unknown = story.receive(label("48h", prepared_at=None), Place.ROOM)
    old = story.receive(label("24h", prepared_at=story.now - 9 * 24 * HOUR), Place.REFRIGERATOR)
    of = rest_now(story)
    keeps = {here.bag: (here.cold, here.keeps_until) for here in of.here}
    assert keeps == {
        cold: (True, story.now + 192 * HOUR),
        warm: (False, story.now + 48 * HOUR),
    }
    assert set(of.left_out) == {
        LeftOut(bag=unknown, why=WhyLeftOut.ASK_PHARMACY),
        LeftOut(bag=old, why=WhyLeftOut.MUST_BE_DISCARDED),
    }


def test_pharmacys_own_use_by_shortens_how_long_a_bag_keeps() -> None:
    story = hanging("96h", hours=10)
    use_by = story.now + 60 * HOUR
    story.receive(label("48h", prepared_at=story.now, use_by=use_by), Place.REFRIGERATOR)
    assert rest_now(story).here[0].keeps_until == use_by


def test_the_step_dose_is_planned_by_the_infused_hours() -> None:
    """After 2 h off a 7 day bag cannot reach the step any more: it has no slack."""
    story = hanging("7d", hours=10, dose=9, **RELAPSED)
    assert plan_now(story, kinds=(Kind.D7,)).bags[0].ends is Ends.STEP_DOSE
    story.tell(stopped())
    story.forward(hours=2)
    of = rest_now(story)
    assert [span.dose_mcg_per_day for span in of.spans] == [9, 28]
    assert of.spans[0].until == START + 170 * HOUR
    found = plan_now(story, early_stop=EarlyStop.DOSE_AND_END)
    assert [bag.ends for bag in found.bags[:2]] == [Ends.STORAGE_LIMIT, Ends.STEP_DOSE]
    assert found.changes[0].hung_at == START + 168 * HOUR


def test_an_overdue_step_dose_is_planned_for_now() -> None:
    story = hanging("96h", hours=90, dose=9, **RELAPSED)
    hang(story, "96h", 9)
    story.forward(hours=80)
    found = plan_now(story, early_stop=EarlyStop.DOSE_AND_END)
    assert found.bags[0].until == story.now
    assert found.bags[0].ends is Ends.STEP_DOSE
    assert [bag.dose_mcg_per_day for bag in found.changes] == [28] * len(found.changes)


def test_after_a_restart_for_a_reaction_the_step_comes_7_days_later() -> None:
    story = hanging("96h", hours=20)
    story.tell(stopped(reaction=True))
    story.forward(hours=30)
    ordered(story, 9)
    before = rest_now(story)
    assert [span.dose_mcg_per_day for span in before.spans] == [9, 28]
    assert before.spans[0].until == story.now + 168 * HOUR
    story.prescriber = "Dr Invented"
    restarted = story.now
    hang(story, "96h", 9)
    story.forward(hours=5)
    assert rest_now(story).spans[0].until == restarted + 168 * HOUR


def test_an_order_for_a_later_time_changes_the_dose_then() -> None:
    story = hanging("96h", hours=10)
    ordered(story, 20, hours=100)
    of = rest_now(story)
    assert [span.dose_mcg_per_day for span in of.spans] == [28, 20]
    assert of.spans[0].until == story.now + 100 * HOUR


@pytest.mark.parametrize(("order", "step"), [(100, 168), (168, 168), (180, 180)])
def test_the_step_comes_when_it_is_due_and_its_order_holds(order: int, step: int) -> None:
    story = hanging("7d", hours=10, dose=9, **RELAPSED)
    ordered(story, 28, hours=order - 10)
    of = rest_now(story)
    assert [span.dose_mcg_per_day for span in of.spans] == [9, 28]
    assert [span.until for span in of.spans] == [START + step * HOUR, START + 672 * HOUR]


def test_without_a_body_surface_the_dose_is_not_stated_and_nothing_is_planned() -> None:
    story = Story(opened(weight_kg=Decimal(30)))
    assert none_now(story).unmet is Unmet.DOSE_NOT_STATED


def test_after_more_than_7_days_off_the_prescriber_decides_first() -> None:
    story = hanging("96h", hours=10)
    story.tell(stopped())
    story.forward(hours=170)
    found = none_now(story)
    assert found.unmet is Unmet.CYCLE_NOT_STATED
    assert found.over_hours == 2
    assert "the prescriber decides" in found.sentence


def test_a_cycle_infused_in_full_needs_no_plan() -> None:
    story = hanging("7d", hours=672)
    assert none_now(story).unmet is Unmet.CYCLE_COMPLETE


def test_a_label_that_rounds_the_dose_still_fits_the_plan() -> None:
    """15 mcg/m2 by Mosteller is 12.247... mcg; pharmacy prints 12.2."""
    small = {"weight_kg": Decimal(24), "height_cm": Decimal(100)}
    story = Story(opened(**small, ordered_dose_mcg_per_day=Decimal("12.2")))
    of = label("48h", prepared_at=story.now, dose_mcg_per_day=Decimal("12.24"))
    bag = story.receive(of, Place.REFRIGERATOR)
    assert [here.bag for here in rest_now(story).here] == [bag]
    assert rest_now(story).here[0].dose_mcg_per_day == Decimal("12.2")


MOVES = st.lists(st.tuples(st.sampled_from("SCRH"), st.integers(0, 40)), max_size=8)


@given(MOVES)
@settings(max_examples=60)
def test_whatever_happened_the_rest_adds_up_and_its_plan_is_sound(
    moves: list[tuple[str, int]],
) -> None:
    story = Story()
    story.prescriber = "Dr Invented"
    for move, hours in moves:
        if move == "S" and story.session.running:
            story.tell(stopped(reaction=hours % 2 == 0))
        elif move == "R":
            story.receive(label("48h", prepared_at=story.now), Place.REFRIGERATOR)
        elif move == "C" and story.session.stock:
            bag = story.session.stock[0].id
            story.tell(BagDiscarded(bag=bag, reason="dropped"))
        elif move == "H":
            hang(story, "24h")
        story.forward(hours=hours)
    ran = sum((run.hours(story.now) for run in story.session.runs), Decimal(0))
    of = rest_of_session(story.session, protocol(), story.now)
    if isinstance(of, NoPlan):
        assert of.unmet is Unmet.CYCLE_NOT_STATED
        return
    assert of.ends - of.begins == timedelta(hours=float(672 - ran))
    plan_now(story, early_stop=EarlyStop.DOSE_AND_END)
