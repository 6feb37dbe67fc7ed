"""What the pictures of a chart have in common: the theme's colours, a time axis, small texts."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from nursedesk.chart.pictures.axis import Axis
from nursedesk.ui.tokens import LIGHT, NIGHT, NOTE, Tokens

SMALL_TEXT = 13  # device independent pixels
AXIS = 24  # the height of the line of times


class Picture(QWidget):
    """A painted picture of a fixed height that takes the width it is given."""

    def __init__(self, name: str, spoken: str, height: int) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setAccessibleDescription(spoken)
        self.setFixedHeight(height)
        self.setMinimumWidth(240)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def painter(self) -> QPainter:
        """A painter on this widget with the pictures' font."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = painter.font()
        font.setPixelSize(SMALL_TEXT)
        painter.setFont(font)
        return painter


def tints(widget: QWidget) -> Tokens:
    """The theme that the window has now."""
    ground = widget.palette().color(QPalette.ColorRole.Text)
    return NIGHT if ground == QColor(NIGHT.ink) else LIGHT


def text(
    painter: QPainter,
    at: QPointF,
    words: str,
    ink: QColor,
    room: float,
    *,
    bold: bool = False,
    paper: str = "",
) -> float:
    """Writes words with their upper left corner at a point, moved left of `room`.

    With `paper` nothing that was drawn before is seen behind them. Returns where they end.
    """
    font = painter.font()
    font.setPixelSize(SMALL_TEXT)
    font.setBold(bold)
    painter.setFont(font)
    width = painter.fontMetrics().horizontalAdvance(words) + 2
    left = max(0.0, min(at.x(), room - width))
    area = QRectF(left, at.y(), width, painter.fontMetrics().height())
    if paper:
        painter.fillRect(area.adjusted(-2, 2, 1, -1), QColor(paper))
    painter.setPen(ink)
    painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, words)
    font.setBold(False)
    painter.setFont(font)
    return left + width


def draw_axis(painter: QPainter, axis: Axis, plot: QRectF, theme: Tokens) -> None:
    """The times below a plot, with a hairline at each that is written; days stand out."""
    taken = plot.left() - 1
    for tick in axis.ticks:
        x = plot.left() + axis.part(tick.at) * plot.width()
        words = tick.full if taken < plot.left() else tick.words
        width = painter.fontMetrics().horizontalAdvance(words)
        left = min(max(plot.left(), x - width / 2), plot.right() - width)
        if left < taken:
            continue
        painter.setPen(QPen(QColor(theme.line), 2 if tick.day else 1))
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom() + 4))
        painter.setPen(QColor(theme.soft))
        area = QRectF(left, plot.bottom() + 5, width + 2, NOTE + 4)
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft, words)
        taken = left + width + 14


def draw_now(painter: QPainter, plot: QRectF, x: float, theme: Tokens) -> None:
    """A line through the plot at now."""
    painter.setPen(QPen(QColor(theme.ink), 2))
    painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
