"""What the strict reader takes for a number, a text and the rest, and how it names the place."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from msgspec import Struct

from nursedesk.protocol.reading import Misfit, read, shown
from nursedesk.protocol.terms import Kind


class Inner(Struct, frozen=True, kw_only=True):
    """A table inside another."""

    text: str = ""
    count: int = 0


class Outer(Struct, frozen=True, kw_only=True, rename={"since": "from"}):
    """A table of every kind of value."""

    number: Decimal
    rows: tuple[Inner, ...] = ()
    by_kind: dict[Kind, Inner] = {}
    since: datetime | None = None
    held: bool | None = None


def misfit(**table: object) -> str:
    with pytest.raises(Misfit) as caught:
        read({"number": 1, **table}, Outer)
    return str(caught.value)


def test_whole_numbers_and_decimals_become_exact_decimals() -> None:
    assert read({"number": 3}, Outer).number == Decimal(3)
    assert read({"number": Decimal("0.1")}, Outer).number == Decimal("0.1")


@pytest.mark.parametrize("number", [10**12, -(10**12), Decimal("1e12"), Decimal("1e-40")])
def test_a_number_within_reach_is_taken(number: object) -> None:
    assert read({"number": number}, Outer).number == number


@pytest.mark.parametrize(
    "number", [10**12 + 1, -(10**12) - 1, Decimal("1e-41"), Decimal("0." + "1" * 41)]
)
def test_a_number_out_of_reach_is_refused(number: object) -> None:
    assert "too large or has too many digits" in misfit(number=number)


@pytest.mark.parametrize("count", [10**12 + 1, -(10**12) - 1])
def test_a_whole_number_out_of_reach_is_refused(count: int) -> None:
    assert misfit(rows=[{"count": count}]) == "rows[0].count: this number is too large"


def test_a_text_may_have_lines_but_nothing_that_cannot_be_printed() -> None:
    (row,) = read({"number": 1, "rows": [{"text": "a\nb"}]}, Outer).rows
    assert row.text == "a\nb"
    for text in ("a\x1b[2J", "a\u202eb", "a\n\u202eb"):
        said = misfit(rows=[{"text": text}])
        assert said == "rows[0].text: this text holds characters that cannot be printed"


def test_a_text_has_a_longest_length() -> None:
    assert read({"number": 1, "rows": [{"text": "a" * 20_000}]}, Outer).rows
    said = misfit(rows=[{"text": "a" * 20_001}])
    assert said == "rows[0].text: this text is longer than 20000 characters"


@pytest.mark.parametrize("value", ["true", 1, 0])
def test_yes_or_no_is_only_true_or_false(value: object) -> None:
    assert misfit(held=value) == f"held: this must be true or false, not '{value}'"
    assert read({"number": 1, "held": True}, Outer).held is True


def test_an_instant_names_its_offset_and_lies_within_reach() -> None:
    naive = datetime(2026, 3, 2, 8)  # noqa: DTZ001 - what is tried
    assert misfit(**{"from": naive}).startswith("from: this time must say its offset")
    for year in (1900, 2199):
        at = datetime(year, 1, 1, tzinfo=UTC)
        assert read({"number": 1, "from": at}, Outer).since == at
    for year in (1899, 2200):
        said = misfit(**{"from": datetime(year, 1, 1, tzinfo=UTC)})
        assert said == "from: the year must lie from 1900 to 2199"


def test_the_place_is_named_through_lists_and_tables() -> None:
    assert misfit(rows=[{}, {"count": "x"}]).startswith("rows[1].count: ")
    assert misfit(by_kind={"7d": {"count": "x"}}).startswith("by_kind.7d.count: ")
    assert misfit(by_kind={"8d": {}}) == "by_kind: '8d' is not one of: 24h, 48h, 72h, 96h, 7d"
    assert misfit(rows={}) == "rows: this must be a list, not '{}'"


def test_a_key_is_spelled_as_in_files() -> None:
    now = datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert read({"number": 1, "from": now}, Outer).since == now
    assert (
        misfit(since=now) == "since: unknown key; allowed here: number, rows, by_kind, from, held"
    )


def test_the_whole_can_be_given_a_name() -> None:
    with pytest.raises(Misfit) as caught:
        read({}, Outer, "given")
    assert caught.value.where == "given.number"
    with pytest.raises(Misfit) as caught:
        read([], Outer)
    assert str(caught.value).startswith("the file: this must be a table")


def test_what_is_shown_of_a_text_is_short_and_printable() -> None:
    assert shown("a" * 60) == "a" * 60
    assert shown("a" * 61) == "a" * 60 + "..."
    assert shown("a\n\u202e") == "a\\u000a\\u202e"
    assert shown("abc", 2) == "ab..."
