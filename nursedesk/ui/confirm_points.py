"""The points of a protocol that its readers confirm, one page after the other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from nursedesk.protocol.pages import Page
from nursedesk.ui.buttons import Button
from nursedesk.ui.looks import Words, emptied
from nursedesk.ui.protocol_entries import add_entries


class ConfirmPoints(QWidget):
    """Shows one page at a time; its button lies below the last point. `completed`: all are read.

    With a new page the cursor leaves the button: Enter pressed on and on confirms nothing unread.
    """

    completed = Signal()

    def __init__(self, pages: Sequence[Page]) -> None:
        super().__init__()
        self._pages = tuple(pages)
        self._place = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._progress = Words("", "eyebrow")
        self._title = Words("", "heading")
        self._list = QVBoxLayout()
        self._list.setSpacing(8)
        self.confirm = Button("", self._confirm, name="commit")
        self.before = Button("The page before", self._back)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for words in (self._progress, self._title):
            column.addWidget(words)
        column.addLayout(self._list)
        for button in (self.confirm, self.before):
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self._show()

    @property
    def confirmed(self) -> frozenset[str]:
        """The ids of the pages that were confirmed, up to the one that is shown."""
        return frozenset(page.id for page in self._pages[: self._place])

    @property
    def complete(self) -> bool:
        """Whether every page was confirmed."""
        return self._place == len(self._pages)

    def _confirm(self) -> None:
        self._place += 1
        self._show()
        if self.complete:
            self.completed.emit()

    def _back(self) -> None:
        self._place -= 1
        self._show()

    def _show(self) -> None:
        emptied(self._list)
        points = sum(len(page.entries) for page in self._pages)
        self.before.setVisible(self._place > 0)
        self.confirm.setVisible(not self.complete)
        self._title.setVisible(not self.complete)
        if self.complete:
            self._progress.setText(f"All {points} points on {len(self._pages)} pages confirmed")
            return
        page = self._pages[self._place]
        self._progress.setText(f"Page {self._place + 1} of {len(self._pages)}")
        self._title.say(page.title)
        add_entries(self._list, page.entries)
        number = len(page.entries)
        self.confirm.say(f"I confirm these {number} points" if number > 1 else "I confirm this")
        self.setAccessibleName(f"{page.title}: {number} points to confirm")
        self.setFocus()
        QTimer.singleShot(0, self, self._to_top)

    def _to_top(self) -> None:
        above = self.parentWidget()
        while above is not None:
            if isinstance(above, QScrollArea):
                above.verticalScrollBar().setValue(0)
                return
            above = above.parentWidget()
