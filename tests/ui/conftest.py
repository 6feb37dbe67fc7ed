"""A window on a real desk: real keys, a real encrypted chart, a clock that stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nursedesk.bootstrap import make_desk
from nursedesk.clock import SetClock
from nursedesk.ui.app import Wardrobe
from nursedesk.ui.start import Start
from nursedesk.ui.window import MainWindow
from tests.ui.pages import Nurse

START = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> SetClock:
    return SetClock(START, ZoneInfo("Europe/Berlin"))


@pytest.fixture
def window(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, clock: SetClock
) -> Iterator[MainWindow]:
    """The window of a folder that holds no ward yet."""
    folder = tmp_path / "ward"
    start = Start(
        ward_exists=False,
        cards=[],
        make_desk=lambda: make_desk(folder, clock=clock),
        clock=clock,
    )
    made = MainWindow(start, Wardrobe(qapp))
    made.resize(1024, 768)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()


@pytest.fixture
def nurse(qtbot: QtBot, window: MainWindow) -> Nurse:
    return Nurse(qtbot, window)
