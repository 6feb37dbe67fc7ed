"""The ward's accounts: who may sign in, and as what."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QVBoxLayout

from nursedesk.chart.ward_entries import AccountAdded
from nursedesk.ui import tokens
from nursedesk.ui.add_account_page import AddAccountPage
from nursedesk.ui.buttons import Button
from nursedesk.ui.looks import Words, card, emptied, look
from nursedesk.ui.page import Page, heading
from nursedesk.ui.shell import Shell
from nursedesk.ward import accounts


class AccountsPage(Page):
    """The list; an administrator adds to it."""

    title = "Accounts"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._list = QVBoxLayout()
        self._list.setSpacing(8)
        self.column.addWidget(heading(self.title, "Who may sign in on this ward."))
        self.column.addLayout(self._list)
        self.column.addStretch(1)
        self.add = Button("Add an account", self._add, name="commit")
        self.foot(back=("Back to the ward board", shell.show_board), further=(self.add,))

    def arrive(self) -> None:
        self.shell.ask(accounts.accounts, self._show, owner=self)
        self.add.setFocus()

    def _show(self, known: list[AccountAdded]) -> None:
        emptied(self._list)
        frame, column = card(margin=20)
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(14)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        for place, account in enumerate(known):
            chip = Words(account.account, wrap=False)
            look(chip, "person", person=str(tokens.person_place(account.account)))
            grid.addWidget(chip, place, 0)
            grid.addWidget(Words(account.name, "prompt"), place, 1)
            grid.addWidget(Words(accounts.role_words(account.roles)), place, 2)
        column.addLayout(grid)
        self._list.addWidget(frame)

    def _add(self) -> None:
        self.shell.show_page(AddAccountPage(self.shell))
