"""The window that stands in place of the ward's when a data folder cannot be opened."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QSize
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nursedesk.errors import KnownError
from nursedesk.ui.buttons import Button
from nursedesk.ui.flow import Flow
from nursedesk.ui.looks import Words, card, centred, look
from nursedesk.ui.page import Scroll, heading
from nursedesk.ui.start import Start

_SIZE = (900, 620)
_WIDTH = 720
_WHY = "If it cannot be opened, work with the paper checklists."


def opened(open_ward: Callable[[], Start], *, seen: bool) -> Start:
    """What the ward's window starts with; `seen`: somebody can see a window that says why not.

    Raises:
        KnownError: the ward cannot be opened, and whoever saw the window gave up.
    """
    start: Start | None = None
    try:
        start = open_ward()
        if start.trouble is None:
            return start
        raise start.trouble
    except KnownError as error:
        if not seen:
            raise
        window = CannotOpenWindow(open_ward, error, start)
    window.show()
    return window.outcome()


class CannotOpenWindow(QWidget):
    """What is wrong, that nothing was changed, what to do; to be tried again or closed."""

    def __init__(
        self, open_ward: Callable[[], Start], error: KnownError, found: Start | None = None
    ) -> None:
        super().__init__()
        self._found = found  # what can be restored into
        self._open_ward = open_ward
        self._waiting = QEventLoop(self)
        self._start: Start | None = None
        self._error = error
        self.setWindowTitle("NurseDesk")
        self.resize(QSize(*_SIZE).boundedTo(self.screen().availableSize()))
        look(self, "ground")
        self._what = Words("", "prompt")
        self._rest = Words("")
        self.again = Button("Try again", self.try_again, name="commit")
        self.restore = Button("Restore a backup …", self.to_restore, name="action")
        self._build()
        self._say(error)

    def outcome(self) -> Start:
        """Waits until the ward could be opened.

        Raises:
            KnownError: the window was closed; what was wrong last.
        """
        self._waiting.exec()
        self.deleteLater()
        if self._start is None:
            raise self._error
        return self._start

    def try_again(self) -> None:
        """Opens the ward, or says what is wrong now."""
        self._found = None
        try:
            start = self._open_ward()
        except KnownError as error:
            self._say(error)
            return
        if start.trouble is not None:
            self._found = start
            self._say(start.trouble)
            return
        self._goes_on(start)

    def to_restore(self) -> None:
        """Goes on to the screen that restores a backup."""
        if self._found is not None:
            self._goes_on(self._found)

    def _goes_on(self, start: Start) -> None:
        self._start = start
        self.hide()  # closing the last window would end the application
        self._waiting.quit()

    def _give_up(self) -> None:
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._waiting.quit()
        super().closeEvent(event)

    def _build(self) -> None:
        frame, column = card(margin=28, space=16)
        column.addWidget(heading("NurseDesk cannot open this ward", _WHY))
        column.addWidget(self._what)
        column.addWidget(self._rest)
        buttons = Flow()
        buttons.addWidget(self.again)
        buttons.addWidget(self.restore)
        buttons.addWidget(Button("Close", self._give_up))
        column.addLayout(buttons)
        scroll = Scroll()
        scroll.column.addStretch(1)
        scroll.column.addLayout(centred(frame, _WIDTH))
        scroll.column.addStretch(2)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        self.again.setFocus()

    def _say(self, error: KnownError) -> None:
        self._error = error
        self.restore.setVisible(self._found is not None)
        self._what.setText(error.happened)
        self._rest.setText(f"{error.saved} {error.do}")
        self.setAccessibleName("NurseDesk cannot open this ward")
        self.setAccessibleDescription(str(error))
