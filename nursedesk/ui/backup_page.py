"""Where backups go: the folder for all of them, or another medium once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from nursedesk.chart.field import Asks, Field
from nursedesk.ui.buttons import Button, CommitButton
from nursedesk.ui.form import Form
from nursedesk.ui.looks import Words, look
from nursedesk.ui.page import Page, heading
from nursedesk.ui.passphrase_field import held
from nursedesk.ui.shell import Shell
from nursedesk.ui.typed_fields import TypedBox
from nursedesk.ward import backup

if TYPE_CHECKING:
    from uuid import UUID

    from nursedesk.chart.entry import Entry
    from nursedesk.ward.backup_ports import BackupState
    from nursedesk.ward.desk import Desk

_WHY = (
    "A backup holds the whole encrypted record and everybody's locked keys: with it and a "
    "passphrase, or the sealed recovery code, the ward goes on at another workstation. Choose a "
    "folder on another disk or medium, and keep a second copy away from this room."
)
_FIELDS = (
    Field(
        name="folder",
        prompt="Folder on another disk or medium",
        asks=Asks.LINE,
        optional=True,
        absent_words="No backups by themselves",
        help="The whole path.",
    ),
)


class BackupPage(Page):
    """One folder: for every backup from now on, or for one backup now."""

    title = "Place for the backups"

    def __init__(self, shell: Shell, place: str) -> None:
        super().__init__(shell)
        self.form = Form(_FIELDS, shell.clock)
        self.column.addWidget(heading(self.title, _WHY))
        self.column.addWidget(Words(f"Now: {place or 'none is chosen'}.", "prompt"))
        look_for = Button("Look for a folder …", self._look)
        self.column.addWidget(look_for, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addWidget(self.form)
        self.column.addStretch(1)
        self.commit = CommitButton("Record this place", self._send)
        self.once = CommitButton("Back up there once", self._once)
        look(self.once, "action")
        self.form.completed.connect(self.commit.click)
        self.foot(
            back=("Back to the record", self._back_to_record),
            further=(self.once,),
            commit=self.commit,
        )

    def arrive(self) -> None:
        self.form.focus_first()

    def _look(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.title)
        box = self.form.box("folder")
        if chosen and isinstance(box, TypedBox):
            box.line.setText(chosen)

    def _send(self) -> None:
        answers = self.form.answers()
        if answers is None:
            return
        folder = answers.get("folder", "")

        def choose(desk: Desk, intent: UUID) -> Entry:
            return backup.choose_place(desk, folder, intent=intent)

        self.commit.send(self.shell, choose, self._recorded)

    def _once(self) -> None:
        box = self.form.box("folder")
        folder = box.typed()
        if not folder:
            held(box, "Name the folder.")
            return

        def begin(desk: Desk, _intent: UUID) -> BackupState:
            return backup.back_up_now(desk, folder)

        self.once.send(self.shell, begin, lambda _state: self._back_to_record())

    def _recorded(self, entry: Entry) -> None:
        self._back_to_record()
        self.shell.messages.done(f"The place for the backups is recorded as entry {entry.number}.")

    def _back_to_record(self) -> None:
        from nursedesk.ui.record_page import RecordView

        self.shell.show_page(RecordView(self.shell))
