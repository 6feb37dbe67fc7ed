"""A form in stages: a few questions at a time, and at last everything said back.

There the rules' findings stand above the answers, and one button says what will be recorded.
`rules_say` and `record` run in the worker: they touch no widget.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from msgspec import Struct
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nursedesk.chart.field import Field
from nursedesk.chart.finding import Finding, Level
from nursedesk.errors import KnownError
from nursedesk.ui.buttons import Button, CommitButton
from nursedesk.ui.findings import FindingList
from nursedesk.ui.form import Form
from nursedesk.ui.looks import Words, emptied
from nursedesk.ui.page import Page, heading
from nursedesk.ui.summary import summary_card

if TYPE_CHECKING:
    from nursedesk.ui.shell import Shell
    from nursedesk.ward.desk import Desk

Answers = Mapping[str, str]


class Stage(Struct, frozen=True, kw_only=True):
    """A few questions that belong together."""

    title: str
    why: str = ""
    fields: tuple[Field, ...]


class StagedPage(Page):
    """Subclasses say what is asked, what the rules find, and what is recorded."""

    stops_forbid = True  # whether a stop among the findings keeps the commit button off

    def __init__(self, shell: Shell, stages: Sequence[Stage], leave: Callable[[], None]) -> None:
        super().__init__(shell)
        self.stages = tuple(stages)
        self.answers: dict[str, str] = {}
        self._leave = leave
        self._place = 0
        self.forms = [Form(stage.fields, shell.clock) for stage in self.stages]
        self._progress = Words("", "eyebrow")
        self.column.addWidget(self._progress)
        self._sheets: list[QWidget] = []
        for stage, form in zip(self.stages, self.forms, strict=True):
            self._add_sheet(stage.title, stage.why, form)
            form.completed.connect(self.go_on)
        self.findings = FindingList(shell.sources, shell.telephones)
        self._said = QVBoxLayout()
        self._add_sheet("Read it once more", "", self._check_panel())
        self.column.addStretch(1)
        self._next = Button("Go on", self.go_on, name="commit")
        self.commit = CommitButton(self.title, self._send)
        self.commit.allow(ready=False)
        self.foot(back=("Back", self._previous), commit=self.commit, further=(self._next,))

    def rules_say(self, _desk: Desk, _answers: Answers) -> tuple[Finding, ...]:
        """What the protocol and the chart say about these answers (called in the worker)."""
        return ()

    def record(self, desk: Desk, intent: UUID, answers: Answers) -> Any:  # noqa: ANN401
        """Records them (called in the worker)."""
        raise NotImplementedError

    def recorded(self, result: Any) -> None:  # noqa: ANN401
        """What the screen does once they are recorded."""
        raise NotImplementedError

    def commit_words(self, answers: Answers) -> str:
        """What the button says: exactly what will be recorded."""
        raise NotImplementedError

    def arrive(self) -> None:
        self._show()

    @property
    def place(self) -> int:
        """Which stage is shown; one more than the last stage is the check."""
        return self._place

    def go_on(self) -> None:
        """The next stage, once this one is answered."""
        if self._place == len(self.stages):
            return
        if self.forms[self._place].answers() is None:
            return
        self._place = self._applying(self._place + 1, 1)
        self.shell.messages.clear()
        self._show()
        if self._place == len(self.stages):
            self._check()

    def _previous(self) -> None:
        if self._place == 0:
            self._leave()
            return
        self._place = self._applying(self._place - 1, -1)
        self._show()

    def applies(self, _place: int) -> bool:
        """Whether the stage at this place is asked, after what was answered before it."""
        return True

    def _applying(self, place: int, way: int) -> int:
        """The next stage that is asked from here on; past the last one it is the check."""
        while place < len(self.stages) and not self.applies(place):
            place += way
        return place

    def _add_sheet(self, title: str, why: str, body: QWidget) -> None:
        sheet = QWidget()
        column = QVBoxLayout(sheet)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(20)
        column.addWidget(heading(title, why))
        column.addWidget(body)
        self._sheets.append(sheet)
        self.column.addWidget(sheet)

    def _check_panel(self) -> QWidget:
        panel = QWidget()
        column = QVBoxLayout(panel)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.findings)
        column.addLayout(self._said)
        self._said.setSpacing(12)
        return panel

    def _show(self) -> None:
        checking = self._place == len(self.stages)
        for place, sheet in enumerate(self._sheets):
            sheet.setVisible(place == self._place)
        asked = [place for place in range(len(self.stages)) if self.applies(place)]
        number = sum(place < self._place for place in asked) + 1
        self._progress.setText(f"{self.title}: step {number} of {len(asked) + 1}")
        self._next.setVisible(not checking)
        self.commit.setVisible(checking)
        self.area.verticalScrollBar().setValue(0)
        if checking:
            QTimer.singleShot(0, self, self.setFocus)
        else:
            self.forms[self._place].focus_first()

    def _check(self) -> None:
        self.answers = {}
        for place, form in enumerate(self.forms):
            self.answers |= (form.answers() or {}) if self.applies(place) else {}
        emptied(self._said)
        self.say_back(self._said)
        self.commit.say(self.commit_words(self.answers))
        self.commit.allow(ready=False)
        self.findings.show_findings(())
        self.ask_rules(dict(self.answers))

    def say_back(self, column: QVBoxLayout) -> None:
        """Shows what was answered, before it is recorded."""
        for place, stage in enumerate(self.stages):
            if not self.applies(place):
                continue
            zone = self.shell.clock.zone
            column.addWidget(summary_card(stage.title, stage.fields, self.answers, zone))

    def ask_rules(self, answers: Answers) -> None:
        """Asks what the rules say to it; until then nothing can be recorded."""
        self.shell.ask(lambda desk: self.rules_say(desk, answers), self.found, owner=self)

    def found(self, findings: tuple[Finding, ...]) -> None:
        """Shows what the rules say, and lets it be recorded unless they forbid it."""
        self.findings.show_findings(findings)
        stopped = self.stops_forbid and any(f.level is Level.STOP for f in findings)
        self.commit.allow(ready=not stopped)
        if not stopped:
            self.commit.setFocus()

    def _send(self) -> None:
        answers = dict(self.answers)
        self.commit.send(
            self.shell,
            lambda desk, intent: self.record(desk, intent, answers),
            self.recorded,
            self.refused,
        )

    def refused(self, error: KnownError) -> None:
        """Shows the stage whose field the refusal names."""
        self.shell.problem(error)
        for place, form in enumerate(self.forms):
            if any(box.field.name == error.facts.get("field") for box in form.boxes):
                self._place = place
                self._show()
                form.complain(error.facts, f"{error.happened} {error.do}")
