"""A staged form about one patient: her banner above, her page to go back to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from nursedesk.errors import KnownError
from nursedesk.ui.banner import BannerBar
from nursedesk.ui.shell import Shell
from nursedesk.ui.staged import Stage, StagedPage
from nursedesk.ward.views.patient import PatientPage, patient_page

if TYPE_CHECKING:
    from nursedesk.chart.entry import Entry


class PatientForm(StagedPage):
    """Subclasses say what is asked and recorded."""

    def __init__(
        self, shell: Shell, session: UUID, patient: PatientPage, stages: Sequence[Stage]
    ) -> None:
        self.session, self.patient = session, patient
        super().__init__(shell, stages, self.to_patient)
        self._banner = BannerBar()
        self._banner.show_banner(patient.banner)
        self.head(self._banner)

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

    def recorded(self, _entry: Entry) -> None:
        said = self.commit_words(self.answers)
        self.to_patient()
        self.shell.messages.done(f"Recorded. {said}.")
