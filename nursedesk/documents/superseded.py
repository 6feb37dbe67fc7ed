"""The print of a superseded note: what was signed, marked on each page, and nothing to sign.

Its content is the data that travels inside the signed file, so that it is exactly what was signed
whatever the program has learned since. The signed file itself is not handed out any more.
"""

from __future__ import annotations

import hashlib

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

from nursedesk.chart.note import HandoverNote
from nursedesk.chart.note_data import content
from nursedesk.chart.signed_note import Superseded
from nursedesk.documents.anatomy import dissect
from nursedesk.documents.carried import note_data
from nursedesk.documents.flowables import Paragraph
from nursedesk.documents.fonts import BOLD, REGULAR, bundled_fonts
from nursedesk.documents.page import (
    ALERT,
    SOFT,
    Sheet,
    printed,
    protocol_line,
    title_line,
)
from nursedesk.documents.render import section_table
from nursedesk.errors import KnownError
from nursedesk.ward.document_ports import Reviewed
from nursedesk.writing import grouped, moment, with_offset

_MARK = "SUPERSEDED, do not act on this note, unsigned print"
_WARN = ParagraphStyle("warn", fontName=BOLD, fontSize=10.4, leading=14, textColor=ALERT)
_SMALL = ParagraphStyle("small", fontName=REGULAR, fontSize=7, leading=9, textColor=SOFT)


def superseded(signed_pdf: bytes, by: Superseded, reviewed: Reviewed | None) -> bytes:
    """The note of a signed file, printed anew without signatures. The same gives the same bytes.

    Raises:
        KnownError: the file carries no data of a note.
    """
    try:
        note = content(note_data(dissect(signed_pdf)))
    except ValueError as error:
        raise KnownError(
            "note-data-unreadable",
            "The signed file of this note carries no data to print it from.",
            do="Read the note that took its place.",
        ) from error
    sheet = Sheet(
        patient_line=note.patient_line,
        title=_title(note),
        foot="<br/>".join(_foot(note, by, hashlib.sha256(signed_pdf).hexdigest())),
        demo=note.demo,
    )
    return printed(
        sheet,
        _story(note, by, reviewed),
        title="NurseDesk hand-over note, superseded",
        subject="Superseded hand-over note, unsigned print",
        made_at=by.at,
    )


def _title(note: HandoverNote) -> str:
    start, end = (moment(at, note.zone) for at in (note.period_from, note.period_to))
    return title_line(_MARK, note.title, note.ward_name, f"{start} to {end}")


def _foot(note: HandoverNote, by: Superseded, sha256: str) -> tuple[str, ...]:
    entry = bundled_fonts().printable(note.entry_number)
    made = with_offset(note.made_at, note.zone)
    return (
        f"SUPERSEDED by note {by.note} on {moment(by.at, note.zone)} \u00b7 unsigned print",
        f"Note {note.note} \u00b7 made {made}",
        f"The signed file's SHA-256 is {grouped(sha256)}",
        f"Chart entry {entry} \u00b7 {protocol_line(note.protocol, note.protocol_sha256)}",
    )


def _story(note: HandoverNote, by: Superseded, reviewed: Reviewed | None) -> list[Flowable]:
    printable = bundled_fonts().printable
    why = printable(by.why)
    warning = f"Do not act on this note: another one took its place {moment(by.at, note.zone)}."
    parts: list[Flowable] = [Paragraph(f"{warning} Why: {why}", _WARN), Spacer(0, 3 * mm)]
    for section in note.sections:
        parts += [section_table(section), Spacer(0, 2 * mm)]
    signed = f"It was prepared from the record and signed by {printable(note.author)}"
    if reviewed is None:
        return [*parts, Paragraph(f"{signed}; it was not countersigned.", _SMALL)]
    at = with_offset(reviewed.at, note.zone)
    words = f"{signed}, and countersigned by {printable(reviewed.name)} on {at}."
    return [*parts, Paragraph(words, _SMALL)]
