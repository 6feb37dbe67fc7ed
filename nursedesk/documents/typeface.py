"""A TrueType font in a PDF as archives and screen readers want it: every code says its text."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import uharfbuzz  # type: ignore[import-untyped]  # has no stubs
from reportlab.pdfbase import pdfdoc
from reportlab.pdfbase.ttfonts import TTFont

from nursedesk.documents.archive import Stream

_FIRST = 0xF0000  # the private planes: letters of our own that stand for glyphs


class Typeface(TTFont):
    """ReportLab's font, which also prints glyphs that are no letter's own (joined, mirrored)."""

    def __init__(self, name: str, path: Path) -> None:
        super().__init__(name, str(path), asciiReadable=False)
        self.letters = frozenset(self.face.charToGlyph)
        self._codes: dict[tuple[int, str], int] = {}

    @cached_property
    def harfbuzz(self) -> uharfbuzz.Font:
        """The font as HarfBuzz shapes it."""
        return uharfbuzz.Font(self.hbFace)

    @property
    def units(self) -> int:
        """Of how many units the font's own lengths make up its size."""
        return int(self.harfbuzz.face.upem)

    def letter(self, glyph: int, text: str) -> str:
        """What to print for a glyph that means `text` to whoever copies it or hears it read."""
        if (glyph, text) not in self._codes:
            code = self._codes[glyph, text] = _FIRST + len(self._codes)
            self.face.charToGlyph[code] = glyph
            advance = self.harfbuzz.get_glyph_h_advance(glyph)
            self.face.charWidths[code] = advance * 1000 / self.units
        return chr(self._codes[glyph, text])

    def addObjects(self, doc: Any) -> None:  # noqa: ANN401, N802 ReportLab's
        before, state = set(doc.idToObject), self.state[doc]
        super().addObjects(doc)
        texts = {code: text for (_, text), code in self._codes.items()}
        for number, subset in enumerate(state.subsets):
            font = doc.idToObject["BasicFonts"].dict[f"{state.internalName}+{number}"]
            told = meanings(font.BaseFont, subset, texts)
            doc.idToObject[font.ToUnicode.name].content = told.encode("ascii")
        for name in set(doc.idToObject) - before:
            made = doc.idToObject[name]
            if isinstance(made, pdfdoc.PDFStream):
                made.__class__ = Stream
                cast("Stream", made).compress()


def meanings(name: str, subset: list[int], texts: Mapping[int, str]) -> str:
    """The font's table from codes to texts (ToUnicode); code 0 means nothing and is never used."""
    pairs = [
        f"<{code:02X}> <{texts.get(letter, chr(letter)).encode('utf-16-be').hex().upper()}>"
        for code, letter in enumerate(subset)
        if letter
    ]
    blocks = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            f"/CIDSystemInfo << /Registry ({name}) /Ordering ({name}) /Supplement 0 >> def",
            f"/CMapName /{name} def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            "<00> <FF>",
            "endcodespacerange",
            *("\n".join([f"{len(block)} beginbfchar", *block, "endbfchar"]) for block in blocks),
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        ]
    )
