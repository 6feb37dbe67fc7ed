"""What the robot sees and touches: through the system's window, as a person's hands do."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from random import Random
from typing import TypeVar

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QScrollArea, QWidget
from shiboken6 import isValid

from nursedesk.chart.field import NOT_PRINTED
from nursedesk.clock import SetClock
from nursedesk.ui.buttons import Button, CommitButton
from nursedesk.ui.choice_fields import ChoiceBox
from nursedesk.ui.fields import FieldBox
from nursedesk.ui.typed_fields import TypedBox
from nursedesk.ui.window import MainWindow
from nursedesk.ward.desk import Desk
from tests.gallery import Patience
from tests.ui.pages import Nurse

_T = TypeVar("_T")
_W = TypeVar("_W", bound=QWidget)
_PATIENCE = 60.0  # seconds until a worker that does not answer is a failing case
_LEFT, _PLAIN = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


class StuckError(Exception):
    """The window never answered."""


class Hands:
    """At one window. `presses`: what was pressed since the last answer, each thing once.

    While the hands move the worker is held, so that a case is made again from its number alone.
    """

    def __init__(self, window: MainWindow, clock: SetClock, draw: Random) -> None:
        self.window, self.clock, self.draw = window, clock, draw
        self.presses: set[int] = set()
        self._nurse = Nurse(Patience(), window)
        self._gate: threading.Event | None = None

    # The worker.

    def hold(self) -> None:
        """The worker has something slow to do: it answers nothing else until `settle`."""
        if self._gate is None:
            gate = self._gate = threading.Event()
            self.window.worker.ask(lambda _desk: gate.wait(_PATIENCE), _let, _let, self.window)

    def settle(self) -> None:
        """Lets the worker answer everything, and the window show it.

        Raises:
            StuckError: it does not.
        """
        self.let_go()
        end = time.monotonic() + _PATIENCE
        QApplication.processEvents()
        while not self.window.worker.idle:
            if time.monotonic() > end:
                raise StuckError
            time.sleep(0.0003)
            QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def let_go(self) -> None:
        """The worker goes on."""
        gate, self._gate = self._gate, None
        if gate is not None:
            gate.set()

    def ask(self, work: Callable[[Desk], _T]) -> _T:
        """Looks into the chart, as only a proof may; first everything else is answered."""
        found: list[_T] = []
        raised: list[Exception] = []
        self.window.worker.ask(work, found.append, raised.append, self.window)
        self.settle()
        if raised:
            raise raised[0]
        return found[0]

    # What there is.

    def seen(self, kind: type[_W]) -> list[_W]:
        """What of this kind can be used now; the banners stay above every sheet."""
        surface = self._nurse.surface
        banners = self.window.menuWidget()
        over = [] if surface is self.window or not banners else banners.findChildren(kind)
        found = [*surface.findChildren(kind), *over]
        return [widget for widget in found if widget.isVisible() and widget.isEnabled()]

    def any_of(self, kind: type[_W]) -> _W | None:
        """One of them."""
        found = self.seen(kind)
        return self.draw.choice(found) if found else None

    def wanted(self, widget: QWidget | None) -> None:
        """Remembers what is pressed: however often, it is one will until it is answered."""
        commits = self.seen(CommitButton)
        its_form = commits[-1] if commits else widget
        self.presses.add(id(widget if isinstance(widget, Button) else its_form))

    # What hands do. Each says what it was done to; empty when there was nothing.

    def press(self, button: Button | None, times: int = 1, *, double: bool = False) -> str:
        """Presses where the button is now, whatever stands there the next time."""
        at = None if button is None else self._place_of(button)
        if button is None or at is None:
            return ""
        said = button.accessibleName()
        self.wanted(button)
        click = QTest.mouseDClick if double else QTest.mouseClick
        for _ in range(times):
            click(self.window.windowHandle(), _LEFT, _PLAIN, at)
        return said

    def _place_of(self, widget: QWidget) -> QPoint | None:
        """The middle of what is to be seen of it, in the window; it is scrolled to first."""
        above = widget.parentWidget()
        while above is not None:
            if isinstance(above, QScrollArea):
                above.ensureWidgetVisible(widget)
            above = above.parentWidget()
        seen = widget.visibleRegion()
        if seen.isEmpty() or not widget.isEnabled():
            return None
        return widget.mapTo(self.window, seen.boundingRect().center())

    def key(self, key: Qt.Key, *, again: bool = False) -> None:
        """A key, to whatever has the cursor; `again`: it is still held down."""
        self.wanted(self.window.focusWidget())
        modifier = Qt.KeyboardModifier.ShiftModifier if key == Qt.Key.Key_Backtab else _PLAIN
        words = {Qt.Key.Key_Return: "\r", Qt.Key.Key_Space: " "}.get(key, "")
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, modifier, words, again)
            QApplication.sendEvent(self.window.windowHandle(), event)

    def write(self, line: QLineEdit, text: str) -> None:
        """A whole text, as an input method or a scanner brings it."""
        line.setFocus()
        event = QInputMethodEvent("", [])
        event.setCommitString(text)
        QApplication.sendEvent(line, event)

    def answer(self, box: FieldBox, value: str) -> None:
        """Answers a question with a canonical text, where it is still asked and takes it."""
        if not isValid(box):
            return
        if isinstance(box, ChoiceBox):
            for button in box.buttons:
                if isValid(button) and button.isChecked() is not (button.value in value.split()):
                    self.press(button)
        elif isinstance(box, TypedBox) and value not in ("", NOT_PRINTED):
            box.line.selectAll()
            self.write(box.line, self._as_typed(box, value))
        elif box.field.absent_words and not box.absent:
            self.press(self._nurse.absent_button(box))

    def _as_typed(self, box: FieldBox, value: str) -> str:
        try:
            return self._nurse._as_typed(box, value)
        except ValueError:
            return value


def _let(_answer: object) -> None:
    """The worker was held, and goes on."""
