"""The whole protocol as pages to read and search: what it says, where from, how strong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from nursedesk.protocol.checks import walk
from nursedesk.protocol.definition import Discrepancy, Protocol
from nursedesk.protocol.quantities import (
    Cited,
    Count,
    Cycles,
    FilterFact,
    Materials,
    Quantity,
    Span,
    WholeDays,
)
from nursedesk.protocol.reaction_values import ScoreBand
from nursedesk.protocol.terms import Status

_RULE_GROUPS = {
    "DOSE": "Rules: doses and cycles",
    "BAG": "Rules: bags",
    "STO": "Rules: storage",
    "LINE": "Rules: line and pump",
    "PRE": "Rules: premedication",
    "SUP": "Rules: supervision",
    "INT": "Rules: interruption",
    "TOX": "Rules: adverse reactions",
    "GRD": "Rules: grades",
    "PRS": "Rules: preservative",
    "CMP": "Rules: components",
}


DISCREPANCIES = "discrepancies"


class PageEntry(Struct, frozen=True, kw_only=True):
    """One statement with the places it comes from; `status` None where it states no rule."""

    text: str
    cited: tuple[str, ...] = ()
    status: Status | None = None


class Page(Struct, frozen=True, kw_only=True):
    """A section of the protocol; `id` is what `protocol show` calls it."""

    id: str
    title: str
    entries: tuple[PageEntry, ...]


def pages(protocol: Protocol) -> tuple[Page, ...]:
    """All sections: about, reference, rules, values, discrepancies, sources."""
    return (
        _about(protocol),
        *_reference(protocol),
        *_rules(protocol),
        _values(protocol),
        _discrepancies(protocol),
        _sources(protocol),
    )


def search(found_in: Iterable[Page], words: str) -> tuple[Page, ...]:
    """The pages with only the entries that hold all the words, whatever their case."""
    wanted = words.casefold().split()
    narrowed = (
        Page(id=page.id, title=page.title, entries=_holding(page, wanted)) for page in found_in
    )
    return tuple(page for page in narrowed if page.entries)


def place(protocol: Protocol, citation: str) -> str:
    """A citation in words: the source's title and the place in it."""
    cited = protocol.citations[citation]
    return f"{cited.source}: {protocol.sources[cited.source].title}. {cited.locator}"


def source_titles(protocol: Protocol, citations: Iterable[str]) -> str:
    """The sources that citations point into, with their titles."""
    used = {protocol.citations[name].source for name in citations}
    return "; ".join(f"{s} = {protocol.sources[s].title}" for s in protocol.sources if s in used)


def _holding(page: Page, wanted: list[str]) -> tuple[PageEntry, ...]:
    def holds(entry: PageEntry) -> bool:
        text = " ".join((page.title, entry.text, *entry.cited)).casefold()
        return all(word in text for word in wanted)

    return tuple(entry for entry in page.entries if holds(entry))


def _entry(protocol: Protocol, text: str, cited: Cited) -> PageEntry:
    places = tuple(place(protocol, name) for name in cited.cite)
    return PageEntry(text=text, cited=places, status=cited.status)


def _about(protocol: Protocol) -> Page:
    header = protocol.header
    lines = (
        f"{header.title}: {header.id} {header.version}, {header.status}",
        f"Effective {header.effective}",
        f"Last reviewed {header.last_reviewed}, review due {header.review_due}",
        f"Transcribed by: {header.transcribed_by}",
        f"Checked by: {header.checked_by}",
        f"Supersedes: {header.supersedes}",
        f"SHA-256: {protocol.sha256}",
    )
    entries = tuple(PageEntry(text=line) for line in lines)
    return Page(id="about", title="About this protocol", entries=entries)


def _reference(protocol: Protocol) -> Iterator[Page]:
    for name, section in protocol.reference.items():
        entries = tuple(_entry(protocol, entry.text, entry) for entry in section.entries)
        yield Page(id=name, title=section.title, entries=entries)


def _rules(protocol: Protocol) -> Iterator[Page]:
    for group, title in _RULE_GROUPS.items():
        entries = tuple(
            _entry(protocol, f"{rule}: {text.title}. {text.statement}", text)
            for rule, text in protocol.rules.items()
            if rule.split("-")[0] == group
        )
        yield Page(id=f"rules-{group.lower()}", title=title, entries=entries)


def _values(protocol: Protocol) -> Page:
    entries = tuple(
        _entry(protocol, f"{where}: {said}", thing)
        for where, thing in walk(protocol)
        if isinstance(thing, Cited) and (said := _said(thing))
    )
    return Page(id="values", title="Values used in answers", entries=entries)


def _said(cited: Cited) -> str:
    if isinstance(cited, Quantity | Count | WholeDays):
        unit = getattr(cited, "unit", "1")
        return f"{cited.value}" if unit == "1" else f"{cited.value} {unit}"
    if isinstance(cited, ScoreBand):
        return f"{cited.first} to {cited.last} is grade {cited.grade}"
    if isinstance(cited, Span):
        return f"{cited.first} to {cited.last}"
    if isinstance(cited, Cycles):
        last = "on" if cited.last is None else f"to {cited.last}"
        return f"cycle {cited.first} {last}"
    if isinstance(cited, FilterFact):
        return str(cited.value)
    return ", ".join(cited.value) if isinstance(cited, Materials) else ""


def _discrepancies(protocol: Protocol) -> Page:
    entries = tuple(_discrepancy(protocol, one) for one in protocol.discrepancies.values())
    return Page(id=DISCREPANCIES, title="Discrepancies and gaps of the sources", entries=entries)


def _discrepancy(protocol: Protocol, one: Discrepancy) -> PageEntry:
    return PageEntry(
        text=f"{one.title}. Found: {one.found} Reading taken: {one.reading} Why: {one.why}",
        cited=tuple(place(protocol, name) for name in one.cite),
    )


def _sources(protocol: Protocol) -> Page:
    entries = tuple(
        PageEntry(
            text=f"{name} ({source.authority}): {source.title}; {source.dated}; "
            f"document: {source.document}"
        )
        for name, source in protocol.sources.items()
    )
    return Page(id="sources", title="Sources", entries=entries)
