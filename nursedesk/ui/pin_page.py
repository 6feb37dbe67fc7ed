"""A PIN for quick re-entry: set with the passphrase, gone when its person leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nursedesk.errors import KnownError
from nursedesk.ui.buttons import CommitButton
from nursedesk.ui.page import Page, heading
from nursedesk.ui.passphrase_field import PassphraseBox, agreed, held
from nursedesk.ui.shell import Shell

if TYPE_CHECKING:
    from uuid import UUID

    from nursedesk.ward.desk import Desk

_WHY = (
    "A PIN unlocks this window and signs in place of your passphrase. It is kept in memory only: "
    "it is gone when you leave, after 12 hours, and after 5 wrong tries."
)
_DIGITS = "6 to 12 digits. Not one that everybody tries first, such as 111111 or 123456."


class PinPage(Page):
    """The person at the desk sets one for herself."""

    title = "Your PIN"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.column.addWidget(heading(f"{self.title}: {shell.me.name}", _WHY))
        self.passphrase = PassphraseBox("passphrase", "Your passphrase")
        self.pin = PassphraseBox("pin", "A PIN", _DIGITS)
        self.again = PassphraseBox("again", "The same PIN once more")
        for box in (self.passphrase, self.pin, self.again):
            self.column.addWidget(box)
        self.column.addStretch(1)
        self.commit = CommitButton(f"Set this PIN: {shell.me.name}", self._send)
        self.passphrase.advanced.connect(self.pin.focus)
        self.pin.advanced.connect(self.again.focus)
        self.again.advanced.connect(self.commit.click)
        self.foot(back=("Back to the accounts", shell.show_accounts), commit=self.commit)

    def arrive(self) -> None:
        self.passphrase.focus()

    def _send(self) -> None:
        passphrase, pin = self.passphrase.typed(), self.pin.typed()
        if not passphrase:
            held(self.passphrase, "Type your passphrase.")
            return
        if not agreed(self.pin, self.again):
            return

        def set_pin(desk: Desk, _intent: UUID) -> None:
            desk.signed_in().keys.set_pin(passphrase, pin)

        self.commit.send(self.shell, set_pin, self._set, self._refused)

    def _set(self, _nothing: None) -> None:
        self.shell.show_board()
        self.shell.messages.done("Your PIN is set. It unlocks and signs until you leave.")

    def _refused(self, error: KnownError) -> None:
        boxes = (self.pin, self.again) if error.code == "pin-not-allowed" else (self.passphrase,)
        for box in boxes:
            box.forget()
        boxes[0].focus()
        self.shell.problem(error)
