"""A staged form about one patient: her banner above, her page to go back to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from nursedesk.ui.banner import BannerBar
from nursedesk.ui.shell import Shell
from nursedesk.ui.staged import Stage, StagedPage
from nursedesk.ward.views import PatientPage

if TYPE_CHECKING:
    from nursedesk.chart.entry import Entry


class PatientForm(StagedPage):
    """Subclasses say what is asked and recorded."""

    def __init__(
        self, shell: Shell, session: UUID, patient: PatientPage, stages: Sequence[Stage]
    ) -> None:
        self.session, self.patient = session, patient
        super().__init__(shell, stages, self.to_patient)
        banner = BannerBar()
        banner.show_banner(patient.banner)
        self.head(banner)

    def to_patient(self) -> None:
        """Back to the patient's page."""
        self.shell.show_patient(self.session)

    def recorded(self, _entry: Entry) -> None:
        said = self.commit_words(self.answers)
        self.to_patient()
        self.shell.messages.done(f"Recorded. {said}.")
