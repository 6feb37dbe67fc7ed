"""An accepted plan: as it is stored, what the board makes of it, and when it holds no more."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from nursedesk.chart.body import decode, encode
from nursedesk.chart.due import due
from nursedesk.chart.due_item import Due, DueState, Topic
from nursedesk.chart.plan.accepted import standing
from nursedesk.chart.plan.strip import strip
from nursedesk.chart.plan.told import told
from nursedesk.chart.plan.wishes import WEEK, EarlyStop
from nursedesk.chart.plan_entries import PlanAccepted, PlanWishesSet, PlanWithdrawn
from nursedesk.chart.terms import Place, WalkKind
from nursedesk.clock import iso
from nursedesk.errors import BugError
from nursedesk.protocol.terms import Kind
from tests.chart.builders import Story, label, protocol
from tests.chart.plan.accepting import accept
from tests.chart.plan.situations import BERLIN, HOUR, OFFICE, wishes
from tests.chart.plan.test_from_chart import RELAPSED, hang, hanging, stopped

SALT = bytes(16)


def dues(story: Story) -> list[Due]:
    return due(story.session, protocol(), story.now, BERLIN)


def one(story: Story, topic: Topic) -> Due:
    (found,) = [item for item in dues(story) if item.topic is topic]
    return found


def test_an_accepted_plan_comes_back_from_its_bytes_as_it_was() -> None:
    story = hanging("96h", hours=10, dose=9, **RELAPSED)
    plan = accept(story)
    assert story.folded().plan == story.session.plan
    kept = story.session.plan
    assert kept is not None
    assert (kept.plan, kept.wishes.early_stop) == (plan, EarlyStop.DOSE_AND_END)
    assert kept.by == "n.berg"


def test_instants_inside_a_plan_are_stored_in_utc() -> None:
    story = hanging("96h", hours=10)
    plan = accept(story)
    elsewhere = msgspec.structs.replace(
        plan,
        bags=tuple(
            msgspec.structs.replace(bag, hung_at=bag.hung_at.astimezone(BERLIN))
            for bag in plan.bags
        ),
    )
    body = PlanAccepted(plan=elsewhere, wishes=wishes(), zone="Europe/Berlin", as_of=1)
    stored = encode(body, SALT)
    assert b"+01:00" not in stored
    assert decode(stored) == msgspec.structs.replace(body, plan=plan)


def test_wishes_come_back_from_their_bytes() -> None:
    body = PlanWishesSet(wishes=wishes(), zone="Europe/Berlin")
    assert decode(encode(body, SALT)) == body


@pytest.mark.parametrize("place", [b'"plan":{', b'"cost":{', b'"wishes":{'])
def test_unknown_keys_in_a_plan_are_refused_when_read(place: bytes) -> None:
    story = hanging("96h", hours=10)
    accept(story)
    stored = story.entries[-1].stored_body
    assert place in stored
    with pytest.raises(msgspec.ValidationError):
        decode(stored.replace(place, place + b'"more":1,', 1))


def test_the_board_takes_the_change_from_the_plan_while_it_fits() -> None:
    story = hanging("96h", hours=10)
    before = one(story, Topic.BAG_CHANGE)
    plan = accept(story, kinds=(Kind.H48, Kind.H96))
    change = one(story, Topic.BAG_CHANGE)
    assert change.planned_at == plan.bags[0].until
    assert change.at == before.at
    assert change.due_at == plan.bags[0].until


def test_where_two_people_told_another_time_the_board_follows_them() -> None:
    story = Story()
    accept(story, kinds=(Kind.H24,))
    bag = story.receive(label("24h", prepared_at=story.now))
    at = story.now + 20 * HOUR
    story.change(bag, instead={"next": {"next_change_at": iso(at)}})
    assert one(story, Topic.BAG_CHANGE).planned_at == at
    assert one(story, Topic.PLAN).word == "plan again"


def test_what_two_people_told_before_an_unfit_plan_is_not_used_again() -> None:
    story = hanging("96h", hours=10)  # where the next change was told for an hour later
    accept(story, kinds=(Kind.H96,))
    story.tell(stopped())
    assert one(story, Topic.BAG_CHANGE).planned_at is None


def test_no_planned_time_lies_past_the_limit_of_the_bag_that_hangs() -> None:
    story = Story()
    accept(story, story.now + HOUR, kinds=(Kind.H48,), slot_minutes=120)
    hang(story, "48h")  # an hour early: it is empty an hour early too
    change = one(story, Topic.BAG_CHANGE)
    assert change.at is not None
    assert change.planned_at == change.at
    stands = standing(story.session, protocol(), story.now, BERLIN)
    assert stands is not None
    assert stands.ahead[0].hung_at == change.at


def test_the_rest_of_a_plan_begins_with_the_bag_that_hangs_now() -> None:
    story = Story()
    plan = accept(story, kinds=(Kind.H24,))
    for _ in range(3):
        hang(story, "24h")
        story.forward(hours=23, minutes=50)
    stands = standing(story.session, protocol(), story.now, BERLIN)
    assert stands is not None
    assert stands.plan is not None
    first, *others = stands.plan.bags
    hanging_now = story.session.hanging
    assert hanging_now is not None
    assert (first.number, first.bag, first.hangs_already) == (3, hanging_now.id, True)
    assert [bag.number for bag in others] == [bag.number for bag in plan.bags[3:]]
    assert stands.plan.infused_hours > 71
    assert [s.name for s in strip(story.session, stands.plan)[:3]] == ["bag 1", "bag 2", "bag 3"]


def test_nothing_is_asked_for_once_the_cycle_is_complete() -> None:
    story = Story()
    accept(story, kinds=(Kind.D7,))
    for _ in range(4):
        hang(story, "7d")
        story.forward(hours=168)
    assert standing(story.session, protocol(), story.now, BERLIN) is None
    assert not [item for item in dues(story) if item.topic is Topic.PLAN]


def test_after_a_stop_too_long_for_the_cycle_nobody_is_told_to_plan() -> None:
    story = hanging("24h", hours=10)
    accept(story)
    story.tell(stopped())
    story.forward(hours=169)
    item = one(story, Topic.PLAN)
    assert item.word == "ask the prescriber"
    assert "Plan the rest anew" not in item.sentence


def test_the_next_bag_is_never_overdue_and_comes_after_every_limit() -> None:
    story = hanging("24h", hours=23)
    accept(story, kinds=(Kind.H24,))
    story.forward(hours=1, minutes=5)
    asked, change = one(story, Topic.NEXT_BAG), one(story, Topic.BAG_CHANGE)
    assert (asked.state, asked.word) == (DueState.DUE_SOON, "not here yet")
    assert change.urgency < asked.urgency


def test_a_planned_change_that_is_past_is_not_yet_overdue() -> None:
    story = hanging("96h", hours=10)  # it would be empty on a Friday
    four_days = dict.fromkeys(WEEK[:4], OFFICE)
    plan = accept(story, staffed=four_days, early_stop=EarlyStop.ON_PURPOSE)
    planned = plan.bags[0].until
    change = one(story, Topic.BAG_CHANGE)
    assert change.at is not None
    assert planned < change.at  # else the limit itself would be past
    story.now = planned + timedelta(minutes=35)
    change = one(story, Topic.BAG_CHANGE)
    assert (change.state, change.word) == (DueState.DUE_SOON, "planned 35 min ago")


def test_pharmacy_is_told_of_the_next_bag_until_one_of_its_kind_came() -> None:
    story = hanging("96h", hours=90)
    plan = accept(story, kinds=(Kind.H96,))
    asked = one(story, Topic.NEXT_BAG)
    assert asked.what == "From pharmacy: 96 h bag, 28 mcg/day"
    assert asked.state is DueState.DUE_SOON
    assert asked.at == plan.bags[1].hung_at
    story.receive(label("48h", prepared_at=story.now), Place.REFRIGERATOR)
    assert "(plan 2)" in one(story, Topic.NEXT_BAG).sentence  # another kind came
    story.receive(label("96h", prepared_at=story.now), Place.REFRIGERATOR)
    assert "(plan 3)" in one(story, Topic.NEXT_BAG).sentence
    kept = [item.sentence for item in dues(story) if item.topic is Topic.STOCK_BAG]
    assert "The plan does not use it." in kept[0] or "The plan does not use it." in kept[1]
    assert any("(plan 2)" in sentence for sentence in kept)


def test_a_bag_that_does_not_keep_long_enough_is_kept_for_none() -> None:
    story = hanging("96h", hours=10)
    accept(story, kinds=(Kind.H96,))
    story.receive(label("96h", prepared_at=story.now - 47 * HOUR), Place.ROOM)
    stands = standing(story.session, protocol(), story.now, BERLIN)
    assert stands is not None
    assert stands.kept == {}


def test_where_the_plan_no_longer_fits_its_times_are_not_used() -> None:
    story = hanging("96h", hours=10)
    accept(story, kinds=(Kind.H96,))
    story.forward(hours=3)
    story.tell(stopped())
    story.forward(hours=2)
    misfit = one(story, Topic.PLAN)
    assert (misfit.what, misfit.word) == ("The plan no longer fits", "plan again")
    assert "The infusion is stopped" in misfit.sentence
    topics = {item.topic for item in dues(story)}
    assert Topic.NEXT_BAG not in topics
    assert all("of the plan" not in item.sentence for item in dues(story))


def test_a_new_plan_takes_the_place_of_the_old_one_and_a_withdrawal_of_both() -> None:
    story = hanging("96h", hours=10)
    accept(story, kinds=(Kind.H96,))
    later = accept(story, kinds=(Kind.H48, Kind.H96))
    assert story.session.plan is not None
    assert story.session.plan.plan == later
    story.tell(PlanWithdrawn(reason="the prescriber ends the course"))
    assert story.folded().plan is None
    assert not [item for item in dues(story) if item.topic in (Topic.PLAN, Topic.NEXT_BAG)]
    story.tell(PlanWithdrawn(reason="again"))
    with pytest.raises(BugError):
        story.folded()


def test_the_plan_is_followed_from_bag_to_bag() -> None:
    story = Story()
    plan = accept(story, kinds=(Kind.H24,))
    for place in range(3):
        hang(story, "24h")
        stands = standing(story.session, protocol(), story.now, BERLIN)
        assert stands is not None
        assert stands.fits
        assert stands.until == plan.bags[place].until
        assert stands.ahead == plan.bags[place + 1 :]
        story.forward(hours=24)


def test_an_open_walk_does_not_disturb_the_plan() -> None:
    story = hanging("96h", hours=10)
    accept(story, kinds=(Kind.H96,))
    story.begin(WalkKind.SYMPTOM_CHECK)
    stands = standing(story.session, protocol(), story.now, BERLIN)
    assert stands is not None
    assert stands.fits


def test_the_step_that_asks_for_the_next_change_names_the_plans_time() -> None:
    story = Story()
    accept(story, kinds=(Kind.H24,))
    walk = story.begin(WalkKind.BAG_CHANGE, story.receive(label("24h", prepared_at=story.now)))
    story.walk_on(walk, "next")
    step = story.step(walk)
    assert step is not None
    assert "The accepted plan says Tue 03-Mar 08:00." in step.why


def test_a_bag_that_came_since_is_no_longer_asked_of_pharmacy() -> None:
    story = hanging("96h", hours=90)
    accept(story, kinds=(Kind.H96,))
    story.receive(label("96h", prepared_at=story.now), Place.REFRIGERATOR)
    stands = standing(story.session, protocol(), story.now, BERLIN)
    assert stands is not None
    assert stands.plan is not None
    here, later = told(stands.plan, story.session, protocol(), BERLIN).bags[1:3]
    assert (here.from_where, here.prepare_from) == ("bag 2, which is here", None)
    assert later.prepare_from is not None
