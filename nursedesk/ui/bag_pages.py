"""Short forms about bags and the infusion: move a bag, discard it, stop the infusion."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from nursedesk.chart.bag_form import DISCARDED, MOVED, discarded_of, moved_of
from nursedesk.chart.field import YES
from nursedesk.chart.session_entries import BagMoved, InfusionStopped
from nursedesk.chart.stopping import (
    HELD,
    HELD_TITLE,
    HELD_WHY,
    STOPPED,
    STOPPED_TITLE,
    STOPPED_WHY,
)
from nursedesk.ui.patient_form import PatientForm
from nursedesk.ui.shell import Shell
from nursedesk.ui.staged import Answers, Stage
from nursedesk.ward import bags
from nursedesk.ward.views.bags import BagLine, moving_findings
from nursedesk.ward.views.patient import PatientPage

if TYPE_CHECKING:
    from nursedesk.chart.entry import Entry
    from nursedesk.chart.finding import Finding
    from nursedesk.ward.desk import Desk

_STOP = Stage(title=STOPPED_TITLE, why=STOPPED_WHY, fields=STOPPED)
_HOLD = Stage(title=HELD_TITLE, why=HELD_WHY, fields=HELD)


class MovePage(PatientForm):
    """A bag is put somewhere else, or its temperature is read again where it is."""

    given_at = "at"

    def __init__(self, shell: Shell, session: UUID, patient: PatientPage, bag: BagLine) -> None:
        self._bag = bag
        self.title = f"Move {bag.name}"
        why = "Once at room temperature a bag never goes back into the refrigerator."
        stage = Stage(title=bag.title, why=why, fields=MOVED)
        super().__init__(shell, session, patient, (stage,))

    def commit_words(self, _answers: Answers) -> str:
        return f"Move {self._bag.name}: {self.patient.banner.name}"

    stops_forbid = False  # what happened is recorded, and what it means

    def rules_say(self, desk: Desk, answers: Answers) -> tuple[Finding, ...]:
        at = datetime.fromisoformat(answers["at"])
        return moving_findings(desk, self.session, self._moved(answers), at)

    def record(self, desk: Desk, intent: UUID, answers: Answers) -> Entry:
        return bags.move(
            desk,
            self.session,
            self._moved(answers),
            intent=intent,
            happened_at=datetime.fromisoformat(answers["at"]),
            seen=self.patient.seen,
        )

    def _moved(self, answers: Answers) -> BagMoved:
        return moved_of(self._bag.bag, answers)


class DiscardPage(PatientForm):
    """A bag that does not hang is discarded."""

    given_at = "at"

    def __init__(self, shell: Shell, session: UUID, patient: PatientPage, bag: BagLine) -> None:
        self._bag = bag
        self.title = f"Discard {bag.name}"
        why = "A discarded bag cannot be taken back into stock."
        stage = Stage(title=bag.title, why=why, fields=DISCARDED)
        super().__init__(shell, session, patient, (stage,))

    def commit_words(self, _answers: Answers) -> str:
        return f"Discard {self._bag.name}: {self.patient.banner.name}"

    def record(self, desk: Desk, intent: UUID, answers: Answers) -> Entry:
        return bags.discard(
            desk,
            self.session,
            discarded_of(self._bag.bag, answers),
            intent=intent,
            happened_at=datetime.fromisoformat(answers["at"]),
            seen=self.patient.seen,
        )


class StopPage(PatientForm):
    """The infusion stopped outside a bag change."""

    title = "Stop infusion"
    asked = _STOP
    given_at = "at"

    def __init__(self, shell: Shell, session: UUID, patient: PatientPage) -> None:
        super().__init__(shell, session, patient, (self.asked,))

    def commit_words(self, _answers: Answers) -> str:
        return f"{self.title}: {self.patient.banner.name}"

    def record(self, desk: Desk, intent: UUID, answers: Answers) -> Entry:
        return bags.stop_infusion(
            desk,
            self.session,
            InfusionStopped(
                reason=answers["reason"],
                adverse_reaction=self.adverse(answers),
                because=answers.get("because"),
            ),
            intent=intent,
            happened_at=datetime.fromisoformat(answers["at"]),
            seen=self.patient.seen,
        )

    def adverse(self, answers: Answers) -> bool:
        """Whether it was for an adverse reaction."""
        return answers["adverse"] == YES


class HoldPage(StopPage):
    """The infusion stands already, and is now held for a reaction."""

    title = "Hold for a reaction"
    asked = _HOLD

    def adverse(self, _answers: Answers) -> bool:
        return True
