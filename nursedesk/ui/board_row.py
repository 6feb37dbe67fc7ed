"""One patient on the ward board: a row that is one large button."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QVBoxLayout

from nursedesk.ui.badge import Badge
from nursedesk.ui.buttons import Button
from nursedesk.ui.looks import Words, look, mark
from nursedesk.ui.tokens import State
from nursedesk.ward.views.board import BoardLine

_STATE_WIDTH, _NARROW, _LEAST = 216, 640, 300


class BoardRow(Button):
    """State, patient, what hangs, what is due next; pressing it opens the patient."""

    def __init__(self, session: UUID, chosen: Callable[[UUID], None]) -> None:
        super().__init__("", lambda: chosen(session), name="row")
        self._shown: BoardLine | None = None
        self._badge = Badge(State.NOT_SET)
        self._name = Words("", "value")
        self._who = Words("", "soft")
        self._hanging = Words("")
        self._due = Words("", "value")
        self._when = Words("", "")
        self._further = Words("", "soft")
        self._alerts = Words("", "chip", level="warn")
        self._noted = Words("", "soft")
        self._tell = Badge(State.OVERDUE)
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        line = self._halves
        self.setLayout(line)
        line.setContentsMargins(16, 12, 20, 12)
        line.setSpacing(20)
        state = QVBoxLayout()
        state.setSpacing(6)
        self._badge.setFixedWidth(_STATE_WIDTH)
        self._tell.setFixedWidth(_STATE_WIDTH)
        state.addWidget(self._badge)
        state.addWidget(self._tell)
        state.addStretch(1)
        line.addLayout(state)
        line.addLayout(_column(self._name, self._who, self._hanging, self._alerts), 5)
        line.addLayout(_column(self._due, self._when, self._further, self._noted), 5)
        for label in self.findChildren(Words):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        for badge in (self._badge, self._tell):
            badge.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def show_line(self, line: BoardLine) -> None:
        """Shows how this patient stands now; what is shown already costs nothing."""
        if line == self._shown:
            return
        self._shown = line
        state = State(line.state)
        self._badge.become(state, line.words)
        self._name.setText(line.name)
        self._who.setText(line.who)
        self._alerts.say("   ".join(line.alerts))
        self._due.setText(line.due)
        look(self._due, "value", state=str(state))
        self._when.say(line.when)
        self._further.say("\n".join(line.further))
        self._noted.say("\n".join(line.noted))
        self._tell.become(State.OVERDUE, line.tell)
        self._tell.setVisible(bool(line.tell))
        self._hanging.say(line.hanging)
        said = (line.words, line.tell, line.name, line.who, line.due, line.when)
        rest = (*line.further, *line.noted, line.hanging, *line.alerts)
        self.setAccessibleName(". ".join(part for part in (*said, *rest) if part))
        mark(self, state=str(state))
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        ways = QBoxLayout.Direction
        narrow = self.width() < _NARROW
        self._halves.setDirection(ways.TopToBottom if narrow else ways.LeftToRight)

    def sizeHint(self) -> QSize:
        width = max(self.width(), _LEAST)
        return QSize(width, self._halves.totalHeightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST, self.sizeHint().height())

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._halves.totalHeightForWidth(width)


def _column(*labels: Words) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(2)
    for label in labels:
        column.addWidget(label)
    column.addStretch(1)
    return column
