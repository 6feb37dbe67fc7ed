"""The ward's wishes for plans: which bags, when its people can change them, what may be wasted."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from nursedesk.chart.plan.wish_form import OF_THE_WARD, answers_of, ward_wishes
from nursedesk.chart.plan.wishes import WEEK, Day
from nursedesk.errors import KnownError
from nursedesk.ui.buttons import Button, CommitButton
from nursedesk.ui.form import Form
from nursedesk.ui.looks import Words
from nursedesk.ui.page import Page, heading
from nursedesk.ui.shell import Shell
from nursedesk.ward import planning

if TYPE_CHECKING:
    from uuid import UUID

    from nursedesk.chart.entry import Entry
    from nursedesk.chart.plan.wishes import PlanWishes
    from nursedesk.ward.desk import Desk

_WHY = (
    "Plans are made with these wishes from now on. They are the ward's own; the limits of a bag "
    "are the protocol's and are kept in any case."
)
_HOURS = (
    "Hours in which bags can be changed, as 07:00-19:00; a second stretch after a comma. A day "
    "that is left empty is not staffed. A night is written 00:00-06:00, 20:00-24:00."
)


class WishesPage(Page):
    """The wishes as they stand, to be changed and saved as a whole."""

    title = "The ward's hours and bags"

    def __init__(self, shell: Shell, back: Callable[[], None]) -> None:
        super().__init__(shell)
        self._back_to = back
        self.form = Form(OF_THE_WARD, shell.clock)
        self.column.addWidget(heading(self.title, _WHY))
        self.column.addWidget(Words(_HOURS, "soft"))
        copy = Button("Tuesday to Friday as Monday", self._as_monday)
        self.column.addWidget(copy, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addWidget(self.form)
        self.column.addStretch(1)
        self.commit = CommitButton("Save the ward's wishes", self._send)
        self.form.completed.connect(self.commit.click)
        self.foot(back=("Back without saving", back), commit=self.commit)

    def arrive(self) -> None:
        self.shell.ask(planning.ward_wishes, self._show, owner=self)
        self.form.focus_first()

    def _show(self, wishes: PlanWishes | None) -> None:
        if wishes is not None and not self.form.touched:
            self.form.put(answers_of(wishes))

    def _as_monday(self) -> None:
        monday = self.form.box(Day.MONDAY).typed()
        for day in WEEK[1:5]:
            self.form.box(day).put(monday)

    def _send(self) -> None:
        answers = self.form.answers()
        if answers is None:
            return
        try:
            wishes = ward_wishes(answers)
        except KnownError as error:
            self.form.complain(error.facts, error.happened)
            return

        def set_wishes(desk: Desk, intent: UUID) -> Entry:
            return planning.set_wishes(desk, wishes, intent=intent)

        self.commit.send(self.shell, set_wishes, self._saved)

    def _saved(self, entry: Entry) -> None:
        self._back_to()
        self.shell.messages.done(f"The ward's wishes are recorded as entry {entry.number}.")
