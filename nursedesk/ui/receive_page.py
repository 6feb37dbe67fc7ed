"""Receive a bag: what its label says, where it was, where it is put now."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from nursedesk.chart.bag_form import LABEL, TIMES, WHERE, received_of
from nursedesk.ui.patient_form import PatientForm
from nursedesk.ui.shell import Shell
from nursedesk.ui.staged import Answers, Stage
from nursedesk.ward import bags
from nursedesk.ward.views.patient import PatientPage

if TYPE_CHECKING:
    from nursedesk.chart.entry import Entry
    from nursedesk.chart.finding import Finding
    from nursedesk.ward.desk import Desk

STAGES = (
    Stage(
        title="The label of the new bag",
        why="Read it from the bag in your hand, not from the order.",
        fields=LABEL,
    ),
    Stage(
        title="Its times",
        why="How long it may be used is reckoned from these.",
        fields=TIMES,
    ),
    Stage(
        title="Where it was, where it is",
        why="Time at room temperature counts from the first moment out of the refrigerator.",
        fields=WHERE,
    ),
)


class ReceivePage(PatientForm):
    """A bag that must not be used is recorded too, as what it is."""

    title = "Receive a bag"
    stops_forbid = False
    given_at = "came_at"

    def __init__(self, shell: Shell, session: UUID, patient: PatientPage) -> None:
        self._bag = uuid4()
        super().__init__(shell, session, patient, STAGES)

    def commit_words(self, _answers: Answers) -> str:
        return f"Receive this bag: {self.patient.banner.name}"

    def rules_say(self, desk: Desk, answers: Answers) -> tuple[Finding, ...]:
        return bags.receiving_findings(desk, self.session, received_of(self._bag, answers))

    def record(self, desk: Desk, intent: UUID, answers: Answers) -> Entry:
        return bags.receive(
            desk,
            self.session,
            received_of(self._bag, answers),
            intent=intent,
            happened_at=datetime.fromisoformat(answers["came_at"]),
            seen=self.patient.seen,
        )
