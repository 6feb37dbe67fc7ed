"""Pictures of the real window, taken by the walkthrough: the ward board and a bag change."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEvent, QEventLoop
from PySide6.QtWidgets import QApplication

from nursedesk.errors import BugError
from nursedesk.ui.app import Wardrobe
from nursedesk.ui.board_page import BoardPage
from nursedesk.ui.shell import Me, me_of
from nursedesk.ui.start import Start
from nursedesk.ui.walk_page import WalkScreen
from nursedesk.ui.window import MainWindow

if TYPE_CHECKING:
    from nursedesk.ward.desk import Desk

_SIZE = (1180, 820)
_PATIENCE_MS = 30_000


def photograph(
    start: Start, folder: Path, *, account: str, passphrase: str, session: UUID, walk: UUID
) -> list[Path]:
    """Signs in, shows the board and an open walk, and saves a picture of each as PNG.

    Raises:
        BugError: a screen did not appear.
    """
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    window = MainWindow(start, Wardrobe(app))
    try:
        window.resize(*_SIZE)
        window.show()

        def enter(desk: Desk) -> Me:
            from nursedesk.ward import entrance

            return me_of(entrance.sign_in(desk, account, passphrase))

        window.ask(enter, window.signed_in, owner=window)
        board = _take(window, lambda: isinstance(window.page, BoardPage), folder / "board.png")
        window.show_page(WalkScreen(window, session, walk))
        change = _take(
            window, lambda: isinstance(window.page, WalkScreen), folder / "bag-change.png"
        )
        window.change_user()
        _wait(window, lambda: not isinstance(window.page, WalkScreen))
    finally:
        window.close()
    return [board, change]


def _take(window: MainWindow, there: Callable[[], bool], path: Path) -> Path:
    _wait(window, there)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    if not window.grab().save(str(path)):
        raise BugError(f"the picture {path.name} could not be saved")
    return path


def _wait(window: MainWindow, there: Callable[[], bool]) -> None:
    """Lets the window work until it shows what is waited for and nothing is being asked."""
    waited = QElapsedTimer()
    waited.start()
    while not (there() and window.worker.idle):
        if waited.elapsed() > _PATIENCE_MS:
            raise BugError("the window did not show the screen to be photographed")
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
    QCoreApplication.processEvents()
