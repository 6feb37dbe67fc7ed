"""The second place that keeps the record's anchors: chosen, changed or given up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from nursedesk.chart.field import Asks, Field
from nursedesk.ui.buttons import Button, CommitButton
from nursedesk.ui.form import Form
from nursedesk.ui.looks import Words
from nursedesk.ui.page import Page, heading
from nursedesk.ui.shell import Shell
from nursedesk.ui.typed_fields import TypedBox
from nursedesk.ward import mending

if TYPE_CHECKING:
    from uuid import UUID

    from nursedesk.chart.entry import Entry
    from nursedesk.ward.desk import Desk

_WHY = (
    "After each entry a short line that names no patient is written there too: with it an older "
    "or a cut-off record is noticed. Choose a folder on another disk that stays connected: while "
    "it is away, nothing can be recorded."
)
_FIELDS = (
    Field(
        name="folder",
        prompt="Folder on another disk",
        asks=Asks.LINE,
        optional=True,
        absent_words="No second place",
        help="The whole path.",
    ),
    Field(
        name="reason",
        prompt="Why, if a place is given up or its copy begins anew",
        asks=Asks.LINE,
        optional=True,
    ),
)


class PlacesPage(Page):
    """One folder beside the ward's own, and a reason where the record must say why."""

    title = "Second place for the safety copies"

    def __init__(self, shell: Shell, others: tuple[str, ...]) -> None:
        super().__init__(shell)
        self.form = Form(_FIELDS, shell.clock)
        now = ", ".join(others) if others else "There is none"
        self.column.addWidget(heading(self.title, _WHY))
        self.column.addWidget(Words(f"Now: {now}.", "prompt"))
        self.column.addWidget(Button("Look for a folder …", self._look), 0, _LEFT)
        self.column.addWidget(self.form)
        self.column.addStretch(1)
        self.commit = CommitButton("Record the second place", self._send)
        self.form.completed.connect(self.commit.click)
        self.foot(back=("Back to the record", self._back_to_record), commit=self.commit)

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
        folder, reason = answers.get("folder", ""), answers.get("reason", "")

        def choose(desk: Desk, intent: UUID) -> Entry:
            folders = [folder] if folder else []
            return mending.choose_places(desk, folders, reason=reason, intent=intent)

        self.commit.send(self.shell, choose, self._recorded)

    def _recorded(self, entry: Entry) -> None:
        self.shell.record_changed()
        self._back_to_record()
        self.shell.messages.done(f"The second place is recorded as entry {entry.number}.")

    def _back_to_record(self) -> None:
        from nursedesk.ui.record_page import RecordView

        self.shell.show_page(RecordView(self.shell))


_LEFT = Qt.AlignmentFlag.AlignLeft
