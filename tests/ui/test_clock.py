"""The clock on the screens: asked for, jumped, confirmed; and a clock-change night."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nursedesk.chart.ward_entries import ClockConfirmed, ClockJumped
from nursedesk.clock import SetClock
from nursedesk.ui.board_page import BoardPage
from nursedesk.ui.clock_banner import IS_IT_RIGHT
from nursedesk.ui.clock_sheet import ClockSheet
from nursedesk.ui.looks import plain_text
from nursedesk.ui.sign_in_page import SignInPage
from nursedesk.walkthrough.crew import NINA, TOM
from nursedesk.ward.desk import Desk
from tests.ui.pages import Nurse

HOUR = timedelta(hours=1)


def banner(nurse: Nurse) -> str:
    return plain_text(nurse.window.clock_banner.text)


def jumps(nurse: Nurse, clock: SetClock, by: timedelta) -> None:
    clock.turn_to(clock.now() + by)
    nurse.window.clock_banner.look_at_the_clock()
    nurse.until(lambda: "jumped" in banner(nurse))


def last_bodies(nurse: Nurse, number: int) -> list[object]:
    def look(desk: Desk) -> list[object]:
        return [entry.body for entry in desk.store.entries()[-number:]]

    return nurse.asks_the_desk(look)


def sheet(nurse: Nurse) -> ClockSheet:
    nurse.press("Check the time")
    found = nurse.window.sheet
    assert isinstance(found, ClockSheet)
    return found


def test_after_a_start_the_banner_asks_and_hinders_nothing(nina: Nurse, clock: SetClock) -> None:
    assert banner(nina) == ""
    clock.forward(hours=7)
    nina.changes_with(TOM.account, TOM.passphrase)
    nina.until(lambda: banner(nina) == IS_IT_RIGHT)
    nina.chooses_patient("DOE")
    assert banner(nina) == IS_IT_RIGHT
    nina.press("Ward board")
    nina.on(BoardPage)


def test_the_sheet_shows_the_running_time_and_confirms_what_stands_on_its_button(
    nina: Nurse, clock: SetClock
) -> None:
    clock.forward(hours=7)
    nina.changes_with(TOM.account, TOM.passphrase)
    nina.until(lambda: bool(banner(nina)))
    shown = sheet(nina)
    clock.forward(seconds=75)
    shown.tick()
    assert plain_text(shown.day.text()) == "Fri 20-Nov-2026"
    assert shown.time.text() == "16:01:15"
    assert plain_text(shown.commit.accessibleName()) == "Confirm: it is 20-Nov-2026 16:01"
    nina.sees("The last entry before NurseDesk was started: 20-Nov-2026 09:00, 7 h ago.")
    QTest.mouseClick(shown.commit, Qt.MouseButton.LeftButton)
    nina.until(lambda: nina.window.sheet is None)
    assert banner(nina) == ""
    assert last_bodies(nina, 1) == [ClockConfirmed(shown=clock.now())]


def test_a_jump_is_said_on_every_screen_and_entered(nina: Nurse, clock: SetClock) -> None:
    before = clock.now()
    jumps(nina, clock, HOUR)
    said = "The clock jumped ahead by 1 h, to 20-Nov-2026 10:00. Is it right now?"
    assert banner(nina) == said
    nina.chooses_patient("DOE")
    assert banner(nina) == said
    assert last_bodies(nina, 1) == [ClockJumped(expected=before, shown=before + HOUR)]
    nina.window.bug(ValueError("x"))
    assert nina.window.clock_banner.isVisible(), "no sheet covers it"
    assert not nina.window.clock_banner.check.isEnabled(), "nor is one laid over another"
    nina.press("Back to the ward board")
    nina.confirms_the_time()


def test_going_back_confirms_nothing(nina: Nurse, clock: SetClock) -> None:
    jumps(nina, clock, -HOUR)
    sheet(nina)
    nina.press("Back, without confirming")
    assert nina.window.sheet is None
    QTest.keyClick(sheet(nina), Qt.Key.Key_Escape)
    assert nina.window.sheet is None
    nina.window.clock_banner.look_at_the_clock()
    nina.until(lambda: "jumped back by 1 h" in banner(nina))


def test_without_somebody_signed_in_the_jump_is_shown_and_nobody_can_confirm(
    nina: Nurse, clock: SetClock
) -> None:
    nina.press("Change user")
    nina.on(SignInPage)
    jumps(nina, clock, HOUR)
    assert not nina.window.clock_banner.check.isVisible()
    nina.sign_in(NINA.account, NINA.passphrase)
    nina.until(nina.window.clock_banner.check.isVisible)
    nina.confirms_the_time()


def test_a_time_that_is_shown_too_long_is_not_confirmed(nina: Nurse, clock: SetClock) -> None:
    jumps(nina, clock, HOUR)
    shown = sheet(nina)
    clock.forward(seconds=90)
    QTest.mouseClick(shown.commit, Qt.MouseButton.LeftButton)
    nina.until(lambda: "does not show this time any more" in shown.messages.text)
    shown.tick()
    QTest.mouseClick(shown.commit, Qt.MouseButton.LeftButton)
    nina.until(lambda: nina.window.sheet is None)


def test_the_bar_and_the_board_tell_both_half_past_two_apart(nina: Nurse, clock: SetClock) -> None:
    shown = []
    for instant in (
        datetime(2027, 10, 31, 0, 30, tzinfo=UTC),
        datetime(2027, 10, 31, 1, 30, tzinfo=UTC),
    ):
        clock.move_to(instant)
        nina.window.bar.tick()
        nina.on(BoardPage).load()
        shown.append(nina.window.bar.time.text().replace("\n", " "))
        nina.sees(f"as of {shown[-1]}")
    assert shown == ["02:30:00 +02:00", "02:30:00 +01:00"]
