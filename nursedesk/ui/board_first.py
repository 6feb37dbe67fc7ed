"""What stands above the board's rows: what fell due while nobody could see it, whom to tell.

The rows below stay as they are: nothing here is a second list of what is due.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

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
_RECORD = "Record who was told"
_NARROW, _INDENT = 640, 40


class BoardFirst(QWidget):
    """Two cards, each there only while something stands in it."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._shown: Signals | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(10)
        self.hide()

    def show_signals(self, found: Signals) -> None:
        """Shows what stands first; the same again changes nothing, so that the cursor stays."""
        if self._shown == found:
            return
        self._shown = found
        held = self.focusWidget()
        name = held.accessibleName() if held is not None and held.hasFocus() else ""
        emptied(self._column)
        herself = not self._shell.read_only and self._shell.me.charge_nurse
        missed = [line for line in found.lines if line.while_closed]
        tell = [
            line
            for line in found.lines
            if line.signal.tell and not line.while_closed and (herself or not line.signal.told)
        ]
        title = (_TELL_HERSELF if herself else _TELL).format(minutes=found.tells_after)
        for words, lines in ((_CLOSED.format(since=found.closed), missed), (title, tell)):
            if lines:
                self._column.addWidget(_card(words, [self._line(line, found) for line in lines]))
        self.setVisible(bool(missed or tell))
        for button in self.findChildren(Button):
            if name and button.accessibleName() == name:
                button.setFocus()

    def _line(self, line: SignalLine, found: Signals) -> QWidget:
        may = found.may and not self._shell.read_only
        open_ = line.signal.tell and line.signal.told is None
        return _Line(line, partial(self._tell, line) if may and open_ else None)

    def _tell(self, line: SignalLine) -> None:
        from nursedesk.ui.tell_page import TellPage

        self._shell.show_page(TellPage(self._shell, line))


class _Line(QWidget):
    """Of whom, what, how late, who knows; beside it the way to record who was told."""

    def __init__(self, line: SignalLine, tell: Callable[[], None] | None) -> None:
        super().__init__()
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._halves.setContentsMargins(_INDENT, 0, 0, 0)
        self._halves.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(2)
        also = " Tell the charge nurse." if line.while_closed and tell is not None else ""
        words.addWidget(Words(f"{line.whom}. {line.how}.{also}", "prompt"))
        for noted in line.noted:
            words.addWidget(Words(noted, "soft"))
        self._halves.addLayout(words, 1)
        if tell is not None:
            button = Button(_RECORD, tell)
            button.setAccessibleName(f"{_RECORD}: {line.about}")
            self._halves.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        ways = QBoxLayout.Direction
        narrow = self.width() < _NARROW
        self._halves.setDirection(ways.TopToBottom if narrow else ways.LeftToRight)


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
