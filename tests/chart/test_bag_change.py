"""The bag change: its course, and every stop reachable, blocking and with its source."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from nursedesk.chart.finding import Level, blocking
from nursedesk.chart.session_entries import DoseOrdered, InfusionStopped, Patient
from nursedesk.chart.terms import WalkKind, WalkOutcome
from nursedesk.chart.walk import current_step
from nursedesk.chart.walks import walk_for
from nursedesk.clock import iso
from nursedesk.protocol.terms import Kind, Status
from tests.chart.builders import (
    GOOD_LINE,
    START,
    Story,
    label,
    opened,
    protocol,
)
from tests.chart.situations import (
    answer_otherwise,
    first_bag,
    second_bag,
)


def steps_of(story: Story, walk: UUID) -> list[str]:
    context = story.context(walk)
    return [s.id for s in walk_for(WalkKind.BAG_CHANGE).steps if s.applies(context)]


def test_a_first_bag_has_nothing_to_pause_and_no_old_bag() -> None:
    story, walk = first_bag()
    asked = [
        "patient",
        "symptoms-before",
        "new-bag",
        "looks",
        "line",
        "pump",
        "start",
        "next",
    ]
    assert steps_of(story, walk) == asked
    story.walk_on(walk)
    assert steps_of(story, walk) == asked
    story.end(walk)
    assert story.session.running is not None


def test_a_second_bag_asks_everything_before_and_after_its_start() -> None:
    story, walk = second_bag()
    everything = [step.id for step in walk_for(WalkKind.BAG_CHANGE).steps]
    assert steps_of(story, walk) == everything
    story.walk_on(walk, minutes=1)
    assert steps_of(story, walk) == everything


def test_a_stopped_infusion_with_a_hanging_bag_is_disconnected_without_a_pause_time() -> None:
    story = Story()
    story.change()
    story.forward(hours=2)
    story.tell(InfusionStopped(reason="occlusion", adverse_reaction=False))
    story.forward(minutes=30)
    walk = story.begin(WalkKind.BAG_CHANGE, story.receive())
    story.walk_on(walk, "pause")
    step = story.step(walk)
    assert step is not None
    paused_at = next(f for f in step.fields if f.name == "paused_at")
    assert paused_at.optional
    story.walk_on(walk, minutes=1)
    assert story.session.runs[0].to == START + timedelta(hours=2)


def test_a_running_infusion_must_be_paused_with_a_time() -> None:
    story, walk = second_bag()
    story.walk_on(walk, "pause")
    step = story.step(walk)
    assert step is not None
    assert not next(f for f in step.fields if f.name == "paused_at").optional
    story.answer(walk, "pause", {"disconnected_without_flush": "yes"})
    assert story.codes(walk, "pause") == {"pause-time-missing"}


def test_a_finished_walk_stays_finished_as_time_goes_on() -> None:
    """Steps are judged as of the start: an old walk does not open again by itself."""
    story, walk = second_bag()
    story.walk_on(walk, minutes=1)
    story.forward(days=30)
    assert story.current(walk) is None


def test_a_stop_that_is_mended_lets_the_walk_go_on() -> None:
    story, walk = first_bag()
    answer_otherwise(story, walk, "line", {"filter": "none", "flushed": "no"})
    assert story.codes(walk, "line") == {"filter-required"}
    story.answer(walk, "line", GOOD_LINE)
    assert story.current(walk) == "pump"


@pytest.mark.parametrize("kind", ["72h", "96h"])
@pytest.mark.parametrize(
    ("instruction", "good", "bad", "code"),
    [
        ("required", GOOD_LINE["filter"], "none", "filter-required"),
        ("prohibited", "none", GOOD_LINE["filter"], "filter-prohibited"),
    ],
)
def test_pharmacys_instruction_is_the_filter_rule_of_72_and_96_hours(
    kind: str, instruction: str, good: str, bad: str, code: str
) -> None:
    story, walk = first_bag(kind)
    answer_otherwise(story, walk, "line", {"filter": bad})
    (asked,) = blocking(story.findings(walk, "line"))
    assert asked.lifted_by == ("required", "prohibited")
    story.pharmacy(walk, "line", "filter-rule-unknown")  # no coded instruction: still open
    assert story.codes(walk, "line") == {"filter-rule-unknown"}
    story.pharmacy(walk, "line", "filter-rule-unknown", instruction)
    assert story.codes(walk, "line") == {code}
    story.answer(walk, "line", GOOD_LINE | {"filter": good})
    assert story.current(walk) == "pump"


def test_an_instruction_changes_nothing_where_the_label_has_the_rule() -> None:
    story, walk = first_bag("7d")
    story.walk_on(walk, "line")
    story.pharmacy(walk, "line", "filter-rule-unknown", "required")
    story.answer(walk, "line", GOOD_LINE)
    assert story.codes(walk, "line") == {"filter-prohibited"}


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("used", [True, False])
def test_a_change_of_kind_needs_new_tubing(kind: Kind, used: bool) -> None:
    story, walk = second_bag(kind.value)
    wrong = {"new_tubing": "no" if used else "yes"}
    answer_otherwise(story, walk, "line", wrong)
    expected = used and kind is not Kind.H48
    assert ("used-tubing-after-change" in story.codes(walk, "line")) is expected


def test_a_change_of_dose_needs_new_tubing() -> None:
    story = Story()
    story.change()
    story.forward(hours=10)
    story.tell(
        DoseOrdered(
            dose_mcg_per_day=Decimal(9),
            valid_from=story.now,
            ordered_by="Dr Invented",
            by_telephone=False,
            read_back=False,
        )
    )
    of = label(dose_mcg_per_day=Decimal(9), prepared_at=story.now)
    walk = story.begin(WalkKind.BAG_CHANGE, story.receive(of))
    answer_otherwise(story, walk, "line", {"new_tubing": "no"})
    assert story.codes(walk, "line") == {"used-tubing-after-change"}


def test_a_swap_of_72_and_96_hours_is_caught_both_ways() -> None:
    for kind, other in (("72h", "96h"), ("96h", "72h")):
        story, walk = first_bag(kind)
        answer_otherwise(story, walk, "new-bag", {"kind": other})
        assert story.codes(walk, "new-bag") >= {"label-differs-from-received"}


@pytest.mark.parametrize(
    ("kind", "minutes"), [("24h", "6"), ("48h", "12"), ("72h", "33"), ("96h", "33"), ("7d", "100")]
)
def test_a_flush_says_how_many_minutes_of_drug_it_is(kind: str, minutes: str) -> None:
    story, walk = first_bag(kind)
    answer_otherwise(story, walk, "line", {"flushed": "yes"})
    (flush,) = [f for f in story.findings(walk, "line") if f.code == "line-flushed"]
    assert f"about {minutes} minutes of drug" in flush.sentence
    assert "calculated" in flush.sentence
    assert "B-no-flush" in flush.citations


@pytest.mark.parametrize(
    ("kind", "rate", "times"),
    [("7d", "6", "10"), ("7d", "0.06", "0.1"), ("7d", "10", "16.67"), ("24h", "0.6", "0.06")],
)
def test_a_rate_slip_says_how_many_times_the_dose_it_would_be(
    kind: str, rate: str, times: str
) -> None:
    story, walk = first_bag(kind)
    answer_otherwise(story, walk, "pump", {"rate_ml_per_h": rate})
    (finding,) = blocking(story.findings(walk, "pump"))
    assert f"{times} times the dose" in finding.sentence


def test_used_tubing_says_how_fast_the_rest_would_run() -> None:
    story = Story()
    story.change(story.receive(label("7d")))
    story.forward(hours=10)
    walk = story.begin(WalkKind.BAG_CHANGE, story.receive(label("24h", prepared_at=story.now)))
    answer_otherwise(story, walk, "line", {"new_tubing": "no"})
    (finding,) = blocking(story.findings(walk, "line"))
    assert "16.7 times" in finding.sentence
    assert finding.status is Status.DECISION


def test_a_volume_above_a_full_bag_is_asked_about_and_not_forbidden() -> None:
    story, walk = first_bag()
    answer_otherwise(story, walk, "pump", {"volume_ml": "240"})
    assert story.codes(walk, "pump") == set()
    story.both(walk, "pump", {**story.good_answers(walk)["pump"], "volume_ml": "240.1"})
    assert story.codes(walk, "pump") == {"volume-above-full-bag"}
    assert story.current(walk) == "start"


def test_symptoms_with_a_check_and_a_decision_let_the_change_go_on() -> None:
    story, walk = first_bag()
    story.walk_on(walk, "symptoms-before")
    signs = {"crs_signs": "yes", "neurological_signs": "no"}
    story.answer(walk, "symptoms-before", signs)
    check = story.begin(WalkKind.SYMPTOM_CHECK)
    story.answer(check, "vital-signs", {"oxygen": "none", "fever_masked": "no"})
    story.end(check)  # what the use case would not let through is enough here
    assert story.current(walk) == "symptoms-before"
    story.answer(walk, "symptoms-before", signs | {"decided_by": "Dr Invented, 08:05"})
    assert story.current(walk) == "new-bag"
    (finding,) = story.findings(walk, "symptoms-before")
    assert finding.level is Level.WARN
    assert "Dr Invented, 08:05" in finding.sentence


def test_a_symptom_check_from_before_this_change_does_not_count() -> None:
    story = Story()
    check = story.begin(WalkKind.SYMPTOM_CHECK)
    story.answer(check, "vital-signs", {"oxygen": "none", "fever_masked": "no"})
    story.end(check)
    story.forward(seconds=1)
    walk = story.begin(WalkKind.BAG_CHANGE, story.receive())
    signs = {"crs_signs": "yes", "neurological_signs": "no", "decided_by": "Dr Invented"}
    answer_otherwise(story, walk, "symptoms-before", signs)
    assert story.codes(walk, "symptoms-before") == {"symptoms-present"}
    assert story.current(walk) == "symptoms-before"


def test_what_was_pushed_in_goes_on_once_the_prescriber_was_told() -> None:
    story, walk = second_bag()
    wrong = {"pushed_in": "yes", "told": "Dr Invented, 18:05"}
    answer_otherwise(story, walk, "old-bag", wrong)
    assert story.current(walk) == "next"
    assert story.codes(walk, "old-bag") == {"residual-pushed-in"}


def test_an_order_that_differs_from_the_protocol_is_a_warning_for_the_prescriber() -> None:
    story = Story(opened(ordered_dose_mcg_per_day=Decimal(15)))
    bag = story.receive(label(dose_mcg_per_day=Decimal(15)))
    walk = story.begin(WalkKind.BAG_CHANGE, bag)
    story.walk_on(walk, "looks")
    (warning,) = [f for f in story.findings(walk, "new-bag") if f.level is Level.WARN]
    assert warning.code == "order-differs-from-protocol"
    assert "15 mcg/day" in warning.sentence
    assert "28 mcg/day" in warning.sentence
    assert "prescriber confirms" in warning.sentence


def test_a_wrong_patient_is_named_without_the_answers() -> None:
    story, walk = first_bag()
    answer_otherwise(story, walk, "patient", {"identifier": "Z-9", "born": "1950-01-01"})
    (finding,) = story.findings(walk, "patient")
    assert "the identifier and the date of birth" in finding.sentence
    assert finding.status is None


def test_identifiers_are_compared_without_spaces_and_case() -> None:
    patient = Patient(family="Poe", given="E", identifier="ab 12-c", born=date(1990, 5, 6))
    story = Story(opened(patient=patient))
    walk = story.begin(WalkKind.BAG_CHANGE, story.receive(label(patient_identifier="AB12-C")))
    story.answer(walk, "patient", {"identifier": "Ab12 -C", "born": "06-May-1990"})
    assert story.current(walk) == "symptoms-before"
    story.walk_on(walk, "looks")


def test_the_words_of_the_line_step_follow_the_bag() -> None:
    said = {}
    for kind in Kind:
        story, walk = first_bag(kind.value)
        story.walk_on(walk, "line")
        step = story.step(walk)
        assert step is not None
        said[kind] = step.why
        assert step.citations
        assert set(step.citations) <= set(protocol().citations)
    assert "filter is required" in said[Kind.H24]
    assert "No in-line filter" in said[Kind.D7]
    assert "Not stated in the loaded protocol" in said[Kind.H72]


def test_a_walk_that_is_set_aside_can_only_end_so() -> None:
    story, walk = first_bag(use_by=START)
    answer_otherwise(story, walk, "new-bag", {})
    story.pharmacy(walk, "new-bag", "label-use-by-passed")
    context = story.context(walk)
    step = current_step(walk_for(WalkKind.BAG_CHANGE), context)
    assert step is not None
    assert step.id == "new-bag"
    story.end(walk, WalkOutcome.SET_ASIDE, "use-by passed")
    assert story.session.running is None


def test_times_in_sentences_are_those_of_the_ward() -> None:
    from zoneinfo import ZoneInfo

    story = Story(zone=ZoneInfo("America/New_York"))
    walk = story.begin(WalkKind.BAG_CHANGE, story.receive())
    story.walk_on(walk, "looks")
    (hang_by,) = [f for f in story.findings(walk, "new-bag") if f.code == "hang-by"]
    assert "Hang by Mon 02-Mar 03:00." in hang_by.sentence
    assert iso(story.now) == "2026-03-02T08:00:00Z"
