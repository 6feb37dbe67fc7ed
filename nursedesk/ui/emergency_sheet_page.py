"""The emergency sheet: how it stands, and a new one by an administrator and a second person."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nursedesk.errors import KnownError
from nursedesk.ui.buttons import CommitButton
from nursedesk.ui.looks import Words, card, centred, emptied
from nursedesk.ui.page import Page, heading
from nursedesk.ui.passphrase_field import held
from nursedesk.ui.sealed_code import CodeTypedBack, SheetShown
from nursedesk.ui.shell import Shell
from nursedesk.ui.witness_form import Witnessed, witness_sheet
from nursedesk.ward import emergency
from nursedesk.ward.views.emergency import SheetPage, sheet_page

if TYPE_CHECKING:
    from nursedesk.chart.entry import Entry
    from nursedesk.ward.desk import Desk, Person
    from nursedesk.ward.emergency_ports import NewSheet

_WHY = (
    "Its code opens the chart for 30 minutes, only to read, when nobody can sign in. Its phrase "
    "opens the downtime files. The code opens again and again until the sheet is renewed."
)
_MEANS = (
    "The former sheet opens nothing more once the new one is in use, and the downtime files are "
    "written anew with the new phrase. Destroy the former sheet then."
)
_WIDTH = 780


class EmergencySheetPage(Page):
    """Three sheets: how it stands, the new one shown, its code typed back."""

    title = "Emergency sheet"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._sheet: NewSheet | None = None
        self._state = QVBoxLayout()
        self._state.setSpacing(12)
        self.make = CommitButton("Make a new emergency sheet", self._make)
        self.shown = SheetShown()
        self.written = CommitButton("I wrote it down", lambda: self._show(2))
        self.use = CommitButton("Use the new emergency sheet", self._use)
        self.back = CodeTypedBack("emergency code", self.use, self._use)
        self._sheets: list[QWidget] = [self._stands(), self._new(), self.back]
        for sheet in self._sheets:
            self.column.addLayout(centred(sheet, _WIDTH))
        self.column.addStretch(1)
        self.foot(back=("Back to the accounts", shell.show_accounts))
        self._show(0)

    def arrive(self) -> None:
        self.make.allow(ready=False)
        self.shell.ask(sheet_page, self._stand, owner=self)
        self.setFocus()

    def go_back(self) -> None:
        if self.back.isVisible():
            self._show(1)
        else:
            super().go_back()

    def _stands(self) -> QWidget:
        frame, column = card(margin=28, space=16)
        column.addWidget(heading(self.title, _WHY))
        column.addLayout(self._state)
        column.addWidget(Words(_MEANS, "soft"))
        column.addWidget(self.make, 0, Qt.AlignmentFlag.AlignLeft)
        return frame

    def _new(self) -> QWidget:
        frame, column = card(margin=28, space=20)
        column.addWidget(self.shown)
        column.addWidget(Words("On the next screen you type the code back from the paper.", "soft"))
        column.addWidget(self.written, 0, Qt.AlignmentFlag.AlignLeft)
        return frame

    def _show(self, place: int) -> None:
        for number, sheet in enumerate(self._sheets):
            sheet.setVisible(number == place)
        (self.make, self.written, self.back.typed)[place].setFocus()

    def _stand(self, page: SheetPage) -> None:
        emptied(self._state)
        self._state.addWidget(Words(page.state, "prompt"))
        if page.finding:
            self._state.addWidget(Words(page.finding, "error"))
        for use in page.used:
            self._state.addWidget(Words(f"Used on {use}"))
        if not page.may_make:
            self._state.addWidget(Words("An administrator can make a new one.", "soft"))
        self.make.setVisible(page.may_make)
        self.make.allow(ready=page.may_make)

    def _make(self) -> None:
        def make(desk: Desk, _intent: UUID) -> NewSheet:
            return emergency.make_sheet(desk)

        self.make.send(self.shell, make, self._made)

    def _made(self, sheet: NewSheet) -> None:
        self._sheet = sheet
        self.shown.show_sheet(sheet.code, sheet.phrase)
        self._show(1)

    def _use(self) -> None:
        sheet, typed = self._sheet, self.back.typed.typed()
        if sheet is None or not typed:
            held(self.back.typed, "Type the emergency code.")
            return

        def check(desk: Desk, _intent: UUID) -> bool:
            desk.keyring.emergency.check_typed_back(sheet, typed)
            return emergency.takes_two(desk)

        self.use.send(self.shell, check, self._confirm, self._refused)

    def _confirm(self, takes_two: bool) -> None:  # noqa: FBT001 (the worker's answer)
        sheet = self._sheet
        if sheet is None:
            return

        def use(desk: Desk, second: Person | None, intent: UUID) -> Entry:
            return emergency.use_sheet(desk, sheet, second=second, intent=intent)

        if not takes_two:
            self.use.send(self.shell, lambda desk, intent: use(desk, None, intent), self._used)
            return
        what = Witnessed(
            title="a new emergency sheet",
            ask="Two people put a new emergency sheet into use. Sign in to confirm it.",
            confirm="You confirm that the new sheet lies sealed in its place.",
            lines=("New emergency sheet", "The former one opens nothing more."),
            button="Use the new emergency sheet",
            record=use,
            recorded=lambda: self._used(None),
        )
        self.shell.cover(witness_sheet(self.shell, what, self.use.setFocus))

    def _used(self, _entry: object) -> None:
        self._sheet = None
        self.shell.show_accounts()
        self.shell.messages.done("The new emergency sheet is in use. Destroy the former one.")

    def _refused(self, error: KnownError) -> None:
        self.shell.problem(error)
        self.back.typed.focus()
