"""What a widget is, said by properties that the style sheet dresses; and text as plain text."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget


def look(widget: QWidget, name: str, **properties: str) -> None:
    """Gives a widget its look; repeated calls dress it anew."""
    widget.setProperty("look", name)
    mark(widget, **properties)


def mark(widget: QWidget, **properties: str) -> None:
    """Sets properties that the style sheet looks at."""
    for key, value in properties.items():
        widget.setProperty(key, value)
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.updateGeometry()


class Words(QLabel):
    """A label. What people typed is shown as it stands, never as markup."""

    def __init__(
        self, text: str = "", name: str = "", *, wrap: bool = True, level: str = ""
    ) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        look(self, name, **({"level": level} if level else {}))

    def say(self, text: str) -> None:
        """Shows another text; an empty one takes no room."""
        self.setText(text)
        self.setVisible(bool(text))


def card(name: str = "card", margin: int = 16, space: int = 8) -> tuple[QFrame, QVBoxLayout]:
    """A framed panel and the column inside it."""
    frame = QFrame()
    look(frame, name)
    column = QVBoxLayout(frame)
    column.setContentsMargins(margin, margin, margin, margin)
    column.setSpacing(space)
    return frame, column


def rule() -> QFrame:
    """A hairline between two things."""
    line = QFrame()
    look(line, "rule")
    return line


def row(*widgets: QWidget, space: int = 8) -> QHBoxLayout:
    """Widgets side by side."""
    made = QHBoxLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(space)
    for widget in widgets:
        made.addWidget(widget)
    return made


def centred(widget: QWidget, width: int) -> QHBoxLayout:
    """A widget in the middle, as wide as there is room, at most `width`."""
    widget.setMaximumWidth(width)
    line = QHBoxLayout()
    line.setContentsMargins(0, 0, 0, 0)
    line.addStretch(1)
    line.addWidget(widget, 1000)
    line.addStretch(1)
    return line


def emptied(layout: QBoxLayout) -> None:
    """Takes everything out of a layout; its widgets are deleted."""
    while (item := layout.takeAt(0)) is not None:
        inner = item.layout()
        if isinstance(inner, QBoxLayout):
            emptied(inner)
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
