"""The fonts of the screens come with the program: they look alike on every system."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication

from nursedesk import paths
from nursedesk.ui import theme


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
