"""Who somebody is: her account, chosen or typed, and her passphrase."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nursedesk.chart.field import Asks, Field
from nursedesk.ui import tokens
from nursedesk.ui.buttons import Button
from nursedesk.ui.fields import Unanswered
from nursedesk.ui.flow import Flow
from nursedesk.ui.looks import Words, look
from nursedesk.ui.passphrase_field import PassphraseBox
from nursedesk.ui.typed_fields import TypedBox

if TYPE_CHECKING:
    from nursedesk.ward.ports import AccountCard

_AT_MOST = 8
_WIDTH, _LINE = 270, 420


class Credentials(QWidget):
    """The account and the passphrase. `completed`: Enter was pressed in the passphrase."""

    completed = Signal()

    def __init__(self, cards: Sequence[AccountCard], *, without: str = "") -> None:
        super().__init__()
        self._cards = [card for card in cards if card.account != without]
        self.account = TypedBox(
            Field(name="account", prompt="Account", asks=Asks.LINE, help=_HELP if cards else ""),
            _LINE,
        )
        self.passphrase = PassphraseBox("passphrase", "Passphrase")
        self.choices: list[Button] = []
        self._more = Words("", "soft")
        self._grid = Flow()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(self.account)
        column.addLayout(self._grid)
        column.addWidget(self._more)
        column.addWidget(self.passphrase)
        self._offer()
        self.account.changed.connect(self._offer)
        self.account.advanced.connect(self.passphrase.focus)
        self.passphrase.advanced.connect(self.completed)

    def focus_first(self) -> None:
        """Puts the cursor where typing starts."""
        QTimer.singleShot(0, self, self.account.focus)

    def given(self) -> tuple[str, str] | None:
        """Account and passphrase; None when one is missing (its box says so)."""
        found: list[str] = []
        for box in (self.account, self.passphrase):
            try:
                found.append(box.answer() or "")
            except Unanswered as error:
                box.complain("Choose or type your account." if box is self.account else str(error))
                box.focus()
                return None
        return found[0].strip().lower(), found[1]

    def wrong(self) -> None:
        """Forgets the passphrase, so that it can be typed again."""
        self.passphrase.forget()
        self.passphrase.focus()

    def _offer(self) -> None:
        """Offers the accounts that fit what was typed."""
        typed = self.account.typed().casefold()
        fitting = [
            c for c in self._cards if typed in c.name.casefold() or typed in c.account.casefold()
        ]
        for button in self.choices:
            self._grid.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.choices = [self._choice(card) for card in fitting[:_AT_MOST]]
        for button in self.choices:
            self._grid.addWidget(button)
        before: QWidget = self.account.line
        for button in self.choices:
            QWidget.setTabOrder(before, button)
            before = button
        QWidget.setTabOrder(before, self.passphrase.line)
        hidden = len(fitting) - len(self.choices)
        self._more.say(f"{hidden} more: type a part of the name." if hidden > 0 else "")

    def _choice(self, card: AccountCard) -> Button:
        def choose() -> None:
            self.account.line.setText(card.account)
            self.account.complain("")
            self.passphrase.focus()

        button = Button(f"{card.name}  ({card.account})", choose, name="action")
        look(button, "action", person=str(tokens.person_place(card.account)))
        button.setMinimumWidth(_WIDTH)
        return button


_HELP = "Choose below, or type the name you sign in with."
