"""Which backups the rule keeps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from nursedesk.ward.keeping import superfluous

NOW = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)


def kept(made: list[datetime], now: datetime) -> list[datetime]:
    given_up = superfluous(made, now)
    return sorted(set(made) - given_up)


def test_all_of_the_last_24_hours_are_kept() -> None:
    made = [NOW - timedelta(hours=hour) for hour in range(24)]
    assert kept(made, NOW) == sorted(made)


def test_then_the_newest_of_each_day_and_then_of_each_month() -> None:
    made, now = list[datetime](), NOW - timedelta(days=100)
    while now <= NOW:  # each hour one is made, and the rule is applied
        made = kept([*made, now], now)
        now += timedelta(hours=1)
    hourly = [at for at in made if NOW - at < timedelta(hours=24)]
    daily = [at for at in made if timedelta(hours=24) <= NOW - at < timedelta(days=30)]
    monthly = [at for at in made if NOW - at >= timedelta(days=30)]
    assert len(hourly) == 24
    assert len({at.date() for at in daily}) == len(daily) == 30
    assert {at.hour for at in daily[1:-1]} == {23}, "the newest of each day"
    assert [(at.month, at.day) for at in monthly] == [(8, 31), (9, 30), (10, 21)]


def test_the_newest_is_kept_however_old_and_one_from_the_future_too() -> None:
    old, future = NOW - timedelta(days=400), NOW + timedelta(days=3)
    assert superfluous([old, future], NOW) == set()
