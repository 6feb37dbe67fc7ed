"""What is due, how it is said, and the order of the board."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from nursedesk.chart.due import Due, DueState, Topic, board, due
from nursedesk.chart.session_entries import BagMoved, InfusionStopped, Patient
from nursedesk.chart.terms import Place, WalkKind, WalkOutcome
from nursedesk.clock import iso
from nursedesk.protocol.terms import Indication
from tests.chart.builders import START, TOM, Story, label, label_answers, opened, protocol

SECOND = timedelta(seconds=1)


def dues(story: Story) -> list[Due]:
    return due(story.session, protocol(), story.now, story.zone)


def one(story: Story, topic: Topic) -> Due:
    (found,) = [item for item in dues(story) if item.topic is topic]
    return found


def hanging(kind: str = "48h", **changes: object) -> Story:
    story = Story()
    story.change(story.receive(label(kind, **changes)))
    return story


@pytest.mark.parametrize(
    ("left", "state", "word"),
    [
        (timedelta(hours=2) + SECOND, DueState.ON_TIME, "on time"),
        (timedelta(hours=2), DueState.DUE_SOON, "due soon"),
        (timedelta(0), DueState.DUE_SOON, "due soon"),
        (-SECOND, DueState.OVERDUE, "overdue by less than 1 min"),
        (timedelta(minutes=-35), DueState.OVERDUE, "overdue by 35 min"),
    ],
)
def test_the_next_change_in_words(left: timedelta, state: DueState, word: str) -> None:
    story = Story()
    plan = {"next": {"next_change_at": iso(START + timedelta(hours=24))}}
    story.change(story.receive(label("24h")), instead=plan)
    story.now = START + timedelta(hours=24) - left
    change = one(story, Topic.BAG_CHANGE)
    assert (change.state, change.word) == (state, word)
    assert change.at == START + timedelta(hours=24)
    assert "Use until Wed 04-Mar 08:00" in change.sentence
    assert change.citations


def test_the_change_is_due_at_use_until_when_that_is_earlier() -> None:
    story = hanging("48h", use_by=START + timedelta(hours=40))
    assert one(story, Topic.BAG_CHANGE).at == START + timedelta(hours=40)


def test_a_hanging_bag_past_its_use_until_comes_down_first_of_all() -> None:
    story = hanging("48h")
    story.now = START + timedelta(hours=48)
    assert one(story, Topic.BAG_CHANGE).state is DueState.DUE_SOON  # exactly the limit is inside
    story.now += SECOND
    first = dues(story)[0]
    assert (first.topic, first.state, first.word) == (
        Topic.BAG_CHANGE,
        DueState.DISCARD,
        "discard",
    )
    assert "must not be used any more" in first.sentence


def test_the_plan_of_the_ward_counts_for_due_soon_only() -> None:
    story = hanging("48h")  # the good answers plan the next change in an hour
    change = one(story, Topic.BAG_CHANGE)
    assert change.planned_at == START + timedelta(hours=1)
    assert change.at == START + timedelta(hours=48)
    assert (change.state, change.word) == (DueState.DUE_SOON, "due soon")


@pytest.mark.parametrize(
    ("off", "word", "says"),
    [
        (timedelta(minutes=1), "stopped 1 min", "In 3 h 59 min"),
        (timedelta(hours=3) - SECOND, "stopped 2 h 59 min", "In 1 h"),
        (timedelta(hours=3), "stopped 3 h", "Warning: in 1 h"),
        (timedelta(hours=4) - SECOND, "stopped 3 h 59 min", "Warning: in less than 1 min"),
        (timedelta(hours=4), "stopped 4 h", "4 hours or more: the restart rules apply"),
        (timedelta(days=7), "stopped 7 d", "4 hours or more"),
        (timedelta(days=7) + SECOND, "stopped 7 d", "more than 7 days"),
    ],
)
def test_the_stopwatch(off: timedelta, word: str, says: str) -> None:
    story = hanging()
    story.forward(hours=10)
    story.tell(InfusionStopped(reason="occlusion", adverse_reaction=False))
    story.now += off
    stop = one(story, Topic.STOPPED)
    assert (stop.state, stop.word) == (DueState.STOPPED, word)
    assert says in stop.sentence
    assert "(occlusion)" in stop.sentence
    assert ("Warning" in stop.sentence) is says.startswith("Warning")


def test_nothing_stopped_before_the_first_start() -> None:
    story = Story()
    assert {item.topic for item in dues(story)} == {Topic.FIRST_BAG, Topic.SYMPTOM_CHECK}
    assert "no bag is here yet" in one(story, Topic.FIRST_BAG).sentence
    story.receive()
    assert "in stock: bag 1" in one(story, Topic.FIRST_BAG).sentence


@pytest.mark.parametrize(("ahead", "shown"), [(24, True), (24 + 1 / 3600, False)])
def test_the_step_dose_is_announced_a_day_before(ahead: float, shown: bool) -> None:
    low = {
        "indication": Indication.RELAPSED_REFRACTORY,
        "ordered_dose_mcg_per_day": Decimal(9),
    }
    story = Story(opened(**low))
    story.change(story.receive(label("7d", dose_mcg_per_day=Decimal(9))))
    story.now = START + timedelta(hours=168) - timedelta(seconds=round(ahead * 3600))
    found = [item for item in dues(story) if item.topic is Topic.STEP_DOSE]
    assert bool(found) is shown
    if found:
        assert found[0].what == "Step to 28 mcg/day"
        assert found[0].state is DueState.DUE_SOON
        assert "prescriber's order" in found[0].sentence


@pytest.mark.parametrize(("ahead", "shown"), [(24, True), (25, False)])
def test_the_end_of_the_cycle_is_announced_a_day_before(ahead: int, shown: bool) -> None:
    story = hanging("7d")
    story.now = START + timedelta(hours=672 - ahead)
    found = [item for item in dues(story) if item.topic is Topic.CYCLE_END]
    assert bool(found) is shown


def test_stock_bags_say_hang_by_and_use_until() -> None:
    story = hanging()
    story.receive(label("24h", prepared_at=story.now))
    stock = one(story, Topic.STOCK_BAG)
    assert "hang by Tue 03-Mar 08:00" in stock.sentence
    assert "Use until Wed 04-Mar 08:00" in stock.sentence
    assert stock.state is DueState.ON_TIME
    story.forward(hours=24, seconds=1)
    assert one(story, Topic.STOCK_BAG).word == "cannot run its full time"
    story.now = START + timedelta(hours=48)
    assert one(story, Topic.STOCK_BAG).state is DueState.DISCARD


def test_stock_bags_that_pharmacy_must_be_asked_about() -> None:
    story = Story()
    bag = story.receive()
    story.forward(hours=1)
    story.tell(BagMoved(bag=bag, place=Place.OTHER, celsius=None))
    stock = one(story, Topic.STOCK_BAG)
    assert (stock.state, stock.word) == (DueState.ASK_PHARMACY, "ask pharmacy")


def test_a_bag_set_aside_waits_for_somebody() -> None:
    story = Story()
    walk = story.begin(WalkKind.BAG_CHANGE, story.receive())
    story.end(walk, WalkOutcome.SET_ASIDE, "looks cloudy")
    aside = one(story, Topic.STOCK_BAG)
    assert aside.state is DueState.ASK_PHARMACY
    assert "set aside" in aside.sentence


def test_no_interval_is_invented_for_symptom_checks() -> None:
    story = hanging()
    check = one(story, Topic.SYMPTOM_CHECK)
    assert (check.at, check.state) == (None, DueState.NOT_SET)
    assert "No interval is set by this ward" in check.sentence
    assert "Last check: not recorded" in check.sentence
    walk = story.begin(WalkKind.SYMPTOM_CHECK)
    story.answer(walk, "vital-signs", {"oxygen": "none", "fever_masked": "no"})
    story.end(walk)
    assert "Last check: 02-Mar-2026 08:00" in one(story, Topic.SYMPTOM_CHECK).sentence


def test_an_open_walk_is_due_and_shows_nobodys_reading() -> None:
    story = hanging()
    walk = story.begin(WalkKind.BAG_CHANGE, story.receive(label(prepared_at=story.now)))
    story.walk_on(walk, "new-bag")
    story.answer(walk, "new-bag", label_answers(label()) | {"dose_mcg_per_day": "82.125"}, by=TOM)
    open_walk = one(story, Topic.OPEN_WALK)
    assert open_walk.what == "Bag change not finished"
    (row,) = board([(story.session, protocol())], story.now)
    assert "82.125" not in repr(row.dues)


def test_overdue_comes_first_then_stopped_then_soon() -> None:
    story = hanging("24h")
    story.receive(label("24h", prepared_at=START + timedelta(hours=1)))
    story.forward(hours=10)
    story.tell(InfusionStopped(reason="occlusion", adverse_reaction=False))
    story.forward(hours=20)
    states = [item.state for item in dues(story)]
    assert states[:2] == [DueState.OVERDUE, DueState.STOPPED]
    assert states[-1] is DueState.NOT_SET


def named(family: str) -> dict[str, object]:
    return {
        "patient": Patient(family=family, given="X", identifier="A-100", born=opened().patient.born)
    }


def test_the_board_puts_who_needs_somebody_first() -> None:
    stories = {}
    for family, hours in (("On time", 3), ("Soon", 23), ("Overdue", 25)):
        story = Story(opened(**named(family)), name=family)
        story.change(story.receive(label("24h")))
        story.now = START + timedelta(hours=hours)
        stories[family] = story
    stopped = Story(opened(**named("Stopped")), name="stopped")
    stopped.change(stopped.receive(label("48h")))
    stopped.forward(hours=1)
    stopped.tell(InfusionStopped(reason="occlusion", adverse_reaction=False))
    fresh = Story(opened(**named("Fresh")), name="fresh")
    now = START + timedelta(hours=25)
    for story in stories.values():
        story.now = now
    patients = [s.session for s in (fresh, stopped, *stories.values())]
    rows = board([(patient, protocol()) for patient in patients], now)
    families = [row.session.opened.patient.family for row in rows]
    assert families[-1] == "Fresh"
    assert families.index("Stopped") == 3
    assert rows[0].word == "overdue by 1 h"
    assert rows[-1].hangs == "no bag hangs"
    assert rows[3].hangs == "bag 1, 48h, 28 mcg/day, 5 mL/h, stopped"


def test_time_left_counts_in_exact_hours() -> None:
    story = hanging("24h")
    story.now = START + timedelta(hours=22, minutes=30)
    (row,) = board([(story.session, protocol())], story.now)
    assert row.hours_left == Decimal("1.5")
    assert row.change_at == START + timedelta(hours=24)
    assert row.state is DueState.DUE_SOON


def test_due_times_are_said_in_the_wards_zone() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    at = datetime(2026, 10, 24, 20, 0, tzinfo=UTC)  # 22:00 in Berlin, the clock changes tonight
    story = Story(at=at, zone=berlin)
    story.change(story.receive(label("24h", prepared_at=at)))
    sentence = one(story, Topic.BAG_CHANGE).sentence
    assert "Sun 25-Oct 21:00 +01:00" in sentence
