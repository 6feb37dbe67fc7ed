"""The short form for a medicine that was given beside the infusion."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from nursedesk.chart.medicines import GIVEN, GIVEN_TITLE, GIVEN_WHY, check, given_of
from nursedesk.ui.patient_form import PatientForm
from nursedesk.ui.shell import Shell
from nursedesk.ui.staged import Answers, Stage
from nursedesk.ward import medicines
from nursedesk.ward.views.patient import PatientPage

if TYPE_CHECKING:
    from nursedesk.chart.entry import Entry
    from nursedesk.chart.finding import Finding
    from nursedesk.ward.desk import Desk


class MedicinePage(PatientForm):
    """What was given, how much, how, when, and on whose order."""

    title = "Record a medicine"
    given_at = "at"

    def __init__(self, shell: Shell, session: UUID, patient: PatientPage) -> None:
        stage = Stage(title=GIVEN_TITLE, why=GIVEN_WHY, fields=GIVEN)
        super().__init__(shell, session, patient, (stage,))

    def commit_words(self, answers: Answers) -> str:
        return f"{answers['substance']} {answers['dose']} given: {self.patient.banner.name}"

    def rules_say(self, _desk: Desk, answers: Answers) -> tuple[Finding, ...]:
        return check(given_of(answers))

    def record(self, desk: Desk, intent: UUID, answers: Answers) -> Entry:
        return medicines.give(
            desk,
            self.session,
            given_of(answers),
            intent=intent,
            happened_at=datetime.fromisoformat(answers["at"]),
            seen=self.patient.seen,
        )
