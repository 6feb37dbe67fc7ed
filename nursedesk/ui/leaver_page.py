"""Somebody leaves the ward: what that means, and the two people who do it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from nursedesk.ui.buttons import CommitButton
from nursedesk.ui.looks import Words, card
from nursedesk.ui.page import Page, heading
from nursedesk.ui.shell import Shell
from nursedesk.ui.witness_form import Witnessed, witness_sheet
from nursedesk.ward import leaving

if TYPE_CHECKING:
    from nursedesk.chart.entry import Entry
    from nursedesk.chart.ward_entries import AccountAdded
    from nursedesk.ward.desk import Desk, Person

_MEANS = (
    "From now on she signs nothing and opens nothing. What she signed until now stays valid.",
    (
        "The ward gets a new secret, and the whole record is put under it: in a large record that "
        "takes some minutes. Nobody who stays has to do anything; the recovery code stays as it is."
    ),
    (
        "Older backups stay readable with the former secret, and she may know it. Make a backup "
        "afterwards, then destroy the older ones, or keep them locked away."
    ),
)


class LeaverPage(Page):
    """Says what happens; the second person confirms it."""

    title = "Remove an account"

    def __init__(self, shell: Shell, account: AccountAdded) -> None:
        super().__init__(shell)
        self._account = account
        self.column.addWidget(heading(f"{account.name} leaves the ward", account.account))
        frame, column = card(margin=20, space=12)
        for sentence in _MEANS:
            column.addWidget(Words(sentence))
        self.column.addWidget(frame)
        self.column.addStretch(1)
        self.commit = CommitButton(f"Remove from the ward: {account.name}", self._send)
        self.foot(back=("Back to the accounts", shell.show_accounts), commit=self.commit)

    def arrive(self) -> None:
        self.setFocus()

    def _send(self) -> None:
        known = self._account

        def remove(desk: Desk, second: Person, intent: UUID) -> Entry:
            return leaving.remove(desk, known.account, second=second, intent=intent)

        what = Witnessed(
            title=f"{known.account} leaves",
            ask="Two people remove an account. Sign in to confirm that she leaves the ward.",
            confirm="You confirm that this person leaves the ward.",
            lines=(f"{known.name}\n{known.account}",),
            button=f"Remove from the ward: {known.name}",
            record=remove,
            recorded=self._done,
        )
        self.shell.cover(witness_sheet(self.shell, what, self.commit.setFocus))

    def _done(self) -> None:
        self.shell.show_accounts()
        self.shell.messages.done(f"Removed from the ward: {self._account.name}.")
