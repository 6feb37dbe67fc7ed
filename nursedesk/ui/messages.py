"""The one door for messages: what happened, whether anything was saved, what to do next.

A message stands in the window above the screen that caused it and takes nothing away from it;
nothing has to be clicked away before work goes on.
"""

from __future__ import annotations

from decimal import Decimal
from math import ceil
from typing import Protocol

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from nursedesk.clock import Clock
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

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self._until: Decimal | None = None
        self._waiting = ""
        look(self, "message")
        self.setAccessibleName("Message")
        self._what = Words("", "strong")
        self._rest = Words("")
        self._wait = Words("", "strong")
        self._wait.hide()
        close = Button("Close", self.clear, name="quiet")
        close.setAccessibleName("Close this message")
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(self._what)
        column.addWidget(self._rest)
        column.addWidget(self._wait)
        line = QHBoxLayout(self)
        line.setContentsMargins(20, 8, 12, 8)
        line.addLayout(column, 1)
        line.addWidget(close)
        self._ticking = QTimer(self)
        self._ticking.timeout.connect(self.tick)
        self.hide()

    @property
    def text(self) -> str:
        """What the strip says now; empty when it is not there."""
        words = f"{self._what.text()} {self._rest.text()}".strip()
        return words if not self.isHidden() else ""

    def problem(self, error: KnownError) -> None:
        self._show("stop", error.happened, f"{error.saved} {error.do}")
        if wait := error.facts.get("wait"):
            self._waiting = error.facts["account"]
            self._until = self._clock.boot_seconds() + int(wait)
            self._ticking.start(1000)
            self.tick()

    def done(self, sentence: str) -> None:
        self._show("done", sentence, "")

    def clear(self) -> None:
        self._ticking.stop()
        self.hide()

    def tick(self) -> None:
        """Says how long the account still waits, in the machine's own time."""
        if self._until is None:
            return
        left = ceil(self._until - self._clock.boot_seconds())
        if left > 0:
            self._wait.say(f"{self._waiting} can try again in {_minutes(left)}.")
        else:
            self._wait.say(f"{self._waiting} can try again now.")
            self._ticking.stop()

    def _show(self, level: str, what: str, rest: str) -> None:
        self._until = None
        self._ticking.stop()
        self._wait.say("")
        look(self, "message", level=level)
        look(self._what, "strong", level=level)
        self._what.setText(what)
        self._rest.say(rest)
        self.setAccessibleDescription(f"{what} {rest}".strip())
        self.show()


def _minutes(seconds: int) -> str:
    """A short wait to the second: `4 min 05 s`."""
    minutes, rest = divmod(seconds, 60)
    return f"{minutes} min {rest:02} s" if minutes else f"{rest} s"
