"""The one door for messages: what happened, whether anything was saved, what to do next.

A message stands in the window above the screen that caused it and takes nothing away from it;
nothing has to be clicked away before work goes on.
"""

from __future__ import annotations

from typing import Protocol

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from nursedesk.errors import KnownError
from nursedesk.ui.buttons import Button
from nursedesk.ui.looks import Words, look


class Messages(Protocol):
    """Where every message of every screen goes."""

    def problem(self, error: KnownError) -> None:
        """Something was refused or went wrong in the user's world."""

    def done(self, sentence: str) -> None:
        """Something was recorded."""

    def clear(self) -> None:
        """What was said is no longer of use."""


class MessageBar(QFrame):
    """The strip in the window that shows the last message."""

    def __init__(self) -> None:
        super().__init__()
        look(self, "message")
        self.setAccessibleName("Message")
        self._what = Words("", "strong")
        self._rest = Words("")
        close = Button("Close", self.clear, name="quiet")
        close.setAccessibleName("Close this message")
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(self._what)
        column.addWidget(self._rest)
        line = QHBoxLayout(self)
        line.setContentsMargins(20, 8, 12, 8)
        line.addLayout(column, 1)
        line.addWidget(close)
        self.hide()

    @property
    def text(self) -> str:
        """What the strip says now; empty when it is not there."""
        words = f"{self._what.text()} {self._rest.text()}".strip()
        return words if not self.isHidden() else ""

    def problem(self, error: KnownError) -> None:
        self._show("stop", error.happened, f"{error.saved} {error.do}")

    def done(self, sentence: str) -> None:
        self._show("done", sentence, "")

    def clear(self) -> None:
        self.hide()

    def _show(self, level: str, what: str, rest: str) -> None:
        look(self, "message", level=level)
        look(self._what, "strong", level=level)
        self._what.setText(what)
        self._rest.say(rest)
        self.setAccessibleDescription(f"{what} {rest}".strip())
        self.show()
