"""Names of every script: printed, in the right order, joined, and copied as they were written."""

import subprocess
import sys
import unicodedata
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from reportlab.pdfbase.pdfmetrics import getFont, stringWidth

from nursedesk.documents.fonts import TURNED, bundled_fonts
from nursedesk.documents.pdf_documents import PdfDocuments
from nursedesk.documents.preview import pages
from nursedesk.documents.render import render
from nursedesk.documents.shaping import RightToLeft
from nursedesk.documents.stamp import stamp
from tests.documents.archival import AFTER_THE_SECOND, findings
from tests.documents.conftest import REVIEWED_AT, SIGNED_AT, Genuine
from tests.documents.notes import note, row
from tests.documents.tools import text_of

SARA, COHEN = "\u05e9\u05e8\u05d4", "\u05db\u05d4\u05df"
ALAA = "\u0639\u0644\u0627\u0621"  # with lam and alef, which are one glyph
MUHAMMAD = "\u0645\u062d\u0645\u062f \u0639\u0628\u062f \u0627\u0644\u0644\u0647"
NAMES = {
    "Hebrew": f"{SARA} {COHEN}",
    "Arabic": MUHAMMAD,
    "Arabic with lam and alef": ALAA,
    "Chinese": "\u738b\u5c0f\u660e",
    "Japanese": "\u305f\u306a\u304b \u30bf\u30ca\u30ab",
    "Korean": "\uae40\ubbfc\uc218",
    "Greek": "\u0393\u03b9\u03ce\u03c1\u03b3\u03bf\u03c2",
    "Cyrillic": "\u0416\u0443\u043a\u043e\u0432",
}
_MARKS_OF_DIRECTION = dict.fromkeys((0x202A, 0x202B, 0x202C, 0x200E, 0x200F))


def copied(pdf: bytes, folder: Path) -> str:
    """The text as pdftotext gives it, without the marks of direction that it adds."""
    path = folder / "note.pdf"
    path.write_bytes(pdf)
    text = unicodedata.normalize("NFKC", text_of(path).translate(_MARKS_OF_DIRECTION))
    return " ".join(text.split())


@pytest.mark.parametrize("script", NAMES)
def test_a_name_is_printed_everywhere_and_copied_as_it_was_written(
    script: str, tmp_path: Path, genuine: Genuine, documents: PdfDocuments
) -> None:
    name = NAMES[script]
    content = note(row(name, f"given by {name} twice"), patient=f"{name} \u00b7 ID 7", author=name)
    pdf = documents.render(content)
    signed = documents.sign(pdf, genuine.nurse, name=name, at=SIGNED_AT)
    both = documents.countersign(signed, genuine.charge_nurse, name=name, at=REVIEWED_AT)
    text = copied(both, tmp_path)
    assert "[U+" not in text
    assert text.count(name) >= 6
    assert (findings(pdf), findings(signed)) == (set(), set())
    assert findings(both) == AFTER_THE_SECOND


def test_the_same_note_gives_the_same_bytes_whatever_was_printed_before() -> None:
    content = note(row("A", MUHAMMAD), row("B", f"{SARA} 12:00"), row("C", NAMES["Chinese"]))
    program = (
        "import sys; sys.path.insert(0, ''); from tests.documents.test_scripts import *; "
        "content = note(row('A', MUHAMMAD), row('B', f'{SARA} 12:00'), row('C', NAMES['Chinese']));"
        "sys.stdout.buffer.write(render(content))"
    )
    first = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True).stdout
    render(note(row("A", ALAA), row("B", NAMES["Korean"])))
    assert render(content) == first


def test_what_is_written_later_stands_to_the_left() -> None:
    shaped = _font().shaped(f"{SARA} {COHEN}")
    lefts = [glyph.left for glyph in shaped.glyphs]
    assert lefts == sorted(lefts, reverse=True)
    assert "".join(glyph.text for glyph in shaped.glyphs) == f"{SARA} {COHEN}"


def test_arabic_letters_join() -> None:
    bundled_fonts().printable(MUHAMMAD)
    joined = stringWidth(MUHAMMAD, TURNED, 10)
    apart = sum(stringWidth(letter, TURNED, 10) for letter in MUHAMMAD)
    assert joined < apart * 0.9


def test_brackets_are_mirrored_and_numbers_are_not() -> None:
    bundled_fonts().printable(SARA)
    mirrored = _font().shaped(f"({SARA})").glyphs
    plain = _font().shaped("12").glyphs
    assert mirrored[0].number != mirrored[-1].number
    assert mirrored[0].left > mirrored[-1].left
    assert [glyph.text for glyph in plain] == ["1", "2"]
    assert plain[0].left < plain[1].left


def test_points_stand_over_and_under_their_letters() -> None:
    bundled_fonts().printable(SARA)
    word = "\u05e9\u05c1\u05b8\u05dc\u05d5\u05b9\u05dd"
    found = _font().shaped(word)
    assert found.width == pytest.approx(_font().shaped("\u05e9\u05dc\u05d5\u05dd").width, rel=0.02)


def test_a_name_that_would_turn_other_text_is_shown_for_what_it_is(tmp_path: Path) -> None:
    text = copied(render(note(row("By", f"\u202e{SARA}\u202c 12:00 (2 mg)"))), tmp_path)
    assert SARA in text
    assert text.index("U+202E]") < text.index(SARA) < text.index("U+202C] 12:00 (2 mg)")


def test_the_stamp_of_a_long_name_keeps_to_its_line() -> None:
    for name in (f"{SARA} " * 30, "\u738b" * 80, f"Ann {MUHAMMAD} " * 10):
        assert stamp(name, "now", "prepared by")


def test_a_rare_font_is_opened_only_when_the_text_asks() -> None:
    program = (
        "import sys; sys.path.insert(0, ''); from tests.documents.notes import note; "
        "from nursedesk.documents.render import render; render(note()); "
        "from nursedesk.documents import fonts; "
        "opened = (fonts.east_asian_letters, fonts.turned_letters); "
        "sys.exit(sum(each.cache_info().currsize for each in opened))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_the_patient_line_of_every_script_is_seen() -> None:
    for name in NAMES.values():
        (with_name,) = _heads(f"{name} \u00b7 ID 4711")
        (without,) = _heads("\u00b7 ID 4711")
        assert sum(with_name.histogram()[:128]) > sum(without.histogram()[:128]) + 100


def _heads(patient: str) -> list[Image.Image]:
    pictures = pages(render(note(patient=patient)), width=900)
    return [Image.open(BytesIO(each)).convert("L").crop((0, 0, 900, 90)) for each in pictures]


def _font() -> RightToLeft:
    bundled_fonts().printable(SARA)
    font = getFont(TURNED)
    assert isinstance(font, RightToLeft)
    return font
