"""The strip of what happened: bags, doses, interruptions with their reason, symptom checks."""

from __future__ import annotations

from datetime import UTC, timedelta
from decimal import Decimal

from nursedesk.chart.pictures.happened import EMPTY, Happened, happened
from nursedesk.chart.plan.strip import When
from nursedesk.chart.session_entries import DoseOrdered, InfusionStopped, SessionClosed
from nursedesk.chart.terms import Ending, WalkKind
from tests.chart.builders import START, Story, label, opened, protocol
from tests.chart.test_symptom_check import GOOD, walk_to

LOW, FULL = Decimal(9), Decimal(28)


def seen(story: Story) -> Happened:
    return happened(story.session, protocol(), story.now, UTC)


def checked(story: Story, **instead: dict[str, str]) -> None:
    walk = story.begin(WalkKind.SYMPTOM_CHECK)
    answers = {step.replace("_", "-"): given for step, given in instead.items()}
    walk_to(story, walk, None, {step: {**GOOD[step], **a} for step, a in answers.items()})
    story.end(walk)


def test_nothing_happened_yet() -> None:
    found = seen(Story())
    assert (found.stretches, found.offs, found.checks) == ((), (), ())
    assert found.table.spoken == EMPTY
    whole = found.axis.ends - found.axis.begins
    assert timedelta(days=28) <= whole <= timedelta(days=29)


def test_a_stop_is_shown_with_its_reason_and_a_bag_change_is_no_stop() -> None:
    story = Story()
    story.change()
    story.forward(hours=10)
    story.tell(InfusionStopped(reason="Fever", adverse_reaction=True))
    story.forward(hours=3)
    (off,) = seen(story).offs
    assert (off.until, off.hours, off.reaction) == (None, Decimal(3), True)
    assert off.words == "stopped 3 h: Fever (for a reaction)"
    assert [one.when for one in seen(story).stretches] == [When.RAN]


def test_a_pause_for_a_bag_change_is_named_as_that() -> None:
    story = Story()
    story.change()
    story.forward(hours=10)
    story.change(minutes=5)
    found = seen(story)
    assert [off.words for off in found.offs if not off.in_change] == []
    assert [one.when for one in found.stretches] == [When.RAN, When.RUNS]
    assert found.stretches[-1].until == story.now
    assert all("bag change" in off.words for off in found.offs)
    assert found.offs


def test_a_pause_that_goes_on_is_told_and_seen() -> None:
    story = Story()
    story.change()
    story.forward(hours=10)
    walk = story.begin(WalkKind.BAG_CHANGE, story.receive())
    story.prescriber = "Dr Invented"
    story.walk_on(walk, until="pump")
    story.forward(hours=5)
    (off,) = seen(story).offs
    assert (off.words, off.notable) == ("paused for a bag change 5 h", True)
    story.walk_on(walk)
    (off,) = seen(story).offs
    assert (off.in_change, off.notable) == (True, False)
    assert off.hours >= 5


def test_a_closed_session_runs_no_more() -> None:
    story = Story()
    story.change()
    story.forward(hours=10)
    story.tell(SessionClosed(ending=Ending.MOVED, note=None))
    (one,) = seen(story).stretches
    assert (one.when, one.until) == (When.RAN, story.now)
    assert seen(story).axis.ends - seen(story).axis.begins == timedelta(days=1)


def test_a_dose_step_is_where_the_dose_that_ran_changed() -> None:
    story = Story(opened(ordered_dose_mcg_per_day=LOW))
    story.change(story.receive(label(dose_mcg_per_day=LOW, prepared_at=story.now)))
    story.forward(hours=20)
    order = DoseOrdered(
        dose_mcg_per_day=FULL,
        valid_from=story.now,
        ordered_by="Dr Invented",
        by_telephone=False,
        read_back=False,
    )
    story.tell(order)
    story.change(story.receive(label(dose_mcg_per_day=FULL, prepared_at=story.now)))
    (step,) = seen(story).steps
    assert (step.before, step.after) == (LOW, FULL)
    assert step.words == "from 9 mcg/day to 28 mcg/day"
    assert step.at == START + timedelta(hours=20)


def test_a_grade_is_told_with_its_scale_and_criteria_only() -> None:
    story = Story()
    checked(
        story,
        crs_signs={"fever": "yes"},
        grade={
            "crs_scale": "ctcae-v5",
            "crs_grade": "2",
            "crs_criteria": "fever, fluids",
            "graded_by": "Dr Invented",
        },
        told={"told": "Dr Invented", "told_at": "2026-03-02T08:00:00Z"},
    )
    story.forward(hours=4)
    checked(story)
    graded, calm = seen(story).checks
    assert graded.signs
    assert not calm.signs
    assert "grade 2 on CTCAE version 5 (criteria: fever, fluids)" in graded.words
    assert calm.words == "no sign present; not graded"


def test_the_table_tells_everything_in_the_order_of_time() -> None:
    story = Story()
    story.change()
    story.forward(hours=2)
    checked(story)
    story.forward(hours=2)
    story.tell(InfusionStopped(reason="Pump alarm", adverse_reaction=False))
    found = seen(story)
    assert [row[2].split(":")[0].split(",")[0] for row in found.table.rows] == [
        "bag 1",
        "symptom check",
        "stopped 0 min",
    ]
    assert all(row[0] in found.table.spoken for row in found.table.rows)


def test_what_is_told_of_the_future_is_not_drawn() -> None:
    story = Story()
    story.change()
    earlier = START - timedelta(hours=1)
    assert happened(story.session, protocol(), earlier, UTC).stretches == ()
