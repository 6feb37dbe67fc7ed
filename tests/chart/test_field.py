"""Canonical answers: one text for one answer, and a clear no for what is none."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nursedesk.chart.field import (
    NOT_PRINTED,
    Asks,
    Choice,
    Field,
    canonical,
    checked_fields,
    instant_of,
    number_of,
    truth_of,
    words,
)
from nursedesk.errors import KnownError


def field(asks: Asks, **more: object) -> Field:
    return Field(name="it", prompt="What is it?", asks=asks, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asks", "typed", "text"),
    [
        (Asks.NUMBER, "0.6", "0.6"),
        (Asks.NUMBER, "0,6", "0.6"),
        (Asks.NUMBER, " 5.0 ", "5"),
        (Asks.NUMBER, "240.00", "240"),
        (Asks.NUMBER, "-0", "0"),
        (Asks.NUMBER, "0,125", "0.125"),
        (Asks.WHOLE, "007", "7"),
        (Asks.DATE, "04-Mar-1987", "1987-03-04"),
        (Asks.DATE, "1987-03-04", "1987-03-04"),
        (Asks.INSTANT, "2026-11-21T03:00:00+01:00", "2026-11-21T02:00:00Z"),
        (Asks.INSTANT, "2026-11-21T03:00Z", "2026-11-21T03:00:00Z"),
        (Asks.IDENTIFIER, " a-1 00 ", "A-100"),
        (Asks.LINE, " Dr Müller, 03:10 ", "Dr Müller, 03:10"),
        (Asks.YES_NO, "yes", "yes"),
    ],
)
def test_an_answer_has_one_canonical_text(asks: Asks, typed: str, text: str) -> None:
    assert canonical(field(asks), typed) == text
    assert canonical(field(asks), text) == text


@pytest.mark.parametrize(
    ("asks", "typed"),
    [
        (Asks.NUMBER, "1,000"),  # one, or a thousand?
        (Asks.NUMBER, "1e3"),
        (Asks.NUMBER, "1_0"),
        (Asks.NUMBER, "NaN"),
        (Asks.NUMBER, "٣"),
        (Asks.NUMBER, "9999999"),
        (Asks.NUMBER, ".6"),
        (Asks.WHOLE, "-1"),
        (Asks.WHOLE, "1.5"),
        (Asks.DATE, "31-Feb-2026"),
        (Asks.DATE, "04.03.1987"),
        (Asks.INSTANT, "2026-11-21T03:00"),  # no zone
        (Asks.INSTANT, "0001-01-01T00:00:00+10:00"),
        (Asks.LINE, ""),
        (Asks.LINE, "a\tb"),
        (Asks.LINE, "right\u202eleft"),
        (Asks.YES_NO, "maybe"),
        (Asks.YES_NO, ""),
    ],
)
def test_what_is_no_answer_is_refused_with_what_it_takes(asks: Asks, typed: str) -> None:
    with pytest.raises(KnownError) as refused:
        canonical(field(asks), typed)
    assert refused.value.code == "answer-not-understood"
    assert refused.value.facts["field"] == "it"
    assert refused.value.do


def test_a_choice_is_one_of_its_choices() -> None:
    choices = (Choice(value="a", words="The first"), Choice(value="b", words="The second"))
    asked = field(Asks.CHOICE, choices=choices)
    assert canonical(asked, "a") == "a"
    assert words(asked, "a") == "The first"
    with pytest.raises(KnownError):
        canonical(asked, "c")


def test_optional_answers_may_be_left_out_or_said_to_be_absent() -> None:
    optional = Field(name="by", prompt="Use by", asks=Asks.INSTANT, optional=True)
    assert checked_fields((optional,), {}, "Label") == {}
    assert checked_fields((optional,), {"by": NOT_PRINTED}, "Label") == {}
    with pytest.raises(KnownError, match="has no answer yet"):
        checked_fields((field(Asks.NUMBER),), {"it": "  "}, "Label")


def test_an_answer_to_no_question_is_refused() -> None:
    with pytest.raises(KnownError, match="does not ask for more"):
        checked_fields((field(Asks.NUMBER),), {"it": "1", "more": "2"}, "Label")
    with pytest.raises(KnownError, match=r"ask for a\\u202eb\."):  # no message turns around
        checked_fields((field(Asks.NUMBER),), {"it": "1", "a\u202eb": "2"}, "Label")


def test_readers_of_canonical_texts_keep_what_is_missing() -> None:
    assert number_of(None) is None
    assert instant_of(None) is None
    assert truth_of(None) is truth_of("not-known") is None
    assert (truth_of("yes"), truth_of("no")) == (True, False)


@given(st.decimals(min_value=-999_999, max_value=999_999, places=4))
def test_numbers_come_back_exactly(number: Decimal) -> None:
    assert Decimal(canonical(field(Asks.NUMBER), f"{number:f}")) == number


@given(st.datetimes(min_value=datetime(1900, 1, 1), timezones=st.timezones()))  # noqa: DTZ001
def test_instants_come_back_exactly(instant: datetime) -> None:
    in_utc = instant.astimezone(UTC)  # zoned times of a clock change equal nothing in Python
    assert instant_of(canonical(field(Asks.INSTANT), instant.isoformat())) == in_utc


@given(st.text(max_size=30), st.sampled_from(Asks))
def test_nothing_typed_is_more_than_refused(typed: str, asks: Asks) -> None:
    try:
        text = canonical(field(asks), typed)
    except KnownError:
        return
    assert canonical(field(asks), text) == text
