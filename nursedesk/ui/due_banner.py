"""The banner and the sound while something is due: who knows of it acknowledges it by name.

It hides nothing of the board. While nobody is signed in it only sounds: the lock screen shows beds
and due times, and names are nobody's business then. It only sounds under a sheet, too: a second
person's press would be an acknowledgement by the first.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Protocol
from uuid import uuid4

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout

from nursedesk.chart.signal import sounds
from nursedesk.chart.signal_entries import Stage
from nursedesk.ui.badge import Shape
from nursedesk.ui.buttons import CommitButton
from nursedesk.ui.looks import Words, look
from nursedesk.ui.sound import Sound
from nursedesk.ui.tokens import State

if TYPE_CHECKING:
    from uuid import UUID

    from nursedesk.chart.entry import Entry
    from nursedesk.errors import KnownError
    from nursedesk.ui.window import MainWindow
    from nursedesk.ward.desk import Desk
    from nursedesk.ward.views.signals import SignalLine, Signals

LOOK_SECONDS = 10
_NARROW = 860


class Sounding(Protocol):
    """What makes the signal heard."""

    def play(self) -> None:
        """Lets it sound once."""


class DueBanner(QFrame):
    """Shows the first thing that nobody has acknowledged, and how many wait after it."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self._window = window
        self.sound: Sounding = Sound(self)
        self._here = self._asked = False
        self._line: SignalLine | None = None
        self._sounded: dict[object, Decimal] = {}
        self._intents: dict[object, UUID] = {}
        self._shape = Shape(State.DUE_SOON, 28)
        self._where = Words("On the ward:", "soft")  # not of the patient whose page is open
        self._words = Words("", "strong")
        self._more = Words("", "soft")
        self.acknowledge = CommitButton("Acknowledge", self._acknowledge)
        look(self.acknowledge, "plain")
        what = QHBoxLayout()
        what.setSpacing(12)
        what.addWidget(self._shape, 0, Qt.AlignmentFlag.AlignVCenter)
        what.addWidget(self._where)
        what.addWidget(self._words, 1)
        what.addWidget(self._more)
        line = QHBoxLayout(self)
        line.setContentsMargins(20, 4, 12, 4)
        line.setSpacing(16)
        line.addLayout(what, 1)
        line.addWidget(self.acknowledge, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()
        self._looking = QTimer(self)
        self._looking.timeout.connect(self.look_at_what_is_due)

    @property
    def text(self) -> str:
        """What it says now; empty when it is not there."""
        return "" if self.isHidden() else self._words.text()

    def show_person(self, *, here: bool) -> None:
        """Somebody came or left: only who is signed in sees names, and can acknowledge."""
        self._here = here
        self._looking.start(LOOK_SECONDS * 1000)
        self.hide()
        self.look_at_what_is_due()

    def look_at_what_is_due(self) -> None:
        """Asks what is due, unless an answer is still awaited."""
        if not self._asked:
            self._asked = True
            self._window.ask(_signalled, self.show_signals, owner=self, failed=self._failed)

    def show_signals(self, found: Signals) -> None:
        """Shows and sounds what is due and not acknowledged."""
        self._asked = False
        self._let_sound(found)
        waiting = [line for line in found.lines if line.signal.open]
        still = {line.signal.key for line in waiting}
        self._intents = {key: one for key, one in self._intents.items() if key in still}
        seen = self._here and self._window.sheet is None
        self._line = waiting[0] if seen and waiting and waiting[0].name else None
        if self._line is None:
            self.hide()
            return
        self._say(self._line, len(waiting) - 1, may=found.may)
        self.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _say(self, line: SignalLine, more: int, *, may: bool) -> None:
        overdue = line.signal.stage is Stage.OVERDUE
        level = "stop" if overdue else "warn"
        words = f"{line.how}. {line.whom}."
        self._shape.become(State.OVERDUE if overdue else State.DUE_SOON)
        look(self, "message", level=level)
        look(self._words, "strong", level=level)
        self._words.setText(words)
        self._more.say(f"and {more} more" if more else "")
        self.setAccessibleName(f"On the ward: {words} {self._more.text()}".strip())
        self.acknowledge.setVisible(may)
        self._fit()

    def _fit(self) -> None:
        """Where room is scarce the button is short, for what and whom stand beside it."""
        if self._line is None:
            return
        narrow, whole = self._window.width() < _NARROW, f"Acknowledge: {self._line.about}"
        self.acknowledge.say("Acknowledge" if narrow else whole)
        self.acknowledge.setAccessibleName(whole)
        self._where.setVisible(not narrow)
        self._more.setVisible(bool(self._more.text()) and not narrow)

    def _let_sound(self, found: Signals) -> None:
        now = self._window.clock.boot_seconds()
        heard = {key: at for key, at in self._sounded.items() if key in _keys(found)}
        loud = False
        for line in found.lines:
            at = heard.get(line.signal.key)
            since = None if at is None else (now - at) / 60
            if sounds(line.signal, since, found.sounds_for):
                heard[line.signal.key] = now
                loud = True
        self._sounded = heard
        if loud:
            self.sound.play()

    def _acknowledge(self) -> None:
        line = self._line
        if line is None:
            return

        key = line.signal.key
        mine = self._intents.setdefault(key, uuid4())  # the button's own would outlast the line

        def send(desk: Desk, _intent: UUID) -> Entry:
            from nursedesk.ward import signals

            return signals.acknowledge(desk, line.signal, intent=mine)

        self.acknowledge.send(self._window, send, self._acknowledged, self._refused)

    def _acknowledged(self, entry: Entry) -> None:
        line = self._line
        about = "" if line is None else f": {line.about}"
        self._window.messages.done(
            f"Acknowledged as entry {entry.number}, not done by that{about}."
        )
        self._look_again()

    def _refused(self, error: KnownError) -> None:
        self._window.problem(error)
        self._look_again()

    def _look_again(self) -> None:
        self._asked = False
        self.look_at_what_is_due()
        self._window.page.resume()

    def _failed(self, error: Exception) -> None:
        self._asked = False
        self._window.problem(error)


def _keys(found: Signals) -> set[object]:
    return {line.signal.key for line in found.lines}


def _signalled(desk: Desk) -> Signals:
    from nursedesk.ward.views.signals import signalled
    from nursedesk.ward.waking import stay_awake

    stay_awake(desk)
    return signalled(desk)
