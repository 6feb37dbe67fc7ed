"""The hand-over note: SBAR with the I-PASS fields, built from the record alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from uuid import UUID

from nursedesk.chart.entry import Entry
from nursedesk.chart.note import NOT_RECORDED, HandoverNote, Replaced, Row, Section
from nursedesk.chart.note_asked import Asked
from nursedesk.chart.note_background import background
from nursedesk.chart.note_next import contingency, recommendation
from nursedesk.chart.note_now import situation
from nursedesk.chart.note_record import record
from nursedesk.chart.note_symptoms import assessment
from nursedesk.chart.patient import patient_line, today
from nursedesk.chart.session import PatientSession
from nursedesk.chart.severity import NOT_JUDGED, Judgement
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.pages import source_titles

__all__ = ["NOT_RECORDED", "HandoverNote", "Row", "Section", "build"]


def build(
    session: PatientSession,
    protocol: Protocol,
    *,
    note: UUID,
    now: datetime,
    zone: tzinfo,
    period_from: datetime,
    author: str,
    names: Mapping[str, str],
    ward_name: str,
    demo: bool,
    judgement: Judgement = NOT_JUDGED,
    replaces: Replaced | None = None,
    gaps: tuple[Entry, ...] = (),
) -> HandoverNote:
    """The note of a period that ends now, by `author` (a person's name).

    `judgement` is her own, `replaces` the note that was returned, `gaps` the ward's entries on
    what the record lost. `names` are display names by account. What nobody recorded is printed as
    not recorded.
    """
    asked = Asked(
        session=session,
        protocol=protocol,
        now=now,
        zone=zone,
        period_from=period_from,
        names=names,
        judgement=judgement,
        replaces=replaces,
        gaps=gaps,
    )
    sections = (
        situation(asked),
        background(asked),
        assessment(asked),
        recommendation(asked),
        contingency(asked),
    )
    return HandoverNote(
        note=note,
        session=session.id,
        ward_name=ward_name,
        demo=demo,
        patient_line=patient_line(session.opened.patient, today(now, zone)),
        title="Hand-over note",
        period_from=period_from,
        period_to=now,
        zone=zone,
        sections=(*sections, record(asked, _cited(protocol, sections))),
        protocol=f"{protocol.id} {protocol.version}",
        protocol_sha256=protocol.sha256,
        entry_number=session.number,
        as_of=session.seq,
        fingerprint=session.head.hex(),
        author=author,
        made_at=now,
        replaces=replaces,
    )


def _cited(protocol: Protocol, sections: tuple[Section, ...]) -> str:
    """The titles of the sources that these sections cite."""
    printed = " ".join(row.source for section in sections for row in section.rows)
    words = set(printed.replace(",", " ").split())
    return source_titles(protocol, words & protocol.citations.keys())
