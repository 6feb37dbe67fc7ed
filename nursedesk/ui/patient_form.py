"""A staged form about one patient: her banner above, her page to go back to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from nursedesk.chart.field import instant_of
from nursedesk.chart.late import LATE_TITLE, LATE_WHY, WHY_LATE, is_late
from nursedesk.errors import KnownError
from nursedesk.ui.banner import BannerBar
from nursedesk.ui.fields import Unanswered
from nursedesk.ui.shell import Shell
from nursedesk.ui.staged import Stage, StagedPage
from nursedesk.ward.views.patient import PatientPage, patient_page

_LATE = Stage(title=LATE_TITLE, why=LATE_WHY, fields=(WHY_LATE,))


class PatientForm(StagedPage):
    """Subclasses say what is asked and recorded.

    `given_at` names the question when it happened: more than an hour ago, the reason is asked too.
    """

    given_at = ""

    def __init__(
        self, shell: Shell, session: UUID, patient: PatientPage, stages: Sequence[Stage]
    ) -> None:
        self.session, self.patient = session, patient
        late = (_LATE,) if self.given_at else ()
        super().__init__(shell, (*stages, *late), self.to_patient)
        self._banner = BannerBar()
        self._banner.show_banner(patient.banner)
        self.head(self._banner)

    def applies(self, place: int) -> bool:
        """The reason is asked of what happened long ago only."""
        if self.stages[place] is not _LATE:
            return True
        boxes = [box for form in self.forms for box in form.boxes]
        given = next(box for box in boxes if box.field.name == self.given_at)
        try:
            at = instant_of(given.answer())
        except Unanswered:
            return False
        return at is not None and is_late(at, self.shell.clock.now())

    def to_patient(self) -> None:
        """Back to the patient's page."""
        self.shell.show_patient(self.session)

    def refused(self, error: KnownError) -> None:
        """Keeps what was entered; a form that is stale takes the chart as it is now."""
        super().refused(error)
        if error.code == "stale-form":
            session = self.session
            self.shell.ask(lambda desk: patient_page(desk, session), self._catch_up, owner=self)

    def _catch_up(self, patient: PatientPage) -> None:
        self.patient = patient
        self._banner.show_banner(patient.banner)

    def recorded(self, _result: Any) -> None:  # noqa: ANN401
        said = self.commit_words(self.answers)
        self.to_patient()
        self.shell.messages.done(f"Recorded. {said}.")
