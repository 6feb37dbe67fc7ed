"""What is signalled as due: its stage, who knows of it, when it sounds, when to tell whom."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from msgspec import structs

from nursedesk.chart.due import DueState, Topic, board, due
from nursedesk.chart.session_entries import InfusionStopped
from nursedesk.chart.signal import (
    AFTER_ACKNOWLEDGING_MINUTES,
    AGAIN_MINUTES,
    Signal,
    signals,
    sounds,
)
from nursedesk.chart.signal_entries import ChargeNurseTold, DueAcknowledged, Stage
from nursedesk.chart.terms import WalkKind
from nursedesk.chart.told import words
from nursedesk.chart.ward_settings import NOTHING_SET, CheckIntervals, SoundFor, WardSettings
from nursedesk.clock import iso
from tests.chart.builders import START, TOM, Story, label, protocol

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
ALL = SoundFor.SOON_AND_OVERDUE
CHANGE_AT = START + timedelta(hours=10)


def running() -> Story:
    story = Story()
    plan = {"next": {"next_change_at": iso(CHANGE_AT)}}
    story.change(story.receive(label("24h")), instead=plan)
    return story


def seen(story: Story, settings: WardSettings = NOTHING_SET) -> tuple[Signal, ...]:
    items = due(story.session, protocol(), story.now, story.zone)
    return signals(story.session, items, story.now, settings)


def one(story: Story, topic: Topic, settings: WardSettings = NOTHING_SET) -> Signal:
    (found,) = [signal for signal in seen(story, settings) if signal.topic is topic]
    return found


def acknowledged(story: Story, signal: Signal, by: str = TOM) -> None:
    body = DueAcknowledged(
        topic=signal.topic, what=signal.what, stage=signal.stage, due_at=signal.due_at
    )
    story.tell(body, by=by)


def overdue(minutes: float = 1) -> Story:
    """The change of the bag is overdue: its limit is 24 h after its start."""
    story = running()
    story.now = START + timedelta(hours=24, minutes=minutes)
    return story


def test_nothing_is_signalled_before_it_is_due_soon() -> None:
    story = running()
    story.now = CHANGE_AT - timedelta(hours=2) - SECOND
    assert seen(story) == ()


def test_what_becomes_due_soon_and_then_overdue_is_signalled_anew() -> None:
    story = running()
    story.now = START + timedelta(hours=23)
    soon = one(story, Topic.BAG_CHANGE)
    assert (soon.stage, soon.open, soon.tell) == (Stage.SOON, True, False)
    acknowledged(story, soon)
    assert not one(story, Topic.BAG_CHANGE).open
    story.now = START + timedelta(hours=24) + SECOND
    late = one(story, Topic.BAG_CHANGE)
    assert (late.stage, late.open, late.acknowledged) == (Stage.OVERDUE, True, None)
    assert late.key != soon.key


def test_a_stop_is_signalled_an_hour_before_the_restart_rules_and_from_then_on() -> None:
    story = running()
    story.now = START + timedelta(hours=5)
    story.tell(InfusionStopped(reason="pump alarm", adverse_reaction=False))
    story.forward(hours=3)
    assert one(story, Topic.STOPPED).stage is Stage.SOON
    story.now -= SECOND
    assert not [signal for signal in seen(story) if signal.topic is Topic.STOPPED]
    story.now += timedelta(hours=1) + SECOND
    assert one(story, Topic.STOPPED).stage is Stage.OVERDUE  # exactly 4 h is inside the rules


def test_acknowledging_hides_nothing_and_moves_nothing() -> None:
    story = overdue(40)
    before = board([(story.session, protocol())], story.now, story.zone)
    items = due(story.session, protocol(), story.now, story.zone)
    acknowledged(story, one(story, Topic.BAG_CHANGE))
    assert due(story.session, protocol(), story.now, story.zone) == items
    after = board([(story.session, protocol())], story.now, story.zone)
    assert [(row.state, row.word) for row in after] == [(row.state, row.word) for row in before]
    signal = one(story, Topic.BAG_CHANGE)
    assert signal.acknowledged is not None
    assert (signal.acknowledged.by, signal.acknowledged.at) == (TOM, story.now)
    assert signal.tell


def test_it_is_to_be_acknowledged_again_while_it_is_not_done() -> None:
    story = overdue()
    acknowledged(story, one(story, Topic.BAG_CHANGE))
    story.now += AFTER_ACKNOWLEDGING_MINUTES * MINUTE - SECOND
    assert not one(story, Topic.BAG_CHANGE).open
    story.now += SECOND
    assert one(story, Topic.BAG_CHANGE).open


def test_what_is_done_is_signalled_no_more_and_the_next_check_is_another() -> None:
    every = WardSettings(checks=CheckIntervals(usual_hours=Decimal(4)))
    story = running()
    story.session.checks = every.checks
    story.forward(hours=4, minutes=1)
    first = one(story, Topic.SYMPTOM_CHECK, every)
    acknowledged(story, first)
    story.end(story.begin(WalkKind.SYMPTOM_CHECK))
    assert not [signal for signal in seen(story, every) if signal.topic is Topic.SYMPTOM_CHECK]
    story.forward(hours=4, minutes=1)
    again = one(story, Topic.SYMPTOM_CHECK, every)
    assert again.open
    assert again.acknowledged is None


@pytest.mark.parametrize(("minutes", "tell"), [(30, False), (31, True)])
def test_the_charge_nurse_is_to_be_told_after_the_usual_time(minutes: int, tell: bool) -> None:
    assert one(overdue(minutes), Topic.BAG_CHANGE).tell is tell


def test_the_ward_sets_the_time_and_the_last_who_was_told_is_kept() -> None:
    story, settings = overdue(10), WardSettings(tell_after_minutes=9)
    signal = one(story, Topic.BAG_CHANGE, settings)
    assert signal.tell
    assert signal.told is None
    body = ChargeNurseTold(
        topic=signal.topic, what=signal.what, due_at=signal.due_at, told="Clara Weiss"
    )
    story.tell(body, by=TOM)
    told = one(story, Topic.BAG_CHANGE, settings)
    assert told.tell
    assert told.told is not None
    assert (told.told.told, told.told.by) == ("Clara Weiss", TOM)
    (event,) = story.session.notices
    assert words(event.body, story.session, story.zone).startswith(
        "Charge nurse told (Clara Weiss): "
    )


@pytest.mark.parametrize(
    ("stage", "open_", "since", "sounds_for", "sounded"),
    [
        (Stage.SOON, True, None, ALL, True),
        (Stage.SOON, True, Decimal(60), ALL, False),  # what is due soon sounds once
        (Stage.SOON, False, None, ALL, False),
        (Stage.SOON, True, None, SoundFor.OVERDUE, False),
        (Stage.OVERDUE, True, None, SoundFor.OVERDUE, True),
        (Stage.OVERDUE, True, None, SoundFor.NOTHING, False),
        (Stage.OVERDUE, True, Decimal(AGAIN_MINUTES) - Decimal("0.1"), ALL, False),
        (Stage.OVERDUE, True, Decimal(AGAIN_MINUTES), ALL, True),
        (Stage.OVERDUE, False, None, ALL, False),
        (Stage.OVERDUE, False, Decimal("19.9"), ALL, False),
        (Stage.OVERDUE, False, Decimal(20), ALL, True),  # whatever the wall clock says
        (Stage.OVERDUE, False, Decimal(20), SoundFor.NOTHING, False),
    ],
)
def test_when_it_sounds(
    stage: Stage, open_: bool, since: Decimal | None, sounds_for: SoundFor, sounded: bool
) -> None:
    signal = structs.replace(one(overdue(), Topic.BAG_CHANGE), stage=stage, open=open_)
    assert sounds(signal, since, sounds_for) is sounded


def test_the_record_says_that_nothing_is_done_by_it() -> None:
    story = overdue()
    acknowledged(story, one(story, Topic.BAG_CHANGE))
    (event,) = story.session.notices
    said = words(event.body, story.session, story.zone)
    assert said.startswith("Acknowledged, not done by that: ")
    assert isinstance(event.happened_at, datetime)


def test_a_second_dose_step_is_signalled_though_the_first_was_acknowledged() -> None:
    story = overdue(-60)
    first = structs.replace(
        one(story, Topic.BAG_CHANGE), topic=Topic.STEP_DOSE, what="Step to 28 mcg/day"
    )
    acknowledged(story, first)
    item = structs.replace(
        due(story.session, protocol(), story.now, story.zone)[0],
        topic=Topic.STEP_DOSE,
        what="Step to 28 mcg/day",
        state=DueState.DUE_SOON,
    )
    (known,) = signals(story.session, [item], story.now, NOTHING_SET)
    assert not known.open
    story.forward(hours=1)
    story.change()
    (again,) = signals(story.session, [item], story.now, NOTHING_SET)
    assert again.open
