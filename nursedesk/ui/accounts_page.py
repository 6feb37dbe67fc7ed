"""The ward's accounts: who may sign in, and as what."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QVBoxLayout

from nursedesk.chart.ward_entries import AccountAdded
from nursedesk.ui import tokens
from nursedesk.ui.account_page import AccountPage
from nursedesk.ui.add_account_page import AddAccountPage
from nursedesk.ui.buttons import Button
from nursedesk.ui.looks import Words, card, emptied, look
from nursedesk.ui.page import Page, heading
from nursedesk.ui.shell import Shell
from nursedesk.ward import accounts
from nursedesk.ward.accounts import Listed

_UNFINISHED = (
    "The last change of the ward's keys is not finished: the disk refused. It is tried again at "
    "each sign-in; if this stays, ask ward IT whether the disk is full."
)


class AccountsPage(Page):
    """The list: everybody finds her own passphrase here, an administrator all accounts."""

    title = "Accounts"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._list = QVBoxLayout()
        self._list.setSpacing(8)
        self.column.addWidget(heading(self.title, "Who may sign in on this ward."))
        self.column.addLayout(self._list)
        self.column.addStretch(1)
        self.add = Button("Add an account", self._add, name="commit")
        self.rows: dict[str, Button] = {}
        self.certificate = Button("The ward's certificate", self._certificate)
        self.foot(
            back=("Back to the ward board", shell.show_board),
            others=(self.certificate, Button("Emergency sheet", self._sheet)),
            further=(self.add,),
        )
        self.add.setVisible(shell.me.administrator)

    def arrive(self) -> None:
        self.shell.ask(accounts.listed, self._show, owner=self)
        self.setFocus()

    def _show(self, page: Listed) -> None:
        emptied(self._list)
        if page.unfinished:
            notice, inside = card("sunken")
            inside.addWidget(Words(_UNFINISHED, "strong"))
            self._list.addWidget(notice)
        frame, column = card(margin=20)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(14)
        grid.setColumnStretch(1, 1)
        for place, account in enumerate(page.accounts):
            chip = Words(account.account, wrap=False)
            look(chip, "person", person=str(tokens.person_place(account.account)))
            grid.addWidget(chip, place, 0)
            who = QVBoxLayout()
            who.setSpacing(2)
            who.addWidget(Words(account.name, "prompt"))
            who.addWidget(Words(accounts.role_words(account.roles), "soft"))
            grid.addLayout(who, place, 1)
            if self.shell.me.administrator or account.account == self.shell.me.account:
                grid.addWidget(self._open_button(account), place, 2)
        column.addLayout(grid)
        self._list.addWidget(frame)

    def _open_button(self, account: AccountAdded) -> Button:
        button = Button("Change …", lambda: self._open(account))
        button.setAccessibleName(f"Change the account: {account.name}")
        self.rows[account.account] = button
        return button

    def _open(self, account: AccountAdded) -> None:
        self.shell.show_page(AccountPage(self.shell, account))

    def _sheet(self) -> None:
        from nursedesk.ui.emergency_sheet_page import EmergencySheetPage

        self.shell.show_page(EmergencySheetPage(self.shell))

    def _certificate(self) -> None:
        from nursedesk.ui.trust_page import TrustPage

        self.shell.show_page(TrustPage(self.shell))

    def _add(self) -> None:
        self.shell.show_page(AddAccountPage(self.shell))
