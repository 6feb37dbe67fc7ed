"""The read-back: compared with the record as it was, to the minute; one contingency a note."""

from __future__ import annotations

from datetime import timedelta

import pytest

from nursedesk.chart.field import Asks, checked_fields
from nursedesk.chart.read_back import (
    NEXT_CHANGE,
    RATE,
    THEN,
    TITLE,
    Recorded,
    code,
    differing,
    questions,
    recorded,
    right_answers,
)
from nursedesk.chart.session_entries import InfusionStopped
from nursedesk.writing import moment
from tests.chart.builders import START, Story, label, named, protocol

NOTE = named("note")


def of(story: Story, note: str = "note") -> Recorded:
    return recorded(story.session, protocol(), note=named(note), at=story.now)


def running() -> Story:
    story = Story()
    story.change(story.receive(label("48h")))
    story.forward(hours=3, minutes=20)
    return story


def canonical(right: Recorded, **instead: str) -> dict[str, str]:
    return checked_fields(questions(right), right_answers(right) | instead, TITLE)


def test_what_the_record_says_is_right() -> None:
    right = of(running())
    assert differing(right, canonical(right)) == ()


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        (RATE, "0.5"),
        (RATE, "50"),
        (RATE, "not-printed"),
        (NEXT_CHANGE, (START + timedelta(hours=47)).isoformat()),
        (NEXT_CHANGE, (START + timedelta(hours=48, minutes=1)).isoformat()),
        (NEXT_CHANGE, "not-printed"),
    ],
)
def test_a_wrong_answer_is_named_by_its_field_alone(field: str, typed: str) -> None:
    right = of(running())
    assert differing(right, canonical(right, **{field: typed})) == (field,)


def test_times_are_compared_to_the_minute() -> None:
    right = of(running())
    assert right.change_at is not None
    later = (right.change_at + timedelta(seconds=59)).isoformat()
    assert differing(right, canonical(right, **{NEXT_CHANGE: later})) == ()


def test_every_other_contingency_is_wrong() -> None:
    right = of(running())
    wrong = [row for row in right.contingencies if row.label != right.asked.label]
    assert len(wrong) >= 3
    for row in wrong:
        assert differing(right, canonical(right, **{THEN: code(row)})) == (THEN,)


def test_the_same_words_under_another_condition_are_right() -> None:
    right = of(running())
    other = next(row for row in right.contingencies if row.label != right.asked.label)
    alike = type(other)(label=other.label, text=right.asked.text)
    rows = tuple(alike if row is other else row for row in right.contingencies)
    changed = Recorded(
        rate_ml_per_h=right.rate_ml_per_h,
        change_at=right.change_at,
        asked=right.asked,
        contingencies=rows,
    )
    assert differing(changed, canonical(changed, **{THEN: code(alike)})) == ()


def test_which_contingency_is_asked_follows_from_the_note_and_stays() -> None:
    story = running()
    asked = {name: of(story, name).asked.label for name in map(str, range(40))}
    story.forward(hours=1)
    assert asked == {name: of(story, name).asked.label for name in asked}
    assert set(asked.values()) == {row.label for row in of(story).contingencies}
    orders = {tuple(map(code, of(story, name).contingencies)) for name in asked}
    assert len(orders) > 5  # nobody learns that the third one is right


def test_no_bag_hangs() -> None:
    right = of(Story())
    assert (right.rate_ml_per_h, right.change_at) == (None, None)
    nothing = canonical(right, **{RATE: "not-printed", NEXT_CHANGE: "not-printed"})
    assert differing(right, nothing) == ()
    assert differing(right, canonical(right, **{RATE: "5"})) == (RATE,)


def test_a_stopped_bag_has_no_rate_but_a_time_to_come_down() -> None:
    story = running()
    story.tell(InfusionStopped(reason="occlusion", adverse_reaction=False))
    right = of(story)
    assert right.rate_ml_per_h is None
    assert right.change_at == START + timedelta(hours=48)
    assert differing(right, canonical(right, **{RATE: "5"})) == (RATE,)
    assert differing(right, canonical(right)) == ()


def test_the_questions_hold_no_rate_and_no_time() -> None:
    right = of(running())
    assert right.change_at is not None
    words = " ".join(
        f"{field.prompt} {field.help} {field.unit} {field.absent_words}"
        for field in questions(right)
    )
    assert moment(right.change_at, START.tzinfo or Story().zone) not in words
    assert "5" not in words


def test_each_choice_is_a_sentence_of_its_own() -> None:
    (then,) = [field for field in questions(of(running())) if field.asks is Asks.CHOICE]
    assert len({choice.words for choice in then.choices}) == len(then.choices) >= 4
    assert all(len(choice.words) < 120 for choice in then.choices)
    assert all("…" not in choice.words or len(choice.words) > 80 for choice in then.choices)
