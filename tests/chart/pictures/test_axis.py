"""The time axis: straight in time that passed, read at the wall clock, honest when it changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from nursedesk.chart.pictures.axis import changed_day, day_axis, hour_axis, midnights

BERLIN = ZoneInfo("Europe/Berlin")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")  # changes by half an hour
BACK = datetime(2026, 10, 25, tzinfo=UTC)  # 25 h in Berlin
FORWARD = datetime(2026, 3, 29, tzinfo=UTC)  # 23 h in Berlin


@pytest.mark.parametrize(
    ("on", "zone", "length"),
    [
        (BACK, BERLIN, "25 h"),
        (FORWARD, BERLIN, "23 h"),
        (BACK + timedelta(days=3), BERLIN, ""),
        (datetime(2026, 4, 4, 18, tzinfo=UTC), LORD_HOWE, "24.5 h"),
    ],
)
def test_a_day_on_which_the_clock_changed_says_how_long_it_is(
    on: datetime, zone: ZoneInfo, length: str
) -> None:
    begins, ends = list(midnights(on + timedelta(hours=6), on + timedelta(hours=7), zone))
    assert changed_day(begins, ends) == length
    tick = day_axis(on + timedelta(hours=6), on + timedelta(hours=7), zone).ticks[0]
    assert tick.words.endswith(f"({length})" if length else tick.words)


def test_an_hour_is_as_long_on_a_changed_day_as_on_any_other() -> None:
    axis = day_axis(BACK - timedelta(days=1), BACK + timedelta(days=2), BERLIN)
    lengths = {later.at - earlier.at for earlier, later in pairwise(axis.ticks)}
    assert lengths == {timedelta(hours=24), timedelta(hours=25)}
    one = axis.part(BACK + timedelta(hours=1)) - axis.part(BACK)
    other = axis.part(BACK + timedelta(hours=31)) - axis.part(BACK + timedelta(hours=30))
    assert one == pytest.approx(other)


def test_ticks_of_hours_are_full_hours_of_the_wall_and_the_doubled_one_comes_twice() -> None:
    axis = hour_axis(BACK - timedelta(hours=3), BACK + timedelta(hours=6), BERLIN)
    words = [tick.words for tick in axis.ticks]
    assert [w for w in words if w.startswith("02:00")] == ["02:00 +02:00", "02:00 +01:00"]
    spring = hour_axis(FORWARD - timedelta(hours=3), FORWARD + timedelta(hours=6), BERLIN)
    assert not any(tick.words.startswith("02:00") for tick in spring.ticks)
    assert axis.ticks == tuple(sorted(axis.ticks, key=lambda tick: tick.at))


@pytest.mark.parametrize("hours", [0, 1, 5, 11, 26, 47, 71, 73, 400])
def test_ticks_can_be_read_however_long_the_axis_is(hours: int) -> None:
    begins = datetime(2026, 11, 24, 2, 12, 45, tzinfo=UTC)
    axis = hour_axis(begins, begins + timedelta(hours=hours), BERLIN)
    assert 1 <= len(axis.ticks) <= 20
    assert all(axis.holds(tick.at) for tick in axis.ticks)
    assert axis.holds(begins)
    assert axis.holds(begins + timedelta(hours=hours))
    assert axis.part(axis.begins) == 0
    assert axis.part(axis.ends) == 1


def test_an_axis_of_no_time_has_a_day() -> None:
    at = datetime(2026, 11, 24, 23, 0, tzinfo=UTC)  # midnight in Berlin
    axis = day_axis(at, at, BERLIN)
    assert axis.ends - axis.begins == timedelta(days=1)
    assert [tick.words for tick in axis.ticks] == ["25-Nov"]
