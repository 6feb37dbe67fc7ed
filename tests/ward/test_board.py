"""The ward board after the program was away: nothing that fell due meanwhile is missed."""

from __future__ import annotations

from uuid import UUID, uuid4

from nursedesk.chart.due_item import DueState
from nursedesk.clock import SetClock
from nursedesk.ward import entrance, sessions, walks
from nursedesk.ward.desk import Desk
from nursedesk.ward.views.board import ward_board
from tests.ward.conftest import Restart, opened, passphrase
from tests.ward.test_clock_watch import at_the_start


def test_what_fell_due_while_the_program_was_closed_stands_first(
    desk: Desk, session: UUID, clock: SetClock, restart: Restart
) -> None:
    shown, change = at_the_start(desk, session)
    walks.answer(desk, shown, change.answers(shown), intent=uuid4())
    later = sessions.open_session(desk, opened("B-200"), intent=uuid4())
    desk.close()
    clock.forward(hours=30)  # the bag ran 24 h
    again = restart()
    entrance.sign_in(again, "t.ruiz", passphrase("t.ruiz"))

    first, second = ward_board(again).lines
    assert (first.session, second.session) == (session, later)
    assert (first.state, first.words) == (DueState.OVERDUE, "overdue by 6 h")
