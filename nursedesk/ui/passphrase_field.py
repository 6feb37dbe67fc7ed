"""A passphrase: hidden while it is typed, taken exactly as it is, forgotten once it was sent."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit

from nursedesk.chart.field import Asks, Field
from nursedesk.ui.buttons import Button
from nursedesk.ui.fields import FieldBox, Unanswered
from nursedesk.ui.looks import Words
from nursedesk.ui.typed_fields import TypedBox

_WIDTH = 420


class PassphraseBox(TypedBox):
    """One passphrase. A button shows it for as long as it is pressed down."""

    def __init__(self, name: str, prompt: str, help_text: str = "") -> None:
        self._shown = Button("Show")
        self._shown.setCheckable(True)
        self._shown.setAccessibleName(f"Show what was typed: {prompt}")
        super().__init__(Field(name=name, prompt=prompt, asks=Asks.LINE, help=help_text), _WIDTH)
        self._shown.toggled.connect(self._show)
        self._show(shown=False)

    def _beside(self) -> list[Words | Button]:
        return [self._shown]

    def typed(self) -> str:
        return self.line.text()

    def answer(self) -> str:
        if not self.typed():
            raise Unanswered("Type the passphrase.")
        return self.typed()

    def forget(self) -> None:
        super().forget()
        self._shown.setChecked(False)

    def _show(self, shown: bool) -> None:  # noqa: FBT001 (a Qt slot)
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.line.setEchoMode(mode)


def agreed(first: FieldBox, again: FieldBox) -> bool:
    """Whether both passphrases are there and the same; the boxes say what is wrong."""
    for box in (first, again):
        try:
            box.answer()
        except Unanswered as error:
            return held(box, str(error))
    if first.typed() != again.typed():
        return held(again, "The two passphrases differ. Type this one again.")
    return True


def held(box: FieldBox, sentence: str) -> bool:
    """Says below a box what is wrong with it and puts the cursor there; always False."""
    box.complain(sentence)
    box.focus()
    return False
