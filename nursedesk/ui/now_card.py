"""What hangs now, how long still, and what is due next."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QFrame

from nursedesk.chart.due_item import DueState
from nursedesk.ui.badge import Badge
from nursedesk.ui.findings import FindingCard, sources_line, status_words
from nursedesk.ui.looks import Words, card, look, rule
from nursedesk.ui.shell import Shell
from nursedesk.ui.summary import facts_grid
from nursedesk.ui.telephones import stops_the_way, telephones_card
from nursedesk.ui.tokens import State
from nursedesk.ward.views.patient import DueLine, Now

_CALLS = (DueState.STOPPED, DueState.DISCARD, DueState.ASK_PHARMACY)


def now_card(shell: Shell, now: Now) -> QFrame:
    """The state of the infusion in large type."""
    frame, column = card(margin=20, space=10)
    state = State(now.state)
    column.addWidget(Badge(state, now.words))
    column.addWidget(Words(now.title, "soft"))
    big = Words(now.big, "big")
    look(big, "big", state=str(state))
    column.addWidget(big)
    if now.sentence:
        column.addWidget(Words(now.sentence, "prompt"))
    cited = [shell.sources.get(citation, citation) for citation in now.citations]
    basis = status_words(now.basis)
    if basis or cited:
        column.addLayout(sources_line(basis, cited))
    if now.facts:
        column.addLayout(facts_grid(now.facts, short=True))
    for finding in now.findings:
        column.addWidget(FindingCard(finding, shell.sources))
    if now.state in _CALLS or stops_the_way(now.findings):
        column.addWidget(telephones_card(shell.telephones))
    return frame


def due_card(shell: Shell, due: Iterable[DueLine]) -> QFrame:
    """Everything that is due for this patient, overdue first."""
    frame, column = card(margin=20, space=10)
    column.addWidget(Words("Also due", "heading"))
    lines = list(due)
    if not lines:
        column.addWidget(Words("Nothing else by the record.", "soft"))
    for line in lines:
        column.addWidget(rule())
        column.addWidget(Words(line.what, "prompt"))
        column.addWidget(Badge(State(line.state), line.words))
        for words in dict.fromkeys((line.when, line.sentence)):
            column.addWidget(Words(words, "soft"))
    if any(line.state in _CALLS for line in lines):
        column.addWidget(telephones_card(shell.telephones))
    return frame
