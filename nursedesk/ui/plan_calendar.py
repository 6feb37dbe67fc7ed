"""The calendar of a plan: a grid of weeks, each day with its changes in words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from nursedesk.chart.plan.days import CalendarDay, Week
from nursedesk.ui.looks import Words, look
from nursedesk.writing import WEEKDAYS, month_day

_NARROW = 700  # pixels: below that the days with something on them stand in a list


class PlanCalendar(QWidget):
    """Weeks from Monday to Sunday; in a narrow window only the days on which something is."""

    def __init__(self, weeks: Sequence[Week]) -> None:
        super().__init__()
        self._weeks = tuple(weeks)
        self._narrow: bool | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(4)
        self._fill(narrow=False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fill(narrow=self.width() < _NARROW)

    def _fill(self, *, narrow: bool) -> None:
        if narrow == self._narrow:
            return
        self._narrow = narrow
        while (item := self._grid.takeAt(0)) is not None:
            former = item.widget()
            if former is not None:
                former.hide()
                former.deleteLater()
        for column in range(7):
            self._grid.setColumnStretch(column, 1 if not narrow or column == 0 else 0)
        if narrow:
            busy = [day for week in self._weeks for day in week if day.things]
            for line, day in enumerate(busy):
                self._grid.addWidget(_cell(day, weekday=True), line, 0)
            return
        for column, name in enumerate(WEEKDAYS):
            self._grid.addWidget(Words(name, "eyebrow"), 0, column)
        for line, week in enumerate(self._weeks, start=1):
            for column, day in enumerate(week):
                self._grid.addWidget(_cell(day, weekday=False), line, column)


def _cell(day: CalendarDay, *, weekday: bool) -> QFrame:
    frame = QFrame()
    look(frame, "card" if day.of_plan else "sunken")
    column = QVBoxLayout(frame)
    column.setContentsMargins(8, 6, 6, 6)
    column.setSpacing(2)
    name = f"{WEEKDAYS[day.on.weekday()]} {month_day(day.on)}" if weekday else month_day(day.on)
    column.addWidget(Words(f"{name}, holiday" if day.holiday else name, "soft"))
    for thing in day.things:
        column.addWidget(Words(thing.words, "strong"))
        for remark in thing.remarks:
            column.addWidget(Words(remark, "", level="warn"))
    column.addStretch(1)
    return frame
