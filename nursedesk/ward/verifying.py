"""A note that somebody brought as a file: whether it is genuine, and what another ward's says.

Nothing is recorded and nothing is taken over: who reads it decides what to do. It asks for somebody
signed in, since this ward's own revocations and notes stand in its chart; without anybody the
command `nursedesk verify` checks against an exported certificate.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from nursedesk.chart.note_data import NoteData
from nursedesk.chart.session_entries import HandoverCountersigned, HandoverSigned
from nursedesk.chart.signed_note import SignedNote
from nursedesk.chart.terms import kind_of
from nursedesk.ward import handovers, note_files, trust
from nursedesk.ward.desk import Desk
from nursedesk.ward.document_ports import WardCertificate
from nursedesk.ward.ports import Verdict
from nursedesk.writing import moment

_SIGNATURES = frozenset({kind_of(HandoverSigned), kind_of(HandoverCountersigned)})
_NOT_OURS = ""  # the SHA-256 of no file


class Checked(Struct, frozen=True, kw_only=True):
    """The answer on a file, and against whose certificate it was checked.

    `own`: this ward's, with its chart. `gone`: that another note took its place, or that it was
    returned. `newer`: when the charge nurse countersigned a note that the
    file is without her signature. `data`: of another ward's accepted note, what it says.
    """

    verdict: Verdict
    against: WardCertificate
    own: bool
    sha256: str
    newer: datetime | None = None
    gone: str = ""
    data: NoteData | None = None


def check(desk: Desk, path: Path, certificate: Path | None = None) -> Checked:
    """Checks a file against this ward's certificate and chart, or against another ward's file.

    Raises:
        KnownError: a file cannot be read, is no PDF, or the certificate is none; nothing was
            recorded.
        Refused: nobody is signed in.
    """
    own = trust.trust_pem(desk)
    pdf = note_files.read_pdf(path)
    if certificate is not None:
        given = note_files.read(certificate, "certificate file")
        against = desk.documents.certificate(given)
        if against.fingerprint != desk.documents.certificate(own).fingerprint:
            return _of_another_ward(desk, pdf, given, against)
    return _of_this_ward(desk, pdf, own)


def _of_this_ward(desk: Desk, pdf: bytes, own: bytes) -> Checked:
    sha256 = hashlib.sha256(pdf).hexdigest()
    recorded = trust.recorded_at(desk, sha256)
    known = sha256 if recorded else _NOT_OURS
    verdict = desk.documents.verify(pdf, own, known, recorded)
    return Checked(
        verdict=verdict,
        against=desk.documents.certificate(own),
        own=True,
        sha256=sha256,
        newer=_countersigned_since(desk, sha256) if verdict.accepted else None,
        gone=_gone(desk, sha256) if verdict.accepted else "",
    )


def _of_another_ward(desk: Desk, pdf: bytes, given: bytes, against: WardCertificate) -> Checked:
    verdict = desk.documents.verify(pdf, given)
    return Checked(
        verdict=verdict,
        against=against,
        own=False,
        sha256=hashlib.sha256(pdf).hexdigest(),
        data=desk.documents.attached(pdf) if verdict.accepted else None,
    )


def _gone(desk: Desk, sha256: str) -> str:
    """That the note of this file stands no more, in a sentence; empty while it stands."""
    for entry in desk.store.of_kinds(_SIGNATURES):
        body, session = entry.body, entry.header.session
        if session is None or not isinstance(body, HandoverSigned | HandoverCountersigned):
            continue
        if body.document == sha256:
            note = handovers.find(desk.session(session), body.note)
            return _told_gone(desk, note)
    return ""


def _told_gone(desk: Desk, note: SignedNote) -> str:
    names, zone = desk.refresh_roster().names(), desk.clock.zone
    if note.superseded is not None:
        by = names.get(note.superseded.by, note.superseded.by)
        at = moment(note.superseded.at, zone)
        return f"Another note took its place: {by}, {at}. Do not act on this one."
    if note.returned is not None:
        by = names.get(note.returned.by, note.returned.by)
        at = moment(note.returned.at, zone)
        return f"It was returned by {by}, {at}, and no other note took its place yet."
    return ""


def _countersigned_since(desk: Desk, sha256: str) -> datetime | None:
    """When the note of this file was countersigned, if the file is the one before that."""
    for entry in desk.store.of_kinds(_SIGNATURES):
        body = entry.body
        if isinstance(body, HandoverCountersigned) and body.signed == sha256:
            return entry.header.happened_at
    return None
