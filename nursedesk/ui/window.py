"""The window: one screen at a time, the bar above it, the sheet that may cover both."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Protocol, TypeVar
from uuid import UUID

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QCloseEvent, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from nursedesk.clock import Clock
from nursedesk.errors import BugError, KnownError
from nursedesk.ui import ways
from nursedesk.ui.arrival import Arrival
from nursedesk.ui.bug_page import BugPage, report_of
from nursedesk.ui.clock_banner import ClockBanner
from nursedesk.ui.cover import Cover, keep_in_sight
from nursedesk.ui.due_banner import DueBanner
from nursedesk.ui.emergency import Emergency
from nursedesk.ui.label_now import LabelKey
from nursedesk.ui.lock import Lock
from nursedesk.ui.looks import look
from nursedesk.ui.messages import MessageBar
from nursedesk.ui.page import Page
from nursedesk.ui.record_banner import RecordBanner, stacked
from nursedesk.ui.shell import Me
from nursedesk.ui.start import Start
from nursedesk.ui.top_bar import TopBar, demo_stripe
from nursedesk.ui.worker import Worker

if TYPE_CHECKING:
    from nursedesk.ward.desk import Desk
    from nursedesk.ward.ports import AccountCard
    from nursedesk.ward.views.about import About

_T = TypeVar("_T")


class Themes(Protocol):
    """The looks to choose from."""

    @property
    def other(self) -> str:
        """What the look is called that is not worn."""

    def switch(self) -> None:
        """Puts on the other one."""


class MainWindow(QMainWindow):
    """Everything that a screen sees as its `Shell`. Closing it ends the worker."""

    read_only = False

    def __init__(self, start: Start, themes: Themes | None = None) -> None:
        super().__init__()
        self._start = start
        self._me: Me | None = None
        self._cards = start.cards
        self._founded = start.ward_exists
        self._sources: Mapping[str, str] = {}
        self._telephones: tuple[str, ...] = ()
        self._themes = themes
        self.last_defect = ""
        self.setWindowTitle("NurseDesk")
        self.bar = TopBar(start.clock, start.ward_name)
        self.clock_banner = ClockBanner(self)
        self.record_banner = RecordBanner(self)
        self.due_banner = DueBanner(self)
        self._messages = MessageBar(start.clock)
        self._stack = QStackedWidget()
        self._build()
        self.worker = Worker(start.make_desk, self)
        self._ticking = QTimer(self)
        self._ticking.timeout.connect(self.bar.tick)
        self._ticking.timeout.connect(self.lock.tick)
        self._ticking.start(1000)
        self._begun = False
        self.show_entrance()

    def _build(self) -> None:
        body = QWidget()
        look(body, "ground")
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        if self._start.demo:
            column.addWidget(demo_stripe())
        column.addWidget(self._messages)
        column.addWidget(self._stack, 1)
        banners = stacked(self.record_banner, self.clock_banner, self.due_banner)
        self.setMenuWidget(banners)  # above the body, so that no sheet covers it
        front = QStackedWidget()  # the body, or the lock page in its place
        front.addWidget(body)
        self.setCentralWidget(front)
        self._cover = Cover(self, body, banners, demo=self._start.demo)
        self.setMinimumSize(480, 360)  # before the lock asks for the system's window
        self.lock: Lock = Lock(self, front, self._cover)
        self._arrival = Arrival(self)
        self.emergency = Emergency(self, front)
        self.show_emergency = self.emergency.open
        self.label_now = LabelKey(self, front, self._cover)
        self.bar.label_now.connect(self.label_now.turn)
        self.bar.board.connect(self.show_board)
        self.bar.protocol.connect(self.show_protocol)
        self.bar.accounts.connect(self.show_accounts)
        self.bar.record.connect(self.record_banner.open_record)
        ways.connect(self.bar, self)
        self.bar.lock_now.connect(self.lock.by_hand)
        self.bar.change_user.connect(self.change_user)
        self.bar.night.connect(self._other_theme)
        if self._themes is not None:
            self.bar.to_night.say(self._themes.other)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._keep_in_sight)

    def _begin(self) -> None:
        """Loads the chart's libraries while somebody types her passphrase."""
        self.worker.start()
        self.ask(_load_what_the_board_needs, lambda _nothing: None, owner=self)

    # What screens ask for (see `Shell`).

    @property
    def start(self) -> Start:
        """What the program was started with."""
        return self._start

    @property
    def clock(self) -> Clock:
        """The time."""
        return self._start.clock

    @property
    def messages(self) -> MessageBar:
        """The one door for messages."""
        return self._messages

    @property
    def sources(self) -> Mapping[str, str]:
        """Citation id -> the document and section it stands for."""
        return self._sources

    @property
    def telephones(self) -> tuple[str, ...]:
        """Whom to call when a rule stops the way, as the ward entered it."""
        return self._telephones

    @property
    def cards(self) -> list[AccountCard]:
        """The accounts to choose from when signing in."""
        return self._cards

    @property
    def me(self) -> Me:
        """Who is signed in."""
        if self._me is None:
            raise BugError("a screen that needs somebody signed in")
        return self._me

    @property
    def page(self) -> Page:
        """The screen that is shown."""
        page = self._stack.currentWidget()
        assert isinstance(page, Page)
        return page

    @property
    def sheet(self) -> QWidget | None:
        """What covers the window now."""
        return self.lock.page or self._cover.sheet

    @property
    def somebody_is_here(self) -> bool:
        """Whether somebody is signed in, or has only locked the window."""
        return self._me is not None

    def ask(
        self,
        work: Callable[[Desk], _T],
        done: Callable[[_T], None],
        *,
        owner: QObject,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Has the worker do `work`."""
        self.worker.ask(work, done, failed or self.problem, owner)

    def problem(self, error: Exception, intent: UUID | None = None) -> None:
        """A message for what the user can mend; the page of our defects for all else."""
        if self.lock.asked_too_early(error):
            return
        if isinstance(error, KnownError):
            self._messages.problem(error)
            return
        if intent is None:
            self.bug(error, saved=False)
            return

        def recorded(desk: Desk) -> bool:
            from nursedesk.ward.views.recorded import was_recorded

            return was_recorded(desk, intent)

        self.ask(
            recorded,
            lambda saved: self.bug(error, saved=saved),
            owner=self,
            failed=lambda _second: self.bug(error, saved=None),
        )

    def bug(self, error: BaseException, *, saved: bool | None = None) -> None:
        """Shows the page of our own defects."""
        self.last_defect = report_of(error)
        if self.lock.bug(error, saved=saved):
            return
        self.cover(BugPage(error, self._after_bug, saved=saved))

    def signed_in(self, me: Me) -> None:
        """Somebody came: nothing of whoever was there stays, and her first screen is shown."""
        self._founded = True
        self._arrival.of(me)

    def is_back(self, me: Me) -> None:
        """She is at the desk: the bar says so."""
        self._me = me
        self.bar.show_person(me)
        self.banners_show(here=True)

    def banners_show(self, *, here: bool) -> None:
        """Somebody came to the desk, left it or locked: each banner says what that one may see."""
        for banner in (self.clock_banner, self.record_banner, self.due_banner):
            banner.show_person(here=here)

    def sources_changed(self) -> None:
        """Somebody came, a protocol was adopted, the ward's settings were set: looked up anew."""

        def look_up(desk: Desk) -> About:
            from nursedesk.ward.views.about import about

            return about(desk)

        def known(ward: About) -> None:
            self._sources, self._telephones = ward.sources, ward.settings.telephone_lines
            self.bar.ward.setText(ward.name)
            self.lock.minutes = ward.settings.locks_after
            if ward.fault is not None:
                self.problem(ward.fault)

        self.ask(look_up, known, owner=self)

    def record_changed(self) -> None:
        """Something was done about what is wrong with the record: it is looked at again."""
        self.record_banner.look_at_the_record()

    def change_user(self) -> None:
        """The person at the desk leaves; what was recorded stays, the next one may sign in."""

        def leave(desk: Desk) -> list[AccountCard]:
            from nursedesk.ward import entrance

            entrance.sign_out(desk)
            return desk.keyring.cards()

        def left(cards: list[AccountCard]) -> None:
            self._me = None
            self._cards = cards
            self._founded = bool(cards)
            self.bar.show_person(None)
            self.banners_show(here=False)
            self.uncover()
            self.lock.lift()  # she may have locked before this came
            self.show_entrance()

        self.ask(leave, left, owner=self)

    def show_entrance(self) -> None:
        """Sign-in, or the set-up of a new ward."""
        if self._founded:
            self._show_sign_in()
            return
        if self._start.trouble is not None:
            from nursedesk.ui.restore_page import RestorePage

            self.show_page(RestorePage(self, None, self._start.trouble))
            return
        from nursedesk.ui.setup_page import SetUpPage

        self.show_page(SetUpPage(self))

    def show_board(self) -> None:
        """The ward board."""
        from nursedesk.ui.board_page import BoardPage

        self.show_page(BoardPage(self))

    def show_patient(self, session: UUID) -> None:
        """A patient's page."""
        from nursedesk.ui.patient_page import PatientView

        self.show_page(PatientView(self, session))

    def show_protocol(self) -> None:
        """The protocol with its citations."""
        from nursedesk.ui.protocol_page import ProtocolView

        self.show_page(ProtocolView(self))

    def show_accounts(self) -> None:
        """The ward's accounts."""
        from nursedesk.ui.accounts_page import AccountsPage

        self.show_page(AccountsPage(self))

    def show_page(self, page: QWidget) -> None:
        """Another screen in place of this one."""
        former = self._stack.currentWidget()
        self._messages.clear()
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        if former is not None:
            self._stack.removeWidget(former)
            former.deleteLater()
        if isinstance(page, Page):
            page.arrive()

    def cover(self, sheet: QWidget) -> None:
        """Lays a sheet over the whole window."""
        self._cover.lay(sheet)
        self.due_banner.hide()

    def uncover(self) -> None:
        """Takes the sheet away again."""
        self._cover.lift()
        self.due_banner.look_at_what_is_due()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._begun:  # not before: what the worker loads takes turns with the painting
            self._begun = True
            QTimer.singleShot(0, self, self._begin)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._ticking.stop()
        self.worker.close()
        super().closeEvent(event)

    def _show_sign_in(self) -> None:
        from nursedesk.ui.sign_in_page import SignInPage

        self.show_page(SignInPage(self))

    def _after_bug(self) -> None:
        self.uncover()
        if self._me is not None:
            self.show_board()
        else:
            self.show_entrance()

    def _other_theme(self) -> None:
        if self._themes is not None:
            self._themes.switch()
            self.bar.to_night.say(self._themes.other)

    def _keep_in_sight(self, _former: QWidget | None, now: QWidget | None) -> None:
        keep_in_sight(self, now)


def _load_what_the_board_needs(_desk: Desk) -> None:
    import nursedesk.ward.entrance
    import nursedesk.ward.views.board  # noqa: F401
