"""Exports `ward-trust.pem`: with it anybody can check this ward's signed notes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from nursedesk.chart.field import Asks, Field
from nursedesk.ui.buttons import Button, CommitButton
from nursedesk.ui.looks import Words
from nursedesk.ui.page import Page, heading
from nursedesk.ui.passphrase_field import held
from nursedesk.ui.shell import Shell
from nursedesk.ui.typed_fields import TypedBox
from nursedesk.ward import trust
from nursedesk.ward.note_files import TRUST_FILE

if TYPE_CHECKING:
    from nursedesk.ward.desk import Desk

_WHY = (
    "The file holds the ward's certificate and tells whose certificates were revoked, and when. "
    "It holds no secret and no patient's data."
)
_AGAIN = (
    "Whoever checks notes elsewhere needs a new one after somebody left or has new keys: without "
    "it, a note by somebody who kept old keys could pass."
)
_WIDTH = 640


class TrustPage(Page):
    """Where the copy goes."""

    title = "The ward's certificate"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.path = TypedBox(
            Field(name="path", prompt="Export a copy as", asks=Asks.LINE, help=TRUST_FILE), _WIDTH
        )
        self.column.addWidget(heading(self.title, _WHY))
        self.column.addWidget(Words(_AGAIN))
        self.column.addWidget(self.path)
        browse = Button("Choose a place …", self._browse)
        self.column.addWidget(browse, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addStretch(1)
        self.commit = CommitButton("Export the ward's certificate", self._export)
        self.path.advanced.connect(self.commit.click)
        self.foot(back=("Back to the accounts", shell.show_accounts), commit=self.commit)

    def arrive(self) -> None:
        self.path.focus()

    def _browse(self) -> None:
        chosen, _kind = QFileDialog.getSaveFileName(
            self, self.title, self.path.typed() or TRUST_FILE, "PEM (*.pem)"
        )
        if chosen:
            self.path.line.setText(chosen)

    def _export(self) -> None:
        typed = self.path.typed()
        if not typed:
            held(self.path, "Say where the copy goes: type a path, or choose a place.")
            return
        path = Path(typed).expanduser()

        def export(desk: Desk, _intent: UUID) -> None:
            trust.export(desk, path)

        def exported(_nothing: None) -> None:
            self.shell.show_accounts()
            self.shell.messages.done(f"The ward's certificate was written to {path}.")

        self.commit.send(self.shell, export, exported)
