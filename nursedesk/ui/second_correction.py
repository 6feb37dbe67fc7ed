"""The second person's form of a correction: blank, under her own key, nobody's values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout

from nursedesk.chart.field import Field
from nursedesk.chart.walk import MISMATCHES_BEFORE_SET_ASIDE
from nursedesk.errors import KnownError
from nursedesk.ui.buttons import CommitButton
from nursedesk.ui.form import Form
from nursedesk.ui.looks import Words, look
from nursedesk.ui.page import heading
from nursedesk.ui.sheet import Sheet
from nursedesk.ui.shell import Shell

if TYPE_CHECKING:
    from uuid import UUID

    from nursedesk.chart.entry import Entry
    from nursedesk.ui.correction_page import CorrectionPage
    from nursedesk.ward.desk import Desk, Person

_WHY = (
    "You look for yourself and enter what is right. Neither what was recorded nor what the first "
    "person entered is shown here; NurseDesk compares the two."
)
_HER_OWN = frozenset(
    {"readings-differ", "answer-missing", "answer-not-understood", "safety-copy-not-written"}
)


def second_sheet(shell: Shell, page: CorrectionPage, asked: tuple[Field, ...]) -> Sheet:
    """The sheet on which the second person enters the same correction."""
    banner = page.patient.banner
    return Sheet(
        shell,
        title="Second person: a correction",
        why=f"{banner.name}, {banner.born}, {banner.identifier}. {_WHY}",
        her_form=lambda sheet, person: SecondCorrection(sheet, person, page, asked),
        finished=lambda: None,
    )


class SecondCorrection(QFrame):
    """Only what the correction is about, blank."""

    def __init__(
        self, sheet: Sheet, person: Person, page: CorrectionPage, asked: tuple[Field, ...]
    ) -> None:
        super().__init__()
        self._sheet, self._person, self._page = sheet, person, page
        self._differed = 0
        look(self, "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 24)
        column.setSpacing(20)
        column.addWidget(heading("What is right?", _WHY))
        banner = page.patient.banner
        column.addWidget(Words(f"{banner.name}\n{banner.born}, {banner.identifier}", "strong"))
        column.addWidget(Words(page.entry.about, "prompt"))
        self.form = Form(asked, sheet.shell.clock)
        column.addWidget(self.form)
        self.commit = CommitButton(f"Record my own reading: {banner.name}", self._send)
        column.addWidget(self.commit, 0, Qt.AlignmentFlag.AlignLeft)
        self.form.completed.connect(self.commit.click)
        self.form.focus_first()

    def _send(self) -> None:
        answers = self.form.answers()
        if answers is None:
            return
        page, person = self._page, self._person

        def correct(desk: Desk, intent: UUID) -> Entry:
            return page.record_with(desk, intent, person, answers)

        self.commit.send(self._sheet.shell, correct, self._recorded, self._refused)

    def _recorded(self, entry: Entry) -> None:
        self._sheet.finish()
        self._page.recorded(entry)

    def _refused(self, error: KnownError) -> None:
        """What she can mend stays on her sheet; all else goes back to the first person's form.

        So does a second difference: nobody enters a third time what she was not asked anew.
        """
        self._differed += error.code == "readings-differ"
        if error.code in _HER_OWN and self._differed < MISMATCHES_BEFORE_SET_ASIDE:
            self.form.complain(error.facts, f"{error.happened} {error.do}")
            self._sheet.problem(error)
            return
        self._sheet.finish()
        self._page.refused(error)
