"""Which bag is to be hung: the bags in stock with what may be done with each."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from nursedesk.chart.terms import WalkKind
from nursedesk.ui.badge import Badge
from nursedesk.ui.banner import BannerBar
from nursedesk.ui.buttons import Button
from nursedesk.ui.findings import FindingCard
from nursedesk.ui.looks import Words, card
from nursedesk.ui.page import Page, heading
from nursedesk.ui.shell import Shell
from nursedesk.ui.telephones import stops_the_way, telephones_card
from nursedesk.ui.tokens import State
from nursedesk.ui.walk_page import begin_walk
from nursedesk.ward.views.patient import PatientPage


class ChooseBagPage(Page):
    """Only bags in stock; one that must be discarded is shown and cannot be chosen."""

    title = "Change bag"

    def __init__(self, shell: Shell, session: UUID, patient: PatientPage) -> None:
        super().__init__(shell)
        self._session = session
        self.choices: list[Button] = []
        banner = BannerBar()
        banner.show_banner(patient.banner)
        self.head(banner)
        why = "Take the bag in your hand: its label is read and compared in the next steps."
        self.column.addWidget(heading("Which bag is to be hung?", why))
        if not patient.bags:
            self.column.addWidget(Words("No bag is in stock. Receive the new bag first.", "prompt"))
        for bag in patient.bags:
            frame, column = card()
            line = QHBoxLayout()
            line.setSpacing(16)
            line.addWidget(Words(bag.title, "heading"), 1)
            line.addWidget(Badge(State(bag.state), bag.words))
            column.addLayout(line)
            for finding in bag.findings:
                column.addWidget(FindingCard(finding, shell.sources))
            if bag.may_hang:
                press = partial(begin_walk, shell, self, session, WalkKind.BAG_CHANGE, bag.bag)
                button = Button(f"Begin the change to {bag.name}", press, name="commit")
                self.choices.append(button)
                column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            self.column.addWidget(frame)
        if any(stops_the_way(bag.findings) for bag in patient.bags):
            self.column.addWidget(telephones_card(shell.telephones))
        self.column.addStretch(1)
        self.foot(back=("Back to the patient", self._to_patient))

    def arrive(self) -> None:
        if self.choices:
            self.choices[0].setFocus()

    def _to_patient(self) -> None:
        self.shell.show_patient(self._session)
