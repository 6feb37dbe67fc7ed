"""Paper: where the encrypted downtime files lie, a print of them, and the blank checklists."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QFrame

from nursedesk.chart.field import Asks, Field
from nursedesk.ui.buttons import Button, CommitButton
from nursedesk.ui.flow import Flow
from nursedesk.ui.looks import Words, card
from nursedesk.ui.page import Page, heading
from nursedesk.ui.passphrase_field import held
from nursedesk.ui.shell import Shell
from nursedesk.ui.typed_fields import TypedBox
from nursedesk.writing import moment

if TYPE_CHECKING:
    from nursedesk.ward.desk import Desk
    from nursedesk.ward.downtime import DowntimePage

_LOOK_SECONDS = 2
_WHY = "For when this workstation cannot be used, or nobody can sign in."
_FILES = (
    "For each patient one encrypted PDF lies in the folder below. It is written anew within a "
    "minute after every entry, and when the window is locked. Any PDF viewer opens it with the "
    "downtime phrase, which stands on the sealed emergency sheet."
)
_NO_PHRASE = (
    "No file can be written: this ward has no emergency sheet yet. An administrator makes one, "
    "under Accounts."
)
_IN_CLEAR = "These copies are not encrypted: whoever can open the place can read them."
_BLANK = (
    "Bag change with its second check, symptom check, interruption: the same questions that the "
    "screens ask, with their sources. They hold nobody's data."
)
_WIDTH = 640


class PaperPage(Page):
    """The checklists for everybody; prints of patients for who is signed in."""

    title = "Paper"

    def __init__(self, shell: Shell, back: tuple[str, Callable[[], None]]) -> None:
        super().__init__(shell)
        self.where, self.lying = Words("", "strong"), Words("")
        self.failure = Words("", "error")
        self.now = CommitButton("Write them now", self._write)
        self.prints = CommitButton("Copy them for printing", self._print)
        self.folder = TypedBox(
            Field(name="folder", prompt="Copy into the folder", asks=Asks.LINE, help=_IN_CLEAR),
            _WIDTH,
        )
        self.path = TypedBox(
            Field(name="path", prompt="Save the checklists as", asks=Asks.LINE), _WIDTH
        )
        self.save = CommitButton("Save the checklists", self._save)
        self.column.addWidget(heading(self.title, _WHY))
        self.column.addWidget(self._blank_card())
        self.column.addWidget(self._files_card())
        self.column.addStretch(1)
        self.foot(back=back)
        self._looking = QTimer(self)
        self._looking.timeout.connect(self.load)

    def arrive(self) -> None:
        self._show_here(here=False)
        self.load()
        self._looking.start(_LOOK_SECONDS * 1000)
        self.path.focus()

    def resume(self) -> None:
        self.load()

    def load(self) -> None:
        """Asks what lies there now."""

        def look_up(desk: Desk) -> DowntimePage:
            from nursedesk.ward import downtime

            return downtime.page(desk)

        self.shell.ask(look_up, self._show, owner=self)

    def _files_card(self) -> QFrame:
        frame, column = card(margin=20, space=12)
        column.addWidget(Words("Downtime files", "heading"))
        column.addWidget(Words(_FILES))
        for widget in (self.where, self.lying, self.failure, self.now, self.folder):
            column.addWidget(widget)
        column.setAlignment(self.now, Qt.AlignmentFlag.AlignLeft)
        buttons = Flow(12)
        self.browse = Button("Choose a folder …", self._browse_folder)
        for button in (self.browse, self.prints):
            buttons.addWidget(button)
        column.addLayout(buttons)
        return frame

    def _blank_card(self) -> QFrame:
        frame, column = card(margin=20, space=12)
        column.addWidget(Words("Blank checklists", "heading"))
        column.addWidget(Words(_BLANK))
        column.addWidget(self.path)
        buttons = Flow(12)
        for button in (Button("Choose a place …", self._browse), self.save):
            buttons.addWidget(button)
        column.addLayout(buttons)
        self.path.advanced.connect(self.save.click)
        return frame

    def _show(self, page: DowntimePage) -> None:
        self.where.setText(page.where)
        self.lying.setText(self._lies(page))
        self.failure.say(page.state.failure if page.phrase_made else _NO_PHRASE)
        self._show_here(here=page.here)
        self.now.allow(ready=page.phrase_made and not page.state.running)

    def _lies(self, page: DowntimePage) -> str:
        if page.state.running:
            return "They are being written now. You can go on working."
        if page.lying.newest is None:
            return "No file lies there."
        count = "1 file lies" if page.lying.files == 1 else f"{page.lying.files} files lie"
        return f"{count} there, written {moment(page.lying.newest, self.shell.clock.zone)}."

    def _show_here(self, *, here: bool) -> None:
        for widget in (self.now, self.folder, self.browse, self.prints):
            widget.setVisible(here)

    def _write(self) -> None:
        def write(desk: Desk, _intent: UUID) -> DowntimePage:
            from nursedesk.ward import downtime

            return downtime.write_now(desk)

        self.now.send(self.shell, write, self._show)

    def _print(self) -> None:
        typed = self.folder.typed()
        if not typed:
            held(self.folder, "Say where the copies go: type a folder, or choose one.")
            return
        folder = Path(typed).expanduser()

        def copy(desk: Desk, _intent: UUID) -> list[Path]:
            from nursedesk.ward import downtime

            return downtime.prints(desk, folder)

        def copied(paths: list[Path]) -> None:
            count = "1 copy was" if len(paths) == 1 else f"{len(paths)} copies were"
            self.shell.messages.done(f"{count} written to {folder}. Delete them once printed.")

        self.prints.send(self.shell, copy, copied)

    def _save(self) -> None:
        typed = self.path.typed()
        if not typed:
            held(self.path, "Say where they go: type a path, or choose a place.")
            return
        path = Path(typed).expanduser()

        def save(desk: Desk, _intent: UUID) -> None:
            from nursedesk.ward import paper

            paper.save(desk, path)

        def saved(_nothing: None) -> None:
            self.shell.messages.done(f"The checklists were written to {path}.")

        self.save.send(self.shell, save, saved)

    def _browse(self) -> None:
        chosen, _kind = QFileDialog.getSaveFileName(
            self, "Save the checklists", self.path.typed() or "checklists.pdf", "PDF (*.pdf)"
        )
        if chosen:
            self.path.line.setText(chosen)

    def _browse_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Copy into a folder", self.folder.typed())
        if chosen:
            self.folder.line.setText(chosen)
