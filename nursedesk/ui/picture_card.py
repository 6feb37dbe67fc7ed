"""A picture in its card: a title, how to read it, and the same values as a table on one press."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from nursedesk.chart.pictures.table import Table
from nursedesk.ui.buttons import Button
from nursedesk.ui.looks import Words, card, emptied, rule

_NARROW = 620  # pixels: below that the cells of a row stand one below the other
_MANY = 3  # columns


class TableGrid(QWidget):
    """Rows of words; in a narrow window one cell below the other."""

    def __init__(self, table: Table) -> None:
        super().__init__()
        self._table = table
        self._narrow: bool | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._fill(narrow=False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fill(narrow=self.width() < _NARROW)

    def _fill(self, *, narrow: bool) -> None:
        if narrow == self._narrow:
            return
        self._narrow = narrow
        emptied(self._column)
        if not self._table.rows:
            self._column.addWidget(Words(self._table.empty))
        elif narrow:
            self._stack()
        else:
            self._lay_out()

    def _stack(self) -> None:
        for row in self._table.rows:
            self._column.addWidget(rule())
            for name, cell in zip(self._table.columns, row, strict=True):
                if cell:
                    self._column.addWidget(Words(f"{name}: {cell}"))

    def _lay_out(self) -> None:
        body = QWidget()
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(6)
        columns = len(self._table.columns)
        top = Qt.AlignmentFlag.AlignTop
        for place, name in enumerate(self._table.columns):
            grid.addWidget(Words(name, "eyebrow"), 0, place, top)
            grid.setColumnStretch(place, 3 if place == columns - 1 and columns <= _MANY else 2)
        for line, row in enumerate(self._table.rows, start=1):
            for place, cell in enumerate(row):
                grid.addWidget(Words(cell), line, place, top)
        self._column.addWidget(body)


class PictureCard(QFrame):
    """A picture with its words; `opened` keeps which tables are open when a page is filled anew."""

    def __init__(
        self,
        title: str,
        picture: QWidget,
        legend: str,
        table: Table,
        opened: set[str],
    ) -> None:
        super().__init__()
        self._title, self._table, self._opened = title, table, opened
        frame, self.column = card(margin=20, space=10)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.addWidget(frame)
        self.column.addWidget(Words(title, "heading"))
        self.column.addWidget(picture)
        if legend:
            self.column.addWidget(Words(legend, "soft"))
        self._foot = QVBoxLayout()
        self._shown: TableGrid | None = None
        self.as_table = Button("", self._turn)
        self.column.addWidget(self.as_table, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addLayout(self._foot)
        self._say(opened=False)
        if title in opened:
            self._turn()

    def _turn(self) -> None:
        if self._shown is not None:
            emptied(self._foot)
            self._shown = None
            self._opened.discard(self._title)
        else:
            self._shown = TableGrid(self._table)
            self._foot.addWidget(self._shown)
            self._opened.add(self._title)
        self._say(opened=self._shown is not None)

    def _say(self, *, opened: bool) -> None:
        words = "Hide the table" if opened else "Show as a table"
        self.as_table.say(words)
        self.as_table.setAccessibleName(f"{words}: {self._title}")
