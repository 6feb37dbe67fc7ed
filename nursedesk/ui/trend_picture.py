"""Trends as points on their own scale, and stated grades on a line for each scale."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen

from nursedesk.chart.pictures.axis import Axis
from nursedesk.chart.pictures.trends import GradeLine, Grades, Line, Reading, Trend, Trends
from nursedesk.ui.day_strip import shape
from nursedesk.ui.picture_paint import AXIS, Picture, draw_axis, text, tints
from nursedesk.ui.tokens import State, Tokens
from nursedesk.writing import number

LEGEND = (
    "A point for each check, at its time; nothing is drawn between them, since nobody measured "
    "there. × on the lower edge: not measured or not asked at that check. Where points stand close "
    "together, the table has all values."
)
_LEFT, _RIGHT, _TOP = 44.0, 12.0, 26.0
_HEIGHT, _GRADE = 200, 46
_TICKS = 5


class TrendPicture(Picture):
    """One scale: its points with their words, and the protocol's line where it has one."""

    def __init__(self, trend: Trend, axis: Axis) -> None:
        super().__init__(trend.title, f"{trend.note} {trend.table.spoken}", _HEIGHT)
        self._trend, self._axis = trend, axis

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, theme = self.painter(), tints(self)
        width, height = self.width() - _LEFT - _RIGHT, self.height() - _TOP - AXIS
        plot = QRectF(_LEFT, _TOP, width, height)
        self._draw_scale(painter, plot, theme)
        draw_axis(painter, self._axis, plot, theme)
        readings = [reading for reading in self._trend.readings if self._axis.holds(reading.at)]
        taken = [_around(self._place(plot, reading)) for reading in readings]
        if self._trend.line is not None:
            taken.append(self._draw_line(painter, plot, self._trend.line, theme, taken))
        for reading in reversed(readings):  # the latest has the first choice of a place
            self._write(painter, plot, reading, theme, taken)
        for reading in readings:
            self._draw(painter, self._place(plot, reading), reading, theme)
        painter.end()

    def _place(self, plot: QRectF, reading: Reading) -> QPointF:
        x = plot.left() + self._axis.part(reading.at) * plot.width()
        return QPointF(x, plot.bottom() if reading.value is None else self._y(plot, reading.value))

    def _y(self, plot: QRectF, value: Decimal) -> float:
        low, high = self._trend.low, self._trend.high
        return plot.bottom() - float((value - low) / (high - low)) * plot.height()

    def _draw_scale(self, painter: QPainter, plot: QRectF, theme: Tokens) -> None:
        low, high = int(self._trend.low), int(self._trend.high)
        step = max(1, -(-(high - low) // _TICKS))
        for value in range(low, high + 1, step):
            y = self._y(plot, Decimal(value))
            painter.setPen(QPen(QColor(theme.line), 1))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(QColor(theme.soft))
            area = QRectF(0, y - 10, plot.left() - 8, 20)
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(area, flags, number(Decimal(value)))

    def _draw_line(
        self, painter: QPainter, plot: QRectF, line: Line, theme: Tokens, taken: list[QRectF]
    ) -> QRectF:
        """Draws the protocol's line and its words; where these stand."""
        y, ink = self._y(plot, line.value), QColor(theme.tint(State.OVERDUE).ink)
        painter.setPen(QPen(ink, 1.5, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
        width = painter.fontMetrics().horizontalAdvance(line.words) + 4.0
        sides = (plot.left() + 6, plot.right() - width)
        boxes = [QRectF(x, y + rise, width, 18) for rise in (-20, 3) for x in sides]
        free = (b for b in boxes if not any(b.intersects(point) for point in taken))
        box = next(free, boxes[0])
        text(painter, box.topLeft(), line.words, ink, self.width(), paper=theme.surface)
        return box

    def _write(
        self,
        painter: QPainter,
        plot: QRectF,
        reading: Reading,
        theme: Tokens,
        taken: list[QRectF],
    ) -> None:
        """The words of a point above or below it, where nothing else stands."""
        if reading.value is None:
            return
        at, width = self._place(plot, reading), self._width(painter, reading)
        left = min(max(0.0, at.x() - width / 2), self.width() - width)
        for top in (at.y() - 26, at.y() + 7):
            box = QRectF(left, top, width, 18)
            if any(box.intersects(other) for other in taken):
                continue
            ink = self._ink(reading, theme)
            corner, bold, paper = box.topLeft(), reading.over, theme.surface
            text(painter, corner, reading.words, ink, self.width(), bold=bold, paper=paper)
            taken.append(box)
            return

    def _width(self, painter: QPainter, reading: Reading) -> float:
        font = painter.font()
        font.setBold(reading.over)
        painter.setFont(font)
        return painter.fontMetrics().horizontalAdvance(reading.words) + 4.0

    def _draw(self, painter: QPainter, at: QPointF, reading: Reading, theme: Tokens) -> None:
        x, y = at.x(), at.y()
        if reading.value is None:
            painter.setPen(QPen(QColor(theme.soft), 2))
            painter.drawLine(QPointF(x - 4, y - 4), QPointF(x + 4, y + 4))
            painter.drawLine(QPointF(x - 4, y + 4), QPointF(x + 4, y - 4))
            return
        painter.setPen(QPen(QColor(theme.surface), 1))
        painter.setBrush(self._ink(reading, theme))
        if reading.over:
            painter.drawPolygon(shape((x, y - 8), (x + 8, y), (x, y + 8), (x - 8, y)))
        else:
            painter.drawEllipse(at, 5, 5)

    def _ink(self, reading: Reading, theme: Tokens) -> QColor:
        return QColor(theme.tint(State.OVERDUE).ink if reading.over else theme.ink)


def _around(at: QPointF) -> QRectF:
    return QRectF(at.x() - 6, at.y() - 6, 12, 12)


class GradesPicture(Picture):
    """A line for each event and scale; a grade is never written without either."""

    def __init__(self, grades: Grades, axis: Axis) -> None:
        height = len(grades.lines) * _GRADE + AXIS + 4
        super().__init__("Grades that were stated", grades.table.spoken, height)
        self._grades, self._axis = grades, axis

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, theme = self.painter(), tints(self)
        bottom = len(self._grades.lines) * _GRADE
        plot = QRectF(_LEFT, 0, self.width() - _LEFT - _RIGHT, bottom)
        draw_axis(painter, self._axis, plot, theme)
        for place, line in enumerate(self._grades.lines):
            self._draw_line(painter, plot, place * _GRADE, line, theme)
        painter.end()

    def _draw_line(
        self, painter: QPainter, plot: QRectF, top: float, line: GradeLine, theme: Tokens
    ) -> None:
        ink = QColor(theme.ink)
        paper = theme.surface
        text(painter, QPointF(0, top), line.title, ink, self.width(), bold=True, paper=paper)
        y = top + 32
        painter.setPen(QPen(QColor(theme.edge), 1))
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
        free = self.width() + 0.0
        for mark in reversed(line.marks):
            if not self._axis.holds(mark.at):
                continue
            x = plot.left() + self._axis.part(mark.at) * plot.width()
            painter.setPen(QPen(QColor(theme.surface), 1))
            painter.setBrush(ink)
            painter.drawPolygon(shape((x, y - 7), (x + 7, y), (x, y + 7), (x - 7, y)))
            width = painter.fontMetrics().horizontalAdvance(mark.words) + 4
            left = min(x + 11, free - width)
            if left >= x + 8:
                text(painter, QPointF(left, y - 10), mark.words, ink, free, paper=paper)
                free = x - 12
            elif x - 11 - width > plot.left():
                at = QPointF(x - 11 - width, y - 10)
                text(painter, at, mark.words, ink, free, paper=paper)
                free = x - 11 - width


def nothing_to_see(trends: Trends) -> bool:
    """Whether no check lies in the time that is looked at."""
    return not trends.temperature.readings
