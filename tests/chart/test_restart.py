"""The restart: the bag that hangs is started again after a stop, and its time ran on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from nursedesk.chart.cycle import cycle
from nursedesk.chart.session_entries import BagLabel, DoseOrdered, InfusionStopped
from nursedesk.chart.terms import Place, WalkKind, WalkOutcome
from nursedesk.clock import iso
from nursedesk.protocol.terms import Kind
from tests.chart.builders import SAME_BAG, START, TOM, Story, label, protocol


def stopped(
    of: BagLabel | None = None,
    *,
    ran: float = 10,
    adverse: bool = False,
    story: Story | None = None,
) -> Story:
    """A bag runs for some hours and is stopped."""
    story = story or Story()
    bag = story.receive(of or label(prepared_at=story.now), kept_before=Place.ROOM)
    story.change(bag)
    story.forward(hours=ran)
    story.tell(InfusionStopped(reason="Pump alarm", adverse_reaction=adverse))
    return story


def begin(story: Story) -> UUID:
    hanging = story.session.hanging
    assert hanging is not None
    return story.begin(WalkKind.RESTART, hanging.id)


def test_the_same_bag_runs_again_and_the_hours_of_the_stop_are_not_infused() -> None:
    story = stopped()
    story.forward(minutes=30)
    walk = begin(story)
    story.walk_on(walk)
    story.end(walk)
    story.forward(hours=2)
    session = story.session
    first, again = session.runs
    assert session.running is again
    assert again.bag == first.bag
    assert again.dose_mcg_per_day == Decimal(28)
    assert again.since - (first.to or START) == timedelta(minutes=30)
    assert cycle(session, protocol(), story.now).infused_hours == Decimal(12)
    assert story.folded() == session


def test_the_bag_hung_since_its_first_start_and_its_planned_change_stands() -> None:
    story = stopped()
    told = story.session.change_told
    walk = begin(story)
    story.walk_on(walk)
    hanging = story.session.hanging
    assert hanging is not None
    assert hanging.hung_at == START
    assert hanging.down_at is None
    assert told is not None
    assert story.session.change_told == told


def test_it_asks_who_signs_the_bag_the_pump_and_the_start() -> None:
    story = stopped()
    walk = begin(story)
    asked = []
    while (step := story.step(walk)) is not None:
        asked.append((step.id, step.who.value))
        good = story.good_answers(walk)
        if step.who.value == "two-blind":
            story.both(walk, step.id, good[step.id])
        else:
            story.answer(walk, step.id, good[step.id])
    assert asked == [
        ("patient", "one"),
        ("symptoms-before", "one"),
        ("same-bag", "one"),
        ("pump", "two-blind"),
        ("start", "one"),
    ]


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"same": "no"}, "another-bag"),
        ({"looks_right": "no"}, "does-not-look-right"),
        ({"disconnected": "yes"}, "line-was-disconnected"),
        ({"flushed": "yes"}, "line-flushed"),
    ],
)
def test_what_was_seen_stops_it(answers: dict[str, str], code: str) -> None:
    story = stopped()
    walk = begin(story)
    story.walk_on(walk, "same-bag")
    story.answer(walk, "same-bag", SAME_BAG | answers)
    assert story.current(walk) == "same-bag"
    assert code in story.codes(walk, "same-bag")


def test_pharmacy_may_let_a_line_be_connected_again() -> None:
    story = stopped()
    walk = begin(story)
    story.walk_on(walk, "same-bag")
    story.answer(walk, "same-bag", SAME_BAG | {"disconnected": "yes"})
    story.pharmacy(walk, "same-bag", "line-was-disconnected")
    assert story.current(walk) == "pump"


def test_a_flush_that_a_prescriber_was_told_of_is_said_and_stops_nothing() -> None:
    story = stopped()
    walk = begin(story)
    story.walk_on(walk, "same-bag")
    story.answer(walk, "same-bag", SAME_BAG | {"flushed": "yes", "told": "Dr Lee"})
    assert story.current(walk) == "pump"
    assert "line-flushed" in story.codes(walk, "same-bag")


def test_a_bag_whose_time_ran_out_while_it_stood_is_not_started() -> None:
    story = stopped(label(Kind.H24, prepared_at=START - timedelta(hours=30)), ran=10)
    story.forward(hours=9)
    walk = begin(story)
    story.walk_on(walk, "same-bag")
    story.answer(walk, "same-bag", SAME_BAG)
    assert "expired-room" in story.codes(walk, "same-bag")
    assert story.current(walk) == "same-bag"


def test_its_time_may_run_out_between_the_look_and_the_start() -> None:
    story = stopped(label(Kind.H24, prepared_at=START - timedelta(hours=37)), ran=10)
    walk = begin(story)
    story.walk_on(walk, "start")
    story.forward(hours=2)
    story.answer(walk, "start", {"started_at": iso(story.now)})
    assert "expired-room" in story.codes(walk, "start")


def test_after_four_hours_the_prescriber_orders_the_restart() -> None:
    story = stopped()
    story.forward(hours=4)
    walk = begin(story)
    story.walk_on(walk, "start")
    assert "restart-rules" in story.codes(walk, "same-bag")
    story.answer(walk, "start", {"started_at": iso(story.now)})
    assert story.current(walk) == "start"
    ordered = {"started_at": iso(story.now), "restart_ordered_by": "Dr Lee"}
    story.answer(walk, "start", ordered)
    assert story.current(walk) is None


def test_after_a_reaction_the_prescriber_orders_it_whatever_the_time() -> None:
    story = stopped(adverse=True)
    walk = begin(story)
    story.walk_on(walk, "start")
    story.answer(walk, "start", {"started_at": iso(story.now)})
    assert "restart-after-reaction" in story.codes(walk, "start")
    assert story.current(walk) == "start"


def test_another_dose_ordered_meanwhile_needs_another_bag() -> None:
    story = stopped(adverse=True)
    story.tell(
        DoseOrdered(
            dose_mcg_per_day=Decimal(9),
            valid_from=story.now,
            ordered_by="Dr Lee",
            by_telephone=False,
            read_back=False,
        )
    )
    walk = begin(story)
    story.walk_on(walk, "same-bag")
    story.answer(walk, "same-bag", SAME_BAG)
    assert "dose-differs-from-order" in story.codes(walk, "same-bag")
    assert story.current(walk) == "same-bag"


def test_a_bag_that_was_changed_meanwhile_is_not_started_again() -> None:
    story = stopped()
    walk = begin(story)
    story.walk_on(walk, "pump")
    story.change()
    assert story.codes(walk, "same-bag") >= {"bag-came-down"}
    assert story.current(walk) == "same-bag"


def test_a_pump_misread_twice_takes_the_bag_down() -> None:
    story = stopped()
    walk = begin(story)
    story.walk_on(walk, "pump")
    good = story.good_answers(walk)["pump"]
    for _ in range(2):
        story.answer(walk, "pump", good)
        story.answer(walk, "pump", dict(good) | {"rate_ml_per_h": "7"}, second=True, by=TOM)
    assert story.codes(walk, "pump") == {"set-aside"}
    story.end(walk, WalkOutcome.SET_ASIDE, "two readings differ")
    assert story.session.hanging is None
    assert story.folded() == story.session


def test_on_a_clock_change_night_the_wall_clock_is_an_hour_ahead_and_nothing_else() -> None:
    evening = datetime(2026, 3, 28, 16, 0, tzinfo=UTC)
    story = stopped(story=Story(at=evening, zone=ZoneInfo("Europe/Berlin")), ran=8)
    story.forward(hours=3, minutes=59)  # by the wall clock 4 h 59 min
    walk = begin(story)
    story.walk_on(walk, "start")
    assert "restart-rules" not in story.codes(walk, "same-bag")
    story.answer(walk, "start", {"started_at": iso(story.now)})
    assert story.current(walk) is None
    first, again = story.session.runs
    assert first.to is not None
    assert again.since - first.to == timedelta(hours=3, minutes=59)


def test_a_start_before_the_stop_starts_nothing() -> None:
    story = stopped()
    story.forward(minutes=30)
    walk = begin(story)
    story.walk_on(walk, "start")
    story.answer(walk, "start", {"started_at": iso(story.now - timedelta(hours=1))})
    assert story.session.running is None
    assert story.current(walk) == "start"
    assert story.codes(walk, "start") == {"started-before-pause"}


def test_a_pause_told_again_after_a_restart_leaves_the_stop_as_it_was() -> None:
    story = Story()
    story.change()
    story.forward(hours=10)
    change = story.begin(WalkKind.BAG_CHANGE, story.receive())
    story.walk_on(change, "pump")  # paused, then left open
    story.forward(hours=5)
    story.prescriber = "Dr Lee"
    walk = begin(story)
    story.walk_on(walk)
    story.end(walk)
    story.forward(hours=2)
    before = cycle(story.session, protocol(), story.now).infused_hours
    again = {"paused_at": iso(story.now), "disconnected_without_flush": "yes"}
    story.answer(change, "pause", again)
    assert cycle(story.session, protocol(), story.now).infused_hours == before == Decimal(12)
    assert [stop.reason for stop in story.session.stops] == ["paused for a bag change"] * 2
    assert story.folded() == story.session


def test_leaving_an_old_restart_takes_no_other_bag_down() -> None:
    story = stopped()
    walk = begin(story)
    story.walk_on(walk, "pump")
    story.change()
    story.forward(hours=1)
    runs = story.session.running
    story.end(walk, WalkOutcome.SET_ASIDE, "another bag hangs")
    assert story.session.running == runs
    assert story.folded() == story.session


def test_a_stop_that_became_a_hold_for_a_reaction_needs_an_order() -> None:
    story = stopped()
    story.forward(minutes=10)
    story.tell(InfusionStopped(reason="CRS", adverse_reaction=True))
    walk = begin(story)
    story.walk_on(walk, "start")
    story.answer(walk, "start", {"started_at": iso(story.now)})
    assert "restart-after-reaction" in story.codes(walk, "start")
    assert story.current(walk) == "start"


def test_the_pump_may_not_be_set_to_more_than_is_left() -> None:
    story = stopped()  # 10 of 48 h at 5 mL/h: 190 mL are left
    walk = begin(story)
    story.walk_on(walk, "pump")
    good = dict(story.good_answers(walk)["pump"])
    story.both(walk, "pump", good | {"volume_ml": "191"})
    (finding,) = story.findings(walk, "pump")
    assert finding.code == "volume-above-full-bag"
    assert "this bag has left 190 mL" in finding.sentence
    story.both(walk, "pump", good | {"volume_ml": "190"})
    assert story.codes(walk, "pump") == set()


@pytest.mark.parametrize("step", ["symptoms-before", "same-bag", "pump"])
def test_what_was_seen_an_hour_ago_is_looked_at_again(step: str) -> None:
    story = stopped()
    walk = begin(story)
    story.walk_on(walk, "start")
    story.forward(hours=1)
    assert story.current(walk) == "start"
    story.forward(seconds=1)
    assert "look-again" in story.codes(walk, step)
    story.walk_on(walk)
    assert story.current(walk) is None
    story.forward(hours=9)
    assert story.current(walk) is None
