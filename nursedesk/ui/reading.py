"""The emergency view: board, patients and notes in front of everything, nothing to write with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import ceil
from typing import TYPE_CHECKING, NoReturn, TypeVar
from uuid import UUID

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from nursedesk.clock import Clock
from nursedesk.errors import BugError, KnownError
from nursedesk.ui.bug_page import BugPage
from nursedesk.ui.buttons import Button
from nursedesk.ui.looks import Words, look
from nursedesk.ui.messages import MessageBar
from nursedesk.ui.page import Page
from nursedesk.ui.shell import Me
from nursedesk.ui.start import Start
from nursedesk.ui.top_bar import demo_stripe

if TYPE_CHECKING:
    from nursedesk.ui.window import MainWindow
    from nursedesk.ward.desk import Desk, View
    from nursedesk.ward.ports import AccountCard

_T = TypeVar("_T")


class Reading(QWidget):
    """What the screens of the view see as their `Shell`. It calls `over` when its time is."""

    read_only = True

    def __init__(self, window: MainWindow, view: View, over: Callable[[], None]) -> None:
        super().__init__()
        self._window, self._view, self._over = window, view, over
        self.sources: Mapping[str, str] = window.sources
        self.telephones = window.telephones
        self.messages = MessageBar(window.clock)
        self.left = Words("", "strong", level="stop")
        self._stack = QStackedWidget()
        look(self, "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Emergency view")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if window.start.demo:
            column.addWidget(demo_stripe())
        for widget in (self._banner(), self.messages):
            column.addWidget(widget)
        column.addWidget(self._stack, 1)
        self._ticking = QTimer(self)
        self._ticking.timeout.connect(self.tick)
        self._ticking.start(1000)
        self.tick()

    def begin(self) -> None:
        """Shows the board, once the protocol's sources are known."""

        def look_up(desk: Desk) -> tuple[Mapping[str, str], tuple[str, ...]]:
            from nursedesk.ward.views.protocol import sources

            return sources(desk), desk.refresh_roster().settings.telephone_lines

        def known(found: tuple[Mapping[str, str], tuple[str, ...]]) -> None:
            self.sources, self.telephones = found
            self.show_board()

        self.ask(look_up, known, owner=self)

    def tick(self) -> None:
        """Says how long it stays open, and closes it at its end."""
        left = ceil(self._view.ends - self.clock.boot_seconds())
        if left <= 0:
            self._over()
            return
        minutes, seconds = divmod(left, 60)
        words = f"Emergency view for {self._view.name}: only to read. "
        self.left.setText(f"{words}It closes by itself in {minutes} min {seconds:02} s.")

    def _banner(self) -> QFrame:
        frame = QFrame()
        look(frame, "message", level="stop")
        line = QHBoxLayout(frame)
        line.setContentsMargins(20, 4, 12, 4)
        line.setSpacing(16)
        line.addWidget(self.left, 1)
        board = Button("Ward board", self.show_board)
        close = Button("Close the view", self._over)
        for button in (board, close):
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        return frame

    # What the screens ask for (see `Shell`).

    @property
    def start(self) -> Start:
        """What the program was started with."""
        return self._window.start

    @property
    def clock(self) -> Clock:
        """The time."""
        return self._window.clock

    @property
    def cards(self) -> list[AccountCard]:
        """The accounts to choose from when signing in."""
        return self._window.cards

    @property
    def last_defect(self) -> str:
        """Where in our program it went wrong last."""
        return self._window.last_defect

    @property
    def me(self) -> Me:
        """Who looks; she has no role here."""
        return Me(account="", name=self._view.name, roles=frozenset())

    @property
    def page(self) -> QWidget | None:
        """The screen that is shown."""
        return self._stack.currentWidget()

    def ask(
        self,
        work: Callable[[Desk], _T],
        done: Callable[[_T], None],
        *,
        owner: QObject,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Has the worker do `work`."""
        self._window.worker.ask(work, done, failed or self.problem, owner)

    def problem(self, error: Exception, _intent: UUID | None = None) -> None:
        """A message, or the page of our own defects in place of the screen."""
        if isinstance(error, KnownError):
            self.messages.problem(error)
        else:
            self.show_page(BugPage(error, self.show_board, saved=False))

    def show_board(self) -> None:
        """The ward board."""
        from nursedesk.ui.board_page import BoardPage

        self.show_page(BoardPage(self))

    def show_patient(self, session: UUID) -> None:
        """A patient's page."""
        from nursedesk.ui.patient_page import PatientView

        self.show_page(PatientView(self, session))

    def show_page(self, page: QWidget) -> None:
        """Another screen in place of this one."""
        former = self._stack.currentWidget()
        self.messages.clear()
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        if former is not None:
            self._stack.removeWidget(former)
            former.deleteLater()
        if isinstance(page, Page):
            page.arrive()

    def _not_here(self, *_arguments: object) -> NoReturn:
        raise BugError("a screen of the emergency view that wants more than to read")

    sources_changed = record_changed = signed_in = change_user = _not_here
    show_accounts = show_emergency = cover = uncover = _not_here
