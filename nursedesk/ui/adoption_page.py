"""Adoption of a protocol: the versions that lie ready, and who adopted which."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout

from nursedesk.ui.buttons import Button
from nursedesk.ui.looks import Words, card, emptied
from nursedesk.ui.page import Page, heading
from nursedesk.ui.shell import Shell
from nursedesk.ward.views.protocol import AdoptionPage, CandidateLine, adoption_page

_WHY = (
    "Two people adopt a version together: a pharmacist, and a pharmacist or a charge nurse. Each "
    "confirms every point that is not simply the label's. New patient sessions are opened under "
    "the version adopted last; open sessions keep theirs."
)


class AdoptionView(Page):
    """The files that may be adopted, those refused with the reason, and the history."""

    title = "Adoption of the protocol"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.adopt: list[Button] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(12)
        self.column.addWidget(heading(self.title, _WHY))
        self.column.addLayout(self._list)
        self.column.addStretch(1)
        self.foot(back=("Back to the protocol", self._back_to_protocol))

    def arrive(self) -> None:
        self.shell.ask(adoption_page, self._show, owner=self)

    def _show(self, page: AdoptionPage) -> None:
        emptied(self._list)
        self.adopt = []
        for line in page.lines:
            self._list.addWidget(self._card(line, page))
        for unusable in page.unusable:
            frame, column = card(margin=16, space=4)
            column.addWidget(Words(f"{unusable.name}: refused", "heading"))
            column.addWidget(Words(unusable.sentence))
            self._list.addWidget(frame)
        self._list.addWidget(Words("Adopted so far", "heading"))
        for said in page.history or ("Nothing was adopted yet.",):
            self._list.addWidget(Words(said))
        if self.adopt:
            self.adopt[0].setFocus()

    def _card(self, line: CandidateLine, page: AdoptionPage) -> QFrame:
        frame, column = card(margin=16, space=6)
        column.addWidget(Words(line.title, "heading"))
        if line.in_force:
            column.addWidget(Words("In force: new patient sessions are opened under it.", "strong"))
        for words in line.words:
            column.addWidget(Words(words, "soft"))
        if page.may_begin and not line.candidate.retired:
            words = f"Go through it and adopt it: {line.candidate.verified.protocol.version}"
            button = Button(words, lambda: self._begin(line, page.needs), name="action")
            self.adopt.append(button)
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return frame

    def _begin(self, line: CandidateLine, needs: str) -> None:
        from nursedesk.ui.adopt_page import AdoptPage

        self.shell.show_page(AdoptPage(self.shell, line, needs))

    def _back_to_protocol(self) -> None:
        from nursedesk.ui.protocol_page import ProtocolView

        self.shell.show_page(ProtocolView(self.shell))
