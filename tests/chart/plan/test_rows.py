"""The strip in rows of seven days, also where the clock changes."""

from __future__ import annotations

from datetime import date

import pytest

from nursedesk.chart.plan.rows import rows
from tests.chart.plan.accepting import CLOCK_FORWARD, before_the_start, of_24_h_bags, sheet_of
from tests.chart.plan.situations import BERLIN, local


def test_rows_hold_all_days_from_the_first_to_the_last() -> None:
    found = rows(sheet_of(of_24_h_bags()).strip, BERLIN)
    assert [row.days[0].on for row in found] == [
        date(2026, 10, 12),
        date(2026, 10, 19),
        date(2026, 10, 26),
        date(2026, 11, 2),
        date(2026, 11, 9),
    ]
    assert all(len(row.days) == 7 for row in found)


@pytest.mark.parametrize(
    ("begins", "on", "hours"),
    [("2026-10-12 10:00", date(2026, 10, 25), 25), (CLOCK_FORWARD, date(2027, 3, 28), 23)],
)
def test_the_day_of_a_clock_change_says_how_long_it_is(begins: str, on: date, hours: int) -> None:
    found = rows(sheet_of(before_the_start(begins)).strip, BERLIN)
    odd = {day.on: day.odd_hours for row in found for day in row.days if day.odd_hours}
    assert odd == {on: hours}


def test_an_instant_lies_where_the_wall_clock_says() -> None:
    first, second, *_ = rows(sheet_of(of_24_h_bags()).strip, BERLIN)
    assert first.place(local("2026-10-12 00:00")) == 0
    assert first.place(local("2026-10-13 12:00")) == 1.5
    assert second.place(local("2026-10-18 12:00")) == 0
    assert second.place(local("2026-10-25 23:59")) < 7
    assert second.place(local("2026-10-26 00:00")) == 7
    assert second.holds(local("2026-10-25 23:59"))
    assert not second.holds(local("2026-10-26 00:00"))
    assert not second.holds(local("2026-10-18 23:59"))
