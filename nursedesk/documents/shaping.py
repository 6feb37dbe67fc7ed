"""Names in scripts whose letters join or run from right to left: shaped by HarfBuzz."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any

import uharfbuzz  # type: ignore[import-untyped]  # has no stubs
from msgspec import Struct
from reportlab.lib.rl_accel import fp_str
from reportlab.pdfbase.pdfmetrics import getFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.textobject import PDFTextObject

from nursedesk.documents.direction import Piece, as_seen
from nursedesk.documents.typeface import Typeface

_THOUSAND = 1000
_JOINED = {
    "\u0644\u0622": "\ufef5",
    "\u0644\u0623": "\ufef7",
    "\u0644\u0625": "\ufef9",
    "\u0644\u0627": "\ufefb",
}


class Glyph(Struct, frozen=True, kw_only=True):
    """One glyph of a shaped piece; lengths in 1/1000 of the size.

    It means `text`, the letter that stands `at` that place of the written text; several glyphs may
    make one letter. It begins at `left` from the piece's left end, `up` from the line.
    """

    face: int
    number: int
    at: int
    text: str
    left: float
    up: float


class Shape(Struct, frozen=True, kw_only=True):
    """A piece as it stands on paper: its glyphs in the order of their meanings, and its width."""

    glyphs: tuple[Glyph, ...]
    width: float


class RightToLeft:
    """A font to ReportLab, which holds one face for each script and the usual signs between.

    Text in it is in the order in which it was written; it is turned where it is drawn, so that the
    ends of lines fall where they should.
    """

    _dynamicFont = 1  # noqa: N815 ReportLab's spelling, as below
    _multiByte = 1  # noqa: N815
    shapable = False

    def __init__(self, name: str, faces: Sequence[Typeface]) -> None:
        self.fontName = name
        self.faces = tuple(faces)
        self.face = _Measures(name, faces[0])
        self.letters = frozenset().union(*(face.letters for face in faces))
        self.shaped = lru_cache(maxsize=1024)(self._shaped)

    def stringWidth(self, text: str, size: float, encoding: str = "utf8") -> float:  # noqa: ARG002, N802
        return self.shaped(text).width * size / _THOUSAND

    def _shaped(self, text: str) -> Shape:
        glyphs: list[Glyph] = []
        left = 0.0
        for piece in as_seen(text):
            runs = list(self._runs(piece))
            for face, start, run in runs[::-1] if piece.right_to_left else runs:
                found, left = self._glyphs(face, start, run, left, turned=piece.right_to_left)
                glyphs += found
        return Shape(glyphs=tuple(sorted(glyphs, key=lambda glyph: glyph.at)), width=left)

    def _runs(self, piece: Piece) -> Iterator[tuple[int, int, str]]:
        """Runs of one face each: face, place of the first letter, letters.

        A sign stays in the face before it, where that has it.
        """
        faces: list[int] = []
        for letter in piece.text:
            having = [n for n, face in enumerate(self.faces) if ord(letter) in face.letters]
            last = faces[-1] if faces else -1
            faces.append(last if last in having else (having or [0])[0])
        start = 0
        for face, same in groupby(faces):
            length = len(list(same))
            yield face, piece.start + start, piece.text[start : start + length]
            start += length

    def _glyphs(
        self, face: int, start: int, run: str, left: float, *, turned: bool
    ) -> tuple[list[Glyph], float]:
        """The glyphs of a run that begins `left` of the piece's left end, and where it ends."""
        buffer = _shaped_by_harfbuzz(self.faces[face], run, turned=turned)
        scale = _THOUSAND / self.faces[face].units
        starts = sorted({info.cluster for info in buffer.glyph_infos})
        texts = dict(zip(starts, _cut(run, starts), strict=True))
        glyphs = []
        for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            glyph = Glyph(
                face=face,
                number=info.codepoint,
                at=start + info.cluster,
                text=_one_letter(texts[info.cluster]),
                left=left + position.x_offset * scale,
                up=position.y_offset * scale,
            )
            glyphs.append(glyph)
            left += position.x_advance * scale
        return glyphs, left


class ShapedText(PDFTextObject):
    """ReportLab's text, where what is in the font of joined scripts is shaped and turned."""

    _canvas: Any
    _code: list[str]
    _fontname: str
    _fontsize: float
    _leading: float
    _rise: float
    _curSubset: int  # noqa: N815

    def _formatText(self, text: str) -> str:  # noqa: N802 ReportLab's
        font = getFont(self._fontname)
        if not isinstance(font, RightToLeft):
            return str(super()._formatText(text))  # type: ignore[misc]
        self._curSubset = -1
        drawn: list[str] = []
        shape, pen = font.shaped(text), 0.0
        for _, same in groupby(shape.glyphs, lambda glyph: glyph.at):
            glyphs = list(same)
            told_once = len(glyphs) > 1  # one letter of several glyphs
            drawn += [f"/Span <</ActualText <{_utf16(glyphs[0].text)}>>> BDC"] if told_once else []
            for glyph in glyphs:
                words, pen = self._drawn(font.faces[glyph.face], glyph, pen)
                drawn += words
            drawn += ["EMC"] if told_once else []
        return " ".join([*drawn, f"[{fp_str(pen - shape.width)}] TJ"])

    def _drawn(self, face: Typeface, glyph: Glyph, pen: float) -> tuple[list[str], float]:
        """The commands that draw a glyph with the pen at a place, and where the pen is then."""
        document, size = self._canvas._doc, self._fontsize  # noqa: SLF001
        letter = face.letter(glyph.number, glyph.text)
        ((subset, code),) = face.splitString(letter, document)
        name = face.getSubsetInternalName(subset, document)
        words = [f"{name} {fp_str(size)} Tf {fp_str(self._leading)} TL"]
        words += [f"{fp_str(self._rise + glyph.up * size / _THOUSAND)} Ts"] if glyph.up else []
        words += [f"[{fp_str(pen - glyph.left)} <{code.hex()}>] TJ"]
        words += [f"{fp_str(self._rise)} Ts"] if glyph.up else []
        return words, glyph.left + face.face.charWidths[ord(letter)]


class ShapingCanvas(Canvas):
    """A canvas on which text of every script can be drawn."""

    def beginText(  # noqa: N802
        self,
        x: float = 0,
        y: float = 0,
        direction: Any = None,  # noqa: ANN401
    ) -> PDFTextObject:
        return ShapedText(self, x, y, direction=direction)


class _Measures:
    """What ReportLab asks of a font's face."""

    def __init__(self, name: str, like: Typeface) -> None:
        self.name = name
        self.ascent, self.descent = like.face.ascent, like.face.descent


def _shaped_by_harfbuzz(face: Typeface, run: str, *, turned: bool) -> uharfbuzz.Buffer:
    buffer = uharfbuzz.Buffer()
    buffer.cluster_level = uharfbuzz.BufferClusterLevel.MONOTONE_CHARACTERS
    buffer.add_str(run)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if turned else "ltr"
    uharfbuzz.shape(face.harfbuzz, buffer)
    return buffer


def _cut(text: str, starts: Sequence[int]) -> list[str]:
    """The text in pieces that begin at these places."""
    return [text[start:end] for start, end in zip(starts, (*starts[1:], len(text)), strict=True)]


def _one_letter(text: str) -> str:
    """Lam and alef, which are one glyph, as the one letter that Unicode has for them.

    Readers of PDF put several letters of one glyph in the wrong order from right to left.
    """
    return _JOINED.get(text, text)


def _utf16(text: str) -> str:
    return f"feff{text.encode('utf-16-be').hex()}"
