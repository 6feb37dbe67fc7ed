"""What somebody whose keys were reset reads before anything else: when, and by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt

from nursedesk import writing
from nursedesk.ui.buttons import CommitButton
from nursedesk.ui.looks import Words, card, centred
from nursedesk.ui.page import Page, heading
from nursedesk.ui.shell import Shell
from nursedesk.ward import passphrases

if TYPE_CHECKING:
    from nursedesk.chart.entry import Entry
    from nursedesk.ward.desk import Desk
    from nursedesk.ward.standing import Reset

_IF_NOT = (
    "If you did not ask for this, somebody may have signed in as you since: tell your charge nurse "
    "now. What you signed before stays yours, and nothing that was signed since counts as signed "
    "with your former keys."
)
_WIDTH = 780


class ResetNoticePage(Page):
    """One card and one button; pressing it is recorded."""

    title = "Your keys were made anew"

    def __init__(self, shell: Shell, reset: Reset) -> None:
        super().__init__(shell)
        self._reset = reset
        one, other = reset.by
        frame, column = card(margin=28, space=20)
        column.addWidget(heading(self.title))
        at = writing.moment(reset.at, shell.clock.zone)
        column.addWidget(Words(f"On {at}, by {one} and {other}.", "value"))
        column.addWidget(Words(f"Entry {reset.number} of the ward's record.", "soft"))
        column.addWidget(Words(_IF_NOT))
        self.commit = CommitButton("I have read it", self._send)
        column.addWidget(self.commit, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addStretch(1)
        self.column.addLayout(centred(frame, _WIDTH))
        self.column.addStretch(2)

    def arrive(self) -> None:
        self.setFocus()

    def _send(self) -> None:
        reset = self._reset

        def read(desk: Desk, intent: UUID) -> Entry:
            return passphrases.read_reset(desk, reset, intent=intent)

        self.commit.send(self.shell, read, lambda _entry: self.shell.show_board())
