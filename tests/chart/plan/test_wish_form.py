"""The ward's wishes as they are typed and chosen."""

from __future__ import annotations

from datetime import date, time

import pytest

from nursedesk.chart.field import canonical
from nursedesk.chart.plan.wish_form import (
    KINDS,
    OF_ONE_PLAN,
    OF_THE_WARD,
    answers_of,
    for_one_plan,
    hours_words,
    parse_days,
    parse_hours,
    ward_wishes,
)
from nursedesk.chart.plan.wishes import WEEK, Day, EarlyStop, Hours, PlanWishes
from nursedesk.errors import KnownError
from nursedesk.protocol.terms import Kind
from tests.chart.plan.situations import ROUND_THE_CLOCK, wishes

FULL = PlanWishes(
    kinds=(Kind.H24, Kind.D7),
    staffed={
        Day.MONDAY: (Hours(begin=time(0), end=time(6)), Hours(begin=time(20), end=time(0))),
        Day.HOLIDAY: (Hours(begin=time(9), end=time(14, 30)),),
    },
    holidays=(date(2026, 12, 25), date(2027, 1, 1)),
    earliest=time(6, 30),
    latest=time(22),
    early_stop=EarlyStop.ON_PURPOSE,
    slot_minutes=30,
    needle_day=Day.THURSDAY,
    preservative_free_only=True,
)
PLAIN = PlanWishes(
    kinds=(Kind.H96,), staffed=dict.fromkeys(WEEK, (Hours(begin=time(7), end=time(19)),))
)


@pytest.mark.parametrize("wishes", [FULL, PLAIN])
def test_wishes_come_back_from_their_answers(wishes: PlanWishes) -> None:
    answers = answers_of(wishes)
    names = {field.name for field in OF_THE_WARD}
    assert set(answers) <= names
    typed = {f.name: canonical(f, answers[f.name]) for f in OF_THE_WARD if f.name in answers}
    assert ward_wishes(typed) == wishes


def test_one_plans_answers_leave_the_wards_hours_as_they_are() -> None:
    answers = {f.name: answers_of(PLAIN)[f.name] for f in OF_ONE_PLAN}
    made = for_one_plan(FULL, answers)
    assert made.staffed == FULL.staffed
    assert (made.kinds, made.early_stop, made.needle_day) == ((Kind.H96,), EarlyStop.NEVER, None)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("07:00-19:00", "07:00-19:00"),
        ("07:00 - 12:00,13:00-24:00", "07:00-12:00, 13:00-24:00"),
        ("00:00-24:00", "00:00-24:00"),
    ],
)
def test_hours_are_read(typed: str, words: str) -> None:
    assert hours_words(parse_hours(typed)) == words


@pytest.mark.parametrize(
    "typed",
    ["", "7-19", "07:00-25:00", "07:00-24:30", "19:00-07:00", "07:00-07:00", "07:00-19:00;",
     "07:00-12:00, 11:00-13:00", "13:00-14:00, 07:00-08:00", "20:00-24:00, 22:00-23:00"],
)  # fmt: skip
def test_what_are_no_hours_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="ours"):
        parse_hours(typed)


def test_holidays_are_read_in_the_order_of_time_and_once() -> None:
    read = parse_days("01-Jan-2027, 25-Dec-2026,25-Dec-2026,")
    assert read == (date(2026, 12, 25), date(2027, 1, 1))
    with pytest.raises(ValueError, match="Type dates as"):
        parse_days("Christmas")


@pytest.mark.parametrize(
    ("field", "typed"),
    [("monday", "8 to 4"), ("holidays", "25.12."), ("earliest", "6"), ("latest", "05:00")],
)
def test_a_refusal_names_its_question(field: str, typed: str) -> None:
    answers = answers_of(FULL) | {field: typed}
    with pytest.raises(KnownError) as refused:
        ward_wishes(answers)
    assert refused.value.facts["field"] == field


def test_kinds_are_kept_in_the_order_of_their_length() -> None:
    assert canonical(KINDS, "7d 24h 7d") == "24h 7d"
    for wrong in ("", "25h", "24h 25h"):
        with pytest.raises(KnownError):
            canonical(KINDS, wrong)


@pytest.mark.parametrize(
    "changes",
    [
        {"slot_minutes": 14},
        {"slot_minutes": 1441},
        {"needle_day": Day.HOLIDAY},
        {"earliest": time(10), "latest": time(9)},
        {"staffed": {Day.MONDAY: (*ROUND_THE_CLOCK, Hours(begin=time(22), end=time(23)))}},
    ],
)
def test_wishes_that_contradict_themselves_are_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=" "):
        wishes(**changes)


def test_hours_that_end_before_they_begin_are_refused() -> None:
    with pytest.raises(ValueError, match="two stretches"):
        Hours(begin=time(20), end=time(6))
