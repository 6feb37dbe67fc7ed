"""What a second person confirms on her sheet, and her button: accounts are changed by two."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from msgspec import Struct
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout

from nursedesk.ui.buttons import CommitButton
from nursedesk.ui.looks import Words, look
from nursedesk.ui.page import heading
from nursedesk.ui.sheet import Sheet
from nursedesk.ui.shell import Shell

if TYPE_CHECKING:
    from nursedesk.ward.desk import Desk, Person


class Witnessed(Struct, frozen=True, kw_only=True):
    """What two people do: how it is said, what is recorded, and what the screen does then.

    `record` runs in the worker; its second argument is the second person.
    """

    title: str
    ask: str
    confirm: str
    lines: tuple[str, ...]
    button: str
    record: Callable[[Desk, Person, UUID], Any]
    recorded: Callable[[], None]


def witness_sheet(shell: Shell, what: Witnessed, finished: Callable[[], None]) -> Sheet:
    """The sheet on which the second person signs in and confirms."""

    def her_form(sheet: Sheet, person: Person) -> WitnessForm:
        return WitnessForm(what, sheet, person)

    return Sheet(
        shell,
        title=f"Second person: {what.title}",
        why=what.ask,
        her_form=her_form,
        finished=finished,
    )


class WitnessForm(QFrame):
    """Says what she confirms and records it."""

    def __init__(self, what: Witnessed, sheet: Sheet, person: Person) -> None:
        super().__init__()
        look(self, "card")
        self._what, self._sheet, self._person = what, sheet, person
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 24)
        column.setSpacing(16)
        title = what.title[:1].upper() + what.title[1:]
        column.addWidget(heading(title, what.confirm))
        first, *rest = what.lines
        column.addWidget(Words(first, "value"))
        for line in rest:
            column.addWidget(Words(line, "prompt"))
        self.commit = CommitButton(what.button, self._send)
        column.addWidget(self.commit, 0, Qt.AlignmentFlag.AlignLeft)

    def _send(self) -> None:
        record, person = self._what.record, self._person

        def work(desk: Desk, intent: UUID) -> object:
            return record(desk, person, intent)

        self.commit.send(self._sheet.shell, work, self._recorded, self._sheet.problem)

    def _recorded(self, _result: object) -> None:
        self._sheet.finish()
        self._what.recorded()
