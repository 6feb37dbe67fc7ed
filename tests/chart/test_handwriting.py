"""A drawn sample: one text, bounded, refused in words above its bounds, never a broken chart."""

from __future__ import annotations

from datetime import UTC
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET

from nursedesk.chart import symptoms
from nursedesk.chart.field import Asks, Field, canonical
from nursedesk.chart.handwriting import (
    HEIGHT,
    LONGEST_MS,
    MOST_POINTS,
    MOST_STROKES,
    UNREADABLE,
    WIDTH,
    Point,
    canonical_strokes,
    strokes_of,
    text_of,
    told,
)
from nursedesk.chart.session_entries import WalkStep
from nursedesk.chart.terms import WalkKind
from nursedesk.errors import KnownError
from tests.chart.builders import Answers, Story
from tests.chart.test_handover import note_of, rows
from tests.chart.test_symptom_check import check, walk_to
from tests.proofs import hostile

DRAWN = "10 20 0,30 40 16;50 60 900,70 80 2016"
FIELD = Field(name="strokes", prompt="The sample, drawn here", asks=Asks.STROKES)
POINTS = st.builds(Point, st.integers(0, WIDTH), st.integers(0, HEIGHT), st.integers(0, LONGEST_MS))


def sampled(story: Story, strokes: str, *, checked: bool = True) -> None:
    """A whole symptom check with a drawn sample; `checked`: as the use case takes it."""
    walk = story.begin(WalkKind.SYMPTOM_CHECK)
    answers: Answers = {"sample": "drawn", "strokes": strokes, "compared": "same"}
    if checked:
        walk_to(story, walk, None, {"handwriting": answers})
    else:
        walk_to(story, walk, "handwriting")
        body = WalkStep(walk=walk, step="handwriting", answers=dict(answers), second=False)
        story.tell(body)
        walk_to(story, walk, None)
    story.end(walk)


@given(st.lists(st.lists(POINTS, min_size=1, max_size=8), min_size=1, max_size=6))
def test_strokes_and_their_text_are_the_same(drawn: list[list[Point]]) -> None:
    times = sorted(point.ms for stroke in drawn for point in stroke)
    strokes = tuple(
        tuple(Point(point.x, point.y, times.pop(0)) for point in stroke) for stroke in drawn
    )
    if sum(map(len, strokes)) < 2:
        with pytest.raises(ValueError, match="too few"):
            strokes_of(text_of(strokes))
        return
    assert strokes_of(text_of(strokes)) == strokes
    assert canonical_strokes(text_of(strokes)) == text_of(strokes)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1 1 1",
        ",",
        "1 1 1;",
        "1 1 1,",
        f"{WIDTH + 1} 1 0,1 1 1",
        f"1 {HEIGHT + 1} 0,1 1 1",
        f"1 1 0,1 1 {LONGEST_MS + 1}",
        "1 1 9,1 1 8",
        "1 1 9;1 1 8",
        "1.5 1 0,1 1 1",
        "-1 1 0,1 1 1",
        "٣ ٣ ٣,1 1 1",
        ",".join(["1 1 1"] * (MOST_POINTS + 1)),
        ";".join(["1 1 1"] * (MOST_STROKES + 1)),
        "1 1 1," * 1_000_000,
    ],
)
def test_what_is_no_sample_is_refused_in_words(text: str) -> None:
    with pytest.raises(KnownError) as refused:
        canonical(FIELD, text or " ")
    assert "draw the sentence again" in refused.value.do
    assert told(text) == UNREADABLE


def test_at_its_bounds_a_sample_is_taken() -> None:
    most = ",".join(["1 1 1"] * MOST_POINTS)
    assert canonical(FIELD, most) == most
    assert len(strokes_of(";".join(["1 1 1"] * MOST_STROKES))) == MOST_STROKES


def test_the_text_has_one_form() -> None:
    assert canonical_strokes("0010 020 0,30 40 0016") == "10 20 0,30 40 16"


def test_a_sample_is_told_in_words_and_never_as_numbers() -> None:
    story, _walk = check()
    sampled(story, DRAWN)
    (seen,) = story.session.symptom_checks
    assert symptoms.handwriting(seen) == (
        "Yes, drawn on this screen (drawn: 2 strokes in 2 s); Looks the same"
    )
    (sample,) = symptoms.samples(story.session.symptom_checks, UTC)
    assert sample.strokes == strokes_of(DRAWN)
    assert sample.at == seen.at


def test_the_note_shows_the_last_four_samples_side_by_side() -> None:
    story, _walk = check()
    assert not rows(note_of(story), "Handwriting as drawn")
    for number in range(5):
        story.forward(hours=1)
        sampled(story, f"{number} 20 0,300 40 16")
    (drawn,) = rows(note_of(story), "Handwriting as drawn")
    assert drawn.drawn is not UNSET
    assert [text.split()[0] for text in drawn.drawn] == ["1", "2", "3", "4"]
    assert drawn.text.startswith("From left to right: ")
    assert drawn.text.count(";") == 3


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"sample": "drawn", "compared": "same"}, "sample-not-drawn"),
        ({"sample": "not-taken", "strokes": DRAWN, "compared": "same"}, "sample-drawn-too"),
        ({"sample": "kept", "compared": "same"}, "sample-place-missing"),
    ],
)
def test_what_was_chosen_and_what_is_there_must_agree(answers: Answers, code: str) -> None:
    story, walk = check()
    walk_to(story, walk, "handwriting")
    story.answer(walk, "handwriting", answers)
    assert story.codes(walk, "handwriting") == {code}
    assert story.current(walk) == "handwriting"


@pytest.mark.parametrize("seed", range(12))
def test_a_hostile_sample_in_the_chart_breaks_neither_fold_nor_words(seed: int) -> None:
    story, _walk = check()
    sampled(story, hostile.strokes(Random(seed)), checked=False)
    sampled(story, DRAWN)
    first, second = story.folded().symptom_checks
    assert "drawn" in symptoms.handwriting(first)
    assert symptoms.handwriting(second)
    assert symptoms.samples([first, second], UTC)[-1].strokes == strokes_of(DRAWN)
