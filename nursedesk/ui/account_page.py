"""One account: whose it is, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame

from nursedesk.ui.buttons import Button
from nursedesk.ui.looks import Words, card
from nursedesk.ui.page import Page, heading
from nursedesk.ui.shell import Shell
from nursedesk.ward import accounts

if TYPE_CHECKING:
    from collections.abc import Callable

    from nursedesk.chart.ward_entries import AccountAdded

_CHANGE = "You need the passphrase that you have now."
_PIN = "A few digits unlock this window and sign, until you leave or 12 hours have passed."
_RESET = (
    "For somebody who forgot her passphrase: she types a new one here, and is told at her next "
    "sign-in by whom and when. What she signed before stays hers."
)
_LEAVE = (
    "For somebody who leaves the ward: the account goes, and the ward has a new secret without "
    "it. For those who stay, nothing changes."
)


class AccountPage(Page):
    """Her own passphrase for everybody; the rest for an administrator and a second person."""

    title = "Account"

    def __init__(self, shell: Shell, account: AccountAdded) -> None:
        super().__init__(shell)
        self._account = account
        roles = accounts.role_words(account.roles)
        self.column.addWidget(heading(account.name, f"{account.account}: {roles}"))
        self.ways: list[Button] = []
        if account.account == shell.me.account:
            self._way("Change your passphrase", _CHANGE, self._change)
            self._way("Set a PIN", _PIN, self._set_pin)
        else:
            self._way("Make new keys", _RESET, self._reset)
            self._way("Remove the account", _LEAVE, self._leave)
        self.column.addStretch(1)
        self.foot(back=("Back to the accounts", shell.show_accounts))

    def arrive(self) -> None:
        self.ways[0].setFocus()

    def _way(self, words: str, why: str, go: Callable[[], None]) -> QFrame:
        frame, column = card(margin=20, space=12)
        button = Button(words, go, name="action")
        column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(Words(why, "soft"))
        self.ways.append(button)
        self.column.addWidget(frame)
        return frame

    def _change(self) -> None:
        from nursedesk.ui.change_passphrase_page import ChangePassphrasePage

        self.shell.show_page(ChangePassphrasePage(self.shell))

    def _set_pin(self) -> None:
        from nursedesk.ui.pin_page import PinPage

        self.shell.show_page(PinPage(self.shell))

    def _reset(self) -> None:
        from nursedesk.ui.reset_page import ResetPage

        self.shell.show_page(ResetPage(self.shell, self._account))

    def _leave(self) -> None:
        from nursedesk.ui.leaver_page import LeaverPage

        self.shell.show_page(LeaverPage(self.shell, self._account))
