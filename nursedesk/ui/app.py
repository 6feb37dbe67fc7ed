"""The application: fonts, theme, the window, and what happens to an error nobody expected."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QApplication

from nursedesk.ui import theme
from nursedesk.ui.cannot_open import opened
from nursedesk.ui.start import Start
from nursedesk.ui.tokens import LIGHT, NIGHT
from nursedesk.ui.window import MainWindow

__all__ = ["Start", "run"]
_SIZE = (1180, 820)
_FRAME = QSize(0, 48)  # the title bar that the desktop adds
_UNSEEN = ("offscreen", "minimal")  # platforms on which nobody sees a window


def run(open_ward: Callable[[], Start]) -> int:
    """Opens the window; returns the exit code once it was closed.

    Raises:
        KnownError: the ward cannot be opened; a window has said so, where one can be seen.
    """
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("NurseDesk")
    wardrobe = Wardrobe(app)
    start = opened(open_ward, seen=QApplication.platformName() not in _UNSEEN)
    window = MainWindow(start, wardrobe)
    defects = Defects(window.bug, window)
    sys.excepthook = defects.in_window
    threading.excepthook = defects.in_thread
    room = window.screen().availableSize() - _FRAME
    window.resize(QSize(*_SIZE).boundedTo(room))
    window.show()
    try:
        return app.exec()
    finally:
        window.worker.close()


class Wardrobe:
    """The themes, and which of them is worn."""

    def __init__(self, app: QApplication) -> None:
        self._app = app
        self._worn = theme.preferred()
        theme.prepare(app, theme.load_fonts())
        theme.apply(app, self._worn)

    @property
    def other(self) -> str:
        """What the other theme is called."""
        return "Day" if self._worn is NIGHT else "Night"

    def switch(self) -> None:
        """Puts on the other theme."""
        self._worn = LIGHT if self._worn is NIGHT else NIGHT
        theme.apply(self._app, self._worn)


class Defects(QObject):
    """Takes every error that nothing else took to the page of our own defects."""

    _found = Signal(object)

    def __init__(self, show: Callable[[BaseException], None], parent: QObject) -> None:
        super().__init__(parent)
        self._found.connect(show, Qt.ConnectionType.QueuedConnection)

    def in_window(self, _kind: object, error: BaseException, _trace: object) -> None:
        """For `sys.excepthook`."""
        self._found.emit(error)

    def in_thread(self, raised: threading.ExceptHookArgs) -> None:
        """For `threading.excepthook`."""
        self._found.emit(raised.exc_value)
