"""Hand over: choose the period, read the very pages that will be signed, sign them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from msgspec import Struct
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nursedesk.chart.field import Asks, Choice, Field
from nursedesk.clock import after_hours
from nursedesk.errors import KnownError
from nursedesk.ui.banner import BannerBar
from nursedesk.ui.buttons import CommitButton
from nursedesk.ui.form import Form
from nursedesk.ui.looks import Words
from nursedesk.ui.page import Page, heading
from nursedesk.ui.passphrase_field import PassphraseBox
from nursedesk.ui.pictures import Pages
from nursedesk.ui.shell import Shell
from nursedesk.ward import handovers
from nursedesk.ward.views.patient import PatientPage

if TYPE_CHECKING:
    from nursedesk.chart.session import SignedNote
    from nursedesk.ward.desk import Desk
    from nursedesk.ward.handovers import Draft

_HOURS = (8, 12, 24)
_SINCE_LAST = "since-last-note"


class _Preview(Struct, frozen=True):
    """A draft with its pages as pictures."""

    draft: Draft
    pages: list[bytes]


class HandoverPage(Page):
    """The note is built from the record alone; what was not recorded says so."""

    title = "Hand over"

    def __init__(self, shell: Shell, session: UUID, patient: PatientPage) -> None:
        super().__init__(shell)
        self._session, self._patient = session, patient
        self._note = uuid4()
        self._draft: Draft | None = None
        banner = BannerBar()
        banner.show_banner(patient.banner)
        self.head(banner)
        self.form = Form((_period(patient),), shell.clock)
        self.form.changed.connect(self._preview)
        why = "The note is made from the record. Read it to the end, then sign it."
        self.column.addWidget(heading(self.title, why))
        self.column.addWidget(self.form)
        self._waiting = Words("", "soft")
        self.column.addWidget(self._waiting)
        self.pages = Pages()
        self.column.addWidget(self.pages)
        self.passphrase = PassphraseBox(
            "passphrase", "Your passphrase or PIN, to sign", "Every signature asks again."
        )
        self._signing = QWidget()
        inside = QVBoxLayout(self._signing)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.passphrase)
        self._signing.hide()
        self.column.addWidget(self._signing)
        self.column.addStretch(1)
        self.commit = CommitButton(f"Sign the hand-over: {patient.banner.name}", self._sign)
        self.commit.allow(ready=False)
        self.passphrase.advanced.connect(self.commit.click)
        self.foot(back=("Back to the patient", self._to_patient), commit=self.commit)

    def arrive(self) -> None:
        self.form.focus_first()

    def _preview(self) -> None:
        """Makes the note of the chosen period anew."""
        chosen = self.form.boxes[0].typed()
        if not chosen:
            return
        session, note = self._session, self._note
        since = self._period_from(chosen)
        width, ratio = self.pages.room(self.area.viewport()), self.devicePixelRatioF()
        self.commit.allow(ready=False)
        self._waiting.say("The note is being made …")

        def make(desk: Desk) -> _Preview:
            draft = handovers.draft(desk, session, note=note, period_from=since)
            return _Preview(draft, desk.documents.pages(draft.pdf, width=round(width * ratio)))

        self.shell.ask(make, self._show, owner=self, failed=self._not_made)

    def _period_from(self, chosen: str) -> datetime:
        last = self._patient.last_note_to
        if chosen == _SINCE_LAST and last is not None:
            return last
        return after_hours(self.shell.clock.now(), -Decimal(chosen))

    def _show(self, preview: _Preview) -> None:
        self._draft = preview.draft
        self._waiting.say("")
        self.pages.show_pages(preview.pages, self.devicePixelRatioF())
        self._signing.show()
        self.commit.allow(ready=True)

    def _not_made(self, error: Exception) -> None:
        self._waiting.say("")
        self.shell.problem(error)

    def _sign(self) -> None:
        draft, typed = self._draft, self.passphrase.typed()
        if draft is None:
            return
        if not typed:
            self.passphrase.complain("Type your passphrase or PIN to sign.")
            self.passphrase.focus()
            return

        def sign(desk: Desk, intent: UUID) -> SignedNote:
            return handovers.sign(desk, draft, typed, intent=intent)

        self.commit.send(self.shell, sign, self._signed, self._refused)

    def _signed(self, _note: SignedNote) -> None:
        self._to_patient()
        self.shell.messages.done(
            f"Hand-over signed: {self._patient.banner.name}. A charge nurse countersigns it."
        )

    def _refused(self, error: KnownError) -> None:
        self.passphrase.forget()
        self.passphrase.focus()
        self.shell.problem(error)
        if error.code == "stale-form":
            self._preview()
            self.shell.problem(error)

    def _to_patient(self) -> None:
        self.shell.show_patient(self._session)


def _period(patient: PatientPage) -> Field:
    """The periods to choose from; one of them since the last note, when there is one."""
    choices = [Choice(value=str(hours), words=f"Last {hours} hours") for hours in _HOURS]
    if patient.last_note_to is not None:
        choices.append(Choice(value=_SINCE_LAST, words="Since the last note"))
    return Field(
        name="period",
        prompt="Which period do you hand over?",
        asks=Asks.CHOICE,
        choices=tuple(choices),
    )
