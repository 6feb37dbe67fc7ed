"""What stands above the board's rows: what fell due while nobody could see it, whom to tell.

The rows below stay as they are: nothing here is a second list of what is due.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from nursedesk.ui.badge import Shape
from nursedesk.ui.buttons import Button
from nursedesk.ui.looks import Words, card, emptied, look
from nursedesk.ui.tokens import State

if TYPE_CHECKING:
    from nursedesk.ui.shell import Shell
    from nursedesk.ward.views.signals import SignalLine, Signals

_CLOSED = "Fell due while NurseDesk was closed or locked (since {since})"
_TELL = "Tell the charge nurse: overdue for more than {minutes} min"
_TELL_HERSELF = "You are a charge nurse: overdue for more than {minutes} min"


class BoardFirst(QWidget):
    """Two cards, each there only while something stands in it."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._shown: tuple[Signals, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(10)
        self.hide()

    def show_signals(self, found: Signals) -> None:
        """Shows what stands first; the same again changes nothing, so that the cursor stays."""
        if self._shown == (found,):
            return
        self._shown = (found,)
        held = self.focusWidget()
        name = held.accessibleName() if held is not None and held.hasFocus() else ""
        emptied(self._column)
        missed = [line for line in found.lines if line.while_closed]
        herself = not self._shell.read_only and self._shell.me.charge_nurse
        tell = [one for one in found.lines if one.signal.tell and (herself or not one.signal.told)]
        if missed:
            self._column.addWidget(_card(_CLOSED.format(since=found.closed), map(_plain, missed)))
        if tell:
            may = found.may and not self._shell.read_only
            title = (_TELL_HERSELF if herself else _TELL).format(minutes=found.tells_after)
            self._column.addWidget(_card(title, [self._to_tell(line, may=may) for line in tell]))
        self.setVisible(bool(missed or tell))
        for button in self.findChildren(Button):
            if name and button.accessibleName() == name:
                button.setFocus()

    def _to_tell(self, line: SignalLine, *, may: bool) -> QWidget:
        """What is overdue of whom, who was told last, and the button to record it."""
        made = _plain(line)
        told = line.signal.told
        if told is not None or not may:
            return made
        button = Button(f"Record who was told: {line.about}", partial(self._tell, line))
        column = made.layout()
        assert isinstance(column, QVBoxLayout)
        column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return made

    def _tell(self, line: SignalLine) -> None:
        from nursedesk.ui.tell_page import TellPage

        self._shell.show_page(TellPage(self._shell, line))


def _card(title: str, lines: Iterable[QWidget]) -> QFrame:
    frame, column = card("finding", margin=16, space=8)
    look(frame, "finding", level="stop")
    line = QHBoxLayout()
    line.setSpacing(12)
    line.addWidget(Shape(State.OVERDUE, 28), 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(Words(title, "heading"), 1)
    column.addLayout(line)
    for one in lines:
        column.addWidget(one)
    frame.setAccessibleName(title)
    return frame


def _plain(line: SignalLine) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(40, 0, 0, 0)
    column.setSpacing(4)
    column.addWidget(Words(f"{line.whom}: {line.signal.what}, {line.signal.word}.", "prompt"))
    for words in line.noted:
        column.addWidget(Words(words, "soft"))
    return made
