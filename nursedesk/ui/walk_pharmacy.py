"""Pharmacy's answer to a question of a walk: who said what, recorded by a charge nurse."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout

from nursedesk.chart.field import Asks, Choice, Field
from nursedesk.chart.finding import MUST_NOT_BE_USED, Finding
from nursedesk.chart.session_entries import PharmacyAnswered
from nursedesk.errors import KnownError
from nursedesk.ui.buttons import CommitButton
from nursedesk.ui.findings import FindingCard
from nursedesk.ui.form import Form
from nursedesk.ui.looks import look
from nursedesk.ui.page import Page, heading
from nursedesk.ui.passphrase_field import PassphraseBox, held
from nursedesk.ui.sheet import Sheet
from nursedesk.ui.shell import Shell
from nursedesk.ui.telephones import telephones_card
from nursedesk.ward import walks
from nursedesk.ward.views.walk import WalkPage

if TYPE_CHECKING:
    from uuid import UUID

    from nursedesk.ward.desk import Desk, Person
    from nursedesk.ward.walks import WalkView

_TITLE = "Pharmacy's answer"
_WHY = "Ask pharmacy, then record who answered and what was said, in the pharmacist's words."


def fields_for(finding: Finding) -> tuple[Field, ...]:
    """What is asked about pharmacy's answer to this finding."""
    codes = (*finding.permits, MUST_NOT_BE_USED)
    return (
        Field(name="pharmacist", prompt="Pharmacist's name", asks=Asks.LINE),
        Field(
            name="instruction",
            prompt="Pharmacy's instruction",
            asks=Asks.CHOICE,
            choices=tuple(
                Choice(value=code, words=code[:1].upper() + code[1:].replace("-", " "))
                for code in codes
            ),
        ),
        Field(name="answer", prompt="What pharmacy said", asks=Asks.LINE),
    )


class PharmacyForm(QFrame):
    """The answer, by the person at the desk or by a charge nurse who signed in for it."""

    def __init__(
        self,
        shell: Shell,
        page: WalkPage,
        finding: Finding,
        *,
        done: Callable[[], None],
        refused: Callable[[KnownError], None],
        person: Person | None = None,
    ) -> None:
        super().__init__()
        self._shell, self._page, self._finding = shell, page, finding
        self._done, self._refuse, self._person = done, refused, person
        look(self, "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 24)
        column.setSpacing(20)
        column.addWidget(heading(_TITLE, _WHY))
        column.addWidget(FindingCard(finding, shell.sources))
        column.addWidget(telephones_card(shell.telephones))
        self.form = Form(fields_for(finding), shell.clock)
        column.addWidget(self.form)
        self.own = PassphraseBox(
            "own", "Your passphrase or PIN", "Lifting a stop asks for it again."
        )
        self.own.setVisible(person is None)
        column.addWidget(self.own)
        self.commit = CommitButton(f"Record pharmacy's answer: {page.banner.name}", self._send)
        column.addWidget(self.commit, 0, Qt.AlignmentFlag.AlignLeft)
        self.form.completed.connect(self.commit.click if person else self.own.focus)
        self.own.advanced.connect(self.commit.click)
        self.form.focus_first()

    def _send(self) -> None:
        answers = self.form.answers()
        shown = self._page.shown
        if answers is None or shown.step is None:
            return
        if self._person is None and not self.own.typed():
            held(self.own, "Type your passphrase or PIN.")
            return
        answered = PharmacyAnswered(
            walk=shown.walk,
            step=shown.step.id,
            code=self._finding.code,
            pharmacist=answers["pharmacist"],
            answer=answers["answer"],
            instruction=answers["instruction"],
        )
        person, typed = self._person, self.own.typed()

        def record(desk: Desk, intent: UUID) -> WalkView:
            return walks.pharmacy_answered(
                desk, shown, answered, intent=intent, typed=typed, by=person
            )

        self.commit.send(self._shell, record, lambda _view: self._done(), self._refused)

    def _refused(self, error: KnownError) -> None:
        self.own.forget()
        self._refuse(error)


class PharmacyPage(Page):
    """The form as a screen of its own, for a charge nurse who is signed in."""

    title = _TITLE

    def __init__(
        self, shell: Shell, page: WalkPage, finding: Finding, back: Callable[[], None]
    ) -> None:
        super().__init__(shell)
        self.answer_form = PharmacyForm(shell, page, finding, done=back, refused=shell.problem)
        self.column.addWidget(self.answer_form)
        self.column.addStretch(1)
        self.foot(back=("Back to the step", back))

    def arrive(self) -> None:
        self.answer_form.form.focus_first()


def show_pharmacy(shell: Shell, page: WalkPage, finding: Finding, back: Callable[[], None]) -> None:
    """Shows the form to the charge nurse at the desk."""
    shell.show_page(PharmacyPage(shell, page, finding, back))


def pharmacy_sheet(
    shell: Shell, page: WalkPage, finding: Finding, finished: Callable[[], None]
) -> Sheet:
    """The form on a sheet, for a charge nurse who signs in for this alone."""
    return Sheet(
        shell,
        title="A charge nurse records pharmacy's answer",
        why="Only a charge nurse lifts a question to pharmacy, with the pharmacist's name.",
        her_form=lambda sheet, person: PharmacyForm(
            shell, page, finding, done=sheet.finish, refused=sheet.problem, person=person
        ),
        finished=finished,
    )
