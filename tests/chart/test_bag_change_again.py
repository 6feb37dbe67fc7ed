"""The bag change told again, late or out of turn: what it then does, and what it must not do."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from nursedesk.chart.finding import Level
from nursedesk.chart.session_entries import BagMoved, DoseOrdered
from nursedesk.chart.terms import Place, WalkKind
from nursedesk.clock import iso
from tests.chart.builders import (
    START,
    TOM,
    Story,
    label,
    label_answers,
    opened,
)
from tests.chart.situations import (
    answer_otherwise,
    first_bag,
    second_bag,
)


def test_reading_a_settled_step_again_opens_it_until_both_have_read() -> None:
    story, walk = first_bag()
    story.walk_on(walk, "line")
    story.answer(walk, "new-bag", label_answers(label()))
    assert story.current(walk) == "new-bag"
    assert "new-bag" not in story.session.walks[walk].witnesses
    story.answer(walk, "new-bag", label_answers(label()), second=True, by=TOM)
    assert story.current(walk) == "line"


def test_a_start_before_the_bag_came_starts_nothing() -> None:
    story, walk = first_bag()
    story.walk_on(walk, "start")
    story.answer(walk, "start", {"started_at": iso(START - timedelta(seconds=1))})
    assert story.session.running is None


def test_a_start_before_the_pause_starts_nothing() -> None:
    story = Story()
    story.change()
    bag = story.receive()
    story.forward(hours=10)
    walk = story.begin(WalkKind.BAG_CHANGE, bag)
    story.walk_on(walk, "start")
    story.answer(walk, "start", {"started_at": iso(story.now - timedelta(seconds=1))})
    assert len(story.session.runs) == 1


def test_a_pause_in_the_future_does_not_come_true_by_waiting() -> None:
    story, walk = second_bag()
    ahead = {"paused_at": iso(story.now + timedelta(minutes=1))}
    answer_otherwise(story, walk, "pause", ahead)
    story.forward(hours=1)
    assert story.codes(walk, "pause") == {"in-the-future"}
    assert story.session.running is not None


def test_a_start_told_for_before_the_reading_opens_no_earlier_step() -> None:
    story = Story(opened(ordered_dose_mcg_per_day=Decimal(9)))
    bag = story.receive()
    story.forward(minutes=30)
    order = DoseOrdered(
        dose_mcg_per_day=Decimal(28),
        valid_from=story.now,
        ordered_by="Dr Invented",
        by_telephone=False,
        read_back=False,
    )
    story.tell(order)
    walk = story.begin(WalkKind.BAG_CHANGE, bag)
    story.forward(minutes=30)
    story.walk_on(walk, "start")
    story.answer(walk, "start", {"started_at": iso(START + timedelta(minutes=20))})
    assert story.codes(walk, "start") >= {"started-before-walk"}
    assert story.current(walk) == "next"


def test_a_bag_that_has_hung_does_not_hang_again() -> None:
    story = Story()
    bag = story.receive()
    story.change(bag)
    story.forward(hours=1)
    walk = story.begin(WalkKind.BAG_CHANGE, bag)
    story.walk_on(walk, "new-bag")
    story.both(walk, "new-bag", label_answers(label()))
    found = {f.code: f for f in story.findings(walk, "new-bag")}
    assert found["bag-not-in-stock"].final
    assert "has hung before" in found["bag-not-in-stock"].sentence


def test_a_pause_told_again_replaces_the_first() -> None:
    story, walk = second_bag()
    story.walk_on(walk, "pump")
    earlier = story.now - timedelta(minutes=3)
    answers = {"paused_at": iso(earlier), "disconnected_without_flush": "yes"}
    story.answer(walk, "pause", answers)
    assert [stop.at for stop in story.session.stops] == [earlier]
    assert story.session.runs[0].to == earlier


def test_what_happens_to_a_bag_later_does_not_open_a_finished_walk() -> None:
    story, walk = first_bag()
    story.walk_on(walk)
    story.forward(hours=1)
    bag = story.session.walks[walk].bag
    assert bag is not None
    story.tell(BagMoved(bag=bag, place=Place.OTHER, celsius=None))
    assert story.current(walk) is None


def test_a_first_bag_changes_neither_kind_nor_dose() -> None:
    story, walk = first_bag()
    answer_otherwise(story, walk, "line", {"new_tubing": "no"})
    assert story.current(walk) == "pump"


def test_a_bag_after_the_last_hour_of_the_cycle_is_for_the_prescriber() -> None:
    story = Story()
    story.change(story.receive(label("7d")))
    story.forward(hours=672)
    walk = story.begin(WalkKind.BAG_CHANGE, story.receive(label(prepared_at=story.now)))
    story.walk_on(walk, "looks")
    found = {f.code: f.level for f in story.findings(walk, "new-bag")}
    assert found["cycle-complete"] is Level.WARN
