"""What a widget is, said by properties that the style sheet dresses; and text as plain text."""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

_HYPHEN, _SPACE = "\N{NON-BREAKING HYPHEN}", "\N{NO-BREAK SPACE}"
_BREAK = "\N{ZERO WIDTH SPACE}"
_LONG, _PIECES = re.compile("[A-Za-z\u00c0-\u024f]{25,}"), re.compile(".{1,12}")
_OFFSET = r"( [+-]\d\d:\d\d)?"
_DATE = re.compile(rf"\d\d-[A-Z][a-z]{{2}}(-\d{{4}})?( \d\d:\d\d{_OFFSET})?(?!\w)")
_AMOUNT = re.compile(r"\d (h|min|d|y|kg|g|cm|mL|mL/h|mcg|mcg/day|micron|°C)(?!\w)")


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
    QCoreApplication.sendEvent(widget, QEvent(QEvent.Type.StyleChange))  # frames take new margins
    widget.updateGeometry()


class Words(QLabel):
    """A label. What people typed is shown as it stands, never as markup."""

    def __init__(
        self, text: str = "", name: str = "", *, wrap: bool = True, level: str = ""
    ) -> None:
        super().__init__(kept_together(text))
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        look(self, name, **({"level": level} if level else {}))

    def setText(self, text: str) -> None:
        super().setText(kept_together(text))

    def say(self, text: str) -> None:
        """Shows another text; an empty one takes no room."""
        self.setText(text)
        self.setVisible(bool(text))


def kept_together(text: str) -> str:
    """The text with dates, times and amounts that no line end may cut in two.

    A name that is longer than a line may be cut.
    """
    whole = _DATE.sub(lambda found: found.group().replace("-", _HYPHEN).replace(" ", _SPACE), text)
    whole = _AMOUNT.sub(lambda found: found.group().replace(" ", _SPACE), whole)
    return _LONG.sub(lambda found: _BREAK.join(_PIECES.findall(found.group())), whole)


def plain_text(text: str) -> str:
    """The text as it was before it was kept together."""
    return text.replace(_HYPHEN, "-").replace(_SPACE, " ").replace(_BREAK, "")


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
