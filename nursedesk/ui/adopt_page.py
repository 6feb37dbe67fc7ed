"""Adopting one version: the first person confirms its points, then the second does, and signs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout

from nursedesk.ui.buttons import Button, CommitButton
from nursedesk.ui.confirm_points import ConfirmPoints
from nursedesk.ui.looks import Words, look
from nursedesk.ui.page import Page, heading
from nursedesk.ui.sheet import Sheet
from nursedesk.ui.shell import Shell
from nursedesk.ward import adoption
from nursedesk.ward.views.protocol import CandidateLine, confirmation

if TYPE_CHECKING:
    from uuid import UUID

    from nursedesk.chart.entry import Entry
    from nursedesk.ward.desk import Desk, Person

_WHY = (
    "These are the values that come from a secondary source, were inferred or decided by us, the "
    "contradictions of the sources with the reading taken, and what no source states."
)


class AdoptPage(Page):
    """The first person's part; then a sheet for the second person's."""

    title = "Adopt a protocol"

    def __init__(self, shell: Shell, line: CandidateLine, needs: str) -> None:
        super().__init__(shell)
        self.line = line
        pages = confirmation(line.candidate)
        self.column.addWidget(heading(f"{self.title}: {line.title}", _WHY))
        for words in line.words:
            self.column.addWidget(Words(words, "soft"))
        self.points = ConfirmPoints(pages)
        self.points.completed.connect(self._read)
        self.points.before.clicked.connect(self._unread)
        self.column.addWidget(self.points)
        self.column.addStretch(1)
        self._needs = needs
        self.go_on = Button(f"Second person: {needs}", self._second, name="commit")
        self.go_on.setEnabled(False)
        self.foot(back=("Back, adopt nothing", self._leave), further=(self.go_on,))

    def arrive(self) -> None:
        self.points.setFocus()

    def _read(self) -> None:
        self.go_on.setEnabled(True)
        self.go_on.setFocus()

    def _unread(self) -> None:
        self.go_on.setEnabled(False)

    def _second(self) -> None:
        self.shell.cover(
            Sheet(
                self.shell,
                title=f"Second person: adopt {self.line.title}",
                why=f"{self._needs.capitalize()} goes through the same points and adopts it.",
                her_form=lambda sheet, person: SecondReading(sheet, person, self),
                finished=self.go_on.setFocus,
            )
        )

    def adopted(self) -> None:
        """What the screen does once both have adopted it."""
        version = self.line.candidate.verified.protocol.version
        self.shell.sources_changed()
        self._leave()
        self.shell.messages.done(f"Adopted: version {version}. New sessions are opened under it.")

    def _leave(self) -> None:
        from nursedesk.ui.adoption_page import AdoptionView

        self.shell.show_page(AdoptionView(self.shell))


class SecondReading(QFrame):
    """The second person confirms every point herself; her button adopts."""

    def __init__(self, sheet: Sheet, person: Person, page: AdoptPage) -> None:
        super().__init__()
        self._sheet, self._person, self._page = sheet, person, page
        look(self, "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 24)
        column.setSpacing(16)
        column.addWidget(heading(page.line.title, _WHY))
        self.points = ConfirmPoints(confirmation(page.line.candidate))
        column.addWidget(self.points)
        names = f"{sheet.shell.me.name} and {person.name}"
        self.commit = CommitButton(f"Adopt this version: {names}", self._send)
        self.commit.hide()
        self.points.completed.connect(self._read)
        self.points.before.clicked.connect(self.commit.hide)
        column.addWidget(self.commit, 0, Qt.AlignmentFlag.AlignLeft)
        self.points.setFocus()

    def _read(self) -> None:
        self.commit.show()
        self.commit.setFocus()

    def _send(self) -> None:
        chosen, person = self._page.line.candidate, self._person
        confirmed = (self._page.points.confirmed, self.points.confirmed)

        def adopt(desk: Desk, intent: UUID) -> Entry:
            return adoption.adopt(desk, chosen, confirmed=confirmed, second=person, intent=intent)

        self.commit.send(self._sheet.shell, adopt, self._recorded, self._sheet.problem)

    def _recorded(self, _entry: Entry) -> None:
        self._sheet.finish()
        self._page.adopted()
