"""A plan's dates for a calendar: what they say, and how a later plan moves them."""

from __future__ import annotations

from nursedesk.chart.plan.dates import PlanDate
from nursedesk.chart.plan.sheet import CAUTION
from nursedesk.chart.plan.wishes import Day
from nursedesk.chart.plan_entries import PlanWithdrawn
from nursedesk.protocol.terms import Kind
from tests.chart.builders import Story
from tests.chart.plan.accepting import accept, before_the_start, dates_of, of_24_h_bags, under_way


def held(story: Story) -> list[PlanDate]:
    return [one for one in dates_of(story).dates if not one.taken_back]


def back(story: Story) -> list[PlanDate]:
    return [one for one in dates_of(story).dates if one.taken_back]


def test_each_bag_that_is_to_be_hung_and_the_end_have_a_date() -> None:
    story = under_way()
    assert story.session.plan is not None
    plan = story.session.plan.plan
    assert [one.summary for one in held(story)] == [
        "Bed 4: bag change, plan bag 2, 96 h bag",
        "Bed 4: bag change, plan bag 3, 7 day bag, new pump programme 0.6 mL/h",
        "Bed 4: bag change, plan bag 4, 7 day bag",
        "Bed 4: bag change, plan bag 5, 7 day bag",
        "Bed 4: end of the cycle, last bag comes down",
    ]
    assert [one.at for one in held(story)] == [*(bag.hung_at for bag in plan.changes), plan.ends]


def test_a_start_is_no_change_and_outside_hours_are_said() -> None:
    first, *_, sixth = held(of_24_h_bags())[:6]
    assert first.summary == "Bed 4: start of the infusion, plan bag 1, 24 h bag"
    assert sixth.summary == "Bed 4: bag change, plan bag 6, 24 h bag, outside staffed hours"


def test_each_says_what_to_look_out_for_and_that_limits_hold() -> None:
    story = under_way()
    third = held(story)[1]
    assert "28 mcg/day only with the prescriber's order." in third.description
    assert "It comes down Mon 26-Oct-2026 09:00: the bag is empty." in third.description
    assert all(CAUTION in one.description for one in held(story))
    assert "Planned as of entry 1." in third.description


def test_needle_changes_alone_are_whole_days() -> None:
    story = before_the_start(kinds=(Kind.D7,), needle_day=Day.THURSDAY)
    assert story.session.plan is not None
    alone = story.session.plan.plan.needle_changes_alone
    found = [one.at for one in held(story) if one.summary == "Bed 4: port needle change"]
    assert found == list(alone)
    assert found


def test_a_demo_ward_says_so_on_every_date() -> None:
    found = dates_of(under_way(), demo=True).dates
    assert all(one.summary.startswith("DEMO, not for clinical use: Bed 4: ") for one in found)
    assert not any("DEMO" in one.summary for one in dates_of(under_way()).dates)


def test_an_unknown_bed_is_said() -> None:
    assert held(of_24_h_bags(bed=None))[0].summary.startswith("Bed not given: ")


def test_the_same_plan_has_the_same_dates_and_a_later_one_moves_them() -> None:
    story = of_24_h_bags()
    first = dates_of(story)
    assert dates_of(story).dates == first.dates
    accept(story, kinds=(Kind.H48,))
    later = dates_of(story)
    assert later.revision > first.revision
    assert {one.uid for one in later.dates} == {one.uid for one in first.dates}
    assert len(held(story)) == 16  # 4 bags at 9 mcg, 11 at 28 mcg, the end
    assert {one.uid for one in first.dates} - {one.uid for one in held(story)} == {
        one.uid for one in back(story)
    }
    assert len({one.uid for one in later.dates}) == len(later.dates)


def test_what_was_taken_back_by_one_plan_is_taken_back_by_all_later_ones() -> None:
    story = of_24_h_bags()
    accept(story, kinds=(Kind.D7,))
    fallen = {one.uid for one in back(story)}
    story.tell(PlanWithdrawn(reason="not needed"))
    accept(story, kinds=(Kind.D7,))
    assert fallen
    assert {one.uid for one in back(story)} == fallen


def test_two_sessions_share_no_date() -> None:
    one, other = under_way(), Story(name="other")
    accept(other)
    assert not {a.uid for a in dates_of(one).dates} & {b.uid for b in dates_of(other).dates}
