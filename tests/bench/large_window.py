"""The window on a cast ward, in a process of its own: `large_window.py FOLDER AT`.

Says how long it took from the end of the key's derivation until the board was painted, then what
memory the process holds and which modules it has imported.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any
from unittest import mock

import argon2.low_level
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from nursedesk.bootstrap import make_desk
from nursedesk.clock import SystemClock
from nursedesk.ui.app import Wardrobe
from nursedesk.ui.board_page import BoardPage
from nursedesk.ui.board_row import BoardRow
from nursedesk.ui.sign_in_page import SignInPage
from nursedesk.ui.start import Start
from nursedesk.ui.window import MainWindow
from nursedesk.walkthrough.crew import MEMBERS, NINA
from nursedesk.ward.ports import AccountCard

_SIZE = (1180, 820)


class LaterClock(SystemClock):
    """Runs on from an instant: an hour after a cast ward's last entry."""

    def __init__(self, at: datetime) -> None:
        self._ahead = at + timedelta(hours=1) - super().now()

    @property
    def zone(self) -> tzinfo:
        return UTC

    def now(self) -> datetime:
        return super().now() + self._ahead


def window_on(folder: Path, at: datetime) -> MainWindow:
    """The window, shown, with its libraries loaded: the nurse has typed."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    clock = LaterClock(at)
    start = Start(
        ward_exists=True,
        cards=[AccountCard(account=m.account, name=m.name) for m in MEMBERS],
        make_desk=lambda: make_desk(folder, clock=clock),
        clock=clock,
    )
    window = MainWindow(start, Wardrobe(app))
    window.resize(*_SIZE)
    window.show()
    until(lambda: window._begun and window.worker.idle)
    return window


def until(seen: Callable[[], bool]) -> None:
    """Lets the window work until it shows that."""
    while not seen():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


@contextmanager
def derivation_ended() -> Iterator[list[float]]:
    """When the derivation of each key ended."""
    ends: list[float] = []
    derive = argon2.low_level.hash_secret_raw

    def derived(*words: Any, **named: Any) -> bytes:  # noqa: ANN401
        key = derive(*words, **named)
        ends.append(time.perf_counter())
        return key

    with mock.patch.object(argon2.low_level, "hash_secret_raw", derived):
        yield ends


def signs_in(window: MainWindow) -> tuple[float, float]:
    """Milliseconds from the end of the derivation until the board was painted, and complete.

    What can be seen of the board is painted first; the rows below it come after that.
    """
    painted: list[float] = []
    paint = BoardRow.paintEvent

    def seen(row: Any, event: Any) -> None:  # noqa: ANN401
        paint(row, event)
        QTimer.singleShot(0, lambda: painted.append(time.perf_counter()))

    page = window.page
    assert isinstance(page, SignInPage)
    page.credentials.account.line.setText(NINA.account)
    page.credentials.passphrase.line.setText(NINA.passphrase)
    with derivation_ended() as ends, mock.patch.object(BoardRow, "paintEvent", seen):
        page.sign_in()
        until(lambda: _complete(window.page) and bool(painted))
        complete = time.perf_counter()
    return (painted[0] - ends[0]) * 1000, (complete - ends[0]) * 1000


def _complete(page: object) -> bool:
    """Whether the board stands there with every row."""
    return isinstance(page, BoardPage) and bool(page.rows) and page.complete


def main(folder: Path, at: datetime) -> None:
    """Signs in and tells."""
    app = QApplication([])
    window = window_on(folder, at)
    painted, complete = signs_in(window)
    assert isinstance(window.page, BoardPage)
    told: dict[str, object] = {"ms": painted, "complete": complete, "rows": len(window.page.rows)}
    until(lambda: window.worker.idle)
    gc.collect()
    told["kib"] = int(Path("/proc/self/status").read_text().partition("VmRSS:")[2].split()[0])
    told["modules"] = sorted(name for name in sys.modules if name != "__main__")
    window.close()
    app.processEvents()
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2]))
