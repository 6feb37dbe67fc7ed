"""One question of a walk's step, and the one canonical text of each answer to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from nursedesk.chart.handwriting import canonical_strokes, told
from nursedesk.chart.wording import is_line
from nursedesk.clock import iso
from nursedesk.errors import KnownError
from nursedesk.protocol.reading import shown
from nursedesk.writing import number, parse_day

YES, NO = "yes", "no"
NOT_PRINTED = "not-printed"
_LARGEST = 10**6
_NUMBER = re.compile(r"[+-]?[0-9]{1,9}([.,][0-9]{1,9})?", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}", re.ASCII)  # "1,000": one or a thousand?


class Asks(StrEnum):
    """What a field takes, and so how it is shown and what its canonical text is."""

    YES_NO = "yes-no"  # "yes" | "no"
    CHOICE = "choice"  # one of the field's choices
    SEVERAL = "several"  # at least one of the field's choices, in their order: "24h 48h"
    NUMBER = "number"  # a plain decimal, "0.6"
    WHOLE = "whole-number"  # "7"
    INSTANT = "instant"  # ISO 8601 UTC, "2026-11-21T03:00:00Z"; typed in the workstation's zone
    DATE = "date"  # ISO date, "1987-03-04"; typed as 04-Mar-1987
    LINE = "line"  # one line of text
    STROKES = "strokes"  # a sample drawn on the screen, as `chart.handwriting` writes it
    IDENTIFIER = "identifier"  # typed or scanned; compared without spaces and case


class Choice(Struct, frozen=True, kw_only=True):
    """One answer to choose, with the words that the screen shows."""

    value: str
    words: str


class Field(Struct, frozen=True, kw_only=True):
    """One question of a step. Nothing is ever pre-filled.

    `optional` fields say in `absent_words` what leaving them out means ("not printed on the
    label"); it is chosen (`NOT_PRINTED` or nothing), never assumed. Without such words a field
    may stay empty: it follows up another answer, and the step's judge asks for it when needed.
    `low`/`high` (in `unit`) are a plausibility range that asks again; it forbids nothing.
    """

    name: str
    prompt: str
    asks: Asks
    unit: str = ""
    choices: tuple[Choice, ...] = ()
    optional: bool = False
    absent_words: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    help: str = ""


def canonical(field: Field, typed: str) -> str:
    """The canonical text of what was typed or chosen for a field (an instant: ISO with zone).

    Raises:
        KnownError: not an answer to this field; says what it takes.
    """
    try:
        return _CANONICAL[field.asks](field, typed.strip())
    except ValueError as error:
        raise KnownError(
            "answer-not-understood",
            f"“{field.prompt}” was not understood.",
            do=_TAKES[field.asks],
            field=field.name,
        ) from error


def words(field: Field, text: str) -> str:
    """A canonical answer as the field's own words say it; instants and dates stay ISO."""
    if field.asks is Asks.SEVERAL:
        chosen = text.split()
        return ", ".join(choice.words for choice in field.choices if choice.value in chosen)
    if field.asks is Asks.STROKES:
        return told(text)
    for choice in field.choices:
        if choice.value == text:
            return choice.words
    return f"{text} {field.unit}" if field.unit else text


def plain(value: Decimal) -> str:
    """A decimal as people write it: leading zero, no trailing one, no exponent."""
    return number(value)


def number_of(text: str | None) -> Decimal | None:
    """The number of a canonical text, None where there is no answer."""
    return None if text is None else Decimal(text)


def instant_of(text: str | None) -> datetime | None:
    """The instant of a canonical text, None where there is no answer."""
    return None if text is None else datetime.fromisoformat(text)


def truth_of(text: str | None) -> bool | None:
    """Yes or no of a canonical text; None where there is no answer or it is not known."""
    return {YES: True, NO: False}.get(text or "")


def checked_fields(
    fields: tuple[Field, ...], typed: Mapping[str, str], title: str
) -> dict[str, str]:
    """All answers in canonical text; optional fields may be left out.

    Raises:
        KnownError: an answer is missing, not understood, or belongs to no field.
    """
    unknown = set(typed) - {f.name for f in fields}
    if unknown:
        raise KnownError(
            "answer-to-no-question",
            f"The step “{title}” does not ask for {', '.join(map(shown, sorted(unknown)))}.",
            do="Open the step again.",
        )
    answers = {}
    for field in fields:
        text = typed.get(field.name, "").strip()
        if text and not (field.optional and text == NOT_PRINTED):
            answers[field.name] = canonical(field, text)
        elif not field.optional:
            raise KnownError(
                "answer-missing",
                f"“{field.prompt}” has no answer yet.",
                do="Answer it to go on.",
                field=field.name,
            )
    return answers


def _choice(field: Field, text: str) -> str:
    allowed = {c.value for c in field.choices} or {YES, NO}
    if text not in allowed:
        raise ValueError(text)
    return text


def _several(field: Field, text: str) -> str:
    chosen = {_choice(field, value) for value in text.split()}
    if not chosen:
        raise ValueError(text)
    return " ".join(choice.value for choice in field.choices if choice.value in chosen)


def _number(_field: Field, text: str) -> str:
    if not _NUMBER.fullmatch(text) or _THOUSANDS.fullmatch(text):
        raise ValueError(text)
    value = Decimal(text.replace(",", "."))
    if abs(value) > _LARGEST:
        raise ValueError(text)
    return plain(value)


def _whole(field: Field, text: str) -> str:
    if not text.isascii() or not text.isdigit():
        raise ValueError(text)
    return _number(field, text)


def _instant(_field: Field, text: str) -> str:
    try:
        return iso(datetime.fromisoformat(text))
    except OverflowError as error:
        raise ValueError(text) from error


def _date(_field: Field, text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return parse_day(text).isoformat()


def _line(_field: Field, text: str) -> str:
    if not is_line(text):
        raise ValueError(text)
    return text


def _strokes(_field: Field, text: str) -> str:
    return canonical_strokes(text)


def _identifier(field: Field, text: str) -> str:
    return _line(field, "".join(text.split()).upper())


_CANONICAL: dict[Asks, Callable[[Field, str], str]] = {
    Asks.YES_NO: _choice,
    Asks.CHOICE: _choice,
    Asks.SEVERAL: _several,
    Asks.NUMBER: _number,
    Asks.WHOLE: _whole,
    Asks.INSTANT: _instant,
    Asks.DATE: _date,
    Asks.LINE: _line,
    Asks.STROKES: _strokes,
    Asks.IDENTIFIER: _identifier,
}
_TAKES = {
    Asks.YES_NO: "Choose yes or no.",
    Asks.CHOICE: "Choose one of the answers.",
    Asks.SEVERAL: "Choose one or more of the answers.",
    Asks.NUMBER: "Type a number such as 0.6.",
    Asks.WHOLE: "Type a whole number such as 7.",
    Asks.INSTANT: "Type date and time such as 21-Nov-2026 03:00.",
    Asks.DATE: "Type the date such as 04-Mar-1987.",
    Asks.LINE: "Type one line of text, at most 200 characters.",
    Asks.STROKES: "Clear the field and draw the sentence again, in no more than 10 minutes.",
    Asks.IDENTIFIER: "Type or scan the identifier.",
}
