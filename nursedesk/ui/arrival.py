"""Somebody came to a window: nothing of whoever was there stays, and she gets her first screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from nursedesk.ui.looks import centred
from nursedesk.ui.page import Page, heading
from nursedesk.ui.shell import Me, Shell

if TYPE_CHECKING:
    from nursedesk.ui.window import MainWindow
    from nursedesk.ward.desk import Desk
    from nursedesk.ward.standing import Reset

_WIDTH = 640


class ArrivalPage(Page):
    """Stands there until the first screen comes, and stays where the disk refuses that."""

    title = "Signed in"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        words = "Your first screen comes in a moment. If it does not, choose one at the top."
        self.column.addStretch(1)
        self.column.addLayout(centred(heading(self.title, words), _WIDTH))
        self.column.addStretch(2)


class Arrival(QObject):
    """Brings whoever signed in to her first screen, whatever of the record can be read."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def of(self, me: Me) -> None:
        """She signed in."""
        window = self._window
        window.show_page(ArrivalPage(window))  # before all else: what the first one saw is gone
        window.uncover()
        window.is_back(me)
        window.lock.lift()
        window.ask(_idle_minutes, window.lock.after, owner=self)
        window.ask(_unread_reset, self._greet, owner=self)

    def _greet(self, reset: Reset | None) -> None:
        """The board; before it, once, what somebody has to know whose keys were reset."""
        window = self._window
        if reset is None:
            window.record_banner.first_screen(window.show_board)
        else:
            from nursedesk.ui.reset_notice_page import ResetNoticePage

            window.show_page(ResetNoticePage(window, reset))
        window.sources_changed()  # its faults are said on that screen


def _idle_minutes(desk: Desk) -> int:
    from nursedesk.ward.locking import idle_minutes

    return idle_minutes(desk)


def _unread_reset(desk: Desk) -> Reset | None:
    from nursedesk.ward.passphrases import unread_reset

    return unread_reset(desk)
