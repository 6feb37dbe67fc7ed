"""How far a walk has come, as a row of segments."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QWidget

from nursedesk.ui.looks import look


class Segments(QWidget):
    """`done` of `total` segments are full; the words beside it say the same."""

    def __init__(self) -> None:
        super().__init__()
        self._done, self._total = 0, 1
        self.setFixedHeight(10)
        look(self, "segments")

    def show_progress(self, done: int, total: int) -> None:
        """Shows how many of how many are settled."""
        self._done, self._total = done, max(1, total)
        self.setAccessibleName(f"{done} of {total} steps settled")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        full = self.palette().color(QPalette.ColorRole.WindowText)
        empty = QColor(full)
        empty.setAlpha(55)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        gap = 4.0
        width = (self.width() - gap * (self._total - 1)) / self._total
        for place in range(self._total):
            painter.setBrush(full if place < self._done else empty)
            painter.drawRoundedRect(
                QRectF(place * (width + gap), 1, width, self.height() - 2), 4, 4
            )
        painter.end()
