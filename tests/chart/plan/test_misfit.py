"""When an accepted plan no longer fits what happened, and that it fits as long as it does."""

from __future__ import annotations

from datetime import datetime

from nursedesk.chart.plan.accepted import AcceptedPlan
from nursedesk.chart.plan.from_chart import rest_of_session
from nursedesk.chart.plan.misfit import Misfit, WhyMisfit, misfits
from nursedesk.chart.session_entries import BagDiscarded, BagMoved
from nursedesk.chart.terms import Place
from nursedesk.clock import hours_between, iso
from nursedesk.protocol.terms import Kind
from tests.chart.builders import Story, label, opened, protocol
from tests.chart.plan.accepting import accept
from tests.chart.plan.situations import BERLIN, HOUR
from tests.chart.plan.test_from_chart import RELAPSED, hang, hanging, ordered, stopped


def accepted(story: Story, *, begins: datetime | None = None, **changes: object) -> AcceptedPlan:
    accept(story, begins, **changes)
    assert story.session.plan is not None
    return story.session.plan


def found(of: AcceptedPlan, story: Story) -> list[Misfit]:
    as_of = max(story.now, of.plan.begins)
    rest = rest_of_session(story.session, protocol(), as_of)
    return list(misfits(of, story.session, protocol(), rest=rest, now=as_of, zone=BERLIN))


def reasons(of: AcceptedPlan, story: Story) -> set[WhyMisfit]:
    return {misfit.why for misfit in found(of, story)}


def test_a_plan_fits_while_all_goes_as_planned() -> None:
    story = Story()
    plan = accepted(story, kinds=(Kind.H24,))
    assert found(plan, story) == []
    hang(story, "24h")
    for _ in range(3):
        story.forward(hours=24)
        assert found(plan, story) == []
        hang(story, "24h")
        assert found(plan, story) == []


def test_a_plan_fits_while_each_change_takes_its_minutes_also_over_the_step() -> None:
    story = hanging("24h", hours=0, dose=9, **RELAPSED)
    plan = accepted(story, kinds=(Kind.H24,))
    for day in range(1, 9):
        story.forward(hours=23, minutes=55)
        if day == 7:
            ordered(story, 28)
        hang(story, "24h", 9 if day < 7 else 28, minutes=1)
        assert found(plan, story) == []
    assert story.session.stops  # the pump stood at each change


def test_minutes_of_bag_changes_are_no_misfit_until_they_are_more_than_the_slot() -> None:
    story = Story()
    plan = accepted(story, kinds=(Kind.H24,))
    hang(story, "24h")
    story.forward(hours=24, minutes=50)
    assert found(plan, story) == []
    story.forward(minutes=11)
    late = found(plan, story)
    assert [misfit.why for misfit in late][:1] == [WhyMisfit.CHANGE_OVERDUE]
    assert late[0].hours is not None
    assert late[0].hours > 1
    assert "planned for Tue 03-Mar 09:00, 1 h 1 min ago" in late[0].sentence


def test_a_first_bag_may_be_hung_a_little_early() -> None:
    story = Story()
    plan = accepted(story, begins=story.now + HOUR / 2, kinds=(Kind.H24,))
    hang(story, "24h")
    story.forward(hours=3)
    assert found(plan, story) == []


def test_a_first_bag_that_was_not_hung_is_overdue() -> None:
    story = Story()
    plan = accepted(story)
    story.forward(hours=2)
    assert reasons(plan, story) == {WhyMisfit.CHANGE_OVERDUE}


def test_a_stopped_infusion_and_then_the_shift_are_said() -> None:
    story = hanging("24h", hours=10)
    plan = accepted(story)
    story.tell(stopped())
    assert reasons(plan, story) == {WhyMisfit.STOPPED}
    story.forward(hours=3)
    assert reasons(plan, story) == {WhyMisfit.STOPPED, WhyMisfit.HOURS_SHIFTED}
    shift = next(m for m in found(plan, story) if m.why is WhyMisfit.HOURS_SHIFTED)
    assert shift.hours == 3
    assert "3 h later" in shift.sentence


def test_a_planned_bag_that_was_discarded_is_gone() -> None:
    story = hanging("24h", hours=10)
    cold = story.receive(label("24h", prepared_at=story.now), Place.REFRIGERATOR)
    plan = accepted(story, kinds=(Kind.H24,))
    assert plan.plan.changes[0].bag == cold
    story.tell(BagDiscarded(bag=cold, reason="dropped"))
    (misfit,) = found(plan, story)
    assert (misfit.why, misfit.number) == (WhyMisfit.BAG_GONE, 2)


def test_a_planned_bag_that_was_taken_out_too_early_expires() -> None:
    story = hanging("24h", hours=1)
    cold = story.receive(label("48h", prepared_at=story.now), Place.REFRIGERATOR)
    plan = accepted(story, kinds=(Kind.H24, Kind.H48))
    hung = next(bag for bag in plan.plan.bags if bag.bag == cold)
    story.forward(hours=3)
    story.tell(BagMoved(bag=cold, place=Place.ROOM, celsius=None))
    (misfit,) = found(plan, story)
    assert (misfit.why, misfit.number) == (WhyMisfit.BAG_EXPIRES, hung.number)
    assert misfit.hours == hours_between(story.now, hung.hung_at)  # it has no slack


def test_another_bag_than_planned_hangs() -> None:
    story = Story()
    plan = accepted(story, kinds=(Kind.D7,))
    hang(story, "48h")
    assert WhyMisfit.OTHER_BAG_HANGS in reasons(plan, story)


def test_more_bags_than_planned() -> None:
    story = Story()
    plan = accepted(story, kinds=(Kind.D7,))
    for _ in range(5):
        hang(story, "7d")
        story.forward(hours=2)
    assert WhyMisfit.OTHER_BAG_HANGS in reasons(plan, story)


def test_the_hanging_bag_that_must_come_down_earlier() -> None:
    """A bag at room temperature goes on ageing while the infusion is stopped."""
    story = hanging("48h", hours=10)
    plan = accepted(story)
    assert plan.plan.bags[0].until == story.now + 38 * HOUR
    bag = plan.plan.bags[0].bag
    assert bag is not None
    story.tell(BagMoved(bag=bag, place=Place.REFRIGERATOR, celsius=None))
    assert WhyMisfit.HANGING_BAG_ENDS_EARLIER in reasons(plan, story)


def test_a_new_order_changes_the_dose() -> None:
    story = hanging("24h", hours=10)
    plan = accepted(story)
    ordered(story, 9, hours=100)
    doses = [m for m in found(plan, story) if m.why is WhyMisfit.DOSE_CHANGED]
    assert doses
    assert all(misfit.number for misfit in doses)


def test_the_step_that_an_interruption_moved_is_said() -> None:
    story = hanging("24h", hours=10, dose=9, **RELAPSED)
    plan = accepted(story, kinds=(Kind.H24,))
    story.tell(stopped())
    story.forward(hours=3)
    assert WhyMisfit.DOSE_CHANGED in reasons(plan, story)


def test_a_cycle_that_does_not_simply_go_on() -> None:
    story = hanging("24h", hours=10)
    plan = accepted(story)
    story.tell(stopped())
    story.forward(hours=169)
    assert reasons(plan, story) == {WhyMisfit.CYCLE}


def test_a_cycle_with_a_step_dose_is_planned_days_before_it_starts() -> None:
    story = Story(opened(**RELAPSED))
    plan = accepted(story, begins=story.now + 24 * HOUR)
    assert found(plan, story) == []


def test_a_stopped_infusion_is_planned_anew_to_go_on_with_the_same_bag() -> None:
    story = hanging("96h", hours=10)
    story.tell(stopped())
    story.forward(hours=2)
    plan = accepted(story, begins=story.now + 2 * HOUR)
    assert plan.plan.bags[0].hangs_already
    assert found(plan, story) == []
    story.forward(hours=2)
    assert found(plan, story) == []
    story.forward(hours=1, minutes=1)  # it should run again by now, but for the slot
    assert WhyMisfit.STOPPED in reasons(plan, story)


def test_a_waiting_bag_may_keep_less_by_no_more_than_the_slot() -> None:
    story = hanging("24h", hours=1)
    cold = story.receive(label("48h", prepared_at=story.now), Place.REFRIGERATOR)
    plan = accepted(story, kinds=(Kind.H24, Kind.H48))
    hung = next(bag for bag in plan.plan.bags if bag.bag == cold)
    story.now = hung.hung_at - HOUR
    story.tell(BagMoved(bag=cold, place=Place.ROOM, celsius=None))
    assert WhyMisfit.BAG_EXPIRES not in reasons(plan, story)


def test_a_new_order_for_the_bag_that_hangs_is_said_once() -> None:
    story = hanging("24h", hours=10)
    plan = accepted(story, kinds=(Kind.H24,))
    ordered(story, 9)
    doses = [m for m in found(plan, story) if m.why is WhyMisfit.DOSE_CHANGED]
    assert [m.number for m in doses] == [1]
    assert "from plan 1 on" in doses[0].sentence


def test_two_people_who_told_another_time_make_the_plan_unfit() -> None:
    story = Story()
    plan = accepted(story, kinds=(Kind.H24,))
    bag = story.receive(label("24h", prepared_at=story.now))
    story.change(bag, instead={"next": {"next_change_at": iso(story.now + 20 * HOUR)}})
    assert reasons(plan, story) == {WhyMisfit.OTHER_TIME}
    (said,) = found(plan, story)
    assert "two people planned the next one for Tue 03-Mar 05:00" in said.sentence


def test_a_kind_that_turned_out_not_to_suit_the_patient_is_said() -> None:
    story = hanging("24h", hours=1)
    plan = accepted(story, kinds=(Kind.H24, Kind.D7))
    assert any(bag.kind is Kind.D7 for bag in plan.plan.bags)
    first = story.entries[0].header.seq
    story.tell(opened(preservative_free_only=True), supersedes=first)
    assert WhyMisfit.KIND_FORBIDDEN in reasons(plan, story)
