"""What a hand-over note is made of: rows in sections, and everything the PDF shows."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from nursedesk.chart.handwriting import LONGEST_TEXT

NOT_RECORDED = "not recorded"
# Patterns of what travels as JSON: the end is written so that a JSON schema's reader knows it too.
Weight = Annotated[str, Meta(pattern=r"^(plain|strong|alert|missing)(?![\s\S])")]
MOST_DRAWN = 4
Drawn = Annotated[str, Meta(max_length=LONGEST_TEXT)]


class Row(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of the note. `source` names the citations of a clinical value, else empty.

    `drawn` are handwriting samples from left to right, as `chart.handwriting` writes strokes; data
    of a note without any does not name it, as that of notes before there were such samples.
    """

    label: str
    text: str
    weight: Weight = "plain"
    source: str = ""
    drawn: Annotated[tuple[Drawn, ...], Meta(max_length=MOST_DRAWN)] | UnsetType = UNSET


class Section(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One part of the note: Situation, Background, Assessment, Recommendation, ..."""

    title: str
    rows: tuple[Row, ...]


class Replaced(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The note that this one replaces: which, who returned it (a person's name), and why.

    `returned_by` is empty where nobody did: its own ward found what was wrong in it.
    """

    note: UUID
    returned_by: str
    reason: str


class HandoverNote(Struct, frozen=True, kw_only=True):
    """Everything that the PDF shows; `as_of` is the last session counter the note knows.

    `patient_line` stands on every page. `fingerprint` is the hash (hex) of the session's entry
    `as_of`, `entry_number` its `epoch.seq`. Instants UTC; `zone` is the one to print them in.
    """

    note: UUID
    session: UUID
    ward_name: str
    demo: bool
    patient_line: str
    title: str
    period_from: datetime
    period_to: datetime
    zone: tzinfo
    sections: tuple[Section, ...]
    protocol: str
    protocol_sha256: str
    entry_number: str
    as_of: int
    fingerprint: str
    author: str
    made_at: datetime
    replaces: Replaced | None = None
