"""The bundled fonts, and text made printable with them: no glyph, no silent box."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from xml.sax.saxutils import escape

from msgspec import Struct

from nursedesk.paths import resources

REGULAR = "NoteSans"
BOLD = "NoteSans-Bold"
SIGNS = "NoteSans-Signs"
_FILES = {
    REGULAR: "NotoSans-Regular.ttf",
    BOLD: "NotoSans-Bold.ttf",
    SIGNS: "NotoSansMath-Regular.ttf",
}
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


class Fonts(Struct, frozen=True, kw_only=True):
    """What the bundled fonts can print: code points of the text fonts and of the sign font."""

    text: frozenset[int]
    signs: frozenset[int]

    def runs(self, text: str) -> Iterator[tuple[str, str]]:
        """The text in pieces with a font each; an empty font name is that of the surroundings.

        A character that no bundled font shows, or that cannot be seen at all (controls, marks of
        direction), becomes its code point: `[U+202E]`.
        """
        for font, characters in groupby(text, self._font):
            run = "".join(characters)
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

    def _font(self, character: str) -> str | None:
        """The font to print a character in: empty (the text's own), the sign font, or none."""
        point = ord(character)
        if unicodedata.category(character) in _UNSEEN:
            return None
        if point in self.text:
            return ""
        return SIGNS if point in self.signs else None


@cache
def bundled_fonts() -> Fonts:
    """Registers the bundled fonts with ReportLab, once in a process, and says what they cover."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    coverage = {}
    for name, file in _FILES.items():
        font = TTFont(name, str(resources() / "fonts" / file))
        pdfmetrics.registerFont(font)
        coverage[name] = frozenset(font.face.charToGlyph)
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR)
    return Fonts(text=coverage[REGULAR] & coverage[BOLD], signs=coverage[SIGNS])


def _marked(font: str, run: str) -> str:
    safe = escape(run)
    return f'<font name="{font}">{safe}</font>' if font else safe
