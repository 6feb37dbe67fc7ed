"""What the use cases need of paper: hand-over notes, plans and prints as PDF.

A document port raises `KnownError` for everything in the user's world, as those of `ports` do.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from nursedesk.ward.ports import DocumentSigner, Verdict

if TYPE_CHECKING:
    from nursedesk.chart.full_record import FullRecord
    from nursedesk.chart.handover import HandoverNote
    from nursedesk.chart.note_data import NoteData
    from nursedesk.chart.paper import Paper
    from nursedesk.chart.plan.dates import PlanDates
    from nursedesk.chart.plan.sheet import PlanSheet
    from nursedesk.chart.signed_note import Superseded
    from nursedesk.chart.ward_sheet import WardSheet


class WardCertificate(Struct, frozen=True, kw_only=True):
    """What a ward's certificate file says: `told` is as of when it tells what was revoked."""

    ward: str
    demo: bool
    fingerprint: str
    told: datetime | None


class Reviewed(Struct, frozen=True, kw_only=True):
    """Who countersigned a note, by name, and when."""

    name: str
    at: datetime


class Documents(Protocol):
    """Hand-over notes as PDF: rendered, signed, verified, shown. Plans as paper and as dates."""

    def render(self, note: HandoverNote) -> bytes:
        """The note as an unsigned PDF with both signature fields, empty."""

    def sign(self, pdf: bytes, signer: DocumentSigner, *, name: str, at: datetime) -> bytes:
        """The nurse certifies; form filling stays allowed."""

    def superseded(self, pdf: bytes, by: Superseded, reviewed: Reviewed | None) -> bytes:
        """The note of a signed file, marked on each page as superseded; nothing in it is signed.

        It names who had signed it, and who had countersigned it.

        Raises:
            KnownError: the file carries no data of a note (`note-data-unreadable`).
        """

    def countersign(
        self, pdf: bytes, signer: DocumentSigner, *, name: str, at: datetime, acted: bool = False
    ) -> bytes:
        """The charge nurse fills the second field and locks; only appends to `pdf`.

        `acted`: she acted for the patient in the period herself, and the page says so.
        """

    def verify(
        self,
        pdf: bytes,
        root_pem: bytes,
        known_sha256: str | None = None,
        recorded: Sequence[datetime] = (),
    ) -> Verdict:
        """Applies the whole acceptance rule; any exception inside is a rejection.

        `root_pem`: the ward's root, or `ward-trust.pem` with its revocations. `recorded`: when the
        chart took in each signature; without that, the times that the file claims decide whether a
        certificate was revoked by then.
        """

    def attached(self, pdf: bytes) -> NoteData:
        """The data that travel in a note. Only of an accepted one are they known to be true."""

    def certificate(self, root_pem: bytes) -> WardCertificate:
        """What a ward's certificate file says.

        Raises:
            KnownError: it is no ward's certificate (code `ca-unreadable`).
        """

    def downtime(self, sheet: HandoverNote) -> bytes:
        """A downtime sheet for paper: no signature, lines to write on, not encrypted."""

    def checklists(self, paper: Paper) -> bytes:
        """The blank checklists."""

    def pages(self, pdf: bytes, *, width: int) -> list[bytes]:
        """The pages of our own PDF as PNG pictures, `width` pixels wide."""

    def plan_sheet(self, plan: PlanSheet) -> bytes:
        """An accepted plan as an unsigned PDF of one page."""

    def plan_calendar(self, dates: PlanDates) -> bytes:
        """An accepted plan's dates as an iCalendar file."""

    def ward_sheet(self, ward: WardSheet) -> bytes:
        """The whole ward as an unsigned PDF."""

    def full_record(self, record: FullRecord) -> bytes:
        """Every entry of a session as an unsigned PDF."""
