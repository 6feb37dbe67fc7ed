"""A signed hand-over note: read it, countersign it, export a copy."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from nursedesk.errors import KnownError
from nursedesk.ui.banner import BannerBar
from nursedesk.ui.buttons import CommitButton
from nursedesk.ui.export_card import ExportCard
from nursedesk.ui.looks import Words, card
from nursedesk.ui.page import Page, heading
from nursedesk.ui.passphrase_field import PassphraseBox
from nursedesk.ui.pictures import Pages
from nursedesk.ui.shell import Shell
from nursedesk.ward import handovers
from nursedesk.ward.views.patient import NoteLine, PatientPage

if TYPE_CHECKING:
    from pathlib import Path

    from nursedesk.chart.session import SignedNote
    from nursedesk.ward.desk import Desk

_END = 24  # so many pixels below the window's edge still count as in sight


class NotePage(Page):
    """Countersigning is offered to another charge nurse, once she scrolled to the end."""

    title = "Hand-over note"

    def __init__(self, shell: Shell, session: UUID, patient: PatientPage, note: NoteLine) -> None:
        super().__init__(shell)
        self._session, self._patient, self._line = session, patient, note
        banner = BannerBar()
        banner.show_banner(patient.banner)
        self.head(banner)
        self.column.addWidget(heading(note.title, note.state))
        self.pages = Pages()
        self.column.addWidget(self.pages)
        self.may_countersign = (
            note.signed_only and shell.me.charge_nurse and (note.signed_by != shell.me.account)
        )
        self.passphrase = PassphraseBox(
            "passphrase", "Your passphrase or PIN, to countersign", "Every signature asks again."
        )
        self.unread = Words("Read the note to its end to countersign it.", "strong")
        self._sign_area = self._signing()
        self.column.addWidget(self._sign_area)
        if not shell.read_only:
            self.column.addWidget(self._exporting())
        self.column.addStretch(1)
        name = patient.banner.name
        self.commit = CommitButton(f"Countersign the hand-over: {name}", self._countersign)
        self.commit.allow(ready=False)
        self.commit.setVisible(self.may_countersign)
        self.passphrase.advanced.connect(self.commit.click)
        self.foot(back=("Back to the patient", self._to_patient), commit=self.commit)
        self.area.verticalScrollBar().valueChanged.connect(self._look_for_the_end)
        self.area.verticalScrollBar().rangeChanged.connect(self._look_for_the_end)

    def arrive(self) -> None:
        session, note = self._session, self._line.note
        room = self.pages.room(self.area.viewport())
        width = round(room * self.devicePixelRatioF())

        def read(desk: Desk) -> list[bytes]:
            signed = handovers.find(desk.session(session), note)
            return desk.documents.pages(handovers.document(desk, signed), width=width)

        self.shell.ask(read, self._show, owner=self)
        self.area.setFocus()

    def _signing(self) -> QWidget:
        frame, column = card(space=12)
        column.addWidget(self.unread)
        column.addWidget(self.passphrase)
        frame.setVisible(self.may_countersign)
        return frame

    def _exporting(self) -> ExportCard:
        session, note = self._session, self._line.note

        def write(desk: Desk, path: Path) -> None:
            handovers.export(desk, handovers.find(desk.session(session), note), path)

        return ExportCard(self.shell, "Export a copy", "PDF (*.pdf)", "hand-over.pdf", write)

    def _show(self, pages: list[bytes]) -> None:
        self.pages.show_pages(pages, self.devicePixelRatioF())

    def _look_for_the_end(self) -> None:
        """Countersigning is possible once the end of the last page has been in sight."""
        view = self.area.viewport()
        end = self.pages.mapTo(view, QPoint(0, self.pages.height())).y()
        if self.pages.laid_out and end <= view.height() + _END:
            self.unread.hide()
            self.commit.allow(ready=True)

    def _countersign(self) -> None:
        typed = self.passphrase.typed()
        if not typed:
            self.passphrase.complain("Type your passphrase or PIN to countersign.")
            self.passphrase.focus()
            return
        session, note = self._session, self._line.note

        def countersign(desk: Desk, intent: UUID) -> SignedNote:
            return handovers.countersign(desk, session, note, typed, intent=intent)

        def countersigned(_note: SignedNote) -> None:
            self._to_patient()
            self.shell.messages.done(f"Hand-over countersigned: {self._patient.banner.name}.")

        self.commit.send(self.shell, countersign, countersigned, self._refused)

    def _refused(self, error: KnownError) -> None:
        self.passphrase.forget()
        self.shell.problem(error)

    def _to_patient(self) -> None:
        self.shell.show_patient(self._session)
