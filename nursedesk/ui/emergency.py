"""The way into the emergency view: a passphrase or the sealed code; then the view, in front."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from nursedesk.chart.field import Asks, Field
from nursedesk.errors import KnownError
from nursedesk.ui.buttons import Button, CommitButton
from nursedesk.ui.credentials import Credentials
from nursedesk.ui.form import Form
from nursedesk.ui.looks import Words, card, centred, look
from nursedesk.ui.messages import MessageBar
from nursedesk.ui.page import Scroll, heading
from nursedesk.ui.reading import Reading
from nursedesk.ui.top_bar import demo_stripe

if TYPE_CHECKING:
    from nursedesk.ui.window import MainWindow
    from nursedesk.ward.desk import Desk, View
    from nursedesk.ward.ports import AccountCard

_WIDTH = 720
_WHY = (
    "For 30 minutes the board, the patients and their notes can be read; nothing can be recorded. "
    "That you looked is entered in the ward's record."
)
_KEPT = "What the person who locked the window had begun stays as it is."
_FIELDS = (
    Field(name="name", prompt="Your name", asks=Asks.LINE, help="As it is to stand in the record."),
    Field(name="code", prompt="The emergency code on the sheet", asks=Asks.LINE),
)
_CODE_WHY = (
    "From the sealed emergency sheet. It opens again until it is renewed; an administrator is told "
    "at once that it was used."
)


class Emergency(QObject):
    """Puts the way in, and then the view, in front of a window's body or its lock page."""

    def __init__(self, window: MainWindow, front: QStackedWidget) -> None:
        super().__init__(window)
        self._window, self._front = window, front
        self.shown: EmergencyDoor | Reading | None = None

    def open(self) -> None:
        """Asks who wants to look."""
        self._put(EmergencyDoor(self._window, self))

    def begun(self, view: View) -> None:
        """The view was opened."""
        reading = Reading(self._window, view, self.close)
        self._put(reading)
        reading.begin()

    def close(self) -> None:
        """Takes the view away; the desk forgets it at once."""
        ends = isinstance(self.shown, Reading)
        self._take()
        page = self._window.lock.page
        if page is not None:
            self._front.setCurrentWidget(page)
            page.ask_who()
        else:
            self._front.setCurrentIndex(0)
            self._window.page.arrive()
        if ends:
            self._window.ask(_end, lambda _nothing: None, owner=self)

    def _put(self, widget: EmergencyDoor | Reading) -> None:
        self._take()
        self._front.addWidget(widget)
        self._front.setCurrentWidget(widget)
        self.shown = widget

    def _take(self) -> None:
        former, self.shown = self.shown, None
        if former is not None:
            self._front.removeWidget(former)
            former.deleteLater()


class EmergencyDoor(QWidget):
    """By an account while the chart is open, or by the sealed code."""

    def __init__(self, window: MainWindow, way: Emergency) -> None:
        super().__init__()
        self._window, self._way = window, way
        look(self, "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Emergency view")
        self.messages = MessageBar(window.clock)
        self.credentials: Credentials | None = None
        self.form = Form(_FIELDS, window.clock)
        self.by_code = CommitButton("Open the view with the code", self._by_code)
        self.by_account = CommitButton("Open the view with this account", self._by_account)
        self._scroll = Scroll()
        self._accounts = QVBoxLayout()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        if window.start.demo:
            outer.addWidget(demo_stripe())
        outer.addWidget(self.messages)
        outer.addWidget(self._scroll, 1)
        self._build(locked=window.somebody_is_here)

    def _build(self, *, locked: bool) -> None:
        column = self._scroll.column
        why = f"{_WHY} {_KEPT}" if locked else _WHY
        head, inside = card(margin=28, space=12)
        inside.addWidget(heading("Emergency view", why))
        back = Button("Back", self._way.close)
        inside.addWidget(back, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(centred(head, _WIDTH))
        column.addLayout(self._accounts)
        column.addLayout(centred(self._code_card(), _WIDTH))
        column.addStretch(1)
        if locked:
            self._window.ask(
                lambda desk: desk.keyring.cards(), self._offer, owner=self, failed=self._problem
            )
        else:
            QTimer.singleShot(0, self, self.form.focus_first)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not event.isAutoRepeat():
            self._way.close()
            return
        super().keyPressEvent(event)

    def _offer(self, cards: list[AccountCard]) -> None:
        frame, column = card(margin=28, space=18)
        column.addWidget(Words("With your own account", "heading"))
        self.credentials = Credentials(cards)
        self.credentials.completed.connect(self.by_account.click)
        column.addWidget(self.credentials)
        column.addWidget(self.by_account, 0, Qt.AlignmentFlag.AlignLeft)
        self._accounts.addLayout(centred(frame, _WIDTH))
        self.credentials.focus_first()

    def _code_card(self) -> QFrame:
        frame, column = card(margin=28, space=18)
        column.addWidget(Words("With the sealed emergency code", "heading"))
        column.addWidget(Words(_CODE_WHY, "soft"))
        column.addWidget(self.form)
        column.addWidget(self.by_code, 0, Qt.AlignmentFlag.AlignLeft)
        self.form.completed.connect(self.by_code.click)
        return frame

    def _by_code(self) -> None:
        answers = self.form.answers()
        if answers is None:
            return
        code, name = answers["code"], answers["name"]

        def look_in(desk: Desk, _intent: UUID) -> View:
            from nursedesk.ward import emergency

            return emergency.open_by_code(desk, code, name)

        self.by_code.send(self._window, look_in, self._way.begun, self._problem)

    def _by_account(self) -> None:
        given = self.credentials.given() if self.credentials is not None else None
        if given is None:
            return
        account, passphrase = given

        def look_in(desk: Desk, _intent: UUID) -> View:
            from nursedesk.ward import emergency

            return emergency.open_by_account(desk, account, passphrase)

        self.by_account.send(self._window, look_in, self._way.begun, self._wrong)

    def _wrong(self, error: KnownError) -> None:
        if self.credentials is not None:
            self.credentials.wrong()
        self._problem(error)

    def _problem(self, error: Exception) -> None:
        if isinstance(error, KnownError):
            self.messages.problem(error)
        else:
            self._way.close()
            self._window.problem(error)


def _end(desk: Desk) -> None:
    from nursedesk.ward import emergency

    emergency.end(desk)
