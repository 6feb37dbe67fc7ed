from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nursedesk import writing
from nursedesk.clock import hours_between

VIENNA = ZoneInfo("Europe/Vienna")
NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def test_day_has_two_digits_and_an_english_month() -> None:
    assert writing.day(date(1987, 3, 4)) == "04-Mar-1987"


def test_moment_is_read_at_the_wall_clock() -> None:
    assert writing.moment(NOW, VIENNA) == "21-Nov-2026 03:00"
    assert writing.moment(NOW, NEW_YORK) == "20-Nov-2026 21:00"
    assert writing.with_offset(NOW, VIENNA) == "21-Nov-2026 03:00 +01:00"
    assert writing.with_offset(NOW, NEW_YORK) == "20-Nov-2026 21:00 -05:00"
    assert writing.offset(NOW, ZoneInfo("Asia/Kathmandu")) == "+05:45"
    assert writing.offset(NOW, ZoneInfo("America/St_Johns")) == "-03:30"


@pytest.mark.parametrize(
    ("instant", "written"),
    [
        ("2026-10-24T00:59:59+00:00", "24-Oct-2026 02:59"),  # a second too far from the change
        ("2026-10-24T01:00:00+00:00", "24-Oct-2026 03:00 +02:00"),
        ("2026-10-25T00:30:00+00:00", "25-Oct-2026 02:30 +02:00"),
        ("2026-10-25T01:30:00+00:00", "25-Oct-2026 02:30 +01:00"),
        ("2026-10-26T00:59:59+00:00", "26-Oct-2026 01:59 +01:00"),
        ("2026-10-26T01:00:00+00:00", "26-Oct-2026 02:00"),
        ("2026-03-29T00:59:00+00:00", "29-Mar-2026 01:59 +01:00"),
        ("2026-03-29T01:00:00+00:00", "29-Mar-2026 03:00 +02:00"),
    ],
)
def test_the_offset_stands_within_24_h_of_a_clock_change(instant: str, written: str) -> None:
    assert writing.moment(at(instant), VIENNA) == written


def test_due_says_weekday_and_time_left() -> None:
    due = at("2026-11-24T14:00:00+01:00")
    assert writing.due(due, due - timedelta(minutes=130), VIENNA) == (
        "Tue 24-Nov 14:00, in 2 h 10 min"
    )
    assert writing.due(due, due + timedelta(minutes=35), VIENNA) == (
        "Tue 24-Nov 14:00, overdue by 35 min"
    )
    new_year = at("2027-01-01T08:00:00+01:00")
    assert writing.weekday_moment(new_year, NOW, VIENNA) == "Fri 01-Jan-2027 08:00"


def test_due_shows_the_offset_on_a_clock_change_night() -> None:
    now = at("2026-10-25T00:30:00+02:00")
    due = at("2026-10-25T04:00:00+01:00")
    assert writing.due(due, now, VIENNA) == "Sun 25-Oct 04:00 +01:00, in 4 h 30 min"


@pytest.mark.parametrize(
    ("seconds", "written"),
    [
        (0, "due now"),
        (1, "in less than 1 min"),
        (59, "in less than 1 min"),
        (60, "in 1 min"),
        (7799, "in 2 h 9 min"),
        (7800, "in 2 h 10 min"),
        (-1, "overdue by less than 1 min"),
        (-2099, "overdue by 34 min"),
        (-2100, "overdue by 35 min"),
    ],
)
def test_time_left_is_cut_to_whole_minutes(seconds: int, written: str) -> None:
    assert writing.time_left(NOW + timedelta(seconds=seconds), NOW) == written


@pytest.mark.parametrize(
    ("hours", "written"),
    [
        ("0", "0 min"),
        ("0.999", "59 min"),
        ("1", "1 h"),
        ("2.5", "2 h 30 min"),
        ("26.25", "26 h 15 min"),
        ("47.999", "47 h 59 min"),
        ("48", "2 d"),
        ("76", "3 d 4 h"),
        ("76.999", "3 d 4 h"),
        ("672", "28 d"),
    ],
)
def test_duration(hours: str, written: str) -> None:
    assert writing.duration(Decimal(hours)) == written


@given(st.integers(0, 48 * 60 - 1))
def test_a_duration_in_whole_minutes_loses_none(minutes: int) -> None:
    length = writing.duration(hours_between(NOW, NOW + timedelta(minutes=minutes)))
    parts = length.replace(" h", "h").replace(" min", "m").split()
    found = sum(int(part[:-1]) * (60 if part.endswith("h") else 1) for part in parts)
    assert found == minutes


def test_a_negative_duration_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        writing.duration(Decimal(-1))


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("0.60", "0.6"),
        (".6", "0.6"),
        ("5", "5"),
        ("5.0", "5"),
        ("100", "100"),
        ("1E+3", "1000"),
        ("1E-7", "0.0000001"),
        ("-0.0", "0"),
        ("-1.50", "-1.5"),
    ],
)
def test_number_leads_with_a_zero_and_trails_none(value: str, written: str) -> None:
    assert writing.number(Decimal(value)) == written


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
def test_what_is_not_a_number_is_not_printed(value: str) -> None:
    with pytest.raises(ValueError, match="not a number"):
        writing.number(Decimal(value))


def test_amount_never_writes_the_micro_sign() -> None:
    assert writing.amount(Decimal("0.60"), "mL/h") == "0.6 mL/h"
    assert writing.amount(Decimal(28), "\u00b5g/day") == "28 mcg/day"
    assert writing.amount(Decimal(28), "\u03bcg/day") == "28 mcg/day"
    with pytest.raises(ValueError, match="micro"):
        writing.amount(Decimal(1), "\u00b5L")


@pytest.mark.parametrize(
    ("today", "written"),
    [
        (date(2026, 3, 4), "39 y"),
        (date(2026, 3, 3), "38 y"),
        (date(1989, 3, 4), "2 y"),
        (date(1989, 3, 3), "23 months"),
        (date(1987, 10, 4), "7 months"),
        (date(1987, 4, 4), "1 month"),
        (date(1987, 4, 3), "30 days"),
        (date(1987, 3, 5), "1 day"),
        (date(1987, 3, 4), "0 days"),
    ],
)
def test_age_on_both_sides_of_its_limits(today: date, written: str) -> None:
    assert writing.age(date(1987, 3, 4), today) == written


def test_age_of_somebody_born_on_29_february() -> None:
    assert writing.age(date(2004, 2, 29), date(2026, 2, 28)) == "21 y"
    assert writing.age(date(2004, 2, 29), date(2026, 3, 1)) == "22 y"


def test_age_refuses_a_birth_in_the_future() -> None:
    with pytest.raises(ValueError, match="future"):
        writing.age(date(2026, 1, 2), date(2026, 1, 1))


def test_family_given() -> None:
    assert writing.family_given("Doe", "Ann") == "DOE, Ann"
    assert writing.family_given("Ångström", "Éva") == "ÅNGSTRÖM, Éva"


@pytest.mark.parametrize(
    ("typed", "instant"),
    [
        ("21-Nov-2026 03:00", "2026-11-21T02:00:00+00:00"),
        (" 21-nov-2026  03:00 ", "2026-11-21T02:00:00+00:00"),
        ("1-Jul-2026 00:00", "2026-06-30T22:00:00+00:00"),
        ("21-Nov-2026 03:00+01:00", "2026-11-21T02:00:00+00:00"),
        ("25-Oct-2026 02:30+02:00", "2026-10-25T00:30:00+00:00"),
        ("25-Oct-2026 02:30 +01:00", "2026-10-25T01:30:00+00:00"),
        ("25-Oct-2026 01:59", "2026-10-24T23:59:00+00:00"),
        ("25-Oct-2026 03:00", "2026-10-25T02:00:00+00:00"),
        ("29-Mar-2026 01:59", "2026-03-29T00:59:00+00:00"),
        ("29-Mar-2026 03:00", "2026-03-29T01:00:00+00:00"),
    ],
)
def test_a_typed_moment_is_a_utc_instant(typed: str, instant: str) -> None:
    found = writing.parse_moment(typed, VIENNA)
    assert found.tzinfo is UTC
    assert found == at(instant)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("21-Nov 03:00", "like 21-Nov-2026 03:00|like 04-Mar-1987"),
        ("21-Nov-26 03:00", "like 04-Mar-1987"),
        ("2026-11-21 03:00", "like 04-Mar-1987"),
        ("21-Nov-2026 3:00", "like 21-Nov-2026 03:00"),
        ("21-Nov-2026", "like 21-Nov-2026 03:00"),
        ("", "like 21-Nov-2026 03:00"),
        ("٢١-Nov-2026 03:00", "like 04-Mar-1987"),
        ("21-Nor-2026 03:00", "like 04-Mar-1987"),
        ("31-Nov-2026 03:00", "no day 31-Nov-2026"),
        ("29-Feb-2026 03:00", "no day 29-Feb-2026"),
        ("21-Nov-2026 24:00", "00:00 to 23:59"),
        ("21-Nov-2026 23:60", "00:00 to 23:59"),
        ("29-Mar-2026 02:00", "did not exist"),
        ("29-Mar-2026 02:59", "did not exist"),
        ("29-Mar-2026 02:30+01:00", "did not exist"),
        ("25-Oct-2026 02:00", r"came twice.*02:00 \+02:00 or 25-Oct-2026 02:00 \+01:00"),
        ("25-Oct-2026 02:59", "came twice"),
        ("25-Oct-2026 02:30+03:00", r"not \+03:00 but \+02:00 or \+01:00"),
        ("21-Nov-2026 03:00+02:00", r"not \+02:00 but \+01:00"),
        ("01-Jan-0001 00:00", "out of range"),
    ],
)
def test_a_moment_that_cannot_be_meant_is_refused_in_words(typed: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        writing.parse_moment(typed, VIENNA)


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)),  # noqa: DTZ001 made aware below
    st.sampled_from(["Europe/Vienna", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"]),
)
def test_what_is_written_can_be_typed_again(naive: datetime, zone_name: str) -> None:
    zone = ZoneInfo(zone_name)
    instant = naive.replace(second=0, microsecond=0, tzinfo=UTC)
    assert writing.parse_moment(writing.moment(instant, zone), zone) == instant
    assert writing.parse_moment(writing.with_offset(instant, zone), zone) == instant


def test_parse_day_reads_what_day_writes() -> None:
    assert writing.parse_day("04-Mar-1987") == date(1987, 3, 4)
    with pytest.raises(ValueError, match="like 04-Mar-1987"):
        writing.parse_day("04/03/1987")


def test_the_clock_shows_its_offset_on_a_clock_change_night() -> None:
    assert writing.clock_time(at("2026-10-25T00:30:12+00:00"), VIENNA) == "02:30:12 +02:00"
    assert writing.clock_time(at("2026-10-25T01:30:12+00:00"), VIENNA) == "02:30:12 +01:00"
    assert writing.clock_time(NOW, VIENNA) == "03:00:00"
    assert writing.full_day(NOW, VIENNA) == "Sat 21-Nov-2026"


def test_a_time_that_came_twice_has_two_readings() -> None:
    twice = writing.readings("25-Oct-2026 02:30", VIENNA)
    assert twice == (at("2026-10-25T00:30:00+00:00"), at("2026-10-25T01:30:00+00:00"))
    assert writing.readings("25-Oct-2026 02:30 +01:00", VIENNA) == twice[1:]
    assert writing.readings("25-Oct-2026 03:00", VIENNA) == (at("2026-10-25T02:00:00+00:00"),)
    with pytest.raises(ValueError, match="did not exist"):
        writing.readings("29-Mar-2026 02:30", VIENNA)


@pytest.mark.parametrize(
    ("minutes", "written"),
    [(0, "less than 1 min ago"), (-130, "2 h 10 min ago"), (130, "in 2 h 10 min")],
)
def test_how_far_an_instant_lies_from_now(minutes: int, written: str) -> None:
    assert writing.seen_from(NOW + timedelta(minutes=minutes), NOW) == written
