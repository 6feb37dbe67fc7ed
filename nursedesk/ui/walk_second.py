"""The blind second person's form: her own name and colour, blank fields, nobody's values."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout

from nursedesk.errors import KnownError
from nursedesk.ui.buttons import CommitButton
from nursedesk.ui.form import Form
from nursedesk.ui.kept_half import KeptHalf, place_of
from nursedesk.ui.looks import Words, look
from nursedesk.ui.page import heading
from nursedesk.ui.sheet import Sheet
from nursedesk.ui.shell import Shell
from nursedesk.ward import walks
from nursedesk.ward.views.walk import WalkPage

if TYPE_CHECKING:
    from uuid import UUID

    from nursedesk.ward.desk import Desk, Person
    from nursedesk.ward.drafts import Half
    from nursedesk.ward.walks import WalkView

_WHY = (
    "You read it yourself and enter what you read. Nothing of the first reading is shown here; "
    "NurseDesk compares the two."
)


def second_sheet(shell: Shell, page: WalkPage, finished: Callable[[], None]) -> Sheet:
    """The sheet for the second person's turn at the step that `page` shows."""
    step = page.shown.step
    assert step is not None
    return Sheet(
        shell,
        title=f"Second person: {step.title}",
        why=f"{page.banner.name}, {page.banner.born}, {page.banner.identifier}. {_WHY}",
        her_form=lambda sheet, person: SecondForm(sheet, person, page),
        finished=finished,
    )


class SecondForm(QFrame):
    """The step's fields, blank, entered under her own key."""

    def __init__(self, sheet: Sheet, person: Person, page: WalkPage) -> None:
        super().__init__()
        self._sheet, self._person, self._page = sheet, person, page
        step = page.shown.step
        assert step is not None
        look(self, "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 24)
        column.setSpacing(20)
        column.addWidget(heading(step.title, _WHY))
        banner = page.banner
        column.addWidget(Words(f"{banner.name}\n{banner.born}, {banner.identifier}", "strong"))
        self.form = Form(step.fields, sheet.shell.clock)
        column.addWidget(self.form)
        self.commit = CommitButton(f"Record my own reading: {banner.name}", self._send)
        column.addWidget(self.commit, 0, Qt.AlignmentFlag.AlignLeft)
        self.form.completed.connect(self.commit.click)
        self.form.focus_first()
        self._kept = KeptHalf(sheet.shell, self.form, place_of(page.shown), person)
        column.insertWidget(1, self._kept)

    def half(self, person: Person) -> Half | None:
        """What she typed so far, for her alone."""
        return None if self.commit.sending else self._kept.half(person.account)

    def _send(self) -> None:
        answers = self.form.answers()
        if answers is None:
            return
        shown, person = self._page.shown, self._person

        def answer(desk: Desk, intent: UUID) -> WalkView:
            return walks.answer(desk, shown, answers, intent=intent, by=person)

        self.commit.send(
            self._sheet.shell, answer, lambda _view: self._sheet.finish(), self._refused
        )

    def _refused(self, error: KnownError) -> None:
        self.form.complain(error.facts, f"{error.happened} {error.do}")
        self._sheet.problem(error)
