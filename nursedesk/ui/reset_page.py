"""New keys for somebody who forgot her passphrase: an administrator and a second person."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from nursedesk.ui.buttons import CommitButton
from nursedesk.ui.page import Page, heading
from nursedesk.ui.passphrase_field import PassphraseBox, agreed, held
from nursedesk.ui.setup_page import HOW_LONG
from nursedesk.ui.shell import Shell
from nursedesk.ui.witness_form import Witnessed, witness_sheet
from nursedesk.ward import passphrases

if TYPE_CHECKING:
    from nursedesk.chart.entry import Entry
    from nursedesk.chart.ward_entries import AccountAdded
    from nursedesk.ward.desk import Desk, Person

_WHY = (
    "She stands here and types a new passphrase; nobody else knows it. Her former keys count no "
    "longer, and at her next sign-in she is told who did this and when."
)


class ResetPage(Page):
    """The new passphrase twice, the administrator's own, then the second person."""

    title = "New keys"

    def __init__(self, shell: Shell, account: AccountAdded) -> None:
        super().__init__(shell)
        self._account = account
        self.new = PassphraseBox("new", f"New passphrase of {account.name}", HOW_LONG)
        self.again = PassphraseBox("again", "The same passphrase once more")
        self.own = PassphraseBox(
            "own", f"Your own passphrase, {shell.me.name}", "To sign her new certificate."
        )
        self.column.addWidget(heading(f"New keys: {account.name}", _WHY))
        for box in (self.new, self.again, self.own):
            self.column.addWidget(box)
        self.column.addStretch(1)
        self.commit = CommitButton(f"Make new keys: {account.name}", self._send)
        self.new.advanced.connect(self.again.focus)
        self.again.advanced.connect(self.own.focus)
        self.own.advanced.connect(self.commit.click)
        self.foot(back=("Back to the accounts", shell.show_accounts), commit=self.commit)

    def arrive(self) -> None:
        self.new.focus()

    def _send(self) -> None:
        if not agreed(self.new, self.again):
            return
        if not self.own.typed():
            held(self.own, "Type your own passphrase too.")
            return
        known, new, own = self._account, self.new.typed(), self.own.typed()

        def reset(desk: Desk, second: Person, intent: UUID) -> Entry:
            return passphrases.reset(
                desk, known.account, new, passphrase=own, second=second, intent=intent
            )

        what = Witnessed(
            title=f"new keys for {known.account}",
            ask="Two people give somebody new keys. Sign in to confirm that it is she who forgot.",
            confirm="You confirm that the person who typed the new passphrase is who she says.",
            lines=(f"{known.name}\n{known.account}",),
            button=f"Make new keys: {known.name}",
            record=reset,
            recorded=self._done,
        )
        self.shell.cover(witness_sheet(self.shell, what, self.commit.setFocus))

    def _done(self) -> None:
        self.shell.show_accounts()
        self.shell.messages.done(f"New keys made: {self._account.name}.")
