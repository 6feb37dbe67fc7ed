"""An unsigned print: what it is, and where its copy goes. The whole ward, or one full record."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from nursedesk.ui.banner import BannerBar
from nursedesk.ui.export_card import ExportCard
from nursedesk.ui.looks import Words
from nursedesk.ui.page import Page, heading
from nursedesk.ui.shell import Shell
from nursedesk.ward.views.patient import PatientPage

if TYPE_CHECKING:
    from nursedesk.ward.desk import Desk

_PDF = "PDF (*.pdf)"
_UNSIGNED = (
    "It is an unsigned print: every page says so. Only the signed hand-over note is proof of "
    "what was handed over."
)
_WARD = (
    "Every patient on one sheet, whoever needs somebody first on top: what hangs, use until, next "
    "change, infused hours, dose, alerts, what is due next."
)
_RECORD = (
    "Every entry of this session in the order in which it was recorded: who, when it happened, "
    "when it was recorded, what was told, and which entry took another's place. With thousands of "
    "entries it takes a while; the window stays usable."
)


class PrintPage(Page):
    """Subclasses say what is printed."""

    def __init__(
        self,
        shell: Shell,
        why: str,
        suggested: str,
        write: Callable[[Desk, Path], None],
        back: tuple[str, Callable[[], None]],
    ) -> None:
        super().__init__(shell)
        self.column.addWidget(heading(self.title, why))
        self.column.addWidget(Words(_UNSIGNED, "soft"))
        self.card = ExportCard(shell, f"Save the {self.title.lower()}", _PDF, suggested, write)
        self.column.addWidget(self.card)
        self.column.addStretch(1)
        self.foot(back=back)

    def arrive(self) -> None:
        self.card.path.focus()


class WardSheetPage(PrintPage):
    """The whole ward, from the board."""

    title = "Whole-ward sheet"

    def __init__(self, shell: Shell) -> None:
        back = ("Ward board", shell.show_board)
        super().__init__(shell, _WARD, "ward-sheet.pdf", _write_ward, back)


class FullRecordPage(PrintPage):
    """One patient's record, from her page."""

    title = "Full record"

    def __init__(self, shell: Shell, session: UUID, patient: PatientPage) -> None:
        back = ("Back to the patient", partial(shell.show_patient, session))
        suggested = f"full-record-{session.hex[:8]}.pdf"  # never her name
        super().__init__(shell, _RECORD, suggested, partial(_write_record, session), back)
        banner = BannerBar()
        banner.show_banner(patient.banner)
        self.head(banner)


def _write_ward(desk: Desk, path: Path) -> None:
    from nursedesk.ward import prints

    prints.export(desk, prints.whole_ward(desk), path)


def _write_record(session: UUID, desk: Desk, path: Path) -> None:
    from nursedesk.ward import prints

    prints.export(desk, prints.record_of(desk, session), path)
