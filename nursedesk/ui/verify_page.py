"""Checks the file of a hand-over note: drop it here or choose it, and read the verdict in words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QVBoxLayout

from nursedesk.errors import KnownError
from nursedesk.ui import tokens
from nursedesk.ui.buttons import Button
from nursedesk.ui.flow import Flow
from nursedesk.ui.looks import Words, card, emptied
from nursedesk.ui.page import Page, heading
from nursedesk.ui.shell import Shell
from nursedesk.ui.verified_note import NoteCard, VerdictCard, unreadable_card
from nursedesk.ward.note_files import TRUST_FILE

if TYPE_CHECKING:
    from nursedesk.ward.desk import Desk
    from nursedesk.ward.verifying import Checked

_WHY = "Whether a hand-over note is genuine and unchanged. Nothing is recorded here."
_OWN = "Checked against: this ward's certificate, and its chart."


class VerifyPage(Page):
    """One file at a time; the last answer stays until another file is looked at."""

    title = "Check a note"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.setAcceptDrops(True)
        self._file: Path | None = None
        self._certificate: Path | None = None
        self._asked = 0
        self.column.addWidget(heading(self.title, _WHY))
        self.column.addWidget(self._place())
        self.answer = QVBoxLayout()
        self.answer.setSpacing(16)
        self.column.addLayout(self.answer)
        self.column.addStretch(1)
        self.foot(back=("Ward board", shell.show_board))

    def arrive(self) -> None:
        self.choose.setFocus()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = _dropped(event)
        if path is not None:
            event.acceptProposedAction()
            self.look_at(path)

    def look_at(self, path: Path) -> None:
        """Checks a file; what is asked for meanwhile counts, and a late answer does not."""
        self._file = path
        self._asked += 1
        asked, certificate = self._asked, self._certificate
        self._say(Words(f"{path.name} is being checked …", "prompt"))

        def check(desk: Desk) -> Checked:
            from nursedesk.ward import verifying

            return verifying.check(desk, path, certificate)

        def checked(answer: Checked) -> None:
            if asked == self._asked:
                zone = self.shell.clock.zone
                note = [NoteCard(answer.data)] if answer.data is not None else []
                self._say(VerdictCard(path, answer, zone), *note)

        def failed(error: Exception) -> None:
            if asked != self._asked:
                return
            if not isinstance(error, KnownError):
                self._say()
                self.shell.problem(error)
                return
            self._say(unreadable_card(error))

        self.shell.ask(check, checked, owner=self, failed=failed)

    def _place(self) -> QFrame:
        """Where a file is dropped or chosen, and against whose certificate it is checked."""
        frame, column = card(margin=20, space=12)
        column.addWidget(Words("Drop the note's PDF on this page, or choose it.", "prompt"))
        self.choose = Button("Choose a file …", self._choose)
        column.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignLeft)
        self.against = Words(_OWN)
        column.addWidget(self.against)
        self.other = Button("A note of another ward …", self._choose_ward)
        self.own = Button("A note of this ward", self._this_ward)
        self.own.hide()
        line = Flow()
        line.addWidget(self.other)
        line.addWidget(self.own)
        column.addLayout(line)
        return frame

    def _choose(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(self, self.title, "", "PDF (*.pdf)")
        if chosen:
            self.look_at(Path(chosen))

    def _choose_ward(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(
            self, f"That ward's {TRUST_FILE}", TRUST_FILE, "PEM (*.pem)"
        )
        if chosen:
            self.check_against(Path(chosen))

    def check_against(self, certificate: Path) -> None:
        """Another ward's certificate file counts from now on; the file is looked at again."""
        self._certificate = certificate
        self.against.setText(
            f"Checked against: the certificate in {certificate}. It proves only what it is itself: "
            "take it from that ward, not from whoever sent the note."
        )
        self._again()

    def _this_ward(self) -> None:
        self._certificate = None
        self.against.setText(_OWN)
        self._again()

    def _again(self) -> None:
        self.own.setVisible(self._certificate is not None)
        if self._file is not None:
            self.look_at(self._file)

    def _say(self, *cards: QFrame | Words) -> None:
        emptied(self.answer)
        for each in cards:
            self.answer.addWidget(each)
        QTimer.singleShot(0, self, self._show_answer)  # once it is laid out

    def _show_answer(self) -> None:
        """In a small window the answer lies below what can be seen."""
        bar = self.area.verticalScrollBar()
        bar.setValue(max(0, self.answer.geometry().y() - tokens.MEDIUM))


def _dropped(event: QDropEvent) -> Path | None:
    """The one file that is being dropped, or None."""
    urls = event.mimeData().urls()
    return Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None
