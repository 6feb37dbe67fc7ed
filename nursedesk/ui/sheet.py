"""A second person's step: a sheet that covers the window, her own sign-in, her own form.

The first person's screen lies disabled beneath it, so nothing of it can be seen or pressed. When
the step is done, or given up, her keys are forgotten and the first person has her screen again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from nursedesk.errors import KnownError
from nursedesk.ui import tokens
from nursedesk.ui.buttons import Button, CommitButton
from nursedesk.ui.credentials import Credentials
from nursedesk.ui.looks import Words, card, centred, emptied, look
from nursedesk.ui.messages import MessageBar
from nursedesk.ui.page import Scroll, heading
from nursedesk.ui.shell import Shell

if TYPE_CHECKING:
    from uuid import UUID

    from nursedesk.ward.desk import Desk, Person
    from nursedesk.ward.drafts import Half
    from nursedesk.ward.ports import AccountCard

_WIDTH, _AROUND = 820, 40
_NOBODY = "Second person: not signed in yet"


@runtime_checkable
class KeepsHalf(Protocol):
    """A second person's form that can be kept half filled in."""

    def half(self, person: Person) -> Half | None:
        """What she typed so far; None when nothing."""


class Sheet(QWidget):
    """Asks a second person to sign in, then shows what `her_form` makes for her."""

    def __init__(
        self,
        shell: Shell,
        *,
        title: str,
        why: str,
        her_form: Callable[[Sheet, Person], QWidget],
        finished: Callable[[], None],
    ) -> None:
        super().__init__()
        self.shell = shell
        self._title, self._why = title, why
        self._her_form, self._finished = her_form, finished
        self._person: Person | None = None
        look(self, "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(title)
        self.messages = MessageBar(shell.clock)
        self._edge = QFrame()
        self._edge.setFixedHeight(12)
        look(self._edge, "edge")
        self._who = Words("", "person")
        self._scroll = Scroll()
        frame = QVBoxLayout(self)
        frame.setContentsMargins(0, 0, 0, 0)
        frame.setSpacing(0)
        frame.addWidget(self._edge)
        frame.addWidget(self._head())
        frame.addWidget(self.messages)
        frame.addWidget(self._scroll, 1)
        self.credentials: Credentials | None = None
        self._form: QWidget | None = None
        self._ask_for_cards()

    @property
    def person(self) -> Person | None:
        """The second person, once she signed in."""
        return self._person

    def problem(self, error: Exception, intent: UUID | None = None) -> None:
        """A message on this sheet; a defect goes to its own page."""
        if isinstance(error, KnownError):
            self.messages.problem(error)
        else:
            self._forget_person()
            self.shell.problem(error, intent)

    def lock(self) -> Half | None:
        """The window locks: her form is gone at once, what she typed is kept for her alone."""
        person, form = self._person, self._form
        half = form.half(person) if person is not None and isinstance(form, KeepsHalf) else None
        self._forget_person()
        self._form = None
        emptied(self._scroll.column)
        self.messages.clear()
        look(self._edge, "edge", person="")
        self._say_who(_NOBODY, "strong")
        self._ask_for_cards()
        return half

    def finish(self) -> None:
        """Gives the window back to the first person."""
        self._forget_person()
        self.shell.uncover()
        self._finished()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not event.isAutoRepeat():
            self.finish()
            return
        super().keyPressEvent(event)

    def _head(self) -> QFrame:
        frame = QFrame()
        look(frame, "banner")
        line = QHBoxLayout(frame)
        line.setContentsMargins(24, 8, 24, 8)
        line.addWidget(self._who)
        line.setStretch(0, 1)
        line.addStretch(1)
        line.addWidget(Button(f"Back to {self.shell.me.name}", self.finish))
        self._say_who(_NOBODY, "strong")
        return frame

    def _ask_for_cards(self) -> None:
        self.shell.ask(lambda desk: desk.keyring.cards(), self._ask_who, owner=self)

    def _ask_who(self, cards: list[AccountCard]) -> None:
        frame, column = card(margin=28, space=20)
        column.addWidget(heading(self._title, self._why))
        self.credentials = Credentials(cards, without=self.shell.me.account)
        self.credentials.completed.connect(self.sign_in)
        column.addWidget(self.credentials)
        self.commit = CommitButton("Sign in for this step", self.sign_in)
        column.addWidget(self.commit, 0, Qt.AlignmentFlag.AlignLeft)
        self._put(frame)
        self.credentials.focus_first()

    def sign_in(self) -> None:
        """Opens the second person's keys for this step alone."""
        given = self.credentials.given() if self.credentials else None
        if given is None:
            return
        account, passphrase = given

        def enter(desk: Desk, _intent: UUID) -> Person:
            from nursedesk.ward import entrance

            return entrance.second_person(desk, account, passphrase)

        self.commit.send(self.shell, enter, self._entered, self._refused)

    def _refused(self, error: KnownError) -> None:
        if self.credentials is not None:
            self.credentials.wrong()
        self.problem(error)

    def _entered(self, person: Person) -> None:
        self._person = person
        self.messages.clear()
        place = str(tokens.person_place(person.account, beside=self.shell.me.account))
        look(self._edge, "edge", person=place)
        self._say_who(f"Second person: {person.name}", "person", person=place)
        self._form = self._her_form(self, person)
        self._put(self._form)

    def _say_who(self, text: str, name: str, **properties: str) -> None:
        look(self._who, name, **properties)
        self._who.setText(text)
        self._who.setMaximumWidth(self._who.fontMetrics().horizontalAdvance(text) + _AROUND)

    def _put(self, widget: QWidget) -> None:
        emptied(self._scroll.column)
        self._scroll.column.addLayout(centred(widget, _WIDTH))
        self._scroll.column.addStretch(1)

    def _forget_person(self) -> None:
        person, self._person = self._person, None
        if person is None:
            return

        def leave(desk: Desk) -> None:
            from nursedesk.ward import entrance

            entrance.leave(desk, person)

        self.shell.ask(leave, lambda _nothing: None, owner=self.window())
