"""A note's pages at any time: as last signed, byte for byte; of a superseded one a marked print.

Of a superseded note nobody gets the signed pages on paper again by mistake: its print says on each
page that it is superseded, by which note and when, and names the signed file's SHA-256.
"""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from nursedesk.chart.signed_note import SignedNote
from nursedesk.ward.desk import Desk
from nursedesk.ward.document_ports import Reviewed
from nursedesk.ward.handovers import document, find


def pages_to_show(desk: Desk, session: UUID, note: UUID) -> bytes:
    """The PDF to be read and printed now.

    Raises:
        KnownError: a superseded note whose signed file carries no data to print.
    """
    signed = find(desk.session(session), note)
    pdf = document(desk, signed)
    if signed.superseded is None:
        return pdf
    return desk.documents.superseded(pdf, signed.superseded, _reviewed(desk, signed))


def export(desk: Desk, session: UUID, note: UUID, path: Path) -> None:
    """Writes a copy of it to a place that a person chose.

    Raises:
        KnownError: the place refuses.
    """
    desk.files.write(path, pages_to_show(desk, session, note))


def _reviewed(desk: Desk, signed: SignedNote) -> Reviewed | None:
    """Who had countersigned it."""
    by, at = signed.countersigned_by, signed.countersigned_at
    if by is None or at is None:
        return None
    return Reviewed(name=desk.roster.names().get(by, by), at=at)
