"""A person changes her own passphrase."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from nursedesk.errors import KnownError
from nursedesk.ui.buttons import CommitButton
from nursedesk.ui.page import Page, heading
from nursedesk.ui.passphrase_field import PassphraseBox, agreed, held
from nursedesk.ui.setup_page import HOW_LONG
from nursedesk.ui.shell import Shell
from nursedesk.ward import passphrases

if TYPE_CHECKING:
    from nursedesk.chart.entry import Entry
    from nursedesk.ward.desk import Desk

_WHY = "The new one counts at once. What you signed before stays signed by you."


class ChangePassphrasePage(Page):
    """The old one, and the new one twice."""

    title = "Change your passphrase"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.old = PassphraseBox("old", "The passphrase you have")
        self.new = PassphraseBox("new", "Your new passphrase", HOW_LONG)
        self.again = PassphraseBox("again", "The new passphrase once more")
        self.column.addWidget(heading(self.title, _WHY))
        for box in (self.old, self.new, self.again):
            self.column.addWidget(box)
        self.column.addStretch(1)
        self.commit = CommitButton(f"Change the passphrase: {shell.me.name}", self._send)
        self.old.advanced.connect(self.new.focus)
        self.new.advanced.connect(self.again.focus)
        self.again.advanced.connect(self.commit.click)
        self.foot(back=("Back to the accounts", shell.show_accounts), commit=self.commit)

    def arrive(self) -> None:
        self.old.focus()

    def _send(self) -> None:
        if not self.old.typed():
            held(self.old, "Type the passphrase you have.")
            return
        if not agreed(self.new, self.again):
            return
        old, new = self.old.typed(), self.new.typed()

        def change(desk: Desk, intent: UUID) -> Entry:
            return passphrases.change(desk, old, new, intent=intent)

        self.commit.send(self.shell, change, self._changed, self._refused)

    def _changed(self, _entry: Entry) -> None:
        self.shell.show_accounts()
        self.shell.messages.done("Your passphrase is changed.")

    def _refused(self, error: KnownError) -> None:
        self.shell.problem(error)
        if error.code == "passphrase-wrong":
            self.old.forget()
            self.old.focus()
