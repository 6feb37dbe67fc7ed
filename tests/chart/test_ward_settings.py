"""The ward's settings: what may be set, how it is asked, and when a symptom check is due by it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from nursedesk.chart.body import decode, encode
from nursedesk.chart.due import Due, DueState, Topic, due
from nursedesk.chart.session_entries import InfusionStopped
from nursedesk.chart.settings_form import answers_of, facts_of, settings_of
from nursedesk.chart.terms import WalkKind
from nursedesk.chart.ward_settings import (
    NOTHING_SET,
    CheckIntervals,
    SoundFor,
    Telephone,
    WardSettings,
    WardSettingsSet,
)
from nursedesk.errors import KnownError
from tests.chart.builders import Story, label, protocol

SECOND = timedelta(seconds=1)
FULL = WardSettings(
    checks=CheckIntervals(
        usual_hours=Decimal(4), dense_hours=Decimal("1.5"), dense_for_hours=Decimal(48)
    ),
    idle_minutes=5,
    sound=SoundFor.OVERDUE,
    tell_after_minutes=45,
    pharmacy="0 55 12",
    prescriber="ext. 4711",
    others=(Telephone(who="Ward IT", number="77"), Telephone(who="Transplant", number="+49 1")),
)
ANSWERS = answers_of(FULL)


def check(story: Story, checks: CheckIntervals | None) -> Due:
    story.session.checks = checks
    items = due(story.session, protocol(), story.now, story.zone)
    (found,) = [item for item in items if item.topic is Topic.SYMPTOM_CHECK]
    return found


def running() -> Story:
    story = Story()
    story.change(story.receive(label("48h")))
    return story


def test_what_is_set_comes_back_from_the_chart_and_from_the_form() -> None:
    body = WardSettingsSet(settings=FULL)
    assert decode(encode(body, bytes(16))) == body
    assert settings_of(ANSWERS) == FULL
    assert settings_of({}) == NOTHING_SET
    assert answers_of(NOTHING_SET) == {}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"check_hours": "0.2"}, "check_hours"),
        ({"check_hours": "24.5"}, "check_hours"),
        ({"check_hours": ""}, "check_hours"),
        ({"dense_hours": "4"}, "dense_hours"),
        ({"dense_hours": ""}, "dense_hours"),
        ({"dense_for_hours": ""}, "dense_for_hours"),
        ({"idle_minutes": "0"}, "idle_minutes"),
        ({"idle_minutes": "11"}, "idle_minutes"),
        ({"tell_after_minutes": "4"}, "tell_after_minutes"),
        ({"tell_after_minutes": "241"}, "tell_after_minutes"),
        ({"pharmacy": "ask"}, "pharmacy"),
        ({"other_1": ""}, "other_1"),
        ({"other_2_number": ""}, "other_2_number"),
    ],
)
def test_what_cannot_be_names_its_question(changed: dict[str, str], field: str) -> None:
    answers = {name: text for name, text in {**ANSWERS, **changed}.items() if text}
    with pytest.raises(KnownError) as refused:
        settings_of(answers)
    assert refused.value.facts["field"] == field


@pytest.mark.parametrize(
    "settings",
    [
        WardSettings(idle_minutes=11),
        WardSettings(idle_minutes=0),
        WardSettings(tell_after_minutes=4),
        WardSettings(others=FULL.others * 2),
    ],
)
def test_no_entry_holds_what_may_not_be_set(settings: WardSettings) -> None:
    with pytest.raises(KnownError, match="cannot be recorded"):
        encode(WardSettingsSet(settings=settings), bytes(16))


def test_without_an_interval_no_check_is_due() -> None:
    found = check(running(), None)
    assert (found.at, found.state, found.word) == (None, DueState.NOT_SET, "no interval set")


def test_the_interval_counts_from_the_first_start() -> None:
    story = Story()
    story.receive(label("48h"))
    every = CheckIntervals(usual_hours=Decimal(4))
    assert check(story, every).word == "not started"
    story = running()
    since = story.session.runs[0].since
    assert check(story, every).at == since + timedelta(hours=4)
    story.now = since + timedelta(hours=3, minutes=29)
    assert check(story, every).state is DueState.ON_TIME
    story.now = since + timedelta(hours=3, minutes=30)
    assert check(story, every).state is DueState.DUE_SOON
    story.now = since + timedelta(hours=4) + SECOND
    late = check(story, every)
    assert (late.state, late.word) == (DueState.OVERDUE, "overdue by less than 1 min")
    assert "Set by this ward, not by the label: every 4 h." in late.sentence
    assert late.status is None
    assert not late.citations


def test_a_completed_check_begins_the_interval_anew() -> None:
    story = running()
    story.now += timedelta(hours=3)
    at = story.now
    checked(story)
    every = CheckIntervals(usual_hours=Decimal(4))
    assert check(story, every).at == at + timedelta(hours=4)


def test_it_is_denser_after_the_first_start_and_then_as_usual() -> None:
    story, dense = (
        running(),
        CheckIntervals(usual_hours=Decimal(6), dense_hours=Decimal(2), dense_for_hours=Decimal(5)),
    )
    since = story.session.runs[0].since
    assert check(story, dense).at == since + timedelta(hours=2)
    story.now = since + timedelta(hours=4, minutes=59)
    checked(story)
    assert check(story, dense).at == since + timedelta(hours=6, minutes=59)
    story.now = since + timedelta(hours=5)
    checked(story)
    assert check(story, dense).at == since + timedelta(hours=11)


def test_a_restart_makes_it_denser_again_and_an_ordinary_bag_change_does_not() -> None:
    dense = CheckIntervals(
        usual_hours=Decimal(6), dense_hours=Decimal(2), dense_for_hours=Decimal(5)
    )
    story = running()
    story.now += timedelta(hours=10)
    checked(story)
    at = story.now
    story.change(story.receive())
    assert len(story.session.runs) == 2
    assert check(story, dense).at == at + timedelta(hours=6)
    story.tell(InfusionStopped(reason="pump alarm", adverse_reaction=False))
    story.now += timedelta(minutes=10)
    story.change(story.receive())
    assert check(story, dense).at == story.session.runs[-1].since + timedelta(hours=2)


def test_a_check_is_due_while_the_infusion_stands() -> None:
    story = running()
    story.tell(InfusionStopped(reason="fever", adverse_reaction=True))
    story.now += timedelta(hours=4) + SECOND
    assert check(story, CheckIntervals(usual_hours=Decimal(4))).state is DueState.OVERDUE


def test_whom_to_call_says_what_nobody_has_entered() -> None:
    assert NOTHING_SET.telephone_lines == (
        "Pharmacy: no number entered yet: ask the charge nurse",
        "On-call prescriber: no number entered yet: ask the charge nurse",
    )
    assert FULL.telephone_lines == (
        "Pharmacy: 0 55 12",
        "On-call prescriber: ext. 4711",
        "Ward IT: 77",
        "Transplant: +49 1",
    )


def test_who_only_reads_is_told_what_holds_and_whose_it_is() -> None:
    usual, ours = facts_of(NOTHING_SET), facts_of(FULL)
    assert usual["Lock"] == [("The window locks without use after", "3 min (NurseDesk's usual)")]
    assert ours["Lock"] == [("The window locks without use after", "5 min")]
    assert ("Ward IT", "77") in ours["Whom to call"]
    assert usual["Symptom checks"] == [("Interval", "not set: no check is ever due")]


def checked(story: Story) -> None:
    """A symptom check without a sign."""
    story.end(story.begin(WalkKind.SYMPTOM_CHECK))
