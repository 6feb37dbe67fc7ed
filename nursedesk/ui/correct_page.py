"""Which entry is wrong, and what in it: the way to a correction."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from nursedesk.chart.field import Asks, Choice, Field
from nursedesk.ui.banner import BannerBar
from nursedesk.ui.buttons import Button
from nursedesk.ui.correction_page import CorrectionPage
from nursedesk.ui.form import Form
from nursedesk.ui.looks import Words, card, emptied, rule
from nursedesk.ui.page import Page, heading
from nursedesk.ui.shell import Shell
from nursedesk.ward.views.corrections import (
    Correctable,
    CorrectableLine,
    correctable_entries,
    entry_to_correct,
)
from nursedesk.ward.views.patient import PatientPage

AT_FIRST = 15
_WHY = "The entry stays readable. A new one takes its place, with the reason and both times."
_NEVER = (
    "Never corrected: sign-ins, the beginning and end of a walk, who was compared, pharmacy's "
    "answers, plans, hand-over notes. A walk that is open asks again itself; a note is replaced."
)


class CorrectPage(Page):
    """The entries that may be corrected, the latest first."""

    title = "Correct an entry"

    def __init__(self, shell: Shell, session: UUID, patient: PatientPage) -> None:
        super().__init__(shell)
        self._session, self._patient = session, patient
        self._lines: tuple[CorrectableLine, ...] = ()
        self._most = AT_FIRST
        banner = BannerBar()
        banner.show_banner(patient.banner)
        self.head(banner)
        self.column.addWidget(heading("Which entry is wrong?", _WHY))
        self._list = QVBoxLayout()
        self._list.setSpacing(16)
        self.column.addLayout(self._list)
        self.column.addStretch(1)
        to_patient = partial(shell.show_patient, session)
        self.foot(back=("Back to the patient", to_patient))

    def arrive(self) -> None:
        session = self._session
        self.shell.ask(lambda desk: correctable_entries(desk, session), self._show, owner=self)

    def _show(self, lines: tuple[CorrectableLine, ...]) -> None:
        self._lines = lines
        emptied(self._list)
        shown = lines[: self._most]
        if not shown:
            self._list.addWidget(Words("There is nothing here that may be corrected.", "prompt"))
        else:
            self._list.addWidget(self._card(shown))
        if len(shown) < len(lines):
            self._list.addWidget(Button("Show earlier entries", self._more, name="quiet"))
        self._list.addWidget(Words(_NEVER, "soft"))

    def _more(self) -> None:
        self._most += 2 * AT_FIRST
        self._show(self._lines)

    def _card(self, lines: Sequence[CorrectableLine]) -> QFrame:
        frame, column = card(margin=20, space=10)
        for place, line in enumerate(lines):
            if place:
                column.addWidget(rule())
            row = QHBoxLayout()
            row.setSpacing(16)
            words = QVBoxLayout()
            words.setSpacing(0)
            words.addWidget(Words(line.what, "strong"))
            words.addWidget(Words(f"{line.when}, {line.told}", "soft"))
            row.addLayout(words, 1)
            button = Button("Correct", partial(self._choose, line))
            button.setAccessibleName(f"Correct: {line.what}, {line.when}")
            row.addWidget(button)
            column.addLayout(row)
            if not place:
                QTimer.singleShot(0, button, button.setFocus)
        return frame

    def _choose(self, line: CorrectableLine) -> None:
        self.shell.show_page(WrongPage(self.shell, self._session, self._patient, line))


class WrongPage(Page):
    """What is wrong in one entry. What is not chosen stays as it was recorded."""

    title = "What is wrong?"

    def __init__(
        self, shell: Shell, session: UUID, patient: PatientPage, line: CorrectableLine
    ) -> None:
        super().__init__(shell)
        self._session, self._patient, self._line = session, patient, line
        self._entry: Correctable | None = None
        self.form: Form | None = None
        banner = BannerBar()
        banner.show_banner(patient.banner)
        self.head(banner)
        why = "Choose everything that is wrong. What you do not choose stays as it was recorded."
        self.column.addWidget(heading("What is wrong in this entry?", why))
        frame, column = card()
        column.addWidget(Words(line.what, "strong"))
        column.addWidget(Words(f"{line.when}, {line.told}", "soft"))
        self.column.addWidget(frame)
        self._body = QVBoxLayout()
        self.column.addLayout(self._body)
        self.column.addStretch(1)
        self._next = Button("Go on", self.go_on, name="commit")
        self.foot(back=("Back", self._back_to_list), further=(self._next,))

    def arrive(self) -> None:
        session, entry = self._session, self._line.entry
        self.shell.ask(lambda desk: entry_to_correct(desk, session, entry), self._show, owner=self)

    def _show(self, entry: Correctable) -> None:
        self._entry = entry
        choices = tuple(
            Choice(value=field.name, words=_says(field, entry.recorded[field.name]))
            for field in entry.fields
        )
        asked = Field(name="wrong", prompt="Recorded", asks=Asks.SEVERAL, choices=choices)
        self.form = Form((asked,), self.shell.clock)
        self.form.completed.connect(self.go_on)
        self._body.addWidget(self.form)
        self.form.focus_first()

    def go_on(self) -> None:
        """To the form of what was chosen."""
        answers = self.form.answers() if self.form is not None else None
        if answers is None or self._entry is None:
            return
        wrong = tuple(answers["wrong"].split())
        self.shell.show_page(
            CorrectionPage(self.shell, self._session, self._patient, self._entry, wrong)
        )

    def _back_to_list(self) -> None:
        self.shell.show_page(CorrectPage(self.shell, self._session, self._patient))


def _says(field: Field, recorded: str) -> str:
    colon = "" if field.prompt.endswith("?") else ":"
    return f"{field.prompt}{colon} {recorded}"
