"""The handwriting sample: a field to draw in with mouse, touch or pen, and earlier ones beside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QElapsedTimer, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from nursedesk.chart.field import Field
from nursedesk.chart.handwriting import (
    HEIGHT,
    LONGEST_MS,
    MOST_POINTS,
    MOST_STROKES,
    WIDTH,
    Point,
    Sample,
    Stroke,
    strokes_of,
    text_of,
)
from nursedesk.ui import tokens
from nursedesk.ui.buttons import Button
from nursedesk.ui.fields import FieldBox
from nursedesk.ui.flow import Flow
from nursedesk.ui.looks import Words, card
from nursedesk.ui.picture_paint import tints

_WIDEST, _LEAST, _SMALL = 720, 240, 214  # pixels
_PEN = 7.0  # the width of the ink, in thousandths of the field's width
_FULL = "The field is full: nothing more is taken. Clear it and draw the sentence again, shorter."


class Pad(QWidget):
    """Where strokes are drawn. Enter goes on to the next question."""

    drawn = Signal()
    full = Signal()
    passed = Signal()

    def __init__(self, name: str, how: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setAccessibleDescription(how)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setMinimumWidth(_LEAST)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.strokes: list[list[Point]] = []
        self._clock = QElapsedTimer()
        self._began = 0
        self._drawing = False

    def clear(self) -> None:
        """Takes everything away."""
        self.strokes, self._drawing = [], False
        self.update()

    def put(self, strokes: Iterable[Stroke]) -> None:
        """Shows strokes that were drawn before; more of them go on from their last moment."""
        self.strokes = [list(stroke) for stroke in strokes]
        self._clock.invalidate()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(_WIDEST, self.heightForWidth(_WIDEST))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return width * HEIGHT // WIDTH

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        if self._is_full() or len(self.strokes) >= MOST_STROKES:
            self.full.emit()
            return
        self._drawing = True
        self.strokes.append([])
        self._take(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drawing:
            self._take(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._drawing and event.button() is Qt.MouseButton.LeftButton:
            self._drawing = False
            self.drawn.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.passed.emit()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, theme = QPainter(self), tints(self)
        edge = QColor(theme.focus if self.hasFocus() else theme.edge)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(edge, 3 if self.hasFocus() else 2))
        painter.setBrush(QColor(theme.surface))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -2, -2), tokens.RADIUS, tokens.RADIUS)
        draw_strokes(painter, self.strokes, self.width(), QColor(theme.ink), QColor(theme.line))
        painter.end()

    def _is_full(self) -> bool:
        return sum(map(len, self.strokes)) >= MOST_POINTS or self._now() >= LONGEST_MS

    def _now(self) -> int:
        """Milliseconds since the first point; what was put back counts as just drawn."""
        points = [point for stroke in self.strokes for point in stroke[-1:]]
        if not points or not self._clock.isValid():
            self._clock.start()
            self._began = points[-1].ms if points else 0
        return min(LONGEST_MS, self._began + self._clock.elapsed())

    def _take(self, at: QPointF) -> None:
        if self._is_full():
            self._drawing = False
            self.drawn.emit()
            self.full.emit()
            return
        scale = WIDTH / self.width()
        x = min(WIDTH, max(0, round(at.x() * scale)))
        y = min(HEIGHT, max(0, round(at.y() * scale)))
        stroke = self.strokes[-1]
        if not stroke or (stroke[-1].x, stroke[-1].y) != (x, y):
            stroke.append(Point(x, y, self._now()))
            self.update()


class StrokesBox(FieldBox):
    """The question that is answered by drawing; the field can be cleared."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self.pad = Pad(field.prompt, field.help)
        self.pad.drawn.connect(self._drawn)
        self.pad.full.connect(lambda: self.complain(_FULL))
        self.pad.passed.connect(self.advanced)
        self.pad.setMaximumWidth(_WIDEST)
        self._column.insertWidget(1, self.pad)
        self.clear = Button("Clear and draw again", self._clear)
        self.clear.setEnabled(False)
        self._place(self.clear)

    def focus(self) -> None:
        self.pad.setFocus(Qt.FocusReason.OtherFocusReason)

    def typed(self) -> str:
        strokes = tuple(tuple(stroke) for stroke in self.pad.strokes if stroke)
        return text_of(strokes) if strokes else ""

    def forget(self) -> None:
        self.pad.clear()
        self.clear.setEnabled(False)

    def put(self, text: str) -> None:
        try:
            self.pad.put(strokes_of(text))
        except ValueError as error:
            self.complain(f"What was kept here could not be shown: {error}. Draw it again.")
            return
        self.clear.setEnabled(True)

    def show_earlier(self, samples: Sequence[Sample]) -> None:
        """Shows the samples of earlier checks right below the field."""
        earlier = Samples("Earlier samples", samples)
        earlier.setMaximumWidth(_WIDEST)
        self._column.addWidget(earlier)

    def _drawn(self) -> None:
        self.clear.setEnabled(True)
        self._touched()

    def _clear(self) -> None:
        self.forget()
        self._touched()
        self.focus()


class SamplePicture(QWidget):
    """One sample, as wide as all others: what is larger was written larger."""

    def __init__(self, sample: Sample) -> None:
        super().__init__()
        self._strokes = sample.strokes
        self.setAccessibleName(f"Handwriting sample of {sample.words}")
        self.setFixedSize(QSize(_SMALL, _SMALL * HEIGHT // WIDTH))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, theme = QPainter(self), tints(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_strokes(painter, self._strokes, self.width(), QColor(theme.ink), QColor(theme.line))
        painter.end()


class Samples(QFrame):
    """Samples side by side, the earliest first, with date and time below each."""

    def __init__(self, title: str, samples: Sequence[Sample]) -> None:
        super().__init__()
        frame, column = card(margin=16, space=8)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.addWidget(frame)
        column.addWidget(Words(title, "heading"))
        flow = Flow(16)
        for sample in samples:
            flow.addWidget(_with_its_time(sample))
        column.addLayout(flow)


def _with_its_time(sample: Sample) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    column.addWidget(SamplePicture(sample))
    column.addWidget(Words(sample.words, "soft", wrap=False))
    return made


def draw_strokes(
    painter: QPainter,
    strokes: Iterable[Sequence[Point]],
    width: int,
    ink: QColor,
    line: QColor,
) -> None:
    """Draws strokes into a field of this width, above the line to write on."""
    scale = width / WIDTH
    base = HEIGHT * 0.7 * scale
    painter.setPen(QPen(line, 1))
    painter.drawLine(QPointF(12, base), QPointF(width - 12, base))
    cap, join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    painter.setPen(QPen(ink, max(1.5, _PEN * scale), Qt.PenStyle.SolidLine, cap, join))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for stroke in strokes:
        points = [QPointF(point.x * scale, point.y * scale) for point in stroke]
        if len(points) == 1:
            painter.drawPoint(points[0])
        else:
            painter.drawPolyline(QPolygonF(points))
