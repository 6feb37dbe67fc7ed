"""The bar on top of the window: the ward, the clock, who is signed in, and the ways to go."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu

from nursedesk.clock import Clock
from nursedesk.ui import tokens
from nursedesk.ui.buttons import Button
from nursedesk.ui.looks import Words, look
from nursedesk.ui.shell import Me
from nursedesk.writing import clock_time

DEMO = "DEMO, not for clinical use, invented patients"
_NARROW, _VERY_NARROW = 1175, 1010
_LEAST = 80  # pixels of the ward's name
_LONGEST, _LONG = 16, 12  # characters of a person's name


class TopBar(QFrame):
    """Always in sight. Its buttons only say where somebody wants to go."""

    board = Signal()
    protocol = Signal()
    accounts = Signal()
    record = Signal()
    paper = Signal()
    closed = Signal()
    verify = Signal()
    workstation = Signal()
    label_now = Signal()
    settings = Signal()
    night = Signal()
    lock_now = Signal()
    change_user = Signal()

    def __init__(self, clock: Clock, ward: str) -> None:
        super().__init__()
        look(self, "bar")
        self._clock = clock
        self.ward = Words(ward or "NurseDesk", "bar", wrap=False)
        self.ward.setMinimumWidth(_LEAST)  # a long name is cut before any button is
        self.time = Words("", "bar", wrap=False)
        self.time.setAccessibleName("Time")
        self.person = Words("", "person", wrap=False)
        self.person.setAccessibleName("Signed in")
        self.to_board = self._button("Ward board", self.board.emit)
        self.to_protocol = self._button("Protocol", self.protocol.emit)
        self.to_accounts = self._button("Accounts", self.accounts.emit)
        self.to_record = self._button("Record", self.record.emit)
        self.to_night = self._button("Night", self.night.emit)
        self.to_lock = self._button("Lock now", self.lock_now.emit)
        self.to_lock.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the cursor in place
        self.leave = self._button("Change user", self.change_user.emit)
        self.more = self._button("More …", self._open_more)
        self._ways = (self.to_protocol, self.to_accounts, self.to_record)
        self._me: Me | None = None
        self._narrow = self._wide = False
        line = self._line = QHBoxLayout(self)
        line.setContentsMargins(12, 4, 12, 4)
        line.setSpacing(4)
        line.addSpacing(8)
        line.addWidget(self.ward)
        line.addSpacing(12)
        for button in (self.to_board, *self._ways, self.more):
            line.addWidget(button)
        line.addStretch(1)
        line.addWidget(self.time)
        line.addSpacing(8)
        line.addWidget(self.to_night)
        line.addWidget(self.person, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self.to_lock)
        line.addWidget(self.leave)
        self.show_person(None)
        self.tick()

    def tick(self) -> None:
        """Shows the present second; an offset goes below it, where the bar has room."""
        shown = clock_time(self._clock.now(), self._clock.zone)
        self.time.setText(shown.replace(" ", "\n"))

    def show_person(self, me: Me | None) -> None:
        """Who is signed in; without anybody only the clock and the theme are left."""
        self._me = me
        for widget in (self.person, self.to_board, self.to_lock, self.leave):
            widget.setVisible(me is not None)
        self._make_room()
        if me is not None:
            look(self.person, "person", person=str(tokens.person_place(me.account)))
            self.person.setText(self._short(me.name))
            self.person.setAccessibleDescription(me.name)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.ward.setVisible(self.width() >= _NARROW)
        room = (self.width() >= _NARROW, self.width() < _VERY_NARROW)
        if room != (self._wide, self._narrow):
            self._wide, self._narrow = room
            self.show_person(self._me)
            self._line.invalidate()  # Qt loses what changes inside the resizing itself
            self._line.activate()

    def _make_room(self) -> None:
        """In a narrow window everything but the board and leaving is behind one button."""
        here = self._me is not None
        self.to_board.say("Board" if self._narrow else "Ward board")
        self.to_lock.say("Lock" if self._narrow else "Lock now")
        self.leave.say("Leave" if self._narrow else "Change user")
        self.to_lock.setAccessibleName("Lock now")
        self.to_board.setAccessibleName("Ward board")
        self.leave.setAccessibleName("Change user")
        for button in self._ways:
            button.setVisible(here and not self._narrow)
        self.to_night.setVisible(not here)
        self.more.setVisible(here)
        ways = "protocol, accounts, record, " if self._narrow else ""
        others = (
            "what the label says now, paper, closed sessions, check a note, ward settings, "
            "this workstation"
        )
        self.more.setAccessibleName(f"More: {ways}{others}, theme")

    def _further(self) -> dict[str, Callable[[], None]]:
        """What is behind the one button now: a narrow bar has room for few ways."""
        ways = {button.text(): button.click for button in self._ways if self._narrow}
        return ways | {
            "What the label says now (F1)": self.label_now.emit,
            "Paper": self.paper.emit,
            "Closed sessions": self.closed.emit,
            "Check a note": self.verify.emit,
            "Ward settings": self.settings.emit,
            "This workstation": self.workstation.emit,
            self.to_night.text(): self.night.emit,
        }

    def _open_more(self) -> None:
        menu = QMenu(self)
        for words, go in self._further().items():
            menu.addAction(words, go)
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def _short(self, name: str) -> str:
        """The name, cut where it is longer than its room; its initials where room is scarce."""
        if self._narrow:
            return "".join(part[:1] for part in name.split())[:3]
        longest = _LONGEST if self._wide else _LONG
        return name if len(name) <= longest else f"{name[: longest - 1]}…"

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
