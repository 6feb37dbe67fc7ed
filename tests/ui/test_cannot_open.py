"""The window that says why a ward cannot be opened, and what to do."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from nursedesk.bootstrap import _start, hold_on, make_desk
from nursedesk.clock import SystemClock
from nursedesk.errors import KnownError
from nursedesk.ui.app import Wardrobe
from nursedesk.ui.cannot_open import CannotOpenWindow, opened
from nursedesk.ui.looks import plain_text
from nursedesk.ui.start import Start
from nursedesk.walkthrough.crew import NINA
from nursedesk.ward import entrance
from tests.store.holder import holding
from tests.ui.conftest import Prepared


@pytest.fixture(autouse=True)
def dressed(qtbot: QtBot, qapp: QApplication) -> Wardrobe:
    return Wardrobe(qapp)


def seen() -> CannotOpenWindow:
    return next(w for w in QApplication.topLevelWidgets() if isinstance(w, CannotOpenWindow))


def words(window: CannotOpenWindow) -> str:
    return "\n".join(plain_text(label.text()) for label in window.findChildren(QLabel))


def press(text: str) -> None:
    next(b for b in seen().findChildren(QPushButton) if b.text() == text).click()


def when_shown(qtbot: QtBot, *moves: Callable[[], None]) -> None:
    """Does these, one after the other, once the window waits."""
    for place, move in enumerate(moves):
        QTimer.singleShot(20 * (place + 1), move)


def opening(folder: Path) -> Callable[[], Start]:
    instance = hold_on(folder, SystemClock())
    return lambda: _start(folder, instance)


def test_a_second_window_says_who_has_it_open_and_opens_once_that_was_closed(
    qtbot: QtBot, tmp_path: Path
) -> None:
    told: list[str] = []
    with holding(tmp_path) as other:

        def close_it_there() -> None:
            assert other.stdin is not None
            other.stdin.close()
            other.wait()

        when_shown(
            qtbot,
            lambda: press("Try again"),
            lambda: told.append(words(seen())),
            close_it_there,
            lambda: press("Try again"),
        )
        start = opened(opening(tmp_path), seen=True)
    assert not start.ward_exists
    assert "NurseDesk cannot open this ward" in told[0]
    assert f"on workstation ward-7 (process {other.pid})." in told[0]
    assert "Nothing was changed. Go to that window" in told[0]


def test_whoever_gives_up_ends_the_program_with_the_sentence(qtbot: QtBot, tmp_path: Path) -> None:
    with holding(tmp_path):
        when_shown(qtbot, lambda: press("Close"))
        with pytest.raises(KnownError, match="open already"):
            opened(opening(tmp_path), seen=True)


def test_damaged_keys_are_said_in_the_window(
    qtbot: QtBot, tmp_path: Path, prepared: Prepared
) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "slots.json").write_text("{ not what was written")
    told: list[str] = []
    when_shown(qtbot, lambda: told.append(words(seen())), lambda: press("Close"))
    with pytest.raises(KnownError, match="damaged"):
        opened(opening(tmp_path), seen=True)
    assert "key file slots.json is damaged" in told[0]
    assert "restore it from the last backup" in told[0]


def test_where_nobody_sees_a_window_none_waits(tmp_path: Path) -> None:
    with holding(tmp_path), pytest.raises(KnownError, match="open already"):
        opened(opening(tmp_path), seen=False)


def test_a_second_desk_on_the_folder_is_refused_before_it_opens_the_chart(
    tmp_path: Path, prepared: Prepared
) -> None:
    folder = tmp_path / "ward"
    shutil.copytree(prepared.folder, folder)
    first, second = make_desk(folder), make_desk(folder)
    entrance.sign_in(first, NINA.account, NINA.passphrase)
    with pytest.raises(KnownError, match="open already"):
        entrance.sign_in(second, NINA.account, NINA.passphrase)
    assert not second.is_open
    first.close()
    entrance.sign_in(second, NINA.account, NINA.passphrase)
    second.close()


def test_the_window_s_hold_outlives_its_desk(tmp_path: Path, prepared: Prepared) -> None:
    folder = tmp_path / "ward"
    shutil.copytree(prepared.folder, folder)
    instance = hold_on(folder, SystemClock())
    desk = _start(folder, instance).make_desk()
    entrance.sign_in(desk, NINA.account, NINA.passphrase)
    desk.close()
    with pytest.raises(KnownError, match="open already"):
        hold_on(folder, SystemClock()).hold()
    instance.release()
