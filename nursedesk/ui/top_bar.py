"""The bar on top of the window: the ward, the clock, who is signed in, and the ways to go."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout

from nursedesk.clock import Clock
from nursedesk.ui import tokens
from nursedesk.ui.buttons import Button
from nursedesk.ui.looks import Words, look
from nursedesk.ui.shell import Me

DEMO = "DEMO, not for clinical use, invented patients"
_NARROW = 900


class TopBar(QFrame):
    """Always in sight. Its buttons only say where somebody wants to go."""

    board = Signal()
    protocol = Signal()
    accounts = Signal()
    night = Signal()
    change_user = Signal()

    def __init__(self, clock: Clock, ward: str) -> None:
        super().__init__()
        look(self, "bar")
        self._clock = clock
        self.ward = Words(ward or "NurseDesk", "bar", wrap=False)
        self.time = Words("", "bar", wrap=False)
        self.time.setAccessibleName("Time")
        self.person = Words("", "person", wrap=False)
        self.person.setAccessibleName("Signed in")
        self.to_board = self._button("Ward board", self.board.emit)
        self.to_protocol = self._button("Protocol", self.protocol.emit)
        self.to_accounts = self._button("Accounts", self.accounts.emit)
        self.to_night = self._button("Night", self.night.emit)
        self.leave = self._button("Change user", self.change_user.emit)
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 4, 12, 4)
        line.setSpacing(4)
        line.addSpacing(8)
        line.addWidget(self.ward)
        line.addSpacing(12)
        for button in (self.to_board, self.to_protocol, self.to_accounts):
            line.addWidget(button)
        line.addStretch(1)
        line.addWidget(self.time)
        line.addSpacing(8)
        line.addWidget(self.to_night)
        line.addWidget(self.person, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self.leave)
        self.show_person(None)
        self.tick()

    def tick(self) -> None:
        """Shows the present second."""
        now = self._clock.now().astimezone(self._clock.zone)
        self.time.setText(f"{now:%H:%M:%S}")

    def show_person(self, me: Me | None) -> None:
        """Who is signed in; without anybody only the clock and the theme are left."""
        for widget in (self.person, self.to_board, self.to_protocol, self.leave):
            widget.setVisible(me is not None)
        self.to_accounts.setVisible(me is not None and me.administrator)
        if me is not None:
            look(self.person, "person", person=str(tokens.person_place(me.account)))
            self.person.setText(_short(me.name))
            self.person.setAccessibleDescription(me.name)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.ward.setVisible(self.width() >= _NARROW)

    def _button(self, text: str, pressed: Callable[[], None]) -> Button:
        return Button(text, pressed, name="bar")


def demo_stripe() -> QFrame:
    """The line that every screen of a demo ward carries."""
    frame = QFrame()
    look(frame, "demo")
    line = QHBoxLayout(frame)
    line.setContentsMargins(20, 4, 20, 4)
    line.addStretch(1)
    line.addWidget(Words(DEMO, "demo", wrap=False))
    line.addStretch(1)
    return frame


_LONGEST = 24


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"
