"""Add an account; once the ward has two, a second person signs in for it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from nursedesk.chart.field import Asks, Field
from nursedesk.chart.terms import Role
from nursedesk.ui.buttons import Button, CommitButton
from nursedesk.ui.form import Form
from nursedesk.ui.looks import Words, look
from nursedesk.ui.page import Page, heading
from nursedesk.ui.passphrase_field import PassphraseBox, agreed, held
from nursedesk.ui.setup_page import HOW_LONG, HOW_NAMED
from nursedesk.ui.sheet import Sheet
from nursedesk.ui.shell import Shell
from nursedesk.ui.witness_form import Witnessed, witness_sheet
from nursedesk.ward import accounts
from nursedesk.ward.ports import NewAccount

if TYPE_CHECKING:
    from nursedesk.chart.entry import Entry
    from nursedesk.ward.desk import Desk, Person

_FIELDS = (
    Field(name="name", prompt="Name", asks=Asks.LINE, help="As it stands on signed notes."),
    Field(name="account", prompt="Account", asks=Asks.LINE, help=HOW_NAMED),
)


class RoleBox(QWidget):
    """The roles, any number of them; none at first."""

    def __init__(self) -> None:
        super().__init__()
        self.buttons: dict[Role, Button] = {}
        self._wrong = Words("", "error")
        self._wrong.hide()
        grid = QGridLayout()
        grid.setSpacing(8)
        for place, role in enumerate(Role):
            words = accounts.role_words((role,))
            button = Button(words[:1].upper() + words[1:])
            look(button, "choice")
            button.setCheckable(True)
            button.setAccessibleName(f"Role: {words}")
            button.toggled.connect(self._wrong.hide)
            grid.addWidget(button, place // 2, place % 2)
            self.buttons[role] = button
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Words("Roles", "prompt"))
        column.addWidget(Words("One or several.", "soft"))
        column.addLayout(grid)
        column.addWidget(self._wrong)

    def chosen(self) -> tuple[Role, ...]:
        """The roles that are pressed."""
        return tuple(role for role, button in self.buttons.items() if button.isChecked())

    def complain(self) -> None:
        """Says that a role is missing."""
        self._wrong.say("Choose at least one role.")
        self.buttons[Role.NURSE].setFocus()


class AddAccountPage(Page):
    """The new person types her own passphrase here, twice."""

    title = "Add an account"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._second_needed = True
        self.form = Form(_FIELDS, shell.clock)
        self.roles = RoleBox()
        self.passphrase = PassphraseBox("passphrase", "Her passphrase", HOW_LONG)
        self.again = PassphraseBox("again", "The same passphrase once more")
        self.own = PassphraseBox(
            "own", f"Your own passphrase, {shell.me.name}", "To sign the new account's certificate."
        )
        why = "The new person stands here and types her own passphrase; nobody else knows it."
        self.column.addWidget(heading(self.title, why))
        for widget in (self.form, self.roles, self.passphrase, self.again, self.own):
            self.column.addWidget(widget)
        self.column.addStretch(1)
        self.commit = CommitButton(self.title, self._send)
        self.form.completed.connect(self.roles.buttons[Role.NURSE].setFocus)
        self.passphrase.advanced.connect(self.again.focus)
        self.again.advanced.connect(self.own.focus)
        self.own.advanced.connect(self.commit.click)
        self.foot(back=("Back to the accounts", self._to_list), commit=self.commit)

    def arrive(self) -> None:
        self.form.focus_first()
        self.shell.ask(accounts.second_person_needed, self._known, owner=self)

    def _known(self, needed: bool) -> None:  # noqa: FBT001 (an answer of the worker)
        self._second_needed = needed

    def _send(self) -> None:
        new = self._new()
        if new is None:
            return
        own = self.own.typed()
        if self._second_needed:
            self.shell.cover(self._second_sheet(new, own))
            return

        def add(desk: Desk, intent: UUID) -> Entry:
            return accounts.add_account(desk, new, passphrase=own, intent=intent)

        self.commit.send(self.shell, add, lambda _entry: self._added(new))

    def _new(self) -> NewAccount | None:
        answers = self.form.answers()
        if answers is None:
            return None
        if not self.roles.chosen():
            self.roles.complain()
            return None
        if not agreed(self.passphrase, self.again):
            return None
        if not self.own.typed():
            held(self.own, "Type your own passphrase too.")
            return None
        return NewAccount(
            account=answers["account"].lower(),
            name=answers["name"],
            roles=self.roles.chosen(),
            passphrase=self.passphrase.typed(),
        )

    def _second_sheet(self, new: NewAccount, own: str) -> Sheet:
        def add(desk: Desk, second: Person, intent: UUID) -> Entry:
            return accounts.add_account(desk, new, passphrase=own, intent=intent, second=second)

        what = Witnessed(
            title=f"the new account {new.account}",
            ask="Two people make an account. Sign in to confirm that you know this person.",
            confirm="You confirm that this person is who she says.",
            lines=(f"{new.name}\n{new.account}", accounts.role_words(new.roles)),
            button=f"Add the account: {new.name}",
            record=add,
            recorded=partial(self._added, new),
        )
        return witness_sheet(self.shell, what, self.commit.setFocus)

    def _added(self, new: NewAccount) -> None:
        self._to_list()
        self.shell.messages.done(f"Account added: {new.account}, {new.name}.")

    def _to_list(self) -> None:
        self.shell.show_accounts()
