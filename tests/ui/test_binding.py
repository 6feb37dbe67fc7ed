"""Qt's binding keeps Python's books right: PySide6 6.12.0 on Python 3.11 did not."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

_CALLS = 200


def test_a_call_that_answers_none_takes_no_reference_to_it_away(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    before = sys.getrefcount(None)
    for _ in range(_CALLS):
        widget.parentWidget()

    assert sys.getrefcount(None) > before - _CALLS / 2
