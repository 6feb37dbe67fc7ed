"""Open a patient session: who, how heavy, what for, what is special; nothing pre-ticked."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from nursedesk.chart.opening_form import MEASURES, SPECIAL, TREATMENT, WHO, opened_of
from nursedesk.ui.shell import Shell
from nursedesk.ui.staged import Answers, Stage, StagedPage
from nursedesk.ward import sessions
from nursedesk.writing import family_given

if TYPE_CHECKING:
    from nursedesk.chart.finding import Finding
    from nursedesk.ward.desk import Desk

_STAGES = (
    Stage(
        title="Who is it?",
        why="Two identifiers: the ward's identifier and the date of birth. Scan or type them.",
        fields=WHO,
    ),
    Stage(
        title="Weight and size",
        why=(
            "The dose depends on the weight, and below the fixed dose on the body surface. kg only."
        ),
        fields=MEASURES,
    ),
    Stage(
        title="The order",
        why="It is compared with the protocol. The prescriber decides.",
        fields=TREATMENT,
    ),
    Stage(
        title="What is special?",
        why="Ask, and say so when nobody knows.",
        fields=SPECIAL,
    ),
)


class OpenSessionPage(StagedPage):
    """Findings are shown before anything is recorded; a stop goes to the prescriber."""

    title = "Open a session"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, _STAGES, shell.show_board)

    def commit_words(self, answers: Answers) -> str:
        return f"Open session: {family_given(answers['family'], answers['given'])}"

    def rules_say(self, desk: Desk, answers: Answers) -> tuple[Finding, ...]:
        return sessions.opening_findings(desk, opened_of(answers))

    def record(self, desk: Desk, intent: UUID, answers: Answers) -> UUID:
        return sessions.open_session(desk, opened_of(answers), intent=intent)

    def recorded(self, session: UUID) -> None:
        said = self.commit_words(self.answers)
        self.shell.show_patient(session)
        self.shell.messages.done(f"Recorded. {said}.")
