"""The ward board and the locked window as a nurse reads them."""

from __future__ import annotations

from uuid import UUID

from msgspec.structs import replace

from nursedesk.ui.board_page import BoardPage
from nursedesk.ui.lock_page import LockPage
from nursedesk.ward.views.board import Board, ward_board
from tests.ui.pages import Nurse

NO_ALARM = "This is a reminder, not an alarm: the pump's alarm is primary."


def test_board_and_lock_screen_say_that_they_are_no_alarm(nina: Nurse) -> None:
    nina.on(BoardPage)
    nina.sees(NO_ALARM)
    nina.press("Lock now")
    nina.until(lambda: isinstance(nina.window.sheet, LockPage))
    nina.sees(NO_ALARM)


def test_a_full_wards_rows_come_a_few_at_a_time_and_keep_their_order(nina: Nurse) -> None:
    page = nina.on(BoardPage)
    nina.until(lambda: page.complete and bool(page.rows))
    page._refreshing.stop()
    line = nina.asks_the_desk(ward_board).lines[0]
    full = tuple(replace(line, session=UUID(int=number)) for number in range(20))
    board = Board(as_of=page.shell.clock.now(), adopted=True, lines=full)
    page._show(board)
    assert 0 < len(page.rows) < len(full)
    page._show(board)  # a refresh meanwhile begins nothing anew
    nina.until(lambda: page.complete)
    assert list(page.rows) == [one.session for one in full]
    assert [page._list.indexOf(row) for row in page.rows.values()] == list(range(len(full)))
    last = page.rows[full[-1].session]
    nina.window.activateWindow()
    last.setFocus()
    nina.until(last.hasFocus)
    page._show(replace(board, lines=full[:0:-1]))
    nina.until(lambda: page.complete)
    assert page.rows[full[-1].session].hasFocus()


def test_a_row_shows_what_changed(nina: Nurse) -> None:
    page = nina.on(BoardPage)
    nina.until(lambda: bool(page.rows))
    page._refreshing.stop()
    line = nina.asks_the_desk(ward_board).lines[0]
    page._show(Board(as_of=page.shell.clock.now(), adopted=True, lines=(line,)))
    changed = replace(line, due="Something else")
    page._show(Board(as_of=page.shell.clock.now(), adopted=True, lines=(changed,)))
    nina.sees("Something else")
