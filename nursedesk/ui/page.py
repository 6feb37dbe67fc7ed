"""A screen: a scrolled column, and below it, always in sight, the way back and the way on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QVBoxLayout, QWidget

from nursedesk.ui import tokens
from nursedesk.ui.buttons import Button, CommitButton
from nursedesk.ui.looks import Words, look, row
from nursedesk.ui.shell import Shell

if TYPE_CHECKING:
    from nursedesk.ward.drafts import Half

_LOW, _NARROW = 460, 640  # a smaller screen scrolls as a whole


class Scroll(QScrollArea):
    """A column that scrolls when the window is small, and keeps what has the cursor in sight."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget()
        look(inner, "scrolled")
        self.column = QVBoxLayout(inner)
        self.column.setContentsMargins(24, 20, 24, 20)
        self.column.setSpacing(16)
        self.setWidget(inner)


class Page(QWidget):
    """The frame that all screens share. Enter goes on, Esc goes back."""

    title = ""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell = shell
        look(self, "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.title)
        self._frame = QVBoxLayout(self)
        self._frame.setContentsMargins(0, 0, 0, 0)
        self._frame.setSpacing(0)
        self.area = Scroll()
        self.column = self.area.column
        self._frame.addWidget(self.area, 1)
        self._back: Callable[[], None] | None = None
        self._heads: list[QWidget] = []
        self._feet: list[QWidget] = []
        self._foot_line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._small = False

    def arrive(self) -> None:
        """Called once the screen stands in the window: load, and put the cursor where it starts."""

    def half(self) -> Half | None:
        """What is half filled in here, to be kept when the window locks; None when nothing is."""
        return None

    def resume(self) -> None:
        """Called when the lock was lifted over it: what may be old by now is loaded again."""

    def head(self, widget: QWidget) -> None:
        """Puts something above the scrolled column; in a small window it scrolls too."""
        self._heads.append(widget)
        self._settle()

    def foot(
        self,
        *,
        back: tuple[str, Callable[[], None]] | None = None,
        commit: CommitButton | None = None,
        others: tuple[Button, ...] = (),
        further: tuple[Button, ...] = (),
    ) -> QFrame:
        """The line at the bottom: back and `others` on the left, what goes on on the right."""
        frame = QFrame()
        look(frame, "foot")
        line = self._foot_line
        frame.setLayout(line)
        line.setContentsMargins(24, tokens.SMALL, 24, tokens.SMALL)
        line.setSpacing(tokens.MEDIUM)
        if back is not None:
            self._back = back[1]
            line.addWidget(Button(back[0], back[1]))
        for other in others:
            line.addWidget(other)
        line.addStretch(1)
        for button in (*further, *((commit,) if commit is not None else ())):
            line.addWidget(button)
        self._feet.append(frame)
        self._settle()
        return frame

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        small = self.height() < _LOW or self.width() < _NARROW
        if small != self._small:
            self._small = small
            self._settle()

    def _settle(self) -> None:
        """Puts heads and foot beside the scrolled column, or into it where room is scarce."""
        ways = QBoxLayout.Direction
        self._foot_line.setDirection(ways.TopToBottom if self._small else ways.LeftToRight)
        side = 0 if self._small else 24
        self._foot_line.setContentsMargins(side, tokens.SMALL, side, tokens.SMALL)
        home = self.column if self._small else self._frame
        for place, widget in enumerate(self._heads):
            home.insertWidget(place, widget)
        for widget in self._feet:
            home.addWidget(widget)

    def go_back(self) -> None:
        """What Esc does."""
        if self._back is not None:
            self._back()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not event.isAutoRepeat():
            self.go_back()
            return
        super().keyPressEvent(event)


def heading(title: str, why: str = "") -> QWidget:
    """A screen's title and the sentence below it."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    column.addWidget(Words(title, "title"))
    if why:
        reason = Words(why, "soft")
        reason.setMaximumWidth(tokens.READING_WIDTH)
        line = row(reason)  # a column of its own would reckon its lines at the full width
        line.setStretch(0, 1000)
        line.addStretch(1)
        column.addLayout(line)
    return made
