"""What a screen may ask of the window around it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Protocol, TypeVar
from uuid import UUID

from msgspec import Struct
from PySide6.QtCore import QObject

from nursedesk.chart.terms import Role
from nursedesk.clock import Clock
from nursedesk.ui.messages import Messages
from nursedesk.ui.start import Start

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from nursedesk.ward.desk import Desk, Person
    from nursedesk.ward.ports import AccountCard

_T = TypeVar("_T")


class Me(Struct, frozen=True, kw_only=True):
    """Who is signed in, as the screens show it. Keys stay with the worker."""

    account: str
    name: str
    roles: frozenset[Role]

    @property
    def charge_nurse(self) -> bool:
        """Whether she may review, countersign and record pharmacy's answers."""
        return Role.CHARGE_NURSE in self.roles

    @property
    def administrator(self) -> bool:
        """Whether she may add accounts."""
        return Role.ADMINISTRATOR in self.roles


def me_of(person: Person) -> Me:
    """What screens need to know of a person."""
    return Me(account=person.account, name=person.name, roles=person.roles)


class Shell(Protocol):
    """The window, as its screens see it."""

    @property
    def start(self) -> Start:
        """What the program was started with."""

    @property
    def clock(self) -> Clock:
        """The time."""

    @property
    def messages(self) -> Messages:
        """The one door for messages."""

    @property
    def cards(self) -> list[AccountCard]:
        """The accounts to choose from when signing in."""

    @property
    def sources(self) -> Mapping[str, str]:
        """Citation id -> the document and section it stands for."""

    @property
    def telephones(self) -> tuple[str, ...]:
        """Whom to call when a rule stops the way, one line each, as the ward entered it."""

    @property
    def last_defect(self) -> str:
        """Where in our program it went wrong last, since the start; names nobody."""

    @property
    def read_only(self) -> bool:
        """Whether its screens offer nothing but to read: the emergency view."""

    @property
    def me(self) -> Me:
        """Who is signed in.

        Raises:
            BugError: nobody is.
        """

    def ask(
        self,
        work: Callable[[Desk], _T],
        done: Callable[[_T], None],
        *,
        owner: QObject,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Has the worker do `work`; the answer comes while `owner` exists."""

    def problem(self, error: Exception, intent: UUID | None = None) -> None:
        """Says what went wrong: a message, or the page of our own defects.

        With `intent` that page says whether what was sent under it was recorded.
        """

    def sources_changed(self) -> None:
        """A protocol was adopted, the ward's settings were set: what screens know is looked up."""

    def record_changed(self) -> None:
        """Something was done about what is wrong with the record: it is looked at again."""

    def signed_in(self, me: Me) -> None:
        """Somebody came: her board is shown."""

    def change_user(self) -> None:
        """The person at the desk leaves."""

    def show_board(self) -> None:
        """The ward board."""

    def show_patient(self, session: UUID) -> None:
        """A patient's page."""

    def show_emergency(self) -> None:
        """The way into the emergency view, in front of everything."""

    def show_accounts(self) -> None:
        """The ward's accounts."""

    def show_page(self, page: QWidget) -> None:
        """Another screen in place of this one."""

    def cover(self, sheet: QWidget) -> None:
        """Lays a sheet over the whole window: the second person's step."""

    def uncover(self) -> None:
        """Takes the sheet away again."""
