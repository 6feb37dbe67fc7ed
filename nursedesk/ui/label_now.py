"""One key for what the label says now: in front of everything, and nothing below it is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from nursedesk.errors import KnownError
from nursedesk.ui.buttons import Button
from nursedesk.ui.looks import Words, card, look
from nursedesk.ui.page import Scroll, heading
from nursedesk.ui.protocol_entries import add_entries
from nursedesk.ui.telephones import telephones_card
from nursedesk.ui.top_bar import demo_stripe
from nursedesk.ward.views.label_now import LabelNow, Said, label_now

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from nursedesk.ui.cover import Cover
    from nursedesk.ui.window import MainWindow

KEY = "F1"
TITLE = "What the label says now"
_WHY = (
    "Statements of the protocol that this ward adopted, with their sources. The pump's alarm and "
    "the patient come first. The label does not name the scale of its grades: ask a clinician for "
    "the grade. The prescriber decides."
)
_BACK = f"Back to where you were ({KEY} or Esc)"


class LabelKey(QObject):
    """Puts the statements in front of a window's body and its sheet, while somebody is at it."""

    def __init__(self, window: MainWindow, front: QStackedWidget, cover: Cover) -> None:
        super().__init__(window)
        self._window, self._front, self._cover = window, front, cover
        self._held: QWidget | None = None
        self.shown: LabelPanel | None = None
        shortcut = QShortcut(QKeySequence(KEY), window)
        shortcut.setAutoRepeat(False)
        shortcut.activated.connect(self.turn)
        front.currentChanged.connect(self._another)

    def turn(self) -> None:
        """Shows them, or goes back."""
        if self.shown is not None:
            self.close()
        elif self._window.somebody_is_here and self._front.currentIndex() == 0:
            self._open()

    def close(self) -> None:
        """Goes back to the screen below, with the cursor where it was."""
        held, self._held = self._held, None
        self._take()
        self._front.setCurrentIndex(0)
        self._cover.reveal()
        if held is not None and shiboken6.isValid(held):
            held.setFocus()

    def _open(self) -> None:
        self._held = self._window.focusWidget()
        self._cover.conceal()
        for below in self._below():
            below.setEnabled(False)  # a screen that refreshes itself may not take the cursor
        panel = LabelPanel(self.close, self._window.telephones, demo=self._window.start.demo)
        self._front.addWidget(panel)
        self.shown = panel
        self._front.setCurrentWidget(panel)
        panel.back.setFocus()
        self._window.ask(label_now, panel.show_statements, owner=panel, failed=self._failed)

    def _failed(self, error: Exception) -> None:
        if self.shown is not None and isinstance(error, KnownError):
            self.shown.failed(error)
            return
        if self.shown is not None:
            self.close()
        self._window.problem(error)

    def _another(self, _index: int) -> None:
        """Something else came in front, such as the lock: this is gone."""
        if self.shown is not None and self._front.currentWidget() is not self.shown:
            self._take()

    def _take(self) -> None:
        former, self.shown = self.shown, None
        if former is None:
            return
        body, *sheet = self._below()
        body.setEnabled(not sheet)
        for below in sheet:
            below.setEnabled(True)
        self._front.removeWidget(former)
        former.deleteLater()

    def _below(self) -> list[QWidget]:
        """The window's body, and the sheet on it if there is one."""
        body, sheet = self._front.widget(0), self._cover.sheet
        assert body is not None
        return [body] if sheet is None else [body, sheet]


class LabelPanel(QWidget):
    """The statements, event by event, in the order in which they are needed."""

    def __init__(self, close: Callable[[], None], telephones: Sequence[str], *, demo: bool) -> None:
        super().__init__()
        self._close = close
        look(self, "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(TITLE)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.setSpacing(0)
        if demo:
            outside.addWidget(demo_stripe())
        self.area = Scroll()
        outside.addWidget(self.area, 1)
        self.back = Button(_BACK, close)
        column = self.area.column
        column.addWidget(heading(TITLE, _WHY))
        column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(telephones_card(telephones))
        self._statements = QVBoxLayout()
        self._statements.setSpacing(16)
        column.addLayout(self._statements)
        column.addStretch(1)

    def show_statements(self, found: LabelNow) -> None:
        """Shows what the protocol states."""
        for patient in found.others:
            words = f"{patient}: this session keeps another version. Its steps say what holds."
            self._statements.addWidget(Words(words, "", level="warn"))
        for section in found.sections:
            self._statements.addWidget(_section(section))
        self._statements.addWidget(Words(f"Protocol {found.version}.", "soft"))

    def failed(self, error: KnownError) -> None:
        """Says why nothing can be stated."""
        words = f"{error.happened} Nothing can be stated here: ask the prescriber and pharmacy."
        self._statements.addWidget(Words(words, "error"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not event.isAutoRepeat():
            self._close()
            return
        super().keyPressEvent(event)


def _section(section: Said) -> QWidget:
    frame, column = card(margin=20, space=10)
    column.addWidget(Words(section.title, "heading"))
    add_entries(column, section.entries)
    return frame
