"""Buttons: ordinary ones, and the one that commits, which never sends twice."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID, uuid4

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy

from nursedesk.errors import KnownError
from nursedesk.ui.looks import look

if TYPE_CHECKING:
    from nursedesk.ui.shell import Shell
    from nursedesk.ward.desk import Desk

_T = TypeVar("_T")
_WIDE = 320  # pixels, where nothing else is said
_HEIGHT, _AROUND = 54, 40  # the least height; what border and padding take of the width


class Button(QPushButton):
    """A button that Enter presses too, once for each press of the key."""

    line_length = 46  # characters: a long name takes a second line rather than room it has not

    def __init__(
        self, text: str, pressed: Callable[[], None] | None = None, *, name: str = "plain"
    ) -> None:
        super().__init__()
        self.say(text)
        look(self, name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        if pressed is not None:
            self.clicked.connect(pressed)

    def say(self, text: str) -> None:
        """Shows a text as it stands, in lines that fit: an ampersand is no shortcut."""
        what, colon, whom = text.rpartition(": ")
        parts = [text] if len(text) <= self.line_length or not colon else [f"{what}:", whom]
        lines = [line for part in parts for line in textwrap.wrap(part, self._room(part))]
        self.setText("\n".join(lines).replace("&", "&&"))
        self.setAccessibleName(text)

    def _room(self, text: str) -> int:
        """How many characters of this text fit into a line: capitals are wide."""
        capitals = sum(map(str.isupper, text))
        return self.line_length if capitals * 2 < len(text) else self.line_length * 3 // 4

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.click()
            return
        super().keyPressEvent(event)


class WrappingButton(Button):
    """A button whose words go on in a second line where there is no room for them in one."""

    def __init__(
        self, text: str, pressed: Callable[[], None] | None = None, *, name: str = "plain"
    ) -> None:
        self._words, self._wanted = text, _WIDE
        super().__init__(text, pressed, name=name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def take(self, width: int) -> None:
        """How wide it is where there is room."""
        self._wanted = width

    def sizeHint(self) -> QSize:
        return QSize(self._wanted, self.heightForWidth(self._wanted))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        lines = len(self._lines(width))
        return max(_HEIGHT, lines * self.fontMetrics().lineSpacing() + _AROUND // 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setText("\n".join(self._lines(self.width())).replace("&", "&&"))

    def _lines(self, width: int) -> list[str]:
        """The words in lines that fit into so many pixels."""
        lines: list[str] = []
        for word in self._words.split():
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and self.fontMetrics().horizontalAdvance(longer) <= width - _AROUND:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines


class CommitButton(Button):
    """Sends one intent: off until the answer came; the same intent is sent again after a refusal.

    A new intent begins when one was recorded.
    """

    line_length = 32

    def __init__(self, text: str, pressed: Callable[[], None]) -> None:
        super().__init__(text, pressed, name="commit")
        self._intent = uuid4()
        self._ready = True
        self._waiting = False

    @property
    def intent(self) -> UUID:
        """The id under which the next press is recorded."""
        return self._intent

    @property
    def sending(self) -> bool:
        """Whether an answer is still awaited."""
        return self._waiting

    def allow(self, *, ready: bool) -> None:
        """Whether the form may be sent at all."""
        self._ready = ready
        self._show()

    def send(
        self,
        shell: Shell,
        work: Callable[[Desk, UUID], _T],
        done: Callable[[_T], None],
        failed: Callable[[KnownError], None] | None = None,
    ) -> None:
        """Sends `work` with this form's intent, unless an answer is still awaited."""
        if self._waiting:
            return
        self._waiting = True
        self._show()
        intent = self._intent

        def recorded(result: _T) -> None:
            self._waiting = False
            self._intent = uuid4()
            self._show()
            done(result)

        def refused(error: Exception) -> None:
            self._waiting = False
            self._show()
            if failed is not None and isinstance(error, KnownError):
                failed(error)
            else:
                shell.problem(error, intent)

        shell.ask(lambda desk: work(desk, intent), recorded, owner=self, failed=refused)

    def _show(self) -> None:
        self.setEnabled(self._ready and not self._waiting)
