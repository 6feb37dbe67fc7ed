"""The printed whole-ward sheet: every patient, what needs somebody first, also without colour."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from nursedesk.chart.session_entries import Patient
from nursedesk.chart.ward_sheet import WardSheet
from nursedesk.documents.ward_sheet import render_ward
from tests.chart.builders import START, Story, label, opened
from tests.chart.test_ward_sheet import named_story, running, sheet, stopped
from tests.documents.tools import page_count, run, text_of

UNSIGNED = "Whole-ward sheet, unsigned print"


def printed(folder: Path, ward: WardSheet) -> Path:
    path = folder / "ward.pdf"
    path.write_bytes(render_ward(ward))
    return path


def words(folder: Path, ward: WardSheet, page: int | None = None) -> str:
    return " ".join(text_of(printed(folder, ward), page).replace("\u00a0", " ").split())


def a_ward() -> WardSheet:
    return sheet(running("Quiet"), named_story("Empty"), stopped("Halted"), hours=21)


def test_it_says_what_it_is_for_whom_and_as_of_when(tmp_path: Path) -> None:
    text = words(tmp_path, a_ward())
    assert "Ward 7: all patients" in text
    assert f"{UNSIGNED} \u00b7 as of 03-Mar-2026 05:00" in text
    assert "Unsigned print as of chart entry 1.44" in text
    assert "page 1 of 1" in text
    assert "SHA-256 begins" in text
    assert "the pump's alarm is primary" in text


def test_every_patient_has_both_identifiers_and_her_bed(tmp_path: Path) -> None:
    text = words(tmp_path, a_ward())
    for family in ("Quiet", "Empty", "Halted"):
        assert f"{family.upper()}, Ann" in text
        assert f"identifier A-{family}" in text
        assert f"Bed {family[0]}" in text
    assert text.count("born 04-Mar-1987 (38 y)") == 3


def test_what_needs_somebody_is_said_without_colour(tmp_path: Path) -> None:
    text = words(tmp_path, a_ward())
    assert "! stopped 5 h" in text
    assert text.index("HALTED") < text.index("QUIET") < text.index("EMPTY")
    assert "no bag hangs" in text


def test_times_and_their_sources(tmp_path: Path) -> None:
    text = words(tmp_path, a_ward())
    assert "use until" in text
    assert "Wed 04-Mar 08:00" in text
    assert "day 1; 21 h of 672 h" in text
    assert "rest on: B-interruption" in text
    assert "Sources: A = " in text


@pytest.mark.parametrize("demo", [True, False])
def test_an_empty_ward_says_so(tmp_path: Path, demo: bool) -> None:
    text = words(tmp_path, replace(sheet(), demo=demo))
    assert "No patient session is open." in text
    assert UNSIGNED in text
    assert ("DEMO, not for clinical use" in text) is demo


def test_who_cannot_be_shown_stands_first(tmp_path: Path) -> None:
    text = words(tmp_path, sheet(running("Quiet"), unreadable=("DOE, Ann (A-1)",)))
    assert text.index("their record is damaged: DOE, Ann (A-1). Use paper.") < text.index("QUIET")


def test_long_names_and_markup_are_printed_as_they_are(tmp_path: Path) -> None:
    patient = Patient(
        family="Abcdefghij-<b>Klmn</b> & Co-" * 5,
        given="Maria & " * 4 + "Z",
        identifier="A" * 120,
        born=START.date() - timedelta(days=9000),
    )
    story = Story(opened(patient=patient, bed="W" * 60))
    story.change(story.receive(label("48h", patient_identifier=patient.identifier)))
    text = words(tmp_path, sheet(story, running("Quiet")))
    assert "<B>KLMN</B>" in text.replace(" ", "")
    assert "QUIET" in text


def test_every_page_of_a_large_ward_says_what_it_is(tmp_path: Path) -> None:
    line = a_ward().lines[1]
    large = replace(a_ward(), lines=(line,) * 40)
    pages = page_count(printed(tmp_path, large))
    assert pages > 2
    for page in range(1, pages + 1):
        text = words(tmp_path, large, page)
        assert UNSIGNED in text
        assert f"page {page} of {pages}" in text
        assert "Next change" in text


def test_no_signature_and_nobody_in_the_metadata(tmp_path: Path) -> None:
    path = printed(tmp_path, a_ward())
    about = run("pdfinfo", path)
    assert "QUIET" not in about
    assert "Quiet" not in about
    assert b"/Sig" not in path.read_bytes()
    assert render_ward(a_ward()) == path.read_bytes()
