"""The strip of what happened: the bags that ran, stops, dose steps, symptom checks."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPalette, QPen

from nursedesk.chart.dosing import dose
from nursedesk.chart.pictures.happened import Checked, Happened, Off
from nursedesk.clock import Clock
from nursedesk.ui.day_strip import BAR, SCALE, DayStrip, StripLine, shape
from nursedesk.ui.picture_paint import text, tints
from nursedesk.ui.tokens import State
from nursedesk.writing import duration

LEGEND = (
    "Thick line: now. Filled: runs now. Grey: ran; hatched at the lower dose. "
    "Striped with ■: the infusion stopped. "
    "▲ another dose from here. ○ symptom check, no sign. ● a sign present or not known. "
    "◆ a grade was stated: its scale and criteria are in the table."
)
_LEAST = 4.0  # pixels: a short stop must be seen too
_DOSES, _CHECKS = 18, 20  # heights of the rows of marks


class HappenedStrip(DayStrip):
    """Below the bars a row of doses and stops, and a row of checks."""

    marks = 4 + _DOSES + _CHECKS

    def __init__(self, happened: Happened, clock: Clock) -> None:
        super().__init__(happened.stretches, happened.axis, clock)
        self._happened = happened
        self.setAccessibleName("What happened, day by day")
        self.setAccessibleDescription(happened.table.spoken)

    def draw_on_line(self, painter: QPainter, line: StripLine) -> None:
        taken = [0.0]
        for off in self._happened.offs:
            self._draw_off(painter, line, off, taken)
        for step in self._happened.steps:
            if line.holds(step.at):
                self._draw_step(painter, line, line.x(step.at), dose(step.after), taken)
        for check in sorted(self._happened.checks, key=lambda each: bool(each.grades)):
            if line.holds(check.at):
                self._draw_check(painter, QPointF(line.x(check.at), line.below + 32), check)

    def _draw_off(self, painter: QPainter, line: StripLine, off: Off, taken: list[float]) -> None:
        until = off.until or self._clock.now()
        since, until = max(off.since, line.begins), min(until, line.ends)
        if since >= line.ends or until < line.begins:
            return
        tint = tints(self).tint(State.STOPPED)
        least = _LEAST if off.notable else 0.0
        left, width = line.x(since), max(least, line.x(until) - line.x(since))
        box = QRectF(left, line.top + SCALE, width, BAR)
        painter.setPen(QPen(QColor(tint.ink), 1.5) if width >= _LEAST else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tint.wash))
        painter.drawRect(box)
        painter.setBrush(QBrush(QColor(tint.ink), Qt.BrushStyle.FDiagPattern))
        painter.drawRect(box)
        if since != off.since or not off.notable:
            return
        painter.setBrush(QColor(tint.ink))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRect(QRectF(left, line.below + 6, 11, 11))
        if left + 15 >= taken[0]:
            words, at = f"stopped {duration(off.hours)}", QPointF(left + 15, line.below + 3)
            taken[0] = text(painter, at, words, QColor(tint.ink), line.width)

    def _draw_step(
        self, painter: QPainter, line: StripLine, x: float, words: str, taken: list[float]
    ) -> None:
        ink = self.colour(QPalette.ColorRole.WindowText)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        top = line.below + 5
        painter.drawPolygon(shape((x, top), (x + 6, top + 11), (x - 6, top + 11)))
        if x + 10 >= taken[0]:
            taken[0] = text(painter, QPointF(x + 10, line.below + 3), words, ink, line.width)

    def _draw_check(self, painter: QPainter, at: QPointF, check: Checked) -> None:
        ink, paper = self.colour(QPalette.ColorRole.WindowText), QColor(tints(self).surface)
        painter.setPen(QPen(paper if check.grades else ink, 1.5))
        painter.setBrush(ink if check.signs or check.grades else paper)
        if check.grades:
            x, y = at.x(), at.y()
            painter.drawPolygon(shape((x, y - 7), (x + 7, y), (x, y + 7), (x - 7, y)))
        else:
            painter.drawEllipse(at, 4.5, 4.5)
