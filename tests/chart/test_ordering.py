"""An order is recorded as it was given; what differs from the protocol is said, never refused."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from nursedesk.chart.due import due
from nursedesk.chart.due_item import DueState, Topic
from nursedesk.chart.finding import Level
from nursedesk.chart.ordering import check
from nursedesk.chart.session_entries import DoseOrdered, InfusionStopped
from nursedesk.chart.terms import WalkKind
from nursedesk.protocol.terms import Indication
from tests.chart.builders import Story, label, opened, protocol

LOW = {"indication": Indication.RELAPSED_REFRACTORY, "ordered_dose_mcg_per_day": Decimal(9)}


def ordered(story: Story, dose: str = "28", **changes: object) -> DoseOrdered:
    facts: dict[str, object] = {
        "dose_mcg_per_day": Decimal(dose),
        "valid_from": story.now,
        "ordered_by": "Dr Lee",
        "by_telephone": False,
        "read_back": False,
    }
    return DoseOrdered(**(facts | changes))  # type: ignore[arg-type]


def codes(story: Story, order: DoseOrdered) -> dict[str, Level]:
    found = check(story.session, protocol(), order, story.now, story.zone)
    return {finding.code: finding.level for finding in found}


def low_dose_runs(days: int) -> Story:
    """Relapsed or refractory: 9 mcg/day runs for so many days."""
    story = Story(opened(**LOW))
    story.change(story.receive(label("7d", dose_mcg_per_day=Decimal(9))))
    story.forward(days=days)
    return story


def test_the_dose_of_the_protocol_is_recorded_without_a_word() -> None:
    assert codes(Story(), ordered(Story())) == {}


def test_the_step_dose_is_compared_with_the_day_on_which_it_begins() -> None:
    story = low_dose_runs(6)
    early = codes(story, ordered(story))
    assert early["order-differs-from-protocol"] is Level.WARN
    in_time = codes(story, ordered(story, valid_from=story.now + timedelta(days=1)))
    assert "order-differs-from-protocol" not in in_time


def test_it_says_that_the_bag_that_hangs_has_another_dose() -> None:
    story = low_dose_runs(6)
    later = ordered(story, valid_from=story.now + timedelta(days=1))
    assert codes(story, later) == {"another-dose-hangs": Level.WARN}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"dose": "0"}, "dose-not-positive"),
        ({"by_telephone": True}, "not-read-back"),
    ],
)
def test_what_cannot_be_an_order_is_refused(changes: dict[str, object], code: str) -> None:
    story = Story()
    assert codes(story, ordered(story, **changes)) == {code: Level.STOP}  # type: ignore[arg-type]


def test_an_order_by_telephone_that_was_read_back_is_one() -> None:
    story = Story()
    assert codes(story, ordered(story, by_telephone=True, read_back=True)) == {}


def test_an_order_before_the_session_is_refused() -> None:
    story = Story()
    early = ordered(story, valid_from=story.now - timedelta(seconds=1))
    assert codes(story, early) == {"before-the-session": Level.STOP}


def words(story: Story) -> list[tuple[str, DueState]]:
    dues = due(story.session, protocol(), story.now, story.zone)
    return [(item.what, item.state) for item in dues if item.topic is Topic.ORDER]


def test_a_bag_of_the_ordered_dose_is_due_from_a_day_before() -> None:
    story = low_dose_runs(5)
    story.tell(ordered(story, valid_from=story.now + timedelta(days=2)))
    assert words(story) == []
    story.forward(days=1)
    assert words(story) == [("Bag of 28 mcg/day", DueState.DUE_SOON)]
    story.forward(days=1, minutes=1)
    assert words(story) == [("Bag of 28 mcg/day", DueState.OVERDUE)]
    story.change(story.receive(label("48h", prepared_at=story.now)))
    assert words(story) == []


def test_after_the_order_a_bag_of_the_new_dose_hangs() -> None:
    story = low_dose_runs(7)
    story.tell(ordered(story))
    story.change(story.receive(label("48h", prepared_at=story.now)))
    assert story.session.running is not None
    assert story.session.running.dose_mcg_per_day == Decimal(28)


def held_and_started_again() -> Story:
    """The step was ordered for day 8; on day 5 a hold for CRS, on day 6 the low dose again."""
    story = low_dose_runs(4)
    story.tell(ordered(story, valid_from=story.now + timedelta(days=3)))
    story.forward(days=1)
    story.tell(InfusionStopped(reason="CRS", adverse_reaction=True))
    story.forward(days=1)
    story.tell(ordered(story, "9"))
    story.prescriber = "Dr Lee"
    story.change(story.receive(label("7d", dose_mcg_per_day=Decimal(9), prepared_at=story.now)))
    return story


def test_the_last_word_holds_and_an_older_step_does_not_come_back() -> None:
    story = held_and_started_again()
    story.forward(days=3)
    assert story.session.ordered_dose(story.now).dose_mcg_per_day == Decimal(9)
    assert words(story) == []


def test_an_order_says_which_other_it_replaces() -> None:
    story = low_dose_runs(4)
    story.tell(ordered(story, valid_from=story.now + timedelta(days=3)))
    found = check(story.session, protocol(), ordered(story, "9"), story.now, story.zone)
    (finding,) = (one for one in found if one.code == "replaces-an-order")
    assert "28 mcg/day from 09-Mar-2026 08:00" in finding.sentence


def test_a_step_sooner_than_the_label_says_after_a_reaction_is_said() -> None:
    story = held_and_started_again()
    story.forward(days=3)
    assert codes(story, ordered(story))["step-too-early-after-reaction"] is Level.WARN
    late = ordered(story, valid_from=story.now + timedelta(days=4))
    assert "step-too-early-after-reaction" not in codes(story, late)


def test_the_bag_of_a_step_too_soon_is_said_too() -> None:
    story = held_and_started_again()
    story.forward(days=3)
    story.tell(ordered(story))
    walk = story.begin(WalkKind.BAG_CHANGE, story.receive(label("48h", prepared_at=story.now)))
    story.walk_on(walk, "line")
    assert "step-too-early-after-reaction" in story.codes(walk, "new-bag")
