"""The form of a correction: the right answers, the reason, and what changes for the patient."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from msgspec import structs
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout

from nursedesk.chart.correcting import Correction
from nursedesk.chart.field import Asks, Field
from nursedesk.chart.said import said
from nursedesk.ui.looks import Words, card
from nursedesk.ui.patient_form import PatientForm
from nursedesk.ui.second_correction import second_sheet
from nursedesk.ui.shell import Shell
from nursedesk.ui.staged import Answers, Stage
from nursedesk.ui.summary import facts_card
from nursedesk.ward import corrections
from nursedesk.ward.views.corrections import Correctable
from nursedesk.ward.views.patient import PatientPage

if TYPE_CHECKING:
    from nursedesk.chart.correction_check import Effect
    from nursedesk.chart.entry import Entry
    from nursedesk.errors import KnownError
    from nursedesk.ward.desk import Desk, Person

BECAUSE = Field(
    name="because",
    prompt="Why is it corrected?",
    asks=Asks.LINE,
    help="Such as: typed wrongly, read from another bag. It stands in the record.",
)


_BY_TWO = (
    "A second person enters this too, without seeing it here: two people read it before, or a bag "
    "or a restart would be allowed by it that is not allowed now."
)


class CorrectionPage(PatientForm):
    """Only what was chosen as wrong is asked, blank, with what was recorded beside it."""

    title = "Correct an entry"
    stops_forbid = False  # what happened is recorded, and what the rules say to it

    def __init__(
        self,
        shell: Shell,
        session: UUID,
        patient: PatientPage,
        entry: Correctable,
        wrong: tuple[str, ...],
    ) -> None:
        self.entry, self._wrong = entry, wrong
        self._two_people = False
        self._blank = tuple(field for field in entry.fields if field.name in wrong)
        asked = (*(_beside(f, entry.recorded[f.name]) for f in self._blank), BECAUSE)
        stage = Stage(title="What is right?", why=entry.line.what, fields=asked)
        super().__init__(shell, session, patient, (stage,))

    def commit_words(self, _answers: Answers) -> str:
        name = self.patient.banner.name
        if self._two_people:
            return f"The second person enters it too: {name}"
        return f"Correct this entry: {name}"

    def say_back(self, column: QVBoxLayout) -> None:
        zone, recorded = self.shell.clock.zone, self.entry.recorded
        changed = [
            (f.prompt, recorded[f.name], said(f, self.answers.get(f.name), zone))
            for f in self._blank
        ]
        why = self.answers[BECAUSE.name]
        column.addWidget(
            change_card(f"Corrected: {self.entry.line.what}", changed, f"Reason: {why}")
        )
        self._changes = QVBoxLayout()
        column.addLayout(self._changes)
        stays = [
            (f.prompt, recorded[f.name])
            for f in self.entry.fields
            if f.name not in self._wrong and f.name in recorded
        ]
        if stays:
            column.addWidget(facts_card("Stays as it was recorded", stays))

    def ask_rules(self, answers: Answers) -> None:
        session, entry, asked = self.session, self.entry.line.entry, self._correction(answers)
        self._two_people = False
        self.shell.ask(
            lambda desk: corrections.preview(desk, session, entry, asked),
            self._followed,
            owner=self,
        )

    def _followed(self, effect: Effect) -> None:
        self._two_people = effect.two_people
        rows = [(one.what, one.before, one.after) for one in effect.differences]
        title = "What changes for the patient"
        shown = change_card(title, rows, "" if rows else "Nothing of what NurseDesk reckons.")
        self._changes.addWidget(shown)
        if effect.two_people:
            self._changes.addWidget(Words(_BY_TWO, "prompt"))
        self.commit.say(self.commit_words(self.answers))
        self.found(effect.findings)

    def record(self, desk: Desk, intent: UUID, answers: Answers) -> Entry:
        return self._correct(desk, intent, answers)

    def _send(self) -> None:
        if not self._two_people:
            super()._send()
            return
        asked = tuple(f for f in self._blank if f.asks is not Asks.LINE)
        self.shell.cover(second_sheet(self.shell, self, asked))

    def record_with(self, desk: Desk, intent: UUID, second: Person, read: Answers) -> Entry:
        """Records it together with what the second person entered (called in the worker)."""
        return self._correct(desk, intent, self.answers, second, read)

    def _correct(
        self,
        desk: Desk,
        intent: UUID,
        answers: Answers,
        second: Person | None = None,
        read: Answers | None = None,
    ) -> Entry:
        return corrections.correct(
            desk,
            self.session,
            self.entry.line.entry,
            self._correction(answers),
            intent=intent,
            seen=self.patient.seen,
            second=second,
            read=read,
        )

    def recorded(self, _entry: Entry) -> None:
        what = self.entry.line.what
        self.to_patient()
        self.shell.messages.done(f"Corrected and recorded: {what}.")

    def refused(self, error: KnownError) -> None:
        """What follows is looked at again before a form is sent again that was right before."""
        super().refused(error)
        if error.code == "stale-form":
            self.commit.allow(ready=False)
        elif error.code == "second-person-needed":  # time passed since it was looked at
            self._check()

    def _catch_up(self, patient: PatientPage) -> None:
        super()._catch_up(patient)
        if self.place == len(self.stages):
            self._check()

    def _correction(self, answers: Answers) -> Correction:
        right = {name: text for name, text in answers.items() if name != BECAUSE.name}
        return Correction(wrong=self._wrong, answers=right, because=answers[BECAUSE.name])


def _beside(field: Field, recorded: str) -> Field:
    """The question with what was recorded beside it, as words: the field itself is blank."""
    told = f"Recorded: {recorded}"
    return structs.replace(field, help=f"{told}. {field.help}" if field.help else told)


def change_card(title: str, rows: Iterable[tuple[str, str, str]], told: str = "") -> QFrame:
    """What it was, and below it what it is now, beside what it is about; `told` stands below."""
    frame, column = card()
    column.addWidget(Words(title, "heading"))
    grid = QGridLayout()
    grid.setHorizontalSpacing(20)
    grid.setVerticalSpacing(10)
    grid.setColumnStretch(0, 2)
    grid.setColumnStretch(1, 3)
    top = Qt.AlignmentFlag.AlignTop
    for line, (what, before, after) in enumerate(rows):
        values = QVBoxLayout()
        values.setSpacing(0)
        values.addWidget(Words(f"was: {before}", "soft"))
        values.addWidget(Words(f"now: {after}", "strong"))
        grid.addWidget(Words(what, "soft"), line, 0, top)
        grid.addLayout(values, line, 1, top)
    column.addLayout(grid)
    if told:
        column.addWidget(Words(told, "strong"))
    return frame
