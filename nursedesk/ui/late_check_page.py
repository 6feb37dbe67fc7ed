"""A symptom check that was done earlier, on paper, and is entered now."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from nursedesk.chart.field import Asks, Field
from nursedesk.chart.terms import WalkKind
from nursedesk.ui.patient_form import PatientForm
from nursedesk.ui.shell import Shell
from nursedesk.ui.staged import Answers, Stage
from nursedesk.ui.walk_page import WalkScreen
from nursedesk.ward import walks
from nursedesk.ward.views.patient import PatientPage

if TYPE_CHECKING:
    from nursedesk.ward.desk import Desk

_AT = Field(name="at", prompt="When was the check done?", asks=Asks.INSTANT)
_WHY = "Its steps are asked next and take this time. When they were entered stays beside it."


class LateCheckPage(PatientForm):
    """Asks when it was done, then begins the same walk as any check."""

    title = "Enter an earlier check"
    given_at = "at"

    def __init__(self, shell: Shell, session: UUID, patient: PatientPage) -> None:
        stage = Stage(title="A symptom check done earlier", why=_WHY, fields=(_AT,))
        super().__init__(shell, session, patient, (stage,))

    def commit_words(self, _answers: Answers) -> str:
        return f"Enter this check: {self.patient.banner.name}"

    def record(self, desk: Desk, intent: UUID, answers: Answers) -> UUID:
        at = datetime.fromisoformat(answers["at"])
        late = walks.Late(at=at, because=answers.get("because", ""))
        return walks.begin(desk, self.session, WalkKind.SYMPTOM_CHECK, intent=intent, late=late)

    def recorded(self, walk: UUID) -> None:
        self.shell.show_page(WalkScreen(self.shell, self.session, walk))
