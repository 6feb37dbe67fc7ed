"""Every paragraph of the two source documents has its place in the protocol, or a reason.

`paragraphs.txt` is the sources' own list: document, line and hash of each paragraph, not its
text. With NURSEDESK_SOURCES naming the folder of the two documents the list is made anew.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import Struct

from nursedesk.protocol import loader, toml_file
from nursedesk.protocol.definition import Authority, Protocol
from nursedesk.protocol.reading import read
from nursedesk.protocol.terms import Status

LISTED = Path(__file__).with_name("paragraphs.txt")


class Paragraph(Struct, frozen=True, kw_only=True):
    """Where one paragraph of a source went."""

    document: str
    line: int
    sha256: str
    words: str
    by: tuple[str, ...] = ()
    not_for_application: str = ""


class Coverage(Struct, frozen=True, kw_only=True):
    """Where all of them went, in one version of the protocol."""

    protocol: str
    version: str
    paragraphs: tuple[Paragraph, ...]


@pytest.fixture(scope="module")
def coverage() -> Coverage:
    path = loader.installed()[-1].with_name("coverage.toml")
    return read(toml_file.parse(toml_file.contents(path), str(path)), Coverage)


def paragraphs_of(document: str, text: str) -> Iterator[str]:
    """Each paragraph as its document, line and hash."""
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            digest = hashlib.sha256(line.strip().encode()).hexdigest()
            yield f"{document} {number} {digest[:12]}"


def test_no_paragraph_of_the_sources_is_left_out(coverage: Coverage) -> None:
    placed = Counter(f"{p.document} {p.line} {p.sha256}" for p in coverage.paragraphs)
    assert placed == Counter(LISTED.read_text(encoding="utf-8").split("\n")[:-1])


def test_the_list_is_that_of_the_documents(protocol: Protocol) -> None:
    listed = LISTED.read_text(encoding="utf-8").split("\n")[:-1]
    folder = os.environ.get("NURSEDESK_SOURCES")
    for name in ("A", "B") if folder else ():
        text = Path(str(folder), f"{protocol.sources[name].document}.txt").read_text("utf-8")
        found = [line for line in listed if line.startswith(f"{name} ")]
        assert list(paragraphs_of(name, text)) == found
    assert {line.split()[0] for line in listed} == {
        name for name, s in protocol.sources.items() if s.authority is Authority.LABEL
    }


def test_each_paragraph_has_either_its_places_or_a_reason(coverage: Coverage) -> None:
    for paragraph in coverage.paragraphs:
        assert bool(paragraph.by) != bool(paragraph.not_for_application.strip()), paragraph


def test_every_place_named_exists(coverage: Coverage, protocol: Protocol) -> None:
    there = (
        {f"rule:{name}" for name in protocol.rules}
        | {f"reference:{name}" for name in protocol.reference}
        | {f"discrepancy:{name}" for name in protocol.discrepancies}
    )
    assert {place for p in coverage.paragraphs for place in p.by} <= there
    assert (coverage.protocol, coverage.version) == (protocol.id, protocol.version)


def test_every_rule_and_section_of_the_label_has_a_paragraph(
    coverage: Coverage, protocol: Protocol
) -> None:
    named = {place for paragraph in coverage.paragraphs for place in paragraph.by}
    rules = {f"rule:{n}" for n, rule in protocol.rules.items() if rule.status is Status.LABEL}
    sections = {
        f"reference:{name}"
        for name, section in protocol.reference.items()
        if section.entries[0].status is Status.LABEL
    }
    assert (rules | sections) - named == set()


def test_a_citation_of_the_label_names_lines_that_hold_something(protocol: Protocol) -> None:
    listed = {
        tuple(line.split()[:2]) for line in LISTED.read_text(encoding="utf-8").split("\n")[:-1]
    }
    for name, citation in protocol.citations.items():
        if protocol.sources[citation.source].authority is Authority.LABEL:
            lines = re.findall(r"\d+", citation.locator[citation.locator.rindex("(line") :])
            assert lines, name
            assert all((citation.source, line) in listed for line in lines), name
