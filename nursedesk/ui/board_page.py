"""The ward board: who needs what now, overdue first."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout

from nursedesk.ui.as_of import AsOf
from nursedesk.ui.board_first import BoardFirst
from nursedesk.ui.board_row import BoardRow
from nursedesk.ui.buttons import Button
from nursedesk.ui.flow import Flow
from nursedesk.ui.looks import Words, emptied
from nursedesk.ui.page import Page
from nursedesk.ui.shell import Shell
from nursedesk.ward.views.board import Board, BoardLine, ward_board

NOT_AN_ALARM = "This is a reminder, not an alarm: the pump's alarm is primary."
REFRESH_SECONDS = 20
_NARROW = 860
_AT_ONCE = 8  # rows: some 30 ms of work
_EMPTY = "No patient session is open."
_NOT_ADOPTED = (
    "This ward has not adopted a protocol yet, and no patient session can be opened. A pharmacist "
    "and a charge nurse adopt one: Protocol, then Adoption."
)


class BoardPage(Page):
    """One row for each patient; it refreshes itself and never moves the cursor away."""

    title = "Ward board"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.as_of = AsOf(shell.clock)
        self.rows: dict[UUID, BoardRow] = {}
        self._coming: list[BoardLine] = []
        self._held: UUID | None = None
        self.open_session = Button("Open a session", self._open_session)
        self.review = Button("Review hand-overs", self._review)
        if shell.read_only or not shell.me.charge_nurse:
            self.review.hide()
        self.ward_sheet = Button("Whole-ward sheet", self._ward_sheet)
        if shell.read_only:
            self.open_session.hide()
            self.ward_sheet.hide()
        self._top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._list = QVBoxLayout()
        self._list.setSpacing(10)
        self._empty = Words("", "prompt")
        self._unreadable = Words("", "error")
        self.column.addLayout(self._head())
        self.column.addWidget(self._unreadable)
        self.column.addWidget(self._empty)
        self.first = BoardFirst(shell)
        self.column.addWidget(self.first)
        self.column.addLayout(self._list)
        self.column.addStretch(1)
        self._adding = QTimer(self)
        self._adding.setSingleShot(True)
        self._adding.timeout.connect(self._add_rows)
        self._refreshing = QTimer(self)
        self._refreshing.timeout.connect(self.load)

    def arrive(self) -> None:
        self.load()
        self._refreshing.start(REFRESH_SECONDS * 1000)
        self.open_session.setFocus()

    def resume(self) -> None:
        self.load()

    def load(self) -> None:
        """Asks how the ward stands now."""
        self.shell.ask(ward_board, self._show, owner=self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        ways = QBoxLayout.Direction
        narrow = self.width() < _NARROW
        self._top.setDirection(ways.TopToBottom if narrow else ways.LeftToRight)

    def _head(self) -> QBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Words(self.title, "title"))
        words.addWidget(Words(NOT_AN_ALARM, "soft"))
        line = self._top
        line.setSpacing(16)
        line.addLayout(words, 1)
        right = Flow(16)
        right.addWidget(self.as_of)
        right.addWidget(self.review)
        right.addWidget(self.ward_sheet)
        right.addWidget(self.open_session)
        line.addLayout(right)
        return line

    def _show(self, board: Board) -> None:
        self.as_of.became(board.as_of)
        self._empty.say(_NOT_ADOPTED if not board.adopted else "" if board.lines else _EMPTY)
        self._unreadable.say(_unreadable(board.unreadable))
        self.review.say(f"Review hand-overs ({board.to_review})")
        self.first.show_signals(board.found)
        order = [line.session for line in board.lines]
        if [*self.rows, *(line.session for line in self._coming)] != order:
            focused = (session for session, row in self.rows.items() if row.hasFocus())
            self._held = next(focused, self._held)
            emptied(self._list)
            self.rows, self._coming = {}, list(board.lines)
            self._add_rows()
            return
        for line in board.lines[: len(self.rows)]:
            self.rows[line.session].show_line(line)
        self._coming = list(board.lines[len(self.rows) :])

    @property
    def complete(self) -> bool:
        """Whether every patient's row stands there."""
        return not self._coming

    def _add_rows(self) -> None:
        """The first rows at once, the others a few at a time: a full ward's would halt the window.

        Those that do not stand there yet lie below what can be seen.
        """
        now, self._coming = self._coming[:_AT_ONCE], self._coming[_AT_ONCE:]
        for line in now:
            row = BoardRow(line.session, self.shell.show_patient)
            row.show_line(line)
            self.rows[line.session] = row
            self._list.addWidget(row)
            if line.session == self._held:
                self._held = None
                row.show()  # what is not shown yet takes no focus
                row.setFocus()
        if self._coming:
            self._adding.start()

    def _open_session(self) -> None:
        from nursedesk.ui.open_session_page import OpenSessionPage

        self.shell.show_page(OpenSessionPage(self.shell))

    def _ward_sheet(self) -> None:
        from nursedesk.ui.print_page import WardSheetPage

        self.shell.show_page(WardSheetPage(self.shell))

    def _review(self) -> None:
        from nursedesk.ui.reviews_page import show_reviews

        show_reviews(self.shell)


def _unreadable(patients: tuple[str, ...]) -> str:
    if not patients:
        return ""
    return f"Not shown, because their record is damaged: {', '.join(patients)}. Use paper for them."
