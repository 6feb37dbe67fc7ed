"""Closed sessions: who was treated here, to read notes and record again. Nothing is added."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from nursedesk.ui.buttons import Button
from nursedesk.ui.looks import Words, card, emptied
from nursedesk.ui.page import Page, heading
from nursedesk.ui.shell import Shell
from nursedesk.ward.views.closed import ClosedLine, ClosedSessions, closed_sessions

_WHY = "The latest first. They can be read and printed; nothing more is recorded in them."
_NOTHING = "No session was closed on this ward."


class ClosedPage(Page):
    """One card for each session."""

    title = "Closed sessions"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.column.addWidget(heading(self.title, _WHY))
        self._list = QVBoxLayout()
        self._list.setSpacing(12)
        self.column.addLayout(self._list)
        self.column.addStretch(1)
        self.foot(back=("Back to the ward board", shell.show_board))

    def arrive(self) -> None:
        self.shell.ask(closed_sessions, self._show, owner=self)

    def _show(self, closed: ClosedSessions) -> None:
        emptied(self._list)
        if not closed.lines:
            self._list.addWidget(Words(_NOTHING, "prompt"))
        opened = [self._add(line) for line in closed.lines]
        if closed.more:
            words = f"{closed.more} more were closed before these; they are in the record."
            self._list.addWidget(Words(words, "soft"))
        if opened:
            opened[0].setFocus()

    def _add(self, line: ClosedLine) -> Button:
        frame, column = card(space=6)
        column.addWidget(Words(line.who, "value"))
        column.addWidget(Words(line.words, "soft"))
        button = Button("Open", partial(self.shell.show_patient, line.session))
        button.setAccessibleName(f"Open: {line.who}")
        column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self._list.addWidget(frame)
        return button
