"""Set-up of a new ward: its name, its first account, and the recovery code, shown once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout

from nursedesk.chart.field import Asks, Field
from nursedesk.errors import KnownError
from nursedesk.ui.buttons import Button, CommitButton
from nursedesk.ui.form import Form
from nursedesk.ui.looks import Words, card, centred
from nursedesk.ui.page import Page, heading
from nursedesk.ui.passphrase_field import PassphraseBox, agreed, held
from nursedesk.ui.sealed_code import CodeShown, CodeTypedBack, SheetShown
from nursedesk.ui.shell import Me, Shell, me_of
from nursedesk.ui.sign_in_page import NOT_FOR_CLINICAL_USE

if TYPE_CHECKING:
    from uuid import UUID

    from nursedesk.ward.desk import Desk
    from nursedesk.ward.ports import Founding

HOW_LONG = (
    "At least 15 characters; a sentence is easy to keep in mind. Nobody can read it back to you, "
    "and nobody signs for you."
)
HOW_NAMED = "What you sign in with: small letters and digits, for example a.doe"
_ONCE = (
    "It is shown this once. Write it on paper, seal the paper, and keep it locked away from this "
    "workstation: with it a ward whose passphrases are lost can be opened."
)
_FIELDS = (
    Field(name="ward", prompt="Name of the ward", asks=Asks.LINE),
    Field(
        name="name",
        prompt="Your name",
        asks=Asks.LINE,
        help="As it stands in the record and on signed notes.",
    ),
    Field(name="account", prompt="Your account", asks=Asks.LINE, help=HOW_NAMED),
)


class SetUpPage(Page):
    """Three sheets: who, the code shown, the code typed back."""

    title = "Set up this ward"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.form = Form(_FIELDS, shell.clock)
        self.passphrase = PassphraseBox("passphrase", "Passphrase", HOW_LONG)
        self.again = PassphraseBox("again", "The same passphrase once more")
        self.make = CommitButton("Make the ward's keys", self._make)
        self.found = CommitButton("Set up the ward", self._found)
        self.sheet = SheetShown()
        shown = CodeShown("The recovery code", _ONCE, lambda: self._show(2), self.sheet)
        typed_back = CodeTypedBack("recovery code", self.found, self._found, "emergency code")
        self.code, self.written, self.typed_code = shown.code, shown.written, typed_back.typed
        self.typed_emergency = typed_back.also
        self._show_code = shown.show_code
        self._founding: Founding | None = None
        self._sheets: list[QFrame] = [self._who(), shown, typed_back]
        for sheet in self._sheets:
            self.column.addLayout(centred(sheet, 780))
        self.column.addStretch(1)
        self._show(0)

    def arrive(self) -> None:
        self.form.focus_first()

    def go_back(self) -> None:
        place = next(i for i, sheet in enumerate(self._sheets) if not sheet.isHidden())
        if place == 2:
            self._show(1)

    def _who(self) -> QFrame:
        frame, column = _sheet()
        column.addWidget(
            heading(self.title, "You become its first charge nurse and administrator.")
        )
        notice, inside = card("sunken")
        inside.addWidget(Words(NOT_FOR_CLINICAL_USE, "strong"))
        column.addWidget(notice)
        for widget in (self.form, self.passphrase, self.again):
            column.addWidget(widget)
        column.addWidget(self.make, 0, Qt.AlignmentFlag.AlignLeft)
        restore = Button("Restore a backup instead …", self._to_restore)
        column.addWidget(restore, 0, Qt.AlignmentFlag.AlignLeft)
        self.form.completed.connect(self.passphrase.focus)
        self.passphrase.advanced.connect(self.again.focus)
        self.again.advanced.connect(self._make)
        return frame

    def _show(self, place: int) -> None:
        for number, sheet in enumerate(self._sheets):
            sheet.setVisible(number == place)
        (self.form.boxes[0], self.written, self.typed_code)[place].setFocus()

    def _to_restore(self) -> None:
        from nursedesk.ui.restore_page import RestorePage

        def back() -> None:
            self.shell.show_page(SetUpPage(self.shell))

        self.shell.show_page(RestorePage(self.shell, ("Back to the set-up", back)))

    def _make(self) -> None:
        answers = self.form.answers()
        if answers is None or not agreed(self.passphrase, self.again):
            return
        ward, account = answers["ward"], answers["account"].lower()
        name, passphrase = answers["name"], self.passphrase.typed()
        demo = self.shell.start.demo

        def begin(desk: Desk, _intent: UUID) -> Founding:
            from nursedesk.ward import entrance

            return entrance.begin_founding(desk, ward, account, name, passphrase, demo=demo)

        self.make.send(self.shell, begin, self._made)

    def _made(self, founding: Founding) -> None:
        self._founding = founding
        self._show_code(founding.recovery_code)
        self.sheet.show_sheet(founding.sheet.code, founding.sheet.phrase)
        self.found.say(f"Set up the ward: {self.form.box('ward').typed()}")
        self.shell.messages.clear()
        self._show(1)

    def _found(self) -> None:
        founding, typed = self._founding, self.typed_code.typed()
        if founding is None or not typed:
            held(self.typed_code, "Type the recovery code.")
            return
        emergency = self.typed_emergency.typed()
        if not emergency:
            held(self.typed_emergency, "Type the emergency code.")
            return
        ward, passphrase = self.form.box("ward").typed(), self.passphrase.typed()
        demo = self.shell.start.demo

        def finish(desk: Desk, _intent: UUID) -> Me:
            from nursedesk.ward import entrance

            desk.keyring.emergency.check_typed_back(founding.sheet, emergency)
            person = entrance.finish_founding(desk, founding, ward, typed, passphrase, demo=demo)
            return me_of(person)

        self.found.send(self.shell, finish, self._done, self._refused)

    def _done(self, me: Me) -> None:
        self.passphrase.forget()
        self.again.forget()
        self._founding = None
        self.shell.signed_in(me)

    def _refused(self, error: KnownError) -> None:
        self.shell.problem(error)
        emergency = error.code.startswith("emergency-code")
        (self.typed_emergency if emergency else self.typed_code).focus()


def _sheet() -> tuple[QFrame, QVBoxLayout]:
    frame, column = card(margin=28, space=20)
    return frame, column
