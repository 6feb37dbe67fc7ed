"""What the rules say about what was entered: the sentence, its weight, and where it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from nursedesk.chart.finding import Finding, Level, by_weight
from nursedesk.protocol.terms import Status
from nursedesk.ui.badge import LEVEL_STATES, Shape
from nursedesk.ui.buttons import Button
from nursedesk.ui.looks import Words, emptied, look
from nursedesk.ui.telephones import stops_the_way, telephones_card

_LEVELS = {
    Level.STOP: "Stop",
    Level.ASK_PHARMACY: "Ask pharmacy",
    Level.WARN: "Look at this",
    Level.NOTE: "Note",
}
_STATUSES = {
    Status.LABEL: "from the label",
    Status.INFERRED: "inferred from the label's class rule: confirm with pharmacy",
    Status.SECONDARY: "from a secondary source: the ward must confirm it",
    Status.DECISION: "NurseDesk's own rule, not the label's",
}


def status_words(status: Status | None) -> str:
    """What a statement rests on, in words; empty where no clinical rule is involved."""
    return _STATUSES[status] if status is not None else ""


class FindingCard(QFrame):
    """One finding. Its sources open below it."""

    def __init__(self, finding: Finding, sources: Mapping[str, str]) -> None:
        super().__init__()
        self.finding = finding
        look(self, "finding", level=str(finding.level))
        word = _LEVELS[finding.level]
        self.setAccessibleName(f"{word}: {finding.sentence}")
        line = QHBoxLayout(self)
        line.setContentsMargins(14, 12, 14, 12)
        line.setSpacing(12)
        shape = Shape(LEVEL_STATES[finding.level], 28)
        line.addWidget(shape, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(2)
        line.addLayout(column, 1)
        column.addWidget(Words(word, "strong", level=str(finding.level)))
        column.addWidget(Words(finding.sentence, "prompt"))
        basis = status_words(finding.status)
        cited = [sources.get(citation, citation) for citation in finding.citations]
        if basis or cited:
            column.addLayout(sources_line(basis, cited))


def sources_line(basis: str, cited: Sequence[str]) -> QVBoxLayout:
    """What a statement rests on; a button opens the places it comes from."""
    column = QVBoxLayout()
    column.setSpacing(2)
    line = QHBoxLayout()
    line.setSpacing(4)
    column.addLayout(line)
    if cited:
        words = Words("\n".join(cited), "soft")
        words.hide()
        button = Button("Sources", name="link")
        button.setCheckable(True)
        button.toggled.connect(words.setVisible)
        line.addWidget(button)
        column.addWidget(words)
    if basis:
        line.addWidget(Words(f"Status: {basis}", "soft"), 1)
    return column


class FindingList(QWidget):
    """Several findings, the weightiest first."""

    def __init__(self, sources: Mapping[str, str], telephones: Sequence[str]) -> None:
        super().__init__()
        self._sources, self._telephones = sources, telephones
        self.cards: list[FindingCard] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self.hide()

    def show_findings(self, findings: Iterable[Finding]) -> None:
        """Shows these in place of the former."""
        emptied(self._column)
        self.cards = [FindingCard(finding, self._sources) for finding in by_weight(tuple(findings))]
        if stops_the_way(card.finding for card in self.cards):  # first: several fill a screen
            self._column.addWidget(telephones_card(self._telephones))
        for card in self.cards:
            self._column.addWidget(card)
        self.setVisible(bool(self.cards))
