"""Hand over: the period and her judgement; the very pages that will be signed; the signature."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from msgspec import Struct
from PySide6.QtCore import QObject

from nursedesk.errors import KnownError
from nursedesk.ui.banner import BannerBar
from nursedesk.ui.buttons import CommitButton
from nursedesk.ui.form import Form
from nursedesk.ui.handover_questions import HandoverQuestions
from nursedesk.ui.kept_half import KeptHalf
from nursedesk.ui.looks import Words
from nursedesk.ui.page import Page, heading
from nursedesk.ui.passphrase_field import PassphraseBox
from nursedesk.ui.pictures import Pages
from nursedesk.ui.shell import Shell
from nursedesk.ward import handovers
from nursedesk.ward.drafts import hand_over_place
from nursedesk.ward.views.notes import NoteLine
from nursedesk.ward.views.patient import PatientPage, patient_page

if TYPE_CHECKING:
    from nursedesk.chart.session import SignedNote
    from nursedesk.ward.desk import Desk
    from nursedesk.ward.drafts import Half
    from nursedesk.ward.handovers import Draft

_WHY = "The note is made from the record. Read it to its end, then sign it."


class _Preview(Struct, frozen=True):
    """A draft with its pages as pictures."""

    draft: Draft
    pages: list[bytes]


class HandoverPage(Page):
    """The note is built from the record; only her judgement is asked.

    `old` is the note that the new one replaces.
    """

    title = "Hand over"

    def __init__(
        self, shell: Shell, session: UUID, patient: PatientPage, old: NoteLine | None = None
    ) -> None:
        super().__init__(shell)
        self._session, self._patient = session, patient
        self._asked = HandoverQuestions(patient, old)
        self._note = uuid4()
        self._draft: Draft | None = None
        self._read = self._unseen = False
        banner = BannerBar()
        banner.show_banner(patient.banner)
        self.head(banner)
        self.column.addWidget(heading(self.title, _WHY))
        self._tell_of_the_old()
        self.form = Form(self._asked.fields, shell.clock)
        self.form.changed.connect(self._changed)
        self._kept = KeptHalf(shell, self.form, hand_over_place(session))
        self.column.addWidget(self._kept)
        self.column.addWidget(self.form)
        self._waiting = Words("", "soft")
        self.column.addWidget(self._waiting)
        self.pages = Pages()
        self.column.addWidget(self.pages)
        self.passphrase = PassphraseBox(
            "passphrase", "Your passphrase or PIN, to sign", "Every signature asks again."
        )
        self.column.addWidget(self.passphrase)
        self.column.addStretch(1)
        self.commit = CommitButton("", self._go_on)
        self.form.completed.connect(self.commit.click)
        self.passphrase.advanced.connect(self.commit.click)
        self.foot(back=("Back to the patient", self._to_patient), commit=self.commit)
        self.area.verticalScrollBar().valueChanged.connect(self._look_for_the_end)
        self.area.verticalScrollBar().rangeChanged.connect(self._look_for_the_end)
        self._changed()

    def half(self) -> Half | None:
        return None if self.commit.sending else self._kept.half(self.shell.me.account)

    def arrive(self) -> None:
        self.form.focus_first()

    def _tell_of_the_old(self) -> None:
        """What is replaced, or could be."""
        old = self._asked.old
        if old is None:
            return
        self.column.addWidget(Words(f"{old.title}. {old.returned or old.told[0]}", "doubt"))

    def _changed(self) -> None:
        """What is typed is not what the note was made of: it is made anew before it is signed."""
        self._waiting.say("")
        self._draft, self._read = None, False
        self.pages.show_pages([], 1)
        self.pages.hide()
        self.passphrase.hide()
        self.commit.say(f"Make the note: {self._patient.banner.name}")
        self.commit.allow(ready=True)

    def _go_on(self) -> None:
        if self._draft is None:
            self._make()
        else:
            self._sign(self._draft)

    def _make(self) -> None:
        """Makes the note of what was answered."""
        answers = self.form.answers()
        if answers is None:
            return
        session, note = self._session, self._note
        asked = self._asked
        since = asked.period_from(answers, self.shell.clock.now())
        judgement, place = asked.judgement(answers), asked.in_place_of(answers)
        width, ratio = self.pages.room(self.area.viewport()), self.devicePixelRatioF()
        self.commit.allow(ready=False)
        self._waiting.say("The note is being made …")

        def make(desk: Desk) -> _Preview:
            draft = handovers.draft(
                desk,
                session,
                note=note,
                period_from=since,
                judgement=judgement,
                in_place_of=place,
            )
            return _Preview(draft, desk.documents.pages(draft.pdf, width=round(width * ratio)))

        typed = self.form.typed()

        def show(preview: _Preview) -> None:
            if self.form.typed() == typed:  # else it was changed meanwhile, and is made again
                self._show(preview)

        self.shell.ask(make, show, owner=self, failed=self._not_made)

    def _show(self, preview: _Preview) -> None:
        self._draft, self._unseen = preview.draft, True
        self._waiting.say("")
        self.pages.show()
        self.pages.show_pages(preview.pages, self.devicePixelRatioF())
        self.passphrase.show()
        self.commit.say(f"Sign the hand-over: {self._patient.banner.name}")
        self.area.setFocus()
        self._look_for_the_end()

    def _not_made(self, error: Exception) -> None:
        self._waiting.say("")
        self.commit.allow(ready=True)
        self.shell.problem(error)

    def _look_for_the_end(self) -> None:
        """Signing is possible once the end of the last page has been in sight."""
        made = self._draft is not None
        if made and self._unseen and self.pages.laid_out:
            self._unseen = False
            self.area.verticalScrollBar().setValue(self.pages.y())
        if made and not self._read and self.pages.end_in_sight(self.area.viewport()):
            self._read = True
            self.commit.allow(ready=True)

    def _sign(self, draft: Draft) -> None:
        typed = self.passphrase.typed()
        if not typed:
            self.passphrase.complain("Type your passphrase or PIN to sign.")
            self.passphrase.focus()
            return

        def sign(desk: Desk, intent: UUID) -> SignedNote:
            return handovers.sign(desk, draft, typed, intent=intent)

        self.commit.send(self.shell, sign, self._signed, self._refused)

    def _signed(self, _note: SignedNote) -> None:
        self._to_patient()
        self.shell.messages.done(f"Hand-over signed: {self._patient.banner.name}. {_NEXT}")

    def _refused(self, error: KnownError) -> None:
        if error.code == "stale-form":
            self._changed()
            self._make()
        else:
            self.passphrase.forget()
            self.passphrase.focus()
        self.shell.problem(error)

    def _to_patient(self) -> None:
        self.shell.show_patient(self._session)


_NEXT = "The next nurse receives it, a charge nurse reviews it."


def hand_over_instead(shell: Shell, owner: QObject, session: UUID, old: NoteLine) -> None:
    """Shows the page on which a new note is made in place of an old one."""

    def show(patient: PatientPage) -> None:
        shell.show_page(HandoverPage(shell, session, patient, old))

    shell.ask(lambda desk: patient_page(desk, session), show, owner=owner)
