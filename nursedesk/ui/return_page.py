"""A charge nurse returns a note: why, and her passphrase or PIN."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from nursedesk.chart.field import Asks, Field
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
from nursedesk.ward import reviews
from nursedesk.ward.drafts import return_place
from nursedesk.ward.views.notes import NoteView, note_view

if TYPE_CHECKING:
    from nursedesk.chart.entry import Entry
    from nursedesk.ward.desk import Desk
    from nursedesk.ward.drafts import Half

_WHY = (
    "A returned note stays readable and is never countersigned: a nurse makes a new one in its "
    "place. Nothing at the bedside waits for it."
)
_REASON = Field(
    name="reason",
    prompt="What is wrong or missing?",
    asks=Asks.LINE,
    help="The new note prints this, with your name.",
)


class ReturnPage(Page):
    """Returned with a reason; `back` is where she came to the note from."""

    title = "Return the hand-over"

    def __init__(self, shell: Shell, view: NoteView, back: Back) -> None:
        super().__init__(shell)
        self._view, self._leave = view, back
        banner = BannerBar()
        banner.show_banner(view.banner)
        self.head(banner)
        self.column.addWidget(heading(self.title, _WHY))
        self.column.addWidget(Words(view.line.title, "strong"))
        self.column.addWidget(Words(view.line.told[0], "soft"))
        self.form = Form((_REASON,), shell.clock)
        self._kept = KeptHalf(shell, self.form, return_place(view.line.note))
        self.column.addWidget(self._kept)
        self.column.addWidget(self.form)
        self.passphrase = PassphraseBox("passphrase", "Your passphrase or PIN, to return it")
        self.column.addWidget(self.passphrase)
        self.column.addStretch(1)
        self.commit = CommitButton(f"Return the hand-over: {view.banner.name}", self._send)
        self.form.completed.connect(self.passphrase.focus)
        self.passphrase.advanced.connect(self.commit.click)
        self.foot(back=("Back to the note", self._to_note), commit=self.commit)

    def arrive(self) -> None:
        self.form.focus_first()

    def half(self) -> Half | None:
        return None if self.commit.sending else self._kept.half(self.shell.me.account)

    def _send(self) -> None:
        answers, typed, view = self.form.answers(), self.passphrase.typed(), self._view
        if answers is None:
            return
        if not typed:
            self.passphrase.complain("Type your passphrase or PIN to return it.")
            self.passphrase.focus()
            return

        def give_back(desk: Desk, intent: UUID) -> Entry:
            return reviews.return_note(
                desk,
                view.session,
                view.line.note,
                answers["reason"],
                typed,
                intent=intent,
                seen=view.seen,
            )

        def returned(_entry: Entry) -> None:
            self._leave[1]()
            self.shell.messages.done(f"Hand-over returned: {view.banner.name}. {_NEXT}")

        self.commit.send(self.shell, give_back, returned, self._refused)

    def _refused(self, error: KnownError) -> None:
        self.shell.problem(error)
        if error.code == "stale-form":
            session, note = self._view.session, self._view.line.note
            self.shell.ask(lambda desk: note_view(desk, session, note), self._catch_up, owner=self)
        else:
            self.passphrase.forget()

    def _catch_up(self, view: NoteView) -> None:
        self._view = view

    def _to_note(self) -> None:
        view = self._view
        self.shell.show_page(NotePage(self.shell, view.session, view.line.note, self._leave))


_NEXT = "The board asks for a new one."
