"""The short form for a dose that the prescriber ordered."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from nursedesk.chart.dosing import dose
from nursedesk.chart.ordering import ORDERED, ORDERED_TITLE, ORDERED_WHY, ordered_of
from nursedesk.ui.patient_form import PatientForm
from nursedesk.ui.shell import Shell
from nursedesk.ui.staged import Answers, Stage
from nursedesk.ward import orders
from nursedesk.ward.views.patient import PatientPage

if TYPE_CHECKING:
    from nursedesk.chart.entry import Entry
    from nursedesk.chart.finding import Finding
    from nursedesk.ward.desk import Desk


class OrderPage(PatientForm):
    """Which dose, from when on, by whom, and whether it was read back."""

    title = "Record an order"

    def __init__(self, shell: Shell, session: UUID, patient: PatientPage) -> None:
        stage = Stage(title=ORDERED_TITLE, why=ORDERED_WHY, fields=ORDERED)
        super().__init__(shell, session, patient, (stage,))

    def commit_words(self, answers: Answers) -> str:
        return f"{dose(Decimal(answers['dose']))} ordered: {self.patient.banner.name}"

    def rules_say(self, desk: Desk, answers: Answers) -> tuple[Finding, ...]:
        return orders.findings(desk, self.session, ordered_of(answers))

    def record(self, desk: Desk, intent: UUID, answers: Answers) -> Entry:
        return orders.order(
            desk, self.session, ordered_of(answers), intent=intent, seen=self.patient.seen
        )
