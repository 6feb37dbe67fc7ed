"""The ward board and the locked window as a nurse reads them."""

from __future__ import annotations

from nursedesk.ui.board_page import BoardPage
from nursedesk.ui.lock_page import LockPage
from tests.ui.pages import Nurse

NO_ALARM = "This is a reminder, not an alarm: the pump's alarm is primary."


def test_board_and_lock_screen_say_that_they_are_no_alarm(nina: Nurse) -> None:
    nina.on(BoardPage)
    nina.sees(NO_ALARM)
    nina.press("Lock now")
    nina.until(lambda: isinstance(nina.window.sheet, LockPage))
    nina.sees(NO_ALARM)
