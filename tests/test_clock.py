"""Arithmetic on instants: to the microsecond, whatever the number of hours looks like."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from nursedesk.clock import after_hours, hours_between

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
_DAY_IN_MICROSECONDS = 24 * 3_600_000_000


def test_the_hours_that_are_left_end_when_all_of_them_do() -> None:
    """12 minutes are 0.2 hours, but 20 minutes are 0.333 hours without an end."""
    chance = random.Random(1)
    off = 0
    for _ in range(2000):
        now = START + timedelta(microseconds=chance.randrange(_DAY_IN_MICROSECONDS))
        left = Decimal(24) - hours_between(START, now)
        off += after_hours(now, left) != START + timedelta(hours=24)
    assert off == 0


def test_hours_may_be_none_or_lie_before() -> None:
    assert after_hours(START, Decimal(0)) == START
    assert after_hours(START, Decimal(-2) / 3) == START - timedelta(minutes=40)
