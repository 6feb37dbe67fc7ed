"""What lies over a window: the sheet that covers it; and how what has the cursor stays in sight."""

from __future__ import annotations

from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from nursedesk.ui.looks import look
from nursedesk.ui.top_bar import demo_stripe


class Cover:
    """Lays one sheet at a time over a window, whose body is off for as long."""

    def __init__(self, window: QWidget, body: QWidget, *, demo: bool) -> None:
        self._window, self._body, self._demo = window, body, demo
        self._ground: QWidget | None = None
        self.sheet: QWidget | None = None

    def lay(self, sheet: QWidget) -> None:
        """Covers the window; a sheet that lay there is gone."""
        self.lift()
        ground = QWidget(self._window)
        look(ground, "ground")
        column = QVBoxLayout(ground)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if self._demo:
            column.addWidget(demo_stripe())
        column.addWidget(sheet, 1)
        self._ground, self.sheet = ground, sheet
        self._body.setEnabled(False)
        self.fit()
        ground.show()
        ground.raise_()
        sheet.setFocus()

    def lift(self) -> None:
        """Gives the window back."""
        if self._ground is None:
            return
        self._ground.hide()
        self._ground.deleteLater()
        self._ground = self.sheet = None
        self._body.setEnabled(True)

    def fit(self) -> None:
        """Takes the window's size."""
        if self._ground is not None:
            self._ground.setGeometry(self._window.rect())


def keep_in_sight(window: QWidget, now: QWidget | None) -> None:
    """Scrolls to what has the cursor, wherever in the window it lies."""
    above = now.parentWidget() if now is not None and window.isAncestorOf(now) else None
    while now is not None and above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(now, 20, 60)
        above = above.parentWidget()
