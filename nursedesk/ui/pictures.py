"""The pages of a note as pictures, to be read from the first to the last line."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from nursedesk.ui.looks import emptied

PAGE_WIDTH = 900
_LEAST, _MARGINS = 400, 68  # the margins of the column, and its scroll bar


class Pages(QWidget):
    """Pictures one below the other."""

    def __init__(self) -> None:
        super().__init__()
        self.pictures: list[QLabel] = []
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
            label = QLabel()
            label.setPixmap(picture)
            label.setAccessibleName(f"Page {number} of {len(pages)}")
            self.pictures.append(label)
            self._column.addWidget(label)

    def room(self, view: QWidget) -> int:
        """How wide a page can be shown in this view."""
        return max(_LEAST, min(PAGE_WIDTH, view.width() - _MARGINS))

    @property
    def laid_out(self) -> bool:
        """Whether the pages are there in their full height."""
        wanted = sum(label.sizeHint().height() for label in self.pictures)
        return bool(self.pictures) and self.height() >= wanted
