"""The sealed recovery code is opened: a new administrator, and the next code, shown once."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame

from nursedesk.chart.field import Asks, Field
from nursedesk.errors import KnownError
from nursedesk.ui.buttons import CommitButton
from nursedesk.ui.form import Form
from nursedesk.ui.looks import Words, card, centred
from nursedesk.ui.page import Page, heading
from nursedesk.ui.passphrase_field import PassphraseBox, agreed, held
from nursedesk.ui.sealed_code import CodeShown, CodeTypedBack
from nursedesk.ui.setup_page import HOW_LONG, HOW_NAMED
from nursedesk.ui.shell import Me, Shell, me_of

if TYPE_CHECKING:
    from nursedesk.ward.desk import Desk
    from nursedesk.ward.key_ports import Recovering

_WHY = (
    "For a ward in which no administrator can sign in. Whoever opens the sealed sheet becomes an "
    "administrator under a new account name. It is recorded, and everybody can see it."
)
_ONCE = (
    "The code on the opened sheet is void as soon as this one is typed back. This one is shown "
    "this once: write it on paper, seal the paper, and lock it away from this workstation."
)
_FIELDS = (
    Field(name="used", prompt="The recovery code on the sheet", asks=Asks.LINE),
    Field(name="name", prompt="Your name", asks=Asks.LINE, help="As it stands in the record."),
    Field(name="account", prompt="Your new account", asks=Asks.LINE, help=HOW_NAMED),
)
_WIDTH = 780


class RecoveryPage(Page):
    """Three sheets: code and person, the next code shown, the next code typed back."""

    title = "Sealed recovery code"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.form = Form(_FIELDS, shell.clock)
        self.passphrase = PassphraseBox("passphrase", "Your passphrase", HOW_LONG)
        self.again = PassphraseBox("again", "The same passphrase once more")
        self.open = CommitButton("Open the ward with this code", self._begin)
        self.enter = CommitButton("Become an administrator", self._finish)
        self.shown = CodeShown("The next recovery code", _ONCE, lambda: self._show(2))
        self.back = CodeTypedBack("next recovery code", self.enter, self._finish)
        self._made: Recovering | None = None
        self._sheets: list[QFrame] = [self._who(), self.shown, self.back]
        for sheet in self._sheets:
            self.column.addLayout(centred(sheet, _WIDTH))
        self.column.addStretch(1)
        self.foot(back=("Back to the sign-in", self._leave))
        self._show(0)

    def arrive(self) -> None:
        self.form.focus_first()

    def go_back(self) -> None:
        place = next(i for i, sheet in enumerate(self._sheets) if not sheet.isHidden())
        if place == 2:
            self._show(1)
        elif place == 0:
            self._leave()

    def _leave(self) -> None:
        from nursedesk.ui.sign_in_page import SignInPage

        made, self._made = self._made, None
        if made is not None:
            self.shell.ask(lambda _desk: made.keys.lock(), lambda _done: None, owner=self.window())
        self.shell.show_page(SignInPage(self.shell))

    def _who(self) -> QFrame:
        frame, column = card(margin=28, space=20)
        column.addWidget(heading(self.title, _WHY))
        for widget in (self.form, self.passphrase, self.again):
            column.addWidget(widget)
        column.addWidget(self.open, 0, Qt.AlignmentFlag.AlignLeft)
        note = "If nobody at all can sign in, a second person opens the next sheet the same way."
        column.addWidget(Words(note, "soft"))
        self.form.completed.connect(self.passphrase.focus)
        self.passphrase.advanced.connect(self.again.focus)
        self.again.advanced.connect(self.open.click)
        return frame

    def _show(self, place: int) -> None:
        for number, sheet in enumerate(self._sheets):
            sheet.setVisible(number == place)
        (self.form.boxes[0], self.shown.written, self.back.typed)[place].setFocus()

    def _begin(self) -> None:
        answers = self.form.answers()
        if answers is None or not agreed(self.passphrase, self.again):
            return
        used, name, phrase = answers["used"], answers["name"], self.passphrase.typed()
        account = answers["account"].lower()

        def begin(desk: Desk, _intent: UUID) -> Recovering:
            from nursedesk.ward import recovery

            return recovery.begin(desk, used, account, name, phrase)

        self.open.send(self.shell, begin, self._begun)

    def _begun(self, made: Recovering) -> None:
        self._made = made
        self.shown.show_code(made.recovery_code)
        self.enter.say(f"Become an administrator: {made.enrolment.name}")
        self.shell.messages.clear()
        self._show(1)

    def _finish(self) -> None:
        made, typed = self._made, self.back.typed.typed()
        if made is None or not typed:
            held(self.back.typed, "Type the recovery code.")
            return

        def finish(desk: Desk, intent: UUID) -> Me:
            from nursedesk.ward import recovery

            return me_of(recovery.finish(desk, made, typed, intent=intent))

        self.enter.send(self.shell, finish, self._done, self._refused)

    def _done(self, me: Me) -> None:
        self.passphrase.forget()
        self.again.forget()
        self._made = None
        self.shell.signed_in(me)

    def _refused(self, error: KnownError) -> None:
        self.shell.problem(error)
        self.back.typed.focus()
