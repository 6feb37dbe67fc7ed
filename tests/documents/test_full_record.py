"""The printed record: every entry on its day, unsigned, page x of y, in bounded time."""

from __future__ import annotations

import time
from pathlib import Path

from msgspec.structs import replace

from nursedesk.chart.full_record import FullRecord, RecordLine
from nursedesk.documents.full_record import render_record
from tests.chart.builders import CLARA, Story, label
from tests.chart.test_full_record import record_of
from tests.documents.tools import page_count, run, text_of

UNSIGNED = "Full record of a session, unsigned print"
_SECONDS = 60  # of the processor's time, for 2,000 entries; about 4 were measured


def printed(folder: Path, record: FullRecord) -> Path:
    path = folder / "record.pdf"
    path.write_bytes(render_record(record))
    return path


def words(folder: Path, record: FullRecord, page: int | None = None) -> str:
    return " ".join(text_of(printed(folder, record), page).split())


def a_record() -> FullRecord:
    story = Story()
    bag = story.receive(label())
    wrong = story.entries[-1]
    story.forward(hours=20)
    story.tell(replace(wrong.body, bag=bag), supersedes=wrong.header.seq, by=CLARA)
    return record_of(story)


def test_it_says_whose_record_it_is_and_that_it_is_unsigned(tmp_path: Path) -> None:
    record = a_record()
    text = words(tmp_path, record)
    assert "ROWAN, Alice; born 04-Mar-1987 (38 y); identifier A-100" in text
    assert (
        f"{UNSIGNED} \u00b7 Ward 7 \u00b7 session opened 02-Mar-2026 08:00 \u00b7 3 entries" in text
    )
    assert f"as of chart entry {record.entry_number}" in text
    assert f"Chart fingerprint {record.fingerprint[:8]} " in text
    assert "page 1 of 1" in text
    assert "DEMO, not for clinical use" in text


def test_entries_stand_on_their_days_with_who_and_what_took_their_place(tmp_path: Path) -> None:
    record = a_record()
    text = words(tmp_path, record)
    opened, received, corrected = (line.number for line in record.lines)
    assert text.index("Recorded on Mon 02-Mar-2026") < text.index(f"Entry {opened}")
    assert text.index("Recorded on Tue 03-Mar-2026") < text.index(f"Entry {corrected}")
    assert f"SUPERSEDED by entry {corrected}" in text
    assert f"in place of entry {received}" in text
    assert "Clara Weiss (nurse)" in text
    assert "recorded 03-Mar-2026 04:00" not in text  # it happened at that time too


def test_a_late_entry_shows_both_times(tmp_path: Path) -> None:
    record = a_record()
    late = replace(record.lines[2], happened="02-Mar-2026 09:00")
    text = words(tmp_path, replace(record, lines=(late,)))
    assert "happened 02-Mar-2026 09:00" in text
    assert "recorded 03-Mar-2026 04:00" in text


def test_a_gap_is_said_before_the_entries(tmp_path: Path) -> None:
    text = words(tmp_path, replace(a_record(), gaps=("Entries 1.7 to 1.9: lost.",)))
    assert text.index("! Entries 1.7 to 1.9: lost.") < text.index("Recorded on")


def test_markup_and_very_long_texts_are_printed_as_they_are(tmp_path: Path) -> None:
    line = replace(a_record().lines[0], detail="<b>&amp; " + "word " * 3000, who="\u202eevil")
    record = replace(a_record(), lines=(line,))
    assert page_count(printed(tmp_path, record)) > 2
    text = words(tmp_path, record)
    assert "<b>&amp;" in text
    assert "[U+202E]evil" in text


def test_two_thousand_entries_are_printed_in_bounded_time(tmp_path: Path) -> None:
    some: tuple[RecordLine, ...] = a_record().lines
    many = tuple(replace(some[at % 3], number=f"1.{at}") for at in range(2000))
    record = replace(a_record(), lines=many)
    began = time.process_time()
    path = printed(tmp_path, record)
    assert time.process_time() - began < _SECONDS
    pages = page_count(path)
    last = text_of(path, pages)
    assert "Entry 1.1999" in last
    assert f"page {pages} of {pages}" in last
    assert UNSIGNED in text_of(path, pages // 2)


def test_no_signature_and_nobody_in_the_metadata(tmp_path: Path) -> None:
    path = printed(tmp_path, a_record())
    assert "Rowan" not in run("pdfinfo", path)
    assert "ROWAN" not in run("pdfinfo", path)
    assert b"/Sig" not in path.read_bytes()
    assert render_record(a_record()) == path.read_bytes()
