"""The plan of a patient's bag changes: the one that was accepted, and the way to a new one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtWidgets import QFrame, QVBoxLayout

from nursedesk.chart.field import Asks, Field
from nursedesk.ui.banner import BannerBar
from nursedesk.ui.buttons import Button, CommitButton
from nursedesk.ui.export_card import ExportCard
from nursedesk.ui.flow import Flow
from nursedesk.ui.looks import Words, card, emptied
from nursedesk.ui.page import Page, heading
from nursedesk.ui.patient_form import PatientForm
from nursedesk.ui.plan_shown import bags_card, calendar_card, strip_card, warning
from nursedesk.ui.shell import Shell
from nursedesk.ui.staged import Answers, Stage
from nursedesk.ward import planning
from nursedesk.ward.views.patient import PatientPage, patient_page
from nursedesk.ward.views.plan import PlanPage, plan_page

if TYPE_CHECKING:
    from pathlib import Path

    from nursedesk.chart.entry import Entry
    from nursedesk.ward.desk import Desk

_WHY = (
    "When each bag of this cycle is changed, as it suits the ward's hours. A plan holds once "
    "somebody has accepted it; then the board takes its times from it."
)
_NONE = "No plan is accepted for this patient."
_NO_WISHES = (
    "Nobody has said yet when this ward's people can change bags. A charge nurse or a pharmacist "
    "sets that under “The ward's hours”."
)
_NO_NAME = "The file names the bed, not the patient: calendars travel. It is not encrypted."


class PlanView(Page):
    """What was accepted and whether it still fits; from here a new plan is made."""

    title = "Plan of bag changes"

    def __init__(self, shell: Shell, session: UUID) -> None:
        super().__init__(shell)
        self._session = session
        self._page: PlanPage | None = None
        self.banner = BannerBar()
        self.head(self.banner)
        self.column.addWidget(heading(self.title, _WHY))
        self._shown = QVBoxLayout()
        self._shown.setSpacing(16)
        self.column.addLayout(self._shown)
        self.column.addStretch(1)
        self.plan = CommitButton("Plan the bag changes …", self._propose)
        self.plan.allow(ready=False)
        to_patient = partial(shell.show_patient, session)
        self.foot(back=("Back to the patient", to_patient), commit=self.plan)

    def arrive(self) -> None:
        self.resume()

    def resume(self) -> None:
        session = self._session
        self.shell.ask(lambda desk: plan_page(desk, session), self._show, owner=self)

    def _show(self, page: PlanPage) -> None:
        first, self._page = self._page is None, page
        self.banner.show_banner(page.banner)
        self.plan.allow(ready=page.wishes is not None)
        if first:
            (self.plan if page.wishes is not None else self).setFocus()
        emptied(self._shown)
        self._shown.addWidget(self._status(page))
        if page.shown is None:
            return
        if page.misfits:
            self._shown.addWidget(bags_card(page.shown, "What was planned: not used any more"))
            return
        self._shown.addWidget(strip_card(self.shell, page.shown))
        self._shown.addWidget(bags_card(page.shown))
        self._shown.addWidget(calendar_card(self.shell, page.shown))
        self._add_copies()

    def _status(self, page: PlanPage) -> QFrame:
        frame, column = card(margin=16, space=10)
        column.addWidget(Words(page.accepted or _NONE, "prompt"))
        if page.misfits:
            unfit = " ".join(("The plan no longer fits.", *page.misfits))
            column.addWidget(warning(unfit, "stop"))
        for sentence in (page.elsewhere, "" if page.wishes else _NO_WISHES):
            if sentence:
                column.addWidget(warning(sentence))
        ways = Flow()
        if page.may_wish:
            ways.addWidget(Button("The ward's hours …", self._to_wishes))
        if page.shown is not None and page.may_accept:
            ways.addWidget(Button("Withdraw this plan …", self._to_withdrawal))
        column.addLayout(ways)
        return frame

    def _add_copies(self) -> None:
        session = self._session
        self._shown.addWidget(
            ExportCard(
                self.shell,
                "Save the plan as PDF",
                "PDF (*.pdf)",
                "plan.pdf",
                partial(_write_sheet, session),
                name="sheet",
            )
        )
        self._shown.addWidget(
            ExportCard(
                self.shell,
                "Save the plan for a calendar",
                "iCalendar (*.ics)",
                "plan.ics",
                partial(_write_calendar, session),
                name="calendar",
                help_words=_NO_NAME,
            )
        )

    def _propose(self) -> None:
        from nursedesk.ui.propose_page import ProposePage

        if self._page is not None and self._page.wishes is not None:
            self.shell.show_page(ProposePage(self.shell, self._session, self._page))

    def _to_wishes(self) -> None:
        from nursedesk.ui.wishes_page import WishesPage

        session, shell = self._session, self.shell
        back = lambda: shell.show_page(PlanView(shell, session))  # noqa: E731
        shell.show_page(WishesPage(shell, back))

    def _to_withdrawal(self) -> None:
        session = self._session
        self.shell.ask(lambda desk: patient_page(desk, session), self._withdraw, owner=self)

    def _withdraw(self, patient: PatientPage) -> None:
        self.shell.show_page(WithdrawPage(self.shell, self._session, patient))


def _write_sheet(session: UUID, desk: Desk, path: Path) -> None:
    from nursedesk.ward import plan_copies

    plan_copies.export(desk, plan_copies.sheet(desk, session), path)


def _write_calendar(session: UUID, desk: Desk, path: Path) -> None:
    from nursedesk.ward import plan_copies

    plan_copies.export(desk, plan_copies.calendar(desk, session), path)


class WithdrawPage(PatientForm):
    """The accepted plan holds no more."""

    title = "Withdraw the plan"

    def __init__(self, shell: Shell, session: UUID, patient: PatientPage) -> None:
        stage = Stage(
            title="The plan holds no more",
            why="The board goes back to the limits of the bag that hangs.",
            fields=(Field(name="reason", prompt="Why is it withdrawn?", asks=Asks.LINE),),
        )
        super().__init__(shell, session, patient, (stage,))

    def commit_words(self, _answers: Answers) -> str:
        return f"Withdraw the plan: {self.patient.banner.name}"

    def record(self, desk: Desk, intent: UUID, answers: Answers) -> Entry:
        return planning.withdraw(
            desk, self.session, answers["reason"], seen=self.patient.seen, intent=intent
        )
