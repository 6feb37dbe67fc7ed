"""The window: our defects, the clock that shows its age, the theme, who is there."""

from __future__ import annotations

import threading
from uuid import UUID

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nursedesk.chart.session_entries import BagDiscarded
from nursedesk.clock import SetClock
from nursedesk.errors import BugError
from nursedesk.ui.app import Defects, Wardrobe
from nursedesk.ui.board_page import BoardPage
from nursedesk.ui.bug_page import BugPage
from nursedesk.ui.buttons import CommitButton
from nursedesk.ui.sign_in_page import SignInPage
from nursedesk.ui.top_bar import DEMO
from nursedesk.ward import bags
from nursedesk.ward.desk import Desk
from tests.ui.conftest import Prepared
from tests.ui.pages import Nurse


def bug_page(nurse: Nurse) -> BugPage:
    nurse.until(lambda: isinstance(nurse.window.sheet, BugPage))
    page = nurse.window.sheet
    assert isinstance(page, BugPage)
    return page


def test_a_defect_says_that_nothing_was_saved(nina: Nurse) -> None:
    def breaks(_desk: Desk, _intent: UUID) -> None:
        raise BugError("Ann Doe has no bag")

    button = CommitButton("Record", lambda: None)
    button.setParent(nina.window)
    button.send(nina.window, breaks, lambda _none: None)
    page = bug_page(nina)
    nina.sees("Nothing was saved.")
    assert "Ann" not in page.report
    assert "test_window.py" in page.report
    nina.press("Back to the ward board")
    nina.on(BoardPage)
    assert nina.window.sheet is None


def test_a_defect_after_the_commit_says_that_it_was_saved(nina: Nurse, prepared: Prepared) -> None:
    def records_and_breaks(desk: Desk, intent: UUID) -> None:
        bag = desk.session(prepared.session).stock[0].id
        bags.discard(desk, prepared.session, BagDiscarded(bag=bag, reason="leaks"), intent=intent)
        raise BugError("after the commit")

    button = CommitButton("Record", lambda: None)
    button.setParent(nina.window)
    button.send(nina.window, records_and_breaks, lambda _none: None)
    bug_page(nina)
    nina.sees("What you entered last was saved: it stands in the chart.")


def test_errors_of_both_threads_reach_the_page(nina: Nurse) -> None:
    defects = Defects(nina.window.bug, nina.window)
    error = ValueError("lost")
    defects.in_window(ValueError, error, None)
    bug_page(nina)
    nina.press("Back to the ward board")
    defects.in_thread(
        threading.ExceptHookArgs((ValueError, error, None, threading.current_thread()))
    )
    bug_page(nina)


def test_an_old_board_says_that_it_is_old(nina: Nurse, clock: SetClock) -> None:
    page = nina.on(BoardPage)
    nina.sees("as of 09:00:00")
    looks = [page.as_of.stale]
    clock.forward(seconds=61)
    page.as_of.tick()
    looks.append(page.as_of.stale)
    assert "too old to act on" in page.as_of.text()
    page.load()
    nina.sees("as of 09:01:01")
    assert [*looks, page.as_of.stale] == [False, True, False]


def test_refreshing_leaves_the_cursor_where_it_is(nina: Nurse, clock: SetClock) -> None:
    page = nina.chooses_patient("DOE")
    nina.sees("Receive a bag")
    nina.button("Receive a bag").setFocus()
    clock.forward(hours=30)
    nina.window.lock.idle.used()
    page.load()
    nina.sees("as of 15:00:00")
    nina.until(lambda: nina.button("Receive a bag").hasFocus())


def test_every_screen_says_demo(nina: Nurse) -> None:
    nina.on(BoardPage)
    nina.sees(DEMO)
    nina.window.bug(ValueError("x"))
    nina.sees(DEMO)


def test_leaving_brings_the_sign_in(nina: Nurse) -> None:
    nina.press("Change user")
    nina.on(SignInPage)
    assert not nina.window.bar.person.isVisible()
    with pytest.raises(BugError):
        nina.window.me  # noqa: B018


def test_the_theme_changes_without_losing_the_screen(
    qtbot: QtBot, qapp: QApplication, nina: Nurse
) -> None:
    wardrobe = Wardrobe(qapp)
    page, before = nina.on(BoardPage), wardrobe.other
    wardrobe.switch()
    assert wardrobe.other != before
    assert nina.on(BoardPage) is page
    wardrobe.switch()
