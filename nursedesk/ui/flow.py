"""A layout of things side by side that go on in the next line where the room ends."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem


class Flow(QLayout):
    """Each thing takes the width it wants, or all there is when that is less."""

    def __init__(self, space: int = 8) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self.setSpacing(space)
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._placed(QRect(0, 0, width, 0))[1]

    def setGeometry(self, area: QRect) -> None:
        super().setGeometry(area)
        for item, place in self._placed(area)[0]:
            item.setGeometry(place)

    def sizeHint(self) -> QSize:
        shown = self._shown()
        sizes = [_wanted(item) for item in shown]
        width = sum(size.width() for size in sizes) + self.spacing() * max(0, len(sizes) - 1)
        return QSize(width, max((size.height() for size in sizes), default=0))

    def minimumSize(self) -> QSize:
        sizes = [item.minimumSize() for item in self._shown()]
        return QSize(
            max((size.width() for size in sizes), default=0),
            max((size.height() for size in sizes), default=0),
        )

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _placed(self, area: QRect) -> tuple[list[tuple[QLayoutItem, QRect]], int]:
        """Where each thing goes, and the height of it all. What stands in a line is centred."""
        placed: list[tuple[QLayoutItem, QRect]] = []
        line: list[tuple[QLayoutItem, QRect]] = []
        x, y = area.x(), area.y()
        for item in self._shown():
            size = _given(item, area.width())
            if line and x + size.width() > area.x() + area.width():
                placed += _centred(line)
                y += max(place.height() for _item, place in line) + self.spacing()
                x, line = area.x(), []
            line.append((item, QRect(QPoint(x, y), size)))
            x += size.width() + self.spacing()
        height = max((place.height() for _item, place in line), default=0)
        return placed + _centred(line), y + height - area.y()


def _wanted(item: QLayoutItem) -> QSize:
    return item.sizeHint().expandedTo(item.minimumSize()).boundedTo(item.maximumSize())


def _given(item: QLayoutItem, room: int) -> QSize:
    wanted = _wanted(item)
    width = min(wanted.width(), room)
    if item.hasHeightForWidth():
        return QSize(width, max(item.heightForWidth(width), item.minimumSize().height()))
    return QSize(width, wanted.height())


def _centred(line: list[tuple[QLayoutItem, QRect]]) -> list[tuple[QLayoutItem, QRect]]:
    height = max((place.height() for _item, place in line), default=0)
    return [(item, place.translated(0, (height - place.height()) // 2)) for item, place in line]
