"""The look comes with the program, alike on every system, and keeps nothing of what is gone."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication, QScrollArea, QVBoxLayout, QWidget

from nursedesk import paths
from nursedesk.ui import theme
from nursedesk.ui.tokens import LIGHT
from tests.proofs.held import heap_kib


def test_the_font_is_the_bundled_one(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    added: list[Path] = []
    add = QFontDatabase.addApplicationFont

    def watched(path: str) -> int:
        number = add(path)
        if theme._FAMILY in QFontDatabase.applicationFontFamilies(number):
            added.append(Path(path))
        return number

    monkeypatch.setattr("nursedesk.ui.theme.QFontDatabase.addApplicationFont", watched)
    assert theme.load_fonts() == "Noto Sans"
    assert added
    assert all(path.is_relative_to(paths.resources()) for path in added)


def test_without_it_the_system_has_one(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(theme, "_FAMILY", "A family that nobody has")
    assert theme.load_fonts() in QFontDatabase.families()


def _thrown_away(app: QApplication, count: int) -> None:
    window = QWidget()
    column = QVBoxLayout(window)
    window.show()
    for _ in range(count):
        area = QScrollArea()
        column.addWidget(area)
        app.processEvents()
        column.removeWidget(area)
        area.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    window.deleteLater()


def test_what_qt_keeps_of_widgets_that_are_gone_is_given_back(qapp: QApplication) -> None:
    theme.prepare(qapp, theme.load_fonts())
    theme.apply(qapp, LIGHT)
    _thrown_away(qapp, 40)
    theme.forget_what_is_gone()
    before = heap_kib()
    _thrown_away(qapp, 400)
    theme.forget_what_is_gone()
    assert heap_kib() - before < 40, "for each of them something was kept"
