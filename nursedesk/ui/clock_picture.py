"""The bag clock: for each bag a bar on one time axis, with its limits as words beside it."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nursedesk.chart.pictures.bag_clocks import (
    CHANGE_BY,
    HANG_BY,
    USE_UNTIL,
    BagClock,
    BagClocks,
    Limit,
)
from nursedesk.protocol.terms import BagVerdict
from nursedesk.ui.badge import Badge
from nursedesk.ui.day_strip import shape
from nursedesk.ui.flow import Flow
from nursedesk.ui.looks import Words
from nursedesk.ui.picture_paint import AXIS, Picture, draw_axis, draw_now, text, tints
from nursedesk.ui.tokens import State, Tokens

LEGEND = (
    "Thick line: now. ▼ change by of the bag that hangs, hang by of a bag in stock. ■ use until. "
    "Striped: hung there, a bag must come down before it is empty."
)
_STATES = {
    BagVerdict.HANG: State.ON_TIME,
    BagVerdict.HANG_SHORT: State.DUE_SOON,
    BagVerdict.ASK_PHARMACY: State.ASK_PHARMACY,
    BagVerdict.DISCARD: State.DISCARD,
}
_SIDE, _TOP, _BAR = 8.0, 14.0, 18.0  # pixels beside the axis, above a bar, and its height


class ClockPicture(QWidget):
    """All bags below each other, and the axis below them."""

    def __init__(self, clocks: BagClocks) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for line in clocks.lines:
            column.addWidget(_Head(line, clocks.now))
            if line.limits:
                column.addWidget(ClockBar(clocks, line))
            column.addSpacing(8)
        if any(line.limits for line in clocks.lines):
            column.addWidget(ClockAxis(clocks))


class _Head(QWidget):
    """Which bag, how it stands, and its limits in words."""

    def __init__(self, line: BagClock, now: datetime) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        first = Flow(12)
        first.addWidget(Words(f"{line.name.capitalize()}, {line.kind_words}", "strong", wrap=False))
        first.addWidget(Badge(state_of(line, now), line.words))
        column.addLayout(first)
        for limit in line.limits:
            column.addWidget(Words(f"{limit.name.capitalize()} {limit.words}."))


def state_of(line: BagClock, now: datetime) -> State:
    """The state that a bag's badge shows."""
    change = line.limit(CHANGE_BY)
    if line.verdict is BagVerdict.HANG and change is not None and now > change.at:
        return State.OVERDUE
    return _STATES[line.verdict]


class _OnAxis(Picture):
    """Something drawn on the clock's axis."""

    def __init__(self, clocks: BagClocks, name: str, spoken: str, height: int) -> None:
        super().__init__(name, spoken, height)
        self._clocks = clocks

    def plot(self) -> QRectF:
        """Where the times lie."""
        return QRectF(_SIDE, 0, self.width() - 2 * _SIDE, self.height())

    def across(self, at: datetime) -> float:
        """Where an instant lies, in pixels."""
        plot = self.plot()
        return plot.left() + self._clocks.axis.part(at) * plot.width()

    def grid(self, painter: QPainter, theme: Tokens) -> None:
        """Hairlines at the beginnings of days, and now."""
        plot = self.plot()
        painter.setPen(QPen(QColor(theme.line), 1))
        for tick in self._clocks.axis.ticks:
            if tick.day:
                x = self.across(tick.at)
                painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))


class ClockBar(_OnAxis):
    """One bag from now on, or from when it was hung, to its use until."""

    def __init__(self, clocks: BagClocks, line: BagClock) -> None:
        spoken = "; ".join(f"{limit.name} {limit.words}" for limit in line.limits)
        super().__init__(clocks, f"Clock of {line.name}", f"{line.words}; {spoken}", 40)
        self._bag = line

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, theme = self.painter(), tints(self)
        self.grid(painter, theme)
        until = self._bag.limit(USE_UNTIL)
        first = self._bag.limit(CHANGE_BY) or self._bag.limit(HANG_BY)
        self._draw_bar(painter, theme, first, until)
        draw_now(painter, self.plot(), self.across(self._clocks.now), theme)
        painter.setPen(QPen(QColor(theme.surface), 1))
        painter.setBrush(QColor(theme.ink))
        if until is not None:
            painter.drawRect(QRectF(self.across(until.at) - 6, _TOP + 3, 12, 12))
        if first is not None:
            x = self.across(first.at)
            painter.drawPolygon(shape((x - 8, 1), (x + 8, 1), (x, 14)))
        painter.end()

    def _draw_bar(
        self, painter: QPainter, theme: Tokens, first: Limit | None, until: Limit | None
    ) -> None:
        """The time that it runs, or the time in which it can be hung; a thin line beyond that."""
        tint = theme.tint(state_of(self._bag, self._clocks.now))
        hung = self._bag.hung_at
        begins = self._clocks.now if hung is None else max(hung, self._clocks.axis.begins)
        last = until if hung is None or first is None else first
        left = self.across(begins)
        painter.setPen(QPen(QColor(tint.ink), 1.5))
        if until is not None and until.at > begins:
            y = _TOP + _BAR / 2
            painter.drawLine(QPointF(left, y), QPointF(self.across(until.at), y))
        if last is None or last.at <= begins:
            return
        bar = QRectF(left, _TOP, self.across(last.at) - left, _BAR)
        painter.setBrush(QColor(tint.wash))
        painter.drawRect(bar)
        if first is not None and first.at < last.at:
            bar.setLeft(max(left, self.across(first.at)))
            painter.setBrush(QBrush(QColor(tint.ink), Qt.BrushStyle.FDiagPattern))
            painter.drawRect(bar)


class ClockAxis(_OnAxis):
    """The times below all bars."""

    def __init__(self, clocks: BagClocks) -> None:
        super().__init__(clocks, "Times of the bag clock", "", AXIS + 22)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, theme = self.painter(), tints(self)
        plot = self.plot()
        plot.setBottom(22)
        draw_axis(painter, self._clocks.axis, plot, theme)
        x = self.across(self._clocks.now)
        draw_now(painter, QRectF(plot.left(), 0, plot.width(), 6), x, theme)
        half = painter.fontMetrics().horizontalAdvance("now") / 2
        ink = QColor(theme.ink)
        text(painter, QPointF(x - half, 4), "now", ink, plot.right() + _SIDE, bold=True)
        painter.end()
