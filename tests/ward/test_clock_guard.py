"""The clock guard: what is a jump, what is none, and when a person is asked again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from nursedesk.ward.clock_guard import (
    SHIFT_HOURS,
    SILENT_DAYS,
    TOLERANCE_SECONDS,
    ClockGuard,
    Jump,
    Last,
    Reading,
    believed_at_start,
    jump_since,
)

AT = datetime(2026, 11, 21, 3, 12, tzinfo=UTC)
HOUR = Decimal(3600)


def reading(wall_seconds: float = 0, boot_seconds: float | Decimal = 0) -> Reading:
    """Both clocks, in seconds after they were looked at first (the machine ran for an hour)."""
    return Reading(
        wall=AT + timedelta(seconds=wall_seconds), boot_seconds=HOUR + Decimal(boot_seconds)
    )


@pytest.mark.parametrize(
    ("wall", "boot", "jumped"),
    [
        (0, 0, False),
        (86_400, 86_400, False),  # a day passed; the machine may have slept
        (60, 0, False),  # our tolerance
        (-60, 0, False),
        (60.000001, 0, True),
        (-60.000001, 0, True),
        (3600, 0, True),  # somebody took daylight saving for a change of the clock
        (0, 3600, True),  # an hour passed, and the clock was set back by it
        (-1_790_000_000, 5, True),  # 1970
        (2_300_000_000, 5, True),  # 2099
    ],
)
def test_a_jump_is_what_the_boot_clock_does_not_explain(
    wall: float, boot: float, *, jumped: bool
) -> None:
    found = jump_since(reading(), reading(wall, boot))
    assert (found is not None) is jumped
    if found is not None:
        expected = AT + timedelta(seconds=boot)
        assert found == Jump(expected=expected, shown=AT + timedelta(seconds=wall))


def test_the_tolerance_is_what_the_docstring_says() -> None:
    assert (int(TOLERANCE_SECONDS), int(SHIFT_HOURS), SILENT_DAYS) == (60, 6, 31)


LAST = reading(0, 0)


@pytest.mark.parametrize(
    ("name", "now", "boot_id", "jumped_by"),
    [
        ("the same start, closed for 5 min", reading(300, 300), "one", None),
        ("the same start, set ahead by 2 h", reading(7500, 300), "one", 7200),
        ("the same start, set back by 2 h", reading(-6900, 300), "one", -7200),
        ("another start, a day later", reading(86_400, -3000), "two", None),
        ("another start, set back", reading(-7200, -3000), "two", -7200),
        ("another start, back within the tolerance", reading(-60, -3000), "two", None),
        ("another start, 31 days later", reading(31 * 86_400, -3000), "two", None),
        ("another start, silent for longer", reading(31 * 86_400 + 1, -3000), "two", 2_678_401),
        ("another start, which is up for longer", reading(9000, 500), "two", None),
        ("no ids, as if it were another one", reading(7500, 300), "", None),
        ("one id, but the boot clock began anew", reading(7500, -300), "one", None),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value else "",
)
def test_at_the_start_the_chart_s_last_entry_is_the_witness(
    name: str, now: Reading, boot_id: str, jumped_by: int | None
) -> None:
    believed = believed_at_start(now, boot_id, Last(reading=LAST, boot_id=boot_id and "one"))
    jump = jump_since(believed, now)
    size = None if jump is None else (jump.shown - jump.expected).total_seconds()
    assert size == jumped_by, name


def test_an_entry_of_another_workstation_says_nothing_of_the_boot_clock() -> None:
    now = reading(7500, 300)
    assert believed_at_start(now, "one", Last(reading=LAST, boot_id=None)) == now


def test_nothing_is_confirmed_until_somebody_confirms() -> None:
    guard = ClockGuard(reading())
    assert not guard.confirmed(reading())
    guard.confirm(reading(10, 10))
    assert guard.confirmed(reading(10, 10))
    assert guard.confirmed(reading(100_000, 100_000)), "no passing of time takes it back"


def test_a_jump_takes_the_confirmation_back_until_it_is_entered_and_confirmed_anew() -> None:
    guard = ClockGuard(reading())
    guard.confirm(reading())
    jumped = reading(3600, 1)
    assert guard.jump(jumped) is not None
    assert not guard.confirmed(jumped)
    first = guard.intent
    guard.entered(jumped)
    assert guard.intent != first
    assert guard.jump(jumped) is None
    assert not guard.confirmed(jumped)
    guard.confirm(jumped)
    assert guard.confirmed(jumped)


def test_a_clock_that_was_put_right_before_anybody_wrote_did_not_jump() -> None:
    guard = ClockGuard(reading())
    guard.confirm(reading())
    assert guard.jump(reading(3600, 1)) is not None
    assert guard.confirmed(reading(2, 2))


@pytest.mark.parametrize(("later", "asked"), [(6 * 3600, False), (6 * 3600 + 1, True)])
def test_the_first_sign_in_of_a_shift_asks_again(later: int, *, asked: bool) -> None:
    guard = ClockGuard(reading())
    guard.confirm(reading())
    guard.came(reading(later, later))
    assert guard.confirmed(reading(later, later)) is not asked


def test_a_chart_that_is_opened_after_a_jump_does_not_hide_it() -> None:
    guard = ClockGuard(reading())
    jumped = reading(3600, 1)
    guard.opened(jumped, "one", Last(reading=reading(-86_400, -90_000), boot_id="two"))
    assert guard.jump(jumped) == Jump(expected=AT + timedelta(seconds=1), shown=jumped.wall)
