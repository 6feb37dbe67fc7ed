"""The locked window: who may come back, somebody else's sign-in, beds and due times alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QGridLayout, QVBoxLayout, QWidget

from nursedesk.errors import KnownError
from nursedesk.ui import tokens
from nursedesk.ui.as_of import AsOf
from nursedesk.ui.badge import Badge
from nursedesk.ui.board_page import NOT_AN_ALARM
from nursedesk.ui.buttons import Button, CommitButton
from nursedesk.ui.credentials import Credentials
from nursedesk.ui.looks import Words, card, emptied, look
from nursedesk.ui.messages import MessageBar
from nursedesk.ui.page import Scroll, heading
from nursedesk.ui.passphrase_field import PassphraseBox
from nursedesk.ui.shell import Me, Shell, me_of
from nursedesk.ui.tokens import State
from nursedesk.ui.top_bar import demo_stripe

if TYPE_CHECKING:
    from uuid import UUID

    from nursedesk.ui.lock import Lock
    from nursedesk.ward.desk import Desk
    from nursedesk.ward.ports import AccountCard
    from nursedesk.ward.views.lock_screen import BedLine, LockScreen

_NO_NAMES = "Names are shown once somebody signs in."
_STILL_THERE = "What you had begun is still there."
_NARROW, _REFRESH_SECONDS = 900, 20


class LockPage(QWidget):
    """Lies in front of the window's body while it is locked."""

    def __init__(self, shell: Shell, why: str, lock: Lock) -> None:
        super().__init__()
        self.shell, self._why, self._lock = shell, why, lock
        look(self, "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Locked")
        self.messages = MessageBar(shell.clock)
        self.typed: PassphraseBox | None = None
        self.credentials: Credentials | None = None
        self.as_of = AsOf(shell.clock)
        self._who = QVBoxLayout()
        self._beds = QGridLayout()
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        scroll = Scroll()
        frame = QVBoxLayout(self)
        frame.setContentsMargins(0, 0, 0, 0)
        frame.setSpacing(0)
        if shell.start.demo:
            frame.addWidget(demo_stripe())
        frame.addWidget(self.messages)
        frame.addWidget(scroll, 1)
        self._halves.setSpacing(24)
        self._halves.addLayout(self._who, 3)
        self._halves.addWidget(self._ward(), 2, Qt.AlignmentFlag.AlignTop)
        scroll.column.addLayout(self._halves)
        scroll.column.addStretch(1)
        self._refreshing = QTimer(self)
        self._refreshing.timeout.connect(self.load)
        self._refreshing.start(_REFRESH_SECONDS * 1000)

    def load(self) -> None:
        """Asks which bed has something due when."""

        def look_up(desk: Desk) -> LockScreen:
            from nursedesk.ward.views.lock_screen import lock_screen

            return lock_screen(desk)

        self.shell.ask(look_up, self._show, owner=self, failed=self.problem)

    def problem(self, error: Exception) -> None:
        """A message on this page; a defect takes the page's place."""
        if isinstance(error, KnownError):
            self.messages.problem(error)
        else:
            self.shell.problem(error)

    def put(self, widget: QWidget) -> None:
        """Shows this in place of the question who is there."""
        emptied(self._who)
        self._who.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)

    def ask_who(self) -> None:
        """Asks the person who locked for her passphrase or PIN."""
        me = self.shell.me
        self.messages.clear()
        frame, column = card(margin=28, space=18)
        column.addWidget(heading("Locked", f"{self._why} {_STILL_THERE}"))
        column.addWidget(_person(me), 0, Qt.AlignmentFlag.AlignLeft)
        self.credentials = None
        self.typed = PassphraseBox("typed", "Your passphrase or PIN")
        self.commit = CommitButton(f"Unlock: {me.name}", self.unlock)
        self.typed.advanced.connect(self.commit.click)
        column.addWidget(self.typed)
        column.addWidget(self.commit, 0, Qt.AlignmentFlag.AlignLeft)
        other = Button("Somebody else signs in", self.ask_somebody_else)
        column.addWidget(other, 0, Qt.AlignmentFlag.AlignLeft)
        emergency = Button("Emergency view, only to read", self.shell.show_emergency)
        column.addWidget(emergency, 0, Qt.AlignmentFlag.AlignLeft)
        self.put(frame)
        QTimer.singleShot(0, self.typed, self.typed.focus)

    def ask_somebody_else(self) -> None:
        """Asks another person for her account and passphrase."""
        self.shell.ask(
            lambda desk: desk.keyring.cards(), self._ask_account, owner=self, failed=self.problem
        )

    def _ask_account(self, cards: list[AccountCard]) -> None:
        me = self.shell.me
        self.messages.clear()
        frame, column = card(margin=28, space=18)
        column.addWidget(heading("Sign in", self._lock.of_the_first.format(name=me.name)))
        self.typed = None
        self.credentials = Credentials(cards, without=me.account)
        self.commit = CommitButton("Sign in", self.sign_in)
        self.credentials.completed.connect(self.commit.click)
        column.addWidget(self.credentials)
        column.addWidget(self.commit, 0, Qt.AlignmentFlag.AlignLeft)
        back = Button(f"Back to {me.name}", self.ask_who)
        column.addWidget(back, 0, Qt.AlignmentFlag.AlignLeft)
        self.put(frame)
        self.credentials.focus_first()

    def unlock(self) -> None:
        """The person who locked comes back."""
        typed = self.typed.typed() if self.typed is not None else ""
        if not typed:
            if self.typed is not None:
                self.typed.complain("Type your passphrase or PIN.")
                self.typed.focus()
            return
        held, account = self._lock.held, self.shell.me.account

        def enter(desk: Desk, _intent: UUID) -> Me:
            from nursedesk.ward import locking

            return me_of(locking.unlock(desk, account, typed, held))

        self.commit.send(self.shell, enter, self._lock.came_back, self._refused)

    def sign_in(self) -> None:
        """Somebody else comes; the first one's screen is left."""
        given = self.credentials.given() if self.credentials is not None else None
        if given is None:
            return
        account, passphrase = given

        def enter(desk: Desk, _intent: UUID) -> Me:
            from nursedesk.ward import entrance

            return me_of(entrance.sign_in(desk, account, passphrase))

        self.commit.send(self.shell, enter, self.shell.signed_in, self._refused)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        ways = QBoxLayout.Direction
        narrow = self.width() < _NARROW
        self._halves.setDirection(ways.TopToBottom if narrow else ways.LeftToRight)

    def _refused(self, error: KnownError) -> None:
        if self.typed is not None:
            self.typed.forget()
            self.typed.focus()
        if self.credentials is not None:
            self.credentials.wrong()
        self.messages.problem(error)

    def _ward(self) -> QFrame:
        frame, column = card(margin=20, space=12)
        column.addWidget(heading("Due on this ward", f"{_NO_NAMES} {NOT_AN_ALARM}"))
        column.addWidget(self.as_of, 0, Qt.AlignmentFlag.AlignLeft)
        self._beds.setVerticalSpacing(10)
        self._beds.setHorizontalSpacing(14)
        self._beds.setColumnStretch(1, 1)
        column.addLayout(self._beds)
        return frame

    def _show(self, ward: LockScreen) -> None:
        self.as_of.became(ward.as_of)
        while (item := self._beds.takeAt(0)) is not None:
            former = item.widget()
            if former is not None:
                former.hide()
                former.deleteLater()
        for place, line in enumerate(ward.beds):
            self._beds.addWidget(Words(line.bed, "prompt", wrap=False), place, 0, _TOP)
            self._beds.addWidget(_due(line), place, 1)
        if not ward.beds:
            self._beds.addWidget(Words("No patient session is open."), 0, 0)


_TOP = Qt.AlignmentFlag.AlignTop


def _person(me: Me) -> Words:
    """Her name in her own colour."""
    name = Words(me.name, "person", wrap=False)
    look(name, "person", person=str(tokens.person_place(me.account)))
    return name


def _due(line: BedLine) -> QWidget:
    """How it stands with a bed, and when something is due there."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    column.addWidget(Badge(State(line.state), line.words))
    if line.when:
        column.addWidget(Words(line.when))
    return made
