"""The read-back of a hand-over: what the incoming nurse is asked, and what the record says to it.

She read the note and now enters the rate, the next change and one "if ... then ..." of it, without
seeing them. What she enters is compared with the record as of the note's last entry, never with the
note's text. Which contingency is asked follows from the note's id: it stays the same each time.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from msgspec import Struct

from nursedesk.chart.field import Asks, Choice, Field, instant_of, number_of
from nursedesk.chart.labels import ML_PER_H
from nursedesk.chart.note import Row
from nursedesk.chart.note_asked import Asked
from nursedesk.chart.note_next import contingency
from nursedesk.chart.session import PatientSession
from nursedesk.chart.storage import ask_bag
from nursedesk.protocol.definition import Protocol

TITLE = "Read back the hand-over"
RATE, NEXT_CHANGE, THEN = "rate_ml_per_h", "next_change_at", "then"
NOTHING_RUNS, NO_BAG_HANGS = "Nothing runs", "No bag hangs"
_FIELD_WORDS = {RATE: "rate", NEXT_CHANGE: "next change", THEN: "what to do if"}
_NOT_IN_A_CODE = re.compile(r"[^a-z0-9]+")
_SHOWN = 110  # characters of a choice: to recognise what was read, not to read it here


class Recorded(Struct, frozen=True, kw_only=True):
    """What the record says as of the note's last entry.

    `rate_ml_per_h` is None while nothing runs, `change_at` while no bag hangs. `asked` is one of
    `contingencies`, which stand in the order in which they are offered.
    """

    rate_ml_per_h: Decimal | None
    change_at: datetime | None
    asked: Row
    contingencies: tuple[Row, ...]


def recorded(then: PatientSession, protocol: Protocol, *, note: UUID, at: datetime) -> Recorded:
    """What is right for the note `note` of the session as it was `then`, reckoned at `at`."""
    running, hanging = then.running, then.hanging
    zone = then.reading_zone
    told = Asked(session=then, protocol=protocol, now=at, zone=zone, period_from=at, names={})
    rows = contingency(told).rows
    return Recorded(
        rate_ml_per_h=running.rate_ml_per_h if running else None,
        change_at=ask_bag(protocol, hanging, at).change_at if hanging else None,
        asked=rows[note.int % len(rows)],
        contingencies=tuple(sorted(rows, key=lambda row: _drawn(note, row))),
    )


def questions(right: Recorded) -> tuple[Field, ...]:
    """What she is asked. No value of the record is in it but the sentences to choose from."""
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
            prompt=f"{right.asked.label}: what then?",
            asks=Asks.CHOICE,
            choices=tuple(
                Choice(value=code(row), words=_recognised(row, right.contingencies))
                for row in right.contingencies
            ),
        ),
    )


def differing(right: Recorded, answers: Mapping[str, str]) -> tuple[str, ...]:
    """The fields in which canonical answers are not what the record says; times to the minute."""
    chosen = [row.text for row in right.contingencies if code(row) == answers.get(THEN)]
    agrees = {
        RATE: number_of(answers.get(RATE)) == right.rate_ml_per_h,
        NEXT_CHANGE: _minute(instant_of(answers.get(NEXT_CHANGE))) == _minute(right.change_at),
        THEN: chosen == [right.asked.text],
    }
    return tuple(name for name, same in agrees.items() if not same)


def misread(fields: tuple[str, ...]) -> str:
    """The fields of a misreading in words; a value is never said."""
    return ", ".join(_FIELD_WORDS[name] for name in fields)


def right_answers(right: Recorded) -> dict[str, str]:
    """What a nurse enters who read the note rightly, as she would type it."""
    answers = {THEN: code(right.asked)}
    if right.rate_ml_per_h is not None:
        answers[RATE] = str(right.rate_ml_per_h)
    if right.change_at is not None:
        answers[NEXT_CHANGE] = right.change_at.isoformat()
    return answers


def code(row: Row) -> str:
    """A contingency by its condition, as the chart keeps it: `if-the-pump-stops`."""
    return _NOT_IN_A_CODE.sub("-", row.label.lower()).strip("-")


def _drawn(note: UUID, row: Row) -> bytes:
    return hashlib.sha256(note.bytes + code(row).encode()).digest()


def _recognised(row: Row, among: tuple[Row, ...]) -> str:
    """The beginning of what is to be done then; all of it where others begin alike."""
    begins = {_begin(other.text) for other in among}
    return _begin(row.text) if len(begins) == len(among) else row.text


def _begin(text: str) -> str:
    if len(text) <= _SHOWN:
        return text
    return f"{text[:_SHOWN].rsplit(' ', 1)[0]} …"


def _minute(at: datetime | None) -> datetime | None:
    return None if at is None else at.replace(second=0, microsecond=0)
