"""The read-back of a hand-over: what the incoming nurse is asked, and what the record says to it.

She read the note and now types the rate, the next change and what is left out of one of its "if ...
then ..." sentences. What she enters is compared with the record as of the note's last entry, never
with the note's text. Which contingency is asked follows from the note's id: it stays the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from msgspec import Struct

from nursedesk.chart.field import Asks, Field, instant_of, number_of
from nursedesk.chart.labels import ML_PER_H
from nursedesk.chart.note import Row
from nursedesk.chart.note_asked import Asked
from nursedesk.chart.note_next import IF_CRS, IF_LINE, IF_NEURO, IF_PUMP, IF_SEIZURE, contingency
from nursedesk.chart.session import PatientSession
from nursedesk.chart.storage import ask_bag
from nursedesk.errors import BugError
from nursedesk.protocol.definition import Protocol

TITLE = "Read back the hand-over"
RATE, NEXT_CHANGE, THEN = "rate_ml_per_h", "next_change_at", "then"
NOTHING_RUNS, NO_BAG_HANGS = "Nothing runs", "No bag hangs"
_FIELD_WORDS = {RATE: "rate", NEXT_CHANGE: "next change", THEN: "what to do if"}
_NOT_IN_A_CODE = re.compile(r"[^a-z0-9]+")
_WORD = re.compile(r"\w+")
_SENTENCE_ENDS = re.compile(r"[.;](?= |$)")
_NUMBERS = {
    "one": "1",
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "six": "6",
    "seven": "7",
}
GAP = "____"
_GAPS = {  # the group is what is left out; the rules' own words, as the shipped protocol says them
    IF_CRS: re.compile(r"after (\d+) days"),
    IF_NEURO: re.compile(r"at least (\d+) days"),
    IF_SEIZURE: re.compile(r"more than (\w+) seizure"),
    IF_PUMP: re.compile(r"exactly (\d+) hours"),
    IF_LINE: re.compile(r"Do not (flush)"),
}
_FIRST = re.compile(r"^(?:Call the|Do not) (\w+)")


class Recorded(Struct, frozen=True, kw_only=True):
    """What the record says as of the note's last entry.

    `rate_ml_per_h` is None while nothing runs, `change_at` while no bag hangs. `sentence` is one of
    the contingency `asked` with a gap, `left_out` the word or number that belongs there.
    """

    rate_ml_per_h: Decimal | None
    change_at: datetime | None
    asked: Row
    sentence: str
    left_out: str


def recorded(then: PatientSession, protocol: Protocol, *, note: UUID, at: datetime) -> Recorded:
    """What is right for the note `note` of the session as it was `then`, reckoned at `at`."""
    running, hanging = then.running, then.hanging
    zone = then.reading_zone
    told = Asked(session=then, protocol=protocol, now=at, zone=zone, period_from=at, names={})
    rows = contingency(told).rows
    asked = rows[note.int % len(rows)]
    sentence, left_out = _with_a_gap(asked)
    return Recorded(
        rate_ml_per_h=running.rate_ml_per_h if running else None,
        change_at=ask_bag(protocol, hanging, at).change_at if hanging else None,
        asked=asked,
        sentence=sentence,
        left_out=left_out,
    )


def questions(right: Recorded) -> tuple[Field, ...]:
    """What she is asked; no answer is in it."""
    return (
        Field(
            name=RATE,
            prompt="At which rate does the infusion run?",
            asks=Asks.NUMBER,
            unit=ML_PER_H,
            optional=True,
            absent_words=NOTHING_RUNS,
        ),
        Field(
            name=NEXT_CHANGE,
            prompt="When must the bag be changed at the latest?",
            asks=Asks.INSTANT,
            optional=True,
            absent_words=NO_BAG_HANGS,
        ),
        Field(
            name=THEN,
            prompt=f"{right.asked.label}: what is left out here?",
            asks=Asks.LINE,
            help=f"“{right.sentence}” Type the missing word or number.",
        ),
    )


def differing(right: Recorded, answers: Mapping[str, str]) -> tuple[str, ...]:
    """The fields in which canonical answers are not what the record says; times to the minute."""
    agrees = {
        RATE: number_of(answers.get(RATE)) == right.rate_ml_per_h,
        NEXT_CHANGE: _minute(instant_of(answers.get(NEXT_CHANGE))) == _minute(right.change_at),
        THEN: _fills(answers.get(THEN, ""), right),
    }
    return tuple(name for name, same in agrees.items() if not same)


def misread(fields: tuple[str, ...]) -> str:
    """The fields of a misreading in words; a value is never said."""
    return ", ".join(_FIELD_WORDS[name] for name in fields)


def right_answers(right: Recorded) -> dict[str, str]:
    """What a nurse enters who read the note rightly, as she would type it."""
    answers = {THEN: right.left_out}
    if right.rate_ml_per_h is not None:
        answers[RATE] = str(right.rate_ml_per_h)
    if right.change_at is not None:
        answers[NEXT_CHANGE] = right.change_at.isoformat()
    return answers


def code(row: Row) -> str:
    """A contingency by its condition, as the chart keeps it: `if-the-pump-stops`."""
    return _NOT_IN_A_CODE.sub("-", row.label.lower()).strip("-")


def _with_a_gap(row: Row) -> tuple[str, str]:
    """The sentence that matters most in a contingency, with a gap; and what belongs there.

    A protocol that says it in other words is asked for the first thing to do.
    """
    found = next(filter(None, (gap.search(row.text) for gap in (_GAPS[row.label], _FIRST))), None)
    if found is None:
        raise BugError(f"the contingency “{row.label}” begins with nothing to do")
    before, after = row.text[: found.start(1)], row.text[found.end(1) :]
    begins = max(before.rfind(". "), before.rfind(": ")) + 1
    ends = _SENTENCE_ENDS.search(after)
    sentence = f"{before[begins:]}{GAP}{after[: ends.start()] if ends else after}"
    return sentence.strip(), found[1]


def _fills(typed: str, right: Recorded) -> bool:
    """Whether the word left out was typed, and no word that does not stand in the sentence."""
    told, missing = _words(typed), _words(right.left_out)
    return missing <= told <= missing | _words(right.sentence)


def _words(text: str) -> set[str]:
    return {_NUMBERS.get(word, word) for word in _WORD.findall(text.casefold())}


def _minute(at: datetime | None) -> datetime | None:
    return None if at is None else at.replace(second=0, microsecond=0)
