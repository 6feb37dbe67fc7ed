"""Every screen of the gallery in three sizes: names for all controls, targets, no cut text."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from nursedesk.bootstrap import make_desk
from nursedesk.clock import SetClock
from nursedesk.ui.app import Wardrobe
from nursedesk.ui.page import Page
from nursedesk.walkthrough.demo_ward import build
from tests.gallery_scenes import Scenes

AT = datetime(2026, 11, 24, 2, 12, 45, tzinfo=UTC)
TARGET = 44
SIZE = (1024, 768)
SMALLER = ((900, 620), (512, 384))


class Checked(Scenes):
    """Looks at each screen, in each size, instead of taking a picture."""

    wrong: list[str]

    def picture(self, name: str, window: QWidget | None = None) -> None:
        own = self._window
        surface = window or (own and own.sheet) or own
        assert surface is not None
        for width, height in (SIZE, *SMALLER, SIZE):
            surface.window().resize(width, height)
            QApplication.processEvents()
            QApplication.processEvents()
            self._look(f"{name} at {width} x {height}", surface)

    def _look(self, name: str, surface: QWidget) -> None:
        own = self._window
        for widget in surface.findChildren(QWidget):
            if widget.isVisible() and widget.visibleRegion().isEmpty() is False:
                self.wrong += [f"{name}: {what}" for what in faults(widget)]
        page = own.page if own is not None else None
        if isinstance(page, Page) and page.area.horizontalScrollBar().maximum() > 0:
            self.wrong.append(f"{name}: wider than the window")


def faults(widget: QWidget) -> list[str]:
    """What is wrong with a control or a text."""
    found = []
    if isinstance(widget, QAbstractSpinBox):
        found.append("a spin box cannot be empty")
    if isinstance(widget, QAbstractButton | QLineEdit | QPlainTextEdit):
        if not widget.accessibleName():
            found.append(f"no accessible name: {widget}")
        if widget.height() < TARGET:
            found.append(f"only {widget.height()} px high: {widget.accessibleName()}")
    if isinstance(widget, QAbstractButton) and widget.text():
        wanted = widget.sizeHint()
        if widget.hasHeightForWidth():
            wanted = QSize(0, widget.heightForWidth(widget.width()))
        if widget.width() < wanted.width() or widget.height() < wanted.height():
            found.append(f"cut off: {widget.text()}")
    if isinstance(widget, QLabel) and widget.text():
        found += label_faults(widget)
    return found


def label_faults(label: QLabel) -> list[str]:
    found = []
    if label.textFormat() is not Qt.TextFormat.PlainText:
        found.append(f"not plain text: {label.text()}")
    if label.wordWrap():
        needed = label.heightForWidth(label.width())
        if label.height() < needed - 1:
            found.append(f"{label.height()} of {needed} px high: {label.text()}")
    elif label.width() < label.sizeHint().width() - 1:
        found.append(f"cut off: {label.text()}")
    return found


def test_every_screen(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    clock = SetClock(AT, ZoneInfo("Europe/Berlin"))
    ward = tmp_path / "ward"
    build(lambda at: make_desk(ward, clock=at), clock)
    scenes = Checked(tmp_path, "checked", SIZE, clock, Wardrobe(qapp), qtbot)
    scenes.wrong = []
    try:
        scenes.all(ward)
    finally:
        scenes.close()
    assert not scenes.wrong, "\n".join(scenes.wrong)
