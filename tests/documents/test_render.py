"""What stands on the pages."""

import re
from pathlib import Path

import pytest

from nursedesk.chart.handover import HandoverNote, Section
from nursedesk.documents.render import render
from tests.documents.notes import FINGERPRINT, PATIENT, missing, note, row
from tests.documents.tools import page_count, text_of


def printed(folder: Path, content: HandoverNote) -> Path:
    path = folder / "note.pdf"
    path.write_bytes(render(content))
    return path


def words(text: str) -> str:
    return " ".join(text.split())


LONG = tuple(row(f"Row {number}", "text " * 60) for number in range(30))


def test_an_ordinary_note_fits_on_one_page(tmp_path: Path) -> None:
    assert page_count(printed(tmp_path, note(demo=True))) == 1


def test_every_page_says_whose_it_is_and_where_it_belongs(tmp_path: Path) -> None:
    pdf = printed(tmp_path, note(*LONG))
    pages = page_count(pdf)
    assert pages > 2
    for number in range(1, pages + 1):
        text = words(text_of(pdf, number))
        assert PATIENT in text
        assert f"page {number} of {pages}" in text
        assert "Hand-over note \u00b7 Ward 4B East \u00b7 20-Nov-2026 19:00 to 21-Nov-2026" in text
        assert "Chart entry 1.207" in text
        assert FINGERPRINT in text.replace(" ", "")
        assert "Protocol blinatumomab-us 2025-05 \u00b7 SHA-256 begins abababab abababab" in text
        assert "made 21-Nov-2026 07:02 +01:00" in text


def test_what_was_not_recorded_is_printed_so(tmp_path: Path) -> None:
    text = text_of(printed(tmp_path, note()))
    for label in ("Illness severity", "Allergies", "Incoming nurse"):
        assert re.search(rf"{label}\s+not recorded", text)


def test_values_and_their_sources_are_printed(tmp_path: Path) -> None:
    text = words(text_of(printed(tmp_path, note())))
    assert "9 mcg/day, from day 8 28 mcg/day Source: Dosage page, table 2" in text
    assert "Next bag change ! Alert: Sat 21-Nov 15:30, in 8 h 30 min" in text


def test_the_boxes_say_what_signing_means_and_who_claims_the_time(tmp_path: Path) -> None:
    text = words(text_of(printed(tmp_path, note())))
    assert "Prepared by (nurse) Reviewed by (charge nurse)" in text
    assert "Name Name Signed at Signed at Meaning Meaning" in text
    assert "The times of signing are this workstation's own claim" in text


def test_the_signatures_are_not_alone_on_the_last_page(tmp_path: Path) -> None:
    for extra in range(30):
        pdf = printed(tmp_path, note(*(missing(f"Row {number}") for number in range(extra))))
        assert "Incoming nurse" in text_of(pdf, page_count(pdf)), extra


def test_only_a_demo_ward_is_marked(tmp_path: Path) -> None:
    demo = printed(tmp_path, note(*LONG, demo=True))
    for number in range(1, page_count(demo) + 1):
        assert "DEMO, not for clinical use" in words(text_of(demo, number))
    assert "DEMO" not in text_of(printed(tmp_path, note()))


def test_what_people_type_is_plain_text(tmp_path: Path) -> None:
    typed = "<b>5 & 6</b> <img src='x'/> <font size=90>&lt; </para> &bogus; <br/>"
    content = note(row(typed, typed), patient=typed, author=typed)
    text = words(text_of(printed(tmp_path, content)))
    assert text.count("<b>5 & 6</b> <img src='x'/>") >= 3
    assert "&lt;" in text
    assert "&bogus;" in text


def test_letters_of_other_scripts_are_printed_or_named(tmp_path: Path) -> None:
    content = note(
        row("Names", "Γιώργος Жуков"),
        row("Signs", "T ≥ 38.5 °C → call"),
        patient="\u05db\u05d4\u05df \u202eab \u00b7 ID 4711-0815",
    )
    text = words(text_of(printed(tmp_path, content)))
    assert "Γιώργος Жуков" in text
    assert "T ≥ 38.5 °C → call" in text
    assert "\u05db\u05d4\u05df" in text
    assert "U+202E]ab \u00b7 ID 4711-0815" in text


@pytest.mark.parametrize(
    "text", ["w" * 5000, "word " * 4000, "\u05db" * 2000, "a\n" * 400, " ", ""]
)
def test_no_text_is_too_long_or_too_strange(text: str, tmp_path: Path) -> None:
    content = note(row("Long", text, "alert", "A source"), row("After", "the end is printed"))
    pdf = printed(tmp_path, content)
    assert "the end is printed" in text_of(pdf)
    if first := text.strip()[:1]:
        assert text_of(pdf).count(first) >= text.count(first)


def test_a_very_long_name_leaves_the_identifier_readable(tmp_path: Path) -> None:
    patient = (
        f"{'VERY-LONG ' * 40}, {'Name ' * 40} \u00b7 born 04-Mar-1987 (39 y) \u00b7 ID 4711-0815"
    )
    pdf = printed(tmp_path, note(patient=patient))
    for number in range(1, page_count(pdf) + 1):
        assert "ID 4711-0815" in words(text_of(pdf, number))


def test_a_note_without_content_still_has_its_signature_fields(tmp_path: Path) -> None:
    from msgspec.structs import replace

    empty = replace(note(), sections=())
    assert "Prepared by (nurse)" in text_of(printed(tmp_path, empty))
    bare = replace(note(), sections=(Section(title="Nothing", rows=()),))
    assert "Nothing" in text_of(printed(tmp_path, bare))


def test_the_same_note_gives_the_same_bytes() -> None:
    assert render(note()) == render(note())
    assert render(note()) != render(note(missing("One more")))
