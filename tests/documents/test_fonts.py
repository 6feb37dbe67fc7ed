"""The bundled fonts and how text is made printable with them."""

import pytest

from nursedesk.documents.fonts import EAST_ASIAN, SIGNS, TURNED, bundled_fonts
from nursedesk.paths import resources

DALET, VAV = (f'<font name="{TURNED}">{each}</font>' for each in "\u05d3\u05d5")


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("plain", "plain"),
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("one\ntwo\r\nthree", "one<br/>two<br/>three"),
        ("a\tb", "a b"),
        ("T \u2265 38", f'T <font name="{SIGNS}">\u2265</font> 38'),
        ("\u05d3\u05d5", f'<font name="{TURNED}">\u05d3\u05d5</font>'),
        ("a \u05d3, \u05d5 1", f'a <font name="{TURNED}">\u05d3, \u05d5</font> 1'),
        ("\u05d3\u202e\u05d5", f"{DALET}[U+202E]{VAV}"),
        ("a \u0665", f'a <font name="{TURNED}">\u0665</font>'),
        ("\u4e2d", f'<font name="{EAST_ASIAN}">\u4e2d</font>'),
        ("\u0e01", "[U+0E01]"),
        ("\U0001f600", "[U+1F600]"),
        ("a\x00b\x1bc", "a[U+0000]b[U+001B]c"),
        ("a\u202eb\u200bc\u00add\ufeff", "a[U+202E]b[U+200B]c[U+00AD]d[U+FEFF]"),
        ("a\u2028b", "a[U+2028]b"),
        ("\ud800", "[U+D800]"),
        ("", ""),
    ],
)
def test_text_is_escaped_and_nothing_in_it_is_unseen(text: str, markup: str) -> None:
    assert bundled_fonts().printable(text) == markup


def test_latin_greek_and_cyrillic_have_glyphs() -> None:
    names = "Łódź Őri İnci Γιώργος Жуков Nguyễn Þórr 38 °C m²"
    assert "U+" not in bundled_fonts().printable(names)


def test_the_fonts_come_with_their_licence() -> None:
    folder = resources() / "fonts"
    assert "SIL OPEN FONT LICENSE" in (folder / "OFL.txt").read_text(encoding="utf-8").upper()
    assert "Apache License" in (folder / "Apache-2.0.txt").read_text(encoding="utf-8")
    assert {path.suffix for path in folder.iterdir()} == {".ttf", ".txt", ".md"}
