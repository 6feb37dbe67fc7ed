"""A loaded protocol: header, sources, citations, rules, values, discrepancies, reference."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from msgspec import Struct

from nursedesk.protocol.quantities import Cited
from nursedesk.protocol.reaction_values import Scales, Toxicity
from nursedesk.protocol.rules import Rule
from nursedesk.protocol.terms import Indication, Kind
from nursedesk.protocol.values import (
    Bag,
    Components,
    Course,
    Interruption,
    Line,
    Patient,
    Premedication,
    Preservative,
    Storage,
    Supervision,
)


class Standing(StrEnum):
    """Whether a protocol file may be worked with."""

    DRAFT = "draft"
    ACTIVE = "active"
    RETIRED = "retired"


class Header(Struct, frozen=True, kw_only=True):
    """What a protocol file says of itself; who checked it is never invented."""

    id: str
    version: str
    title: str
    status: Standing
    effective: date
    last_reviewed: date
    review_due: date
    transcribed_by: str
    checked_by: str
    supersedes: str


class Authority(StrEnum):
    """What a source is: the label's own text, something secondary, or this product."""

    LABEL = "label"
    SECONDARY = "secondary"
    PRODUCT = "product"


class Source(Struct, frozen=True, kw_only=True):
    """A document that citations point into."""

    title: str
    document: str
    dated: str
    authority: Authority


class Citation(Struct, frozen=True, kw_only=True):
    """A place in a source: the section by which a reader finds it."""

    source: str
    locator: str


class RuleText(Cited, frozen=True, kw_only=True):
    """A rule in our own words."""

    title: str
    statement: str


class Discrepancy(Struct, frozen=True, kw_only=True):
    """Where the sources clash or are silent, the reading taken, and why."""

    title: str
    found: str
    reading: str
    why: str
    cite: tuple[str, ...]


class Entry(Cited, frozen=True, kw_only=True):
    """One statement of a reference section."""

    text: str


class Section(Struct, frozen=True, kw_only=True):
    """A page of reference content."""

    title: str
    entries: tuple[Entry, ...]


class Content(Struct, frozen=True, kw_only=True):
    """The tables of a protocol file."""

    header: Header
    sources: dict[str, Source]
    citations: dict[str, Citation]
    rules: dict[Rule, RuleText]
    patient: Patient
    course: Course
    bags: dict[Kind, Bag]
    storage: Storage
    line: Line
    premedication: Premedication
    supervision: dict[Indication, Supervision]
    interruption: Interruption
    toxicity: Toxicity
    scales: Scales
    preservative: Preservative
    components: Components
    discrepancies: dict[str, Discrepancy]
    reference: dict[str, Section]


class Protocol(Content, frozen=True, kw_only=True):
    """A whole protocol file, checked; `sha256` is the hex digest of its bytes."""

    sha256: str

    @property
    def id(self) -> str:
        """The protocol's name, the same in all versions."""
        return self.header.id

    @property
    def version(self) -> str:
        """The version of this file."""
        return self.header.version
