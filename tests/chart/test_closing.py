"""A session is closed when nothing of it is open, and what is left is said."""

from __future__ import annotations

from datetime import UTC

from nursedesk.chart.closing import check
from nursedesk.chart.finding import Level
from nursedesk.chart.note_entries import HandoverReturned
from nursedesk.chart.session_entries import (
    HandoverSigned,
    InfusionStopped,
    SessionClosed,
)
from nursedesk.chart.terms import Ending, WalkKind, WalkOutcome
from nursedesk.chart.told import words
from tests.chart.builders import CLARA, Story, label, named, protocol


def codes(story: Story, ending: Ending) -> dict[str, Level]:
    closed = SessionClosed(ending=ending, note=None)
    found = check(story.session, protocol(), closed, story.now)
    return {finding.code: finding.level for finding in found}


def test_a_session_in_which_nothing_happened_is_closed() -> None:
    assert codes(Story(), Ending.MISTAKE) == {}


def test_a_running_infusion_is_stopped_first_or_leaves_with_the_patient() -> None:
    story = Story()
    story.change()
    assert codes(story, Ending.DIED) == {
        "infusion-runs": Level.STOP,
        "bag-still-hangs": Level.WARN,
    }
    assert codes(story, Ending.MOVED) == {}
    assert codes(story, Ending.DISCHARGED) == {}


def test_a_bag_that_still_hangs_is_said() -> None:
    story = Story()
    story.change()
    story.tell(InfusionStopped(reason="ordered", adverse_reaction=False))
    assert codes(story, Ending.STOPPED) == {"bag-still-hangs": Level.WARN}


def test_a_cycle_is_not_complete_before_its_hours_are_infused() -> None:
    story = Story()
    story.change(story.receive(label("7d")))
    story.forward(days=3)
    story.tell(InfusionStopped(reason="ordered", adverse_reaction=False))
    assert codes(story, Ending.COMPLETED)["cycle-not-complete"] is Level.WARN
    assert "cycle-not-complete" not in codes(story, Ending.STOPPED)


def test_a_walk_is_completed_or_left_first() -> None:
    story = Story()
    walk = story.begin(WalkKind.SYMPTOM_CHECK)
    assert codes(story, Ending.MISTAKE) == {"walk-open": Level.STOP}
    story.end(walk, WalkOutcome.ABANDONED, "opened by mistake")
    assert codes(story, Ending.MISTAKE) == {}


def test_a_note_waits_for_its_review_and_a_returned_one_does_not() -> None:
    story = Story()
    note = named("note")
    story.tell(
        HandoverSigned(
            note=note,
            document="0" * 64,
            as_of=0,
            period_from=story.now,
            period_to=story.now,
        )
    )
    assert codes(story, Ending.MISTAKE) == {"note-waits": Level.STOP}
    story.tell(HandoverReturned(note=note, reason="wrong bed"), by=CLARA)
    assert codes(story, Ending.MISTAKE) == {"note-returned": Level.WARN}


def test_bags_that_are_still_here_are_named() -> None:
    story = Story()
    story.receive()
    assert codes(story, Ending.DISCHARGED) == {"bags-still-here": Level.WARN}


def test_the_timeline_says_why_in_words() -> None:
    body = SessionClosed(ending=Ending.MISTAKE, note="Wrong patient.")
    told = words(body, Story().session, UTC)
    assert told == "Session closed: opened by mistake: Wrong patient."
