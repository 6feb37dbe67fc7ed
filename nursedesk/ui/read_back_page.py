"""The incoming nurse reads a note back: the note is covered, and she enters what she read."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout

from nursedesk.chart.read_back import misread
from nursedesk.errors import KnownError
from nursedesk.ui.banner import BannerBar
from nursedesk.ui.buttons import CommitButton
from nursedesk.ui.form import Form
from nursedesk.ui.kept_half import KeptHalf
from nursedesk.ui.looks import Words
from nursedesk.ui.note_page import Back, NotePage
from nursedesk.ui.page import Page, heading
from nursedesk.ui.passphrase_field import PassphraseBox
from nursedesk.ui.shell import Shell
from nursedesk.ward import receiving_notes
from nursedesk.ward.drafts import read_back_place
from nursedesk.ward.receiving_notes import ReadBack
from nursedesk.ward.views.notes import NoteView

if TYPE_CHECKING:
    from nursedesk.ward.desk import Desk
    from nursedesk.ward.drafts import Half

_WHY = (
    "Enter what you read in the note. Nothing of it is shown here; NurseDesk compares it with the "
    "record as it was when the note was made."
)
_DIFFERS = "read-back-differs"


class ReadBackPage(Page):
    """Each attempt is recorded. After one that differs the note is read again, and asked again."""

    title = "Read back the hand-over"

    def __init__(self, shell: Shell, view: NoteView, back: Back) -> None:
        super().__init__(shell)
        self._view, self._leave = view, back
        self._shown: ReadBack | None = None
        self.form: Form | None = None
        self._kept: KeptHalf | None = None
        banner = BannerBar()
        banner.show_banner(view.banner)
        self.head(banner)
        self.column.addWidget(heading(self.title, _WHY))
        self.column.addWidget(Words(view.line.title, "strong"))
        if view.changed:
            told = f"The chart went on since the note: {len(view.changed)} things were told."
            self.column.addWidget(Words(f"{told} Read back what the note says.", "doubt"))
        self._body = QVBoxLayout()
        self.column.addLayout(self._body)
        self.passphrase = PassphraseBox("passphrase", "Your passphrase or PIN, to receive it")
        self.column.addWidget(self.passphrase)
        self.column.addStretch(1)
        self.commit = CommitButton(f"Receive the hand-over: {view.banner.name}", self._send)
        self.commit.allow(ready=False)
        self.passphrase.advanced.connect(self.commit.click)
        self.foot(back=("Read the note again", self._to_note), commit=self.commit)

    def arrive(self) -> None:
        self._ask()

    def half(self) -> Half | None:
        if self._kept is None or self.commit.sending:
            return None
        return self._kept.half(self.shell.me.account)

    def _ask(self) -> None:
        session, note = self._view.session, self._view.line.note
        self.shell.ask(
            lambda desk: receiving_notes.read_back(desk, session, note), self._show, owner=self
        )

    def _show(self, shown: ReadBack) -> None:
        """Asks; where it was asked before, what was typed stays."""
        self._shown = shown
        if self.form is not None:
            return
        self.form = Form(shown.fields, self.shell.clock)
        self.form.completed.connect(self.passphrase.focus)
        self._kept = KeptHalf(self.shell, self.form, read_back_place(shown.note))
        self._body.addWidget(self._kept)
        self._body.addWidget(self.form)
        self.form.focus_first()
        self.commit.allow(ready=True)

    def _send(self) -> None:
        shown, typed = self._shown, self.passphrase.typed()
        answers = self.form.answers() if self.form else None
        if shown is None or answers is None:
            return
        if not typed:
            self.passphrase.complain("Type your passphrase or PIN to receive it.")
            self.passphrase.focus()
            return

        def receive(desk: Desk, intent: UUID) -> tuple[str, ...]:
            return receiving_notes.receive(desk, shown, answers, typed, intent=intent)

        self.commit.send(self.shell, receive, self._compared, self._refused)

    def _compared(self, differing: tuple[str, ...]) -> None:
        if not differing:
            self._leave[1]()
            self.shell.messages.done(f"Hand-over received: {self._view.banner.name}.")
            return
        self._to_note()
        self.shell.problem(
            KnownError(
                _DIFFERS,
                f"What you entered is not what the record says: {misread(differing)}.",
                saved="This attempt is in the record.",
                do="Read the note again, then read it back again.",
            )
        )

    def _refused(self, error: KnownError) -> None:
        self.shell.problem(error)
        if self.form is not None:
            self.form.complain(error.facts, f"{error.happened} {error.do}")
        if error.code == "stale-form":
            self._ask()
        else:
            self.passphrase.forget()

    def _to_note(self) -> None:
        view = self._view
        self.shell.show_page(NotePage(self.shell, view.session, view.line.note, self._leave))
