"""State as shape and word and colour: never colour alone, readable in grey."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from nursedesk.chart.finding import Level
from nursedesk.ui.looks import Words, look
from nursedesk.ui.tokens import State

_SIDE = 24

LEVEL_STATES = {
    Level.STOP: State.DISCARD,  # the octagon of a stop sign
    Level.ASK_PHARMACY: State.ASK_PHARMACY,
    Level.WARN: State.DUE_SOON,
    Level.NOTE: State.NOT_SET,
}


class Shape(QWidget):
    """A state's shape; its colours come from the style sheet, so that they follow the theme."""

    def __init__(self, state: State, side: int = _SIDE) -> None:
        super().__init__()
        self._state = state
        self.setFixedSize(QSize(side, side))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        look(self, "shape", state=str(state))

    def become(self, state: State) -> None:
        """Shows another state."""
        self._state = state
        look(self, "shape", state=str(state))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        ink = self.palette().color(QPalette.ColorRole.WindowText)
        paper = self.palette().color(QPalette.ColorRole.Window)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self.width() / _SIDE, self.width() / _SIDE)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        _DRAWN[self._state](painter, ink, paper)
        painter.end()


class Badge(QFrame):
    """A state's shape beside its words."""

    def __init__(self, state: State, words: str = "") -> None:
        super().__init__()
        self._shape = Shape(state)
        self._words = Words("", "badge")
        line = QHBoxLayout(self)
        line.setContentsMargins(8, 5, 12, 5)
        line.setSpacing(8)
        line.addWidget(self._shape)
        line.addWidget(self._words, 1)
        self.become(state, words)

    def become(self, state: State, words: str = "") -> None:
        """Shows another state."""
        look(self, "badge", state=str(state))
        look(self._words, "badge", state=str(state))
        self._shape.become(state)
        self._words.setText(words or str(state).replace("-", " "))
        self.setAccessibleName(words or str(state).replace("-", " "))


def _strokes(painter: QPainter, colour: QColor, *lines: tuple[float, float, float, float]) -> None:
    painter.setPen(QPen(colour, 3, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    for x1, y1, x2, y2 in lines:
        painter.drawLine(QPointF(x1, y1), QPointF(x2, y2))


def _polygon(painter: QPainter, *points: tuple[float, float]) -> None:
    painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in points]))


def _tick(painter: QPainter, _ink: QColor, paper: QColor) -> None:
    painter.drawEllipse(QRectF(1, 1, 22, 22))
    _strokes(painter, paper, (7, 12.5, 10.5, 16), (10.5, 16, 17, 8.5))


def _triangle(painter: QPainter, _ink: QColor, paper: QColor) -> None:
    _polygon(painter, (12, 1.5), (23.5, 22), (0.5, 22))
    _strokes(painter, paper, (12, 9.5, 12, 14.5), (12, 18.3, 12, 18.4))


def _diamond(painter: QPainter, _ink: QColor, paper: QColor) -> None:
    _polygon(painter, (12, 0), (24, 12), (12, 24), (0, 12))
    _strokes(painter, paper, (12, 6.5, 12, 13), (12, 17.2, 12, 17.3))


def _square(painter: QPainter, _ink: QColor, paper: QColor) -> None:
    painter.drawRoundedRect(QRectF(2, 2, 20, 20), 2, 2)
    _strokes(painter, paper, (9, 8, 9, 16), (15, 8, 15, 16))


def _question(painter: QPainter, _ink: QColor, paper: QColor) -> None:
    _polygon(painter, (6.5, 1), (17.5, 1), (23.5, 12), (17.5, 23), (6.5, 23), (0.5, 12))
    painter.setPen(QPen(paper, 2.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawArc(QRectF(8.2, 5.6, 7.6, 7.6), -90 * 16, 250 * 16)
    _strokes(painter, paper, (12, 13.4, 12, 14.4), (12, 18.3, 12, 18.4))


def _cross(painter: QPainter, _ink: QColor, paper: QColor) -> None:
    _polygon(painter, (7, 1), (17, 1), (23, 7), (23, 17), (17, 23), (7, 23), (1, 17), (1, 7))
    _strokes(painter, paper, (8, 8, 16, 16), (16, 8, 8, 16))


def _ring(painter: QPainter, ink: QColor, _paper: QColor) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(ink, 3))
    painter.drawEllipse(QRectF(4, 4, 16, 16))


_DRAWN: dict[State, Callable[[QPainter, QColor, QColor], None]] = {
    State.ON_TIME: _tick,
    State.DUE_SOON: _triangle,
    State.OVERDUE: _diamond,
    State.STOPPED: _square,
    State.ASK_PHARMACY: _question,
    State.DISCARD: _cross,
    State.NOT_SET: _ring,
}
