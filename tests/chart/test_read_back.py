"""The read-back: compared with the record as it was, to the minute; one contingency a note."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from msgspec.structs import replace

from nursedesk.chart.field import Asks, checked_fields
from nursedesk.chart.read_back import (
    NEXT_CHANGE,
    RATE,
    THEN,
    TITLE,
    Recorded,
    differing,
    questions,
    recorded,
    right_answers,
)
from nursedesk.chart.session_entries import InfusionStopped
from nursedesk.errors import KnownError
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


ASKED = {  # by the contingency: the sentence as it is shown, what belongs into it, what does not
    "If fever or another sign of CRS": (
        "if it does not recur",
        ("7", "7.", "seven", "7 days"),
        ("3", "7 3", "17"),
    ),
    "If confusion or another neurological sign": (
        "for at least ____ days",
        ("3", "3 "),
        ("7", "1", "3 weeks"),
    ),
    "If a seizure": ("if more than ____ seizure occurs", ("one", "One", "1"), ("two", "10")),
    "If the pump stops": (
        "From exactly ____ hours off",
        ("4", "four hours"),
        ("5", "48", "hours", "4 or 5"),
    ),
    "If the line occludes or leaks": (
        "Do not ____",
        ("flush", "do not FLUSH", " flush. "),
        ("stop", "do not"),
    ),
}


def asking(label: str) -> Recorded:
    """The read-back of a note whose contingency is this one."""
    story = running()
    return next(right for n in range(200) if (right := of(story, str(n))).asked.label == label)


@pytest.mark.parametrize("label", ASKED)
def test_what_is_left_out_of_a_contingency_is_typed(label: str) -> None:
    sentence, good, wrong = ASKED[label]
    right = asking(label)
    assert sentence in right.sentence
    assert right.sentence.replace("____", right.left_out) in right.asked.text
    for typed in good:
        assert differing(right, canonical(right, **{THEN: typed})) == (), typed
    for typed in wrong:
        assert differing(right, canonical(right, **{THEN: typed})) == (THEN,), typed


def test_nothing_typed_is_no_answer() -> None:
    right = asking("If a seizure")
    with pytest.raises(KnownError, match="seizure"):
        canonical(right, **{THEN: ""})
    for typed in (".", "-", "…"):
        assert differing(right, canonical(right, **{THEN: typed})) == (THEN,)


def test_a_protocol_in_other_words_is_asked_for_the_first_thing_to_do() -> None:
    others = {
        rule: replace(text, statement="Other words stand here")
        for rule, text in protocol().rules.items()
    }
    other = replace(protocol(), rules=others)
    story = running()
    asked = {
        right.asked.label: (right.sentence, right.left_out)
        for n in range(200)
        if (right := recorded(story.session, other, note=named(str(n)), at=story.now))
    }
    assert asked.pop("If the line occludes or leaks") == ("Do not ____", "flush")
    assert set(asked.values()) == {("Call the ____", "prescriber")}


def test_which_contingency_is_asked_follows_from_the_note_and_stays() -> None:
    story = running()
    asked = {name: of(story, name).asked.label for name in map(str, range(40))}
    story.forward(hours=1)
    assert asked == {name: of(story, name).asked.label for name in asked}
    assert set(asked.values()) == set(ASKED)


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
    assert right.rate_ml_per_h == 5
    assert not re.search(r"\b5 ?mL", words)


@pytest.mark.parametrize("label", ASKED)
def test_the_question_does_not_hold_its_answer(label: str) -> None:
    right = asking(label)
    (then,) = [field for field in questions(right) if field.name == THEN]
    assert then.asks is Asks.LINE
    assert right.left_out not in f"{then.prompt} {then.help}".split()
    assert len(then.help) < 300
