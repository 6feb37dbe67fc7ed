"""The blank checklists as PDF: nobody's data, room to write, the second person's own page."""

from __future__ import annotations

from datetime import UTC, datetime

from nursedesk.chart.paper import Paper, checklists
from nursedesk.documents.checklists import checklists_pdf
from tests.chart.builders import protocol
from tests.documents.notes import VIENNA
from tests.documents.test_downtime import text_of

PAPER = Paper(
    checklists=checklists(protocol()),
    ward_name="Ward 4B East",
    demo=False,
    protocol="blinatumomab-us 1.0.0",
    protocol_sha256="ab" * 32,
    standing="Protocol as this ward adopted it",
    made_at=datetime(2026, 11, 21, 6, 2, tzinfo=UTC),
    zone=VIENNA,
)


def flat(words: str) -> str:
    return " ".join(words.replace("\u00a0", " ").split())


def test_three_checklists_with_boxes_sources_and_the_protocol_they_were_made_from() -> None:
    text = flat(text_of(checklists_pdf(PAPER)))

    for title in ("Change the bag", "Check symptoms", "The infusion is interrupted"):
        assert title in text
    assert "[ ] Yes [ ] No [ ] Not known" in text
    assert "A 0.2 micron low-protein-binding in-line filter is required." in text
    assert "B-lumen-filter" in text
    assert "Protocol as this ward adopted it" in text
    assert "blinatumomab-us 1.0.0" in text


def test_the_second_person_has_a_page_of_her_own() -> None:
    text = flat(text_of(checklists_pdf(PAPER)))

    assert text.count("Second person's page") == 2  # of the change, and of the restart
    assert text.count("Rate on the pump") == 4
    assert text.count("When was the pump paused?") == 1


def test_the_same_paper_gives_the_same_bytes() -> None:
    assert checklists_pdf(PAPER) == checklists_pdf(PAPER)
