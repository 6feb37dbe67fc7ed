"""What a name and a free text may hold, in a form and in the chart alike."""

from __future__ import annotations

import pytest

from nursedesk.chart.body import decode, encode
from nursedesk.chart.field import Asks, Field, canonical
from nursedesk.chart.session_entries import BagDiscarded, WalkStep
from nursedesk.chart.wording import is_line, must_be_line, odd_character
from nursedesk.errors import KnownError
from tests.chart.builders import named

SALT = bytes(16)
FINE = (
    "O'Neil-Smith",
    "Ærøskøbing Łódź",
    "山田\u3000花子",  # the space between Japanese names
    "نیم\u200cفاصله",  # a joiner inside a Persian word
    "<b>bold</b> & {0} %s",
    "x" * 200,
)
ODD = {
    "a\u202eb": "U+202E",  # turns what follows around
    "a\u2066b": "U+2066",
    "a\u200fb": "U+200F",
    "A\u200bnn": "U+200B",  # looks like Ann
    "Ann\ufeff": "U+FEFF",
    "a\x00b": "U+0000",
    "a\x7fb": "U+007F",
    "a\x85b": "U+0085",
    "a\u2028b": "U+2028",
    "a\ud800b": "U+D800",
    "\ue000": "U+E000",
}


def stored(text: str) -> bytes:
    return encode(BagDiscarded(bag=named("bag"), reason=text), SALT)


@pytest.mark.parametrize("text", FINE)
def test_what_can_be_shown_is_taken_everywhere(text: str) -> None:
    assert is_line(text)
    assert canonical(Field(name="it", prompt="It", asks=Asks.LINE), text) == text
    assert decode(stored(text)) == BagDiscarded(bag=named("bag"), reason=text)


@pytest.mark.parametrize(("text", "odd"), ODD.items())
def test_what_has_no_shape_of_its_own_is_refused_everywhere(text: str, odd: str) -> None:
    assert odd_character(text) == odd
    with pytest.raises(KnownError):
        canonical(Field(name="it", prompt="It", asks=Asks.LINE), text)
    with pytest.raises(KnownError, match=odd.replace("+", r"\+")):
        stored(text)
    with pytest.raises(KnownError):
        must_be_line(text, "Your name")


@pytest.mark.parametrize("answers", [{"a\u202eb": "1"}, {"rate": "1\u202e5"}])
def test_an_answer_is_a_text_too(answers: dict[str, str]) -> None:
    step = WalkStep(walk=named("walk"), step="pump", answers=answers, second=False)
    with pytest.raises(KnownError, match=r"U\+202E"):
        encode(step, SALT)


@pytest.mark.parametrize("text", ["", "  ", "\u200c\u200d", "two\nlines", "x" * 201])
def test_a_name_is_one_line_that_can_be_seen(text: str) -> None:
    assert not is_line(text)
    with pytest.raises(KnownError) as refused:
        must_be_line(text, "Your name")
    assert refused.value.code == "name-not-allowed"


def test_a_refusal_shows_nobody_a_pattern() -> None:
    with pytest.raises(KnownError) as refused:
        stored("two\nlines")
    assert "regex" not in refused.value.happened
