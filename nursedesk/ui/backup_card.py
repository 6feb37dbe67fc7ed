"""The backups on the screen "Record": the last good one, what is wrong, and one by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QVBoxLayout

from nursedesk.ui.buttons import Button, CommitButton
from nursedesk.ui.flow import Flow
from nursedesk.ui.looks import Words, emptied, look
from nursedesk.ui.progress import Segments
from nursedesk.ui.shell import Shell
from nursedesk.ward import backup
from nursedesk.ward.views.backup import BackupCard

if TYPE_CHECKING:
    from uuid import UUID

    from nursedesk.ward.backup_ports import BackupState
    from nursedesk.ward.desk import Desk

_SEGMENTS = 40


class BackupFrame(QFrame):
    """It stays while the screen looks again; `changed` has it look at once."""

    def __init__(self, shell: Shell, changed: Callable[[], None]) -> None:
        super().__init__()
        self._shell, self._changed = shell, changed
        self._place = ""
        look(self, "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 20)
        column.setSpacing(10)
        self._finding = Words("", "error")
        self._facts = QVBoxLayout()
        self._facts.setSpacing(6)
        self.progress = Segments()
        self._how_far = Words("", "soft")
        self.now = CommitButton("Back up now", self._back_up)
        self.choose = Button("Choose a folder or medium …", self._choose)
        column.addWidget(Words("Backup", "heading"))
        column.addWidget(self._finding)
        column.addLayout(self._facts)
        column.addWidget(self.progress)
        column.addWidget(self._how_far)
        buttons = Flow(12)
        buttons.addWidget(self.now)
        buttons.addWidget(self.choose)
        column.addLayout(buttons)

    def show_card(self, card: BackupCard, *, may_ask: bool) -> None:
        """Shows how it stands; `may_ask`: this person may have one made and choose the place."""
        self._place = card.place
        self._finding.say(card.finding)
        emptied(self._facts)
        for number, fact in enumerate(card.facts):
            self._facts.addWidget(Words(fact, "soft" if number else ""))
        running = card.state.running
        self.now.setVisible(may_ask and bool(card.place) and not running)
        self.choose.setVisible(may_ask)
        self.progress.setVisible(running)
        self._how_far.say(_how_far(card.state) if running else "")
        if running:
            done, total = card.state.done, max(1, card.state.total)
            self.progress.show_progress(_SEGMENTS * done // total, _SEGMENTS)

    def _back_up(self) -> None:
        def begin(desk: Desk, _intent: UUID) -> BackupState:
            return backup.back_up_now(desk)

        self.now.send(self._shell, begin, lambda _state: self._changed())

    def _choose(self) -> None:
        from nursedesk.ui.backup_page import BackupPage

        self._shell.show_page(BackupPage(self._shell, self._place))


def _how_far(state: BackupState) -> str:
    if not state.total:
        return "A backup is being copied. You can go on working."
    return f"{state.done:,} of {state.total:,} copied entries are checked. You can go on working."
