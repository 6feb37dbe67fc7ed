"""The short form that closes a patient's session."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from nursedesk.chart.closing import CLOSED, CLOSED_TITLE, CLOSED_WHY, ENDING_WORDS
from nursedesk.chart.session_entries import SessionClosed
from nursedesk.chart.terms import Ending
from nursedesk.ui.patient_form import PatientForm
from nursedesk.ui.shell import Shell
from nursedesk.ui.staged import Answers, Stage
from nursedesk.ward import sessions
from nursedesk.ward.views.patient import PatientPage

if TYPE_CHECKING:
    from nursedesk.chart.entry import Entry
    from nursedesk.chart.finding import Finding
    from nursedesk.ward.desk import Desk


class ClosePage(PatientForm):
    """How the treatment on this ward ended; then the session leaves the board."""

    title = "Close the session"

    def __init__(self, shell: Shell, session: UUID, patient: PatientPage) -> None:
        stage = Stage(title=CLOSED_TITLE, why=CLOSED_WHY, fields=CLOSED)
        super().__init__(shell, session, patient, (stage,))

    def commit_words(self, answers: Answers) -> str:
        how = ENDING_WORDS[Ending(answers["ending"])]
        return f"Close the session, {how}: {self.patient.banner.name}"

    def rules_say(self, desk: Desk, answers: Answers) -> tuple[Finding, ...]:
        return sessions.closing_findings(desk, self.session, _closed(answers))

    def record(self, desk: Desk, intent: UUID, answers: Answers) -> Entry:
        closed = _closed(answers)
        return sessions.close(desk, self.session, closed, intent=intent, seen=self.patient.seen)

    def recorded(self, _entry: Entry) -> None:
        self.shell.show_board()
        self.shell.messages.done(f"Session closed: {self.patient.banner.name}.")


def _closed(answers: Answers) -> SessionClosed:
    return SessionClosed(ending=Ending(answers["ending"]), note=answers.get("note"))
