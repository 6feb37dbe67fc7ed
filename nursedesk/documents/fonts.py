"""The bundled fonts, and text made printable with them: no glyph, no silent box."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, cast
from xml.sax.saxutils import escape

from nursedesk.documents.direction import right_to_left
from nursedesk.paths import resources

if TYPE_CHECKING:  # with ReportLab these load at first use, never at start-up
    from nursedesk.documents.typeface import Typeface

REGULAR = "NoteSans"
BOLD = "NoteSans-Bold"
SIGNS = "NoteSans-Signs"
TURNED = "NoteSans-RightToLeft"
EAST_ASIAN = "NoteSans-EastAsian"
_FILES = {
    REGULAR: "NotoSans-Regular.ttf",
    BOLD: "NotoSans-Bold.ttf",
    SIGNS: "NotoSansMath-Regular.ttf",
}
_TURNED_FILES = {
    "NoteSans-Hebrew": "NotoSansHebrew-Regular.ttf",
    "NoteSans-Arabic": "NotoSansArabic-Regular.ttf",
}
_EAST_ASIAN_FILE = "DroidSansFallback.ttf"
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# What the largest font is opened for: Hangul, kana, Han, and signs of their width.
_EAST_ASIAN = (
    (0x1100, 0x11FF),
    (0x2E80, 0x9FFF),
    (0xAC00, 0xD7FF),
    (0xF900, 0xFAFF),
    (0xFF00, 0xFFEF),
)


class Fonts:
    """What the bundled fonts can print; those of the rarer scripts are opened when text asks."""

    def __init__(self) -> None:
        self._faces = {name: _registered(name, file) for name, file in _FILES.items()}
        self._text = self._faces[REGULAR].letters & self._faces[BOLD].letters

    @property
    def letters(self) -> frozenset[int]:
        """What the fonts can print that are always open."""
        return self._text | self._faces[SIGNS].letters

    def runs(self, text: str) -> Iterator[tuple[str, str]]:
        """The text in pieces with a font each; an empty font name is that of the surroundings.

        A character that no bundled font shows, or that cannot be seen at all (controls, marks of
        direction), becomes its code point: `[U+202E]`.
        """
        if text.isascii() and text.isprintable():  # nearly all text
            yield from [("", text)] if text else []
            return
        turned = {at for start, end in right_to_left(text) for at in range(start, end)}
        told = [self._font(each, turned=at in turned) for at, each in enumerate(text)]
        for font, pairs in groupby(zip(told, text, strict=True), lambda pair: pair[0]):
            run = "".join(each for _, each in pairs)
            if font is None:
                yield "", "".join(f"[U+{ord(each):04X}]" for each in run)
            else:
                yield font, run

    def printable(self, text: str) -> str:
        """The text as ReportLab paragraph markup: escaped, every character in a font that has it.

        Line ends are kept, tabulators become spaces.
        """
        return "<br/>".join(
            "".join(_marked(font, run) for font, run in self.runs(line.replace("\t", " ")))
            for line in text.replace("\r\n", "\n").split("\n")
        )

    def _font(self, character: str, *, turned: bool) -> str | None:
        """The font to print a character in: empty (the text's own), another one, or none."""
        point = ord(character)
        if unicodedata.category(character) in _UNSEEN:
            return None
        if (turned or unicodedata.bidirectional(character) == "AN") and point in turned_letters():
            return TURNED
        if point in self._text:
            return ""
        if point in self._faces[SIGNS].letters:
            return SIGNS
        east_asian = any(first <= point <= last for first, last in _EAST_ASIAN)
        return EAST_ASIAN if east_asian and point in east_asian_letters() else None


def printed_letters() -> frozenset[int]:
    """The code points that can be printed; every bundled font is opened for it."""
    own = bundled_fonts().letters
    return own | turned_letters() | east_asian_letters()


@cache
def bundled_fonts() -> Fonts:
    """The fonts, registered with ReportLab once in a process."""
    from reportlab.pdfbase.pdfmetrics import registerFontFamily

    fonts = Fonts()
    registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR)
    return fonts


@cache
def turned_letters() -> frozenset[int]:
    """What the font of joined and turned scripts can print."""
    from reportlab.pdfbase.pdfmetrics import getFont, registerFont

    from nursedesk.documents.shaping import RightToLeft

    scripts = [_opened(name, file) for name, file in _TURNED_FILES.items()]
    font = RightToLeft(TURNED, [*scripts, cast("Typeface", getFont(REGULAR))])
    registerFont(font)
    return font.letters


@cache
def east_asian_letters() -> frozenset[int]:
    """What the font of Chinese, Japanese and Korean can print (opening it takes about 0.2 s)."""
    return _registered(EAST_ASIAN, _EAST_ASIAN_FILE).letters


def _registered(name: str, file: str) -> Typeface:
    from reportlab.pdfbase.pdfmetrics import registerFont

    font = _opened(name, file)
    registerFont(font)
    return font


def _opened(name: str, file: str) -> Typeface:
    from nursedesk.documents.typeface import Typeface

    return Typeface(name, resources() / "fonts" / file)


def _marked(font: str, run: str) -> str:
    safe = escape(run)
    return f'<font name="{font}">{safe}</font>' if font else safe
