"""What stands beside a walk's step: why it is asked, the bag, and what is settled so far."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from nursedesk.chart.finding import Finding, Level
from nursedesk.chart.said import said
from nursedesk.ui.buttons import Button
from nursedesk.ui.findings import sources_line, status_words
from nursedesk.ui.looks import Words, card, emptied, row, rule
from nursedesk.ui.shell import Shell
from nursedesk.ui.summary import facts_grid
from nursedesk.ward.views.walk import WalkPage
from nursedesk.ward.walks import Settled
from nursedesk.writing import moment


class Aside(QFrame):
    """The column to the right; below the step on a narrow window."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(16)

    def show_walk(self, page: WalkPage) -> None:
        """Shows what belongs to the step on the screen."""
        emptied(self._column)
        step = page.shown.step
        if step is not None and (step.why or step.citations):
            self._column.addWidget(self._why(step.why, step.citations))
        notes = [finding for finding in page.carried if finding.level is Level.NOTE]
        if notes:
            frame, column = card("sunken")
            column.addWidget(Words("Noted so far", "heading"))
            for finding in notes:
                column.addWidget(rule())
                column.addWidget(Words(finding.sentence))
                column.addLayout(self._sources(finding))
            self._column.addWidget(frame)
        here = step.id if step is not None else ""
        settled = tuple(done for done in page.shown.settled if done.step.id != here)
        if settled:
            self._column.addWidget(self._so_far(settled))
        self._column.addStretch(1)

    def _why(self, why: str, citations: tuple[str, ...]) -> QWidget:
        frame, column = card("sunken")
        column.addWidget(Words("Why", "heading"))
        column.addWidget(Words(why))
        if citations:
            sources = self._shell.sources
            column.addLayout(sources_line("", [sources.get(c, c) for c in citations]))
        return frame

    def _sources(self, finding: Finding) -> QVBoxLayout:
        known = self._shell.sources
        cited = [known.get(citation, citation) for citation in finding.citations]
        return sources_line(status_words(finding.status), cited)

    def _so_far(self, settled: tuple[Settled, ...]) -> QWidget:
        frame, column = card("sunken")
        column.addWidget(Words("Settled so far", "heading"))
        for done in settled:
            who = done.author if done.witness is None else f"{done.author} and {done.witness}"
            zone = self._shell.clock.zone
            facts = QWidget()
            grid = facts_grid(
                [
                    (field.prompt, said(field, done.answers.get(field.name), zone))
                    for field in done.step.fields
                ]
            )
            grid.setContentsMargins(0, 0, 0, 8)
            facts.setLayout(grid)
            facts.hide()
            button = Button("Answers", name="link")
            button.setAccessibleName(f"Answers of {done.step.title}")
            button.setCheckable(True)
            button.toggled.connect(facts.setVisible)
            line = row(Words(done.step.title, "strong"), button)
            line.setStretch(0, 1)
            column.addWidget(rule())
            column.addLayout(line)
            column.addWidget(Words(f"{who}, {moment(done.at, zone)}", "soft"))
            column.addWidget(facts)
        return frame
