"""The sheet on which a person compares the workstation's time with another clock."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nursedesk.ui.buttons import Button, CommitButton
from nursedesk.ui.flow import Flow
from nursedesk.ui.looks import Words, card, centred, look
from nursedesk.ui.messages import MessageBar
from nursedesk.ui.page import Scroll, heading
from nursedesk.ui.shell import Shell
from nursedesk.writing import clock_time, full_day, moment, seen_from

if TYPE_CHECKING:
    from datetime import datetime, tzinfo
    from uuid import UUID

    from nursedesk.errors import KnownError
    from nursedesk.ward.clock_watch import ClockState
    from nursedesk.ward.desk import Desk

_WIDTH = 760
_COMPARE = "Compare this with another clock: your own watch, a telephone, the clock on the wall."
_WRONG = (
    "If it is wrong, do not confirm it. Ask ward IT to set this workstation's clock. Until then "
    "no bag can be started and no note signed here: use the paper checklist. Everything else goes "
    "on, and is recorded at the time that this clock shows."
)


class ClockSheet(QWidget):
    """Shows the running time, large; nothing is confirmed but what stands on the button."""

    def __init__(
        self, shell: Shell, state: ClockState, confirmed: Callable[[ClockState], None]
    ) -> None:
        super().__init__()
        self._shell = shell
        self._confirmed = confirmed
        self._shown: datetime = shell.clock.now()
        look(self, "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Is this the right time?")
        self.messages = MessageBar(shell.clock)
        self.day = Words("", "value")
        self.time = Words("", "big")
        self.time.setAccessibleName("The time of this workstation")
        self.commit = CommitButton("", self._confirm)
        self._build(state.last_entry_at)
        self.tick()
        self._ticking = QTimer(self)
        self._ticking.timeout.connect(self.tick)
        self._ticking.start(1000)

    def tick(self) -> None:
        """Shows the present second, and the minute on the button."""
        clock = self._shell.clock
        self._shown = clock.now()
        self.day.setText(full_day(self._shown, clock.zone))
        self.time.setText(clock_time(self._shown, clock.zone))
        self.commit.say(f"Confirm: it is {moment(self._shown, clock.zone)}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not event.isAutoRepeat():
            self._shell.uncover()
            return
        super().keyPressEvent(event)

    def _build(self, last_entry_at: datetime | None) -> None:
        frame, column = card(margin=28, space=16)
        column.addWidget(heading("Is this the right time?", _COMPARE))
        column.addWidget(self.day)
        column.addWidget(self.time)
        if last_entry_at is not None:
            zone = self._shell.clock.zone
            column.addWidget(Words(last_entry(last_entry_at, self._shown, zone), "prompt"))
        buttons = Flow()
        buttons.addWidget(self.commit)
        buttons.addWidget(Button("Back, without confirming", self._shell.uncover))
        column.addLayout(buttons)
        column.addWidget(Words(_WRONG))
        scroll = Scroll()
        scroll.column.addLayout(centred(frame, _WIDTH))
        scroll.column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.messages)
        outer.addWidget(scroll, 1)
        self.setFocusProxy(self.commit)

    def _confirm(self) -> None:
        shown = self._shown

        def confirm(desk: Desk, intent: UUID) -> ClockState:
            from nursedesk.ward import clock_watch

            return clock_watch.confirm(desk, shown, intent=intent)

        self.commit.send(self._shell, confirm, self._done, self._refused)

    def _done(self, state: ClockState) -> None:
        self._shell.uncover()
        self._confirmed(state)

    def _refused(self, error: KnownError) -> None:
        self.messages.problem(error)


def last_entry(at: datetime, now: datetime, zone: tzinfo) -> str:
    """When the last entry before this start was recorded, as seen from now."""
    seen = seen_from(at, now) if at <= now else "later than this clock shows"
    return f"The last entry before NurseDesk was started: {moment(at, zone)}, {seen}."
