"""The pages of a note as pictures, to be read from the first to the last line."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from nursedesk.ui.looks import emptied

PAGE_WIDTH = 900
_LEAST, _MARGINS = 400, 68  # the margins of the column, and its scroll bar
_END = 24  # so many pixels below the view's edge still count as in sight


class Picture(QWidget):
    """One picture, never wider than its room: a window that becomes narrower cuts nothing off."""

    def __init__(self, picture: QPixmap) -> None:
        super().__init__()
        self._picture = picture
        self._natural = picture.deviceIndependentSize().toSize()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        return self._natural

    def minimumSizeHint(self) -> QSize:
        return QSize(min(_LEAST, self._natural.width()), 0)

    def heightForWidth(self, width: int) -> int:
        return self._shown(width).height()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(QRect(0, 0, *self._shown(self.width()).toTuple()), self._picture)

    def _shown(self, width: int) -> QSize:
        if width >= self._natural.width():
            return self._natural
        room = QSize(width, self._natural.height())
        return self._natural.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)


class Pages(QWidget):
    """Pictures one below the other."""

    def __init__(self) -> None:
        super().__init__()
        self.pictures: list[Picture] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(16)

    def show_pages(self, pages: Sequence[bytes], ratio: float) -> None:
        """Shows PNG pictures that were made `ratio` times as wide as they are shown."""
        emptied(self._column)
        self.pictures = []
        for number, page in enumerate(pages, start=1):
            picture = QPixmap()
            picture.loadFromData(page)
            picture.setDevicePixelRatio(ratio)
            shown = Picture(picture)
            shown.setAccessibleName(f"Page {number} of {len(pages)}")
            self.pictures.append(shown)
            self._column.addWidget(shown)

    def room(self, view: QWidget) -> int:
        """How wide a page can be shown in this view."""
        return max(_LEAST, min(PAGE_WIDTH, view.width() - _MARGINS))

    @property
    def laid_out(self) -> bool:
        """Whether the pages are there in their full height."""
        wanted = sum(each.heightForWidth(each.width()) for each in self.pictures)
        return bool(self.pictures) and self.height() >= wanted

    def end_in_sight(self, view: QWidget) -> bool:
        """Whether the end of the last page stands in this view, or above it."""
        end = self.mapTo(view, QPoint(0, self.height())).y()
        return self.laid_out and end <= view.height() + _END
