"""The `Documents` port: the heavy libraries load at first use, never at start-up."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, tzinfo

from nursedesk.chart.full_record import FullRecord
from nursedesk.chart.handover import HandoverNote
from nursedesk.chart.note_data import NoteData
from nursedesk.chart.paper import Paper
from nursedesk.chart.plan.dates import PlanDates
from nursedesk.chart.plan.sheet import PlanSheet
from nursedesk.chart.signed_note import Superseded
from nursedesk.chart.ward_sheet import WardSheet
from nursedesk.clock import SystemClock
from nursedesk.documents.fields import Field
from nursedesk.errors import KnownError
from nursedesk.ward.document_ports import Reviewed, WardCertificate
from nursedesk.ward.ports import DocumentSigner, Verdict


class PdfDocuments:
    """Hand-over notes and plans. `zone` is the one in which the times of signing are printed.

    Without one, it is the workstation's own. A nurse's signature is put only on what was rendered
    here in this run of the program.
    """

    def __init__(self, zone: tzinfo | None = None) -> None:
        self._given_zone = zone
        self._rendered: set[bytes] = set()

    def render(self, note: HandoverNote) -> bytes:
        from nursedesk.documents.render import render

        pdf = render(note)
        self._rendered.add(hashlib.sha256(pdf).digest())
        return pdf

    def sign(self, pdf: bytes, signer: DocumentSigner, *, name: str, at: datetime) -> bytes:
        from nursedesk.documents.sign import fill

        if hashlib.sha256(pdf).digest() not in self._rendered:
            raise KnownError(
                "not-rendered-here",
                "This file was not made from the record just now, so it cannot be signed.",
                do="Make the note again from the record and sign that.",
            )
        return fill(pdf, Field.NURSE, signer, name=name, at=at, zone=self._zone())

    def superseded(self, pdf: bytes, by: Superseded, reviewed: Reviewed | None) -> bytes:
        from nursedesk.documents.superseded import superseded

        return superseded(pdf, by, reviewed)

    def countersign(
        self, pdf: bytes, signer: DocumentSigner, *, name: str, at: datetime, acted: bool = False
    ) -> bytes:
        from nursedesk.documents.sign import fill

        zone = self._zone()
        return fill(pdf, Field.CHARGE_NURSE, signer, name=name, at=at, zone=zone, acted=acted)

    def verify(
        self,
        pdf: bytes,
        root_pem: bytes,
        known_sha256: str | None = None,
        recorded: Sequence[datetime] = (),
    ) -> Verdict:
        """Applies the whole acceptance rule; any exception inside is a rejection.

        Raises:
            KnownError: `root_pem` is no ward's certificate (code `ca-unreadable`).
        """
        from nursedesk.documents.trust import read_root
        from nursedesk.documents.verify import verify

        return verify(pdf, read_root(root_pem), known_sha256, tuple(recorded))

    def attached(self, pdf: bytes) -> NoteData:
        from nursedesk.documents.anatomy import dissect
        from nursedesk.documents.carried import note_data

        return note_data(dissect(pdf))

    def certificate(self, root_pem: bytes) -> WardCertificate:
        from nursedesk.documents.trust import read_root

        root = read_root(root_pem)
        told = root.told.at if root.told is not None else None
        return WardCertificate(
            ward=root.ward, demo=root.demo, fingerprint=root.fingerprint, told=told
        )

    def downtime(self, sheet: HandoverNote) -> bytes:
        from nursedesk.documents.downtime import downtime_pdf

        return downtime_pdf(sheet)

    def checklists(self, paper: Paper) -> bytes:
        from nursedesk.documents.checklists import checklists_pdf

        return checklists_pdf(paper)

    def pages(self, pdf: bytes, *, width: int) -> list[bytes]:
        from nursedesk.documents.preview import pages

        return pages(pdf, width=width)

    def plan_sheet(self, plan: PlanSheet) -> bytes:
        from nursedesk.documents.plan_sheet import render_plan

        return render_plan(plan)

    def plan_calendar(self, dates: PlanDates) -> bytes:
        from nursedesk.documents.plan_calendar import calendar_file

        return calendar_file(dates)

    def ward_sheet(self, ward: WardSheet) -> bytes:
        from nursedesk.documents.ward_sheet import render_ward

        return render_ward(ward)

    def full_record(self, record: FullRecord) -> bytes:
        from nursedesk.documents.full_record import render_record

        return render_record(record)

    def _zone(self) -> tzinfo:
        return self._given_zone or SystemClock().zone
