"""What lies over a window: the sheet on its body; and how what has the cursor stays in sight."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, QRect
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from nursedesk.ui.looks import look
from nursedesk.ui.top_bar import demo_stripe


class Cover(QObject):
    """Lays one sheet at a time over a window's body; `off` cannot be used for as long."""

    def __init__(self, window: QWidget, body: QWidget, *off: QWidget, demo: bool) -> None:
        super().__init__(window)
        self._window, self._body, self._demo = window, body, demo
        self._off = (body, *off)
        self._ground: QWidget | None = None
        self._concealed = False
        self.sheet: QWidget | None = None
        self._held: QWidget | None = None
        body.installEventFilter(self)

    def lay(self, sheet: QWidget) -> None:
        """Covers the body; a sheet that lay there is gone."""
        self.lift()
        self._held = self._window.focusWidget()
        ground = QWidget(self._window)
        look(ground, "ground")
        column = QVBoxLayout(ground)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if self._demo:
            column.addWidget(demo_stripe())
        column.addWidget(sheet, 1)
        self._ground, self.sheet = ground, sheet
        for widget in self._off:
            widget.setEnabled(False)
        self._fit()
        ground.setVisible(not self._concealed)
        ground.raise_()
        sheet.setFocus()

    def lift(self) -> None:
        """Gives the window back."""
        if self._ground is None:
            return
        self._ground.hide()
        self._ground.deleteLater()
        self._ground = self.sheet = None
        for widget in self._off:
            widget.setEnabled(True)
        held, self._held = self._held, None
        there = held is not None and shiboken6.isValid(held) and held.isVisible()
        # The cursor is where it was before the sheet, or else where Tab leads to the first control.
        (held if held is not None and there else self._body).setFocus()

    def conceal(self) -> None:
        """While the window is locked no sheet is seen, not even one that is laid now."""
        self._concealed = True
        if self._ground is not None:
            self._ground.hide()

    def reveal(self) -> None:
        """The sheet that lies there is seen again."""
        self._concealed = False
        if self._ground is not None:
            self._fit()
            self._ground.show()

    def _fit(self) -> None:
        if self._ground is not None:
            self._ground.setGeometry(
                QRect(self._body.mapTo(self._window, QPoint(0, 0)), self._body.size())
            )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self._fit()
        return super().eventFilter(watched, event)


def keep_in_sight(window: QWidget, now: QWidget | None) -> None:
    """Scrolls to what has the cursor, wherever in the window it lies."""
    above = now.parentWidget() if now is not None and window.isAncestorOf(now) else None
    while now is not None and above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(now, 20, 60)
        above = above.parentWidget()
