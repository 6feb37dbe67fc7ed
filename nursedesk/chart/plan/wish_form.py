"""A ward's wishes as questions and answers, so that every screen asks them in the same words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, time
from itertools import pairwise
from typing import TypeVar

from msgspec import structs

from nursedesk.chart.field import NO, YES, Asks, Choice, Field
from nursedesk.chart.labels import KIND_WORDS
from nursedesk.chart.plan.wishes import WEEK, Day, EarlyStop, Hours, PlanWishes
from nursedesk.errors import KnownError
from nursedesk.protocol.terms import Kind
from nursedesk.writing import day as written_day
from nursedesk.writing import parse_day

_T = TypeVar("_T")
_STRETCH = re.compile(r"([01]\d|2[0-3]):([0-5]\d) ?- ?([01]\d|2[0-4]):([0-5]\d)", re.ASCII)
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)
_NONE = "none"
_WEEKDAYS = tuple(Choice(value=one, words=one.capitalize()) for one in WEEK)

KINDS = Field(
    name="kinds",
    prompt="Which bags may be planned with?",
    asks=Asks.SEVERAL,
    choices=tuple(Choice(value=kind, words=KIND_WORDS[kind]) for kind in Kind),
)
EARLY_STOP = Field(
    name="early_stop",
    prompt="May a bag come down with drug left in it?",
    asks=Asks.CHOICE,
    choices=(
        Choice(value=EarlyStop.NEVER, words="Never, only at its storage limit"),
        Choice(
            value=EarlyStop.DOSE_AND_END, words="Where the dose changes and where the cycle ends"
        ),
        Choice(value=EarlyStop.ON_PURPOSE, words="Also to move a change into staffed hours"),
    ),
)
NEEDLE_DAY = Field(
    name="needle_day",
    prompt="On which day is the port needle changed?",
    asks=Asks.CHOICE,
    choices=(*_WEEKDAYS, Choice(value=_NONE, words="No port, or no fixed day")),
)
OF_ONE_PLAN = (KINDS, EARLY_STOP, NEEDLE_DAY)


def _hours_of(day: Day) -> Field:
    words = "Holidays" if day is Day.HOLIDAY else day.capitalize()
    return Field(name=day, prompt=words, asks=Asks.LINE, optional=True)


def _clock(name: str, prompt: str) -> Field:
    return Field(name=name, prompt=prompt, asks=Asks.LINE, optional=True, help="As in 06:30.")


HOURS = tuple(_hours_of(day) for day in Day)
HOLIDAYS = Field(
    name="holidays",
    prompt="Dates that count as holidays",
    asks=Asks.LINE,
    optional=True,
    help="As in 25-Dec-2026, 01-Jan-2027.",
)
SLOT = Field(
    name="slot_minutes",
    prompt="How exact are planned times?",
    asks=Asks.CHOICE,
    choices=tuple(
        Choice(value=str(minutes), words=words)
        for minutes, words in ((15, "15 min"), (30, "30 min"), (60, "1 h"), (120, "2 h"))
    ),
    help="A plan fits no longer when reality is off by more than this.",
)
PRESERVATIVE_FREE = Field(
    name="preservative_free_only",
    prompt="Only bags without preservative?",
    asks=Asks.YES_NO,
)
OF_THE_WARD = (
    KINDS,
    PRESERVATIVE_FREE,
    *HOURS,
    HOLIDAYS,
    _clock("earliest", "No change before"),
    _clock("latest", "No change after"),
    EARLY_STOP,
    SLOT,
    NEEDLE_DAY,
)


def answers_of(wishes: PlanWishes) -> dict[str, str]:
    """The wishes as they would be typed and chosen, by field; what is empty is left out."""
    answers = {
        "kinds": " ".join(kind for kind in Kind if kind in wishes.kinds),
        "preservative_free_only": YES if wishes.preservative_free_only else NO,
        "holidays": ", ".join(written_day(on) for on in wishes.holidays),
        "earliest": "" if wishes.earliest is None else f"{wishes.earliest:%H:%M}",
        "latest": "" if wishes.latest is None else f"{wishes.latest:%H:%M}",
        "early_stop": wishes.early_stop.value,
        "slot_minutes": str(wishes.slot_minutes),
        "needle_day": wishes.needle_day.value if wishes.needle_day else _NONE,
    }
    answers |= {day.value: hours_words(wishes.staffed.get(day, ())) for day in Day}
    return {name: text for name, text in answers.items() if text}


def ward_wishes(answers: Mapping[str, str]) -> PlanWishes:
    """The ward's wishes from the answers to `OF_THE_WARD`.

    Raises:
        KnownError: an answer is not understood; its fact `field` names the question.
    """
    staffed = {day: _read(day, answers, parse_hours) for day in Day if answers.get(day)}
    earliest, latest = (_optional(name, answers) for name in ("earliest", "latest"))
    if earliest is not None and latest is not None and latest < earliest:
        raise _misread("latest", "The latest time lies before the earliest.")
    base = PlanWishes(
        kinds=(),
        staffed=staffed,
        holidays=_read("holidays", answers, parse_days) if answers.get("holidays") else (),
        earliest=earliest,
        latest=latest,
        slot_minutes=int(answers["slot_minutes"]),
        preservative_free_only=answers["preservative_free_only"] == YES,
    )
    return for_one_plan(base, answers)


def for_one_plan(base: PlanWishes, answers: Mapping[str, str]) -> PlanWishes:
    """The wishes with the answers to `OF_ONE_PLAN` in place of their own."""
    needle = answers["needle_day"]
    return structs.replace(
        base,
        kinds=tuple(Kind(kind) for kind in answers["kinds"].split()),
        early_stop=EarlyStop(answers["early_stop"]),
        needle_day=None if needle == _NONE else Day(needle),
    )


def hours_words(hours: tuple[Hours, ...]) -> str:
    """Staffed hours as they are typed: `07:00-12:00, 13:00-24:00`."""
    return ", ".join(f"{one.begin:%H:%M}-{_end(one)}" for one in hours)


def _end(hours: Hours) -> str:
    return "24:00" if hours.end == time(0) else f"{hours.end:%H:%M}"


def parse_hours(text: str) -> tuple[Hours, ...]:
    """Staffed hours of one day from what was typed.

    Raises:
        ValueError: not such hours; the sentence says how they are typed.
    """
    found = tuple(_stretch(part.strip()) for part in text.split(","))
    for before, after in pairwise(found):
        if after.begin < before.end or before.end == time(0):
            raise ValueError("These hours overlap or are not in the order of the day.")
    return found


def _stretch(text: str) -> Hours:
    match = _STRETCH.fullmatch(text)
    if match is None or (match[3] == "24" and match[4] != "00"):
        raise ValueError("Type hours as 07:00-19:00; a second stretch after a comma.")
    begin, end = time(int(match[1]), int(match[2])), time(int(match[3]) % 24, int(match[4]))
    if end <= begin and match[3] != "24":
        raise ValueError("Hours end after they begin. Write a night as 00:00-06:00, 20:00-24:00.")
    return Hours(begin=begin, end=end)


def parse_days(text: str) -> tuple[date, ...]:
    """Dates from what was typed, in the order of time.

    Raises:
        ValueError: not such dates; the sentence says how they are typed.
    """
    try:
        return tuple(sorted({parse_day(part.strip()) for part in text.split(",") if part.strip()}))
    except ValueError as error:
        raise ValueError("Type dates as 25-Dec-2026, with commas between them.") from error


def _optional(name: str, answers: Mapping[str, str]) -> time | None:
    return _read(name, answers, _parse_clock) if answers.get(name) else None


def _parse_clock(text: str) -> time:
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        raise ValueError("Type a time of day as 06:30.")
    return time(int(match[1]), int(match[2]))


def _read(name: str, answers: Mapping[str, str], parse: Callable[[str], _T]) -> _T:
    try:
        return parse(answers[name])
    except ValueError as error:
        raise _misread(name, str(error)) from error


def _misread(name: str, sentence: str) -> KnownError:
    return KnownError("wish-not-understood", sentence, do="Correct it, then save.", field=name)
