"""The charge nurse's work: the hand-over notes that wait for review, the oldest first."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from nursedesk.ui.as_of import AsOf
from nursedesk.ui.buttons import Button
from nursedesk.ui.changed_card import tell_changes
from nursedesk.ui.looks import Words, card, emptied, row
from nursedesk.ui.note_page import NotePage
from nursedesk.ui.page import Page, heading
from nursedesk.ui.shell import Shell
from nursedesk.ward.views.notes import ReviewLine, ReviewQueue, review_queue

_WHY = (
    "Open a note, read it to its end, then countersign or return it. Each one by itself: several "
    "are never signed at once. Nothing at the bedside waits for you."
)
_NOTHING = "No hand-over note waits for review."
_OWN = "You signed this note yourself: another charge nurse reviews it."
_CHANGES = 4


class ReviewsPage(Page):
    """One card for each note: whose, signed by whom, and what changed in the chart since."""

    title = "Review hand-overs"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.as_of = AsOf(shell.clock)
        self.column.addLayout(row(heading(self.title, _WHY), self.as_of))
        self._list = QVBoxLayout()
        self._list.setSpacing(12)
        self.column.addLayout(self._list)
        self.column.addStretch(1)
        self.foot(back=("Back to the ward board", shell.show_board))

    def arrive(self) -> None:
        self.load()

    def resume(self) -> None:
        self.load()

    def load(self) -> None:
        """Asks what waits now."""
        self.shell.ask(review_queue, self._show, owner=self)

    def _show(self, queue: ReviewQueue) -> None:
        self.as_of.became(queue.as_of)
        emptied(self._list)
        if not queue.lines:
            self._list.addWidget(Words(_NOTHING, "prompt"))
        opened = [self._add(line) for line in queue.lines]
        if opened:
            opened[0].setFocus()

    def _add(self, line: ReviewLine) -> Button:
        frame, column = card(space=6)
        column.addWidget(Words(line.who, "value"))
        column.addWidget(Words(line.note.title, "strong"))
        for told in line.note.told:
            column.addWidget(Words(told, "soft"))
        tell_changes(column, line.changed, _CHANGES)
        if line.own:
            column.addWidget(Words(_OWN, "strong"))
        button = Button("Open the note", partial(self._open, line.session, line.note.note))
        button.setAccessibleName(f"Open the note: {line.who}, {line.note.title}")
        column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self._list.addWidget(frame)
        return button

    def _open(self, session: UUID, note: UUID) -> None:
        back = ("Back to the notes", partial(show_reviews, self.shell))
        self.shell.show_page(NotePage(self.shell, session, note, back))


def show_reviews(shell: Shell) -> None:
    """Shows what waits for review."""
    shell.show_page(ReviewsPage(shell))
