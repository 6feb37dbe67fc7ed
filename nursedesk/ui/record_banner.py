"""The strip below the bar while nothing can be recorded, or a safety copy waits; its way on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from nursedesk.ui.buttons import Button
from nursedesk.ui.looks import Words, look
from nursedesk.ui.shell import Shell

if TYPE_CHECKING:
    from nursedesk.ward.desk import Desk
    from nursedesk.ward.views.record import Strip

LOOK_SECONDS = 5


class RecordBanner(QFrame):
    """Says on every screen what is wrong with the record; asks every few seconds.

    Asking also lets the check of the whole record go on, which runs in the background.
    """

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._here = self._asked = self._accounts = False
        self._words = Words("", "strong", level="stop")
        look(self, "message", level="stop")
        self.open = Button("What to do", self._open)
        line = QHBoxLayout(self)
        line.setContentsMargins(20, 4, 12, 4)
        line.setSpacing(16)
        line.addWidget(self._words, 1)
        line.addWidget(self.open, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()
        self._looking = QTimer(self)
        self._looking.timeout.connect(self.look_at_the_record)

    @property
    def text(self) -> str:
        """What it says now; empty when it is not there."""
        return "" if self.isHidden() else self._words.text()

    def show_person(self, *, here: bool) -> None:
        """Somebody came or left: only who is signed in can look closer."""
        self._here = here
        self._looking.start(LOOK_SECONDS * 1000)
        self.open.setVisible(here)
        self.look_at_the_record()

    def look_at_the_record(self) -> None:
        """Asks how it stands with the record, unless an answer is still awaited."""
        if not self._asked:
            self._asked = True
            self._shell.ask(_strip, self.show_strip, owner=self, failed=self._failed)

    def first_screen(self, board: Callable[[], None]) -> None:
        """The first screen after a sign-in: the board, or what is wrong with the record."""

        def choose(strip: Strip) -> None:
            self.show_strip(strip)
            if strip.read_only:
                self.open_record()
            else:
                board()

        self._shell.ask(_strip, choose, owner=self)

    def show_strip(self, strip: Strip) -> None:
        """Shows what is wrong."""
        self._asked = False
        self._accounts = strip.accounts
        self._words.setText(strip.sentence)
        self.setAccessibleName(strip.sentence)
        self.setVisible(bool(strip.sentence))

    def _failed(self, error: Exception) -> None:
        self._asked = False
        self._shell.problem(error)

    def _open(self) -> None:
        if self._accounts:
            self._shell.show_accounts()
        else:
            self.open_record()

    def open_record(self) -> None:
        """The screen that says more, and what to do."""
        from nursedesk.ui.record_page import RecordView

        if self._here:
            self._shell.show_page(RecordView(self._shell))


def stacked(*banners: QWidget) -> QWidget:
    """Banners one below the other; those with nothing to say take no room."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for banner in banners:
        column.addWidget(banner)
    return made


def _strip(desk: Desk) -> Strip:
    from nursedesk.ward.views.record import strip

    return strip(desk)
