"""The banner below the bar while nobody has confirmed the workstation's time (hazard H14).

It looks at the clock every few seconds, hinders nothing, and stays until somebody confirms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout

from nursedesk.clock import hours_between
from nursedesk.ui.buttons import Button
from nursedesk.ui.clock_sheet import ClockSheet
from nursedesk.ui.looks import Words, look
from nursedesk.ui.shell import Shell
from nursedesk.writing import duration, moment

if TYPE_CHECKING:
    from datetime import tzinfo

    from nursedesk.ward.clock_guard import Jump
    from nursedesk.ward.clock_watch import ClockState
    from nursedesk.ward.desk import Desk

LOOK_SECONDS = 5
IS_IT_RIGHT = "Is the time of this workstation right? Until it is confirmed, no bag can be started."


class ClockBanner(QFrame):
    """Asks for the time while it is not confirmed; says how far the clock jumped."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._state: ClockState | None = None
        self._here = False
        self._asked = False
        self._words = Words("", "strong")
        self.check = Button("Check the time", self._check)
        line = QHBoxLayout(self)
        line.setContentsMargins(20, 4, 12, 4)
        line.setSpacing(16)
        line.addWidget(self._words, 1)
        line.addWidget(self.check, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()
        self._looking = QTimer(self)
        self._looking.timeout.connect(self.look_at_the_clock)

    @property
    def text(self) -> str:
        """What it says now; empty when it is not there."""
        return "" if self.isHidden() else self._words.text()

    def show_person(self, *, here: bool) -> None:
        """Somebody came or left: only who is signed in can confirm the time."""
        self._here = here
        self._looking.start(LOOK_SECONDS * 1000)
        self._say()
        self.look_at_the_clock()

    def look_at_the_clock(self) -> None:
        """Asks how it stands with the clock, unless an answer is still awaited."""
        if self._asked:
            return
        self._asked = True

        def watch(desk: Desk) -> ClockState:
            from nursedesk.ward import clock_watch

            return clock_watch.watch(desk)

        self._shell.ask(watch, self.show_state, owner=self, failed=self._failed)

    def show_state(self, state: ClockState) -> None:
        """Shows how it stands."""
        self._asked = False
        self._state = state
        self._say()

    def _failed(self, error: Exception) -> None:
        self._asked = False
        self._shell.problem(error)

    def _say(self) -> None:
        state = self._state
        if state is None or state.confirmed or not (self._here or state.jump):
            self.hide()
            return
        level = "stop" if state.jump else "warn"
        zone = self._shell.clock.zone
        words = f"{jumped(state.jump, zone)} Is it right now?" if state.jump else IS_IT_RIGHT
        look(self, "message", level=level)
        look(self._words, "strong", level=level)
        self._words.setText(words)
        self.setAccessibleName(words)
        self.check.setVisible(self._here)
        self.show()

    def _check(self) -> None:
        if self._state is not None:
            self._shell.cover(ClockSheet(self._shell, self._state, self.show_state))


def jumped(jump: Jump, zone: tzinfo) -> str:
    """A jump in words: by how much, and what the clock showed after it."""
    hours = hours_between(jump.expected, jump.shown)
    way = "ahead" if hours > 0 else "back"
    return f"The clock jumped {way} by {duration(abs(hours))}, to {moment(jump.shown, zone)}."
