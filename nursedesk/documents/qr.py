"""The code on a note: which note it is, and the chart's fingerprint that it rests on."""

from __future__ import annotations

from typing import cast

import segno
from reportlab.lib.colors import black, white
from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from nursedesk.chart.note import HandoverNote
from nursedesk.documents.canvas import NoteCanvas

SIDE = 20 * mm
_MASK = 2
_QUIET = 4  # light modules on each side, as readers need them
_ALT = "QR code with the number of this note and the chart's fingerprint, as printed at the foot."


def code_text(note: HandoverNote) -> str:
    """What the code says: `NURSEDESK-NOTE:1:<note>:<fingerprint>`.

    1 is the form's version; the note's id has 32 and the fingerprint 64 hexadecimal digits. All of
    it is of letters that need the smallest code (ISO 18004, alphanumeric mode).
    """
    return f"NURSEDESK-NOTE:1:{note.note.hex}:{note.fingerprint}".upper()


class QrCode(Flowable):
    """A code as black squares on white, `SIDE` wide and high with its quiet edge."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.width = self.height = SIDE
        # One mask for all: a reader takes any, and to try all eight takes 10 ms.
        self._rows = segno.make_qr(text, error="m", boost_error=False, mask=_MASK).matrix

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: N803, ARG002
        return SIDE, SIDE

    def draw(self) -> None:
        canvas = cast("NoteCanvas", self.canv)
        with canvas.figure(_ALT, SIDE, SIDE):
            canvas.setFillColor(white)
            canvas.rect(0, 0, SIDE, SIDE, stroke=0, fill=1)
            canvas.setFillColor(black)
            canvas.scale(SIDE / self._modules, SIDE / self._modules)
            canvas.addLiteral(f"{self._squares()} f")

    @property
    def _modules(self) -> int:
        return len(self._rows) + 2 * _QUIET

    def _squares(self) -> str:
        """The dark modules as rectangles, a module wide and high."""
        return " ".join(
            f"{across + _QUIET} {self._modules - _QUIET - 1 - down} {length} 1 re"
            for down, row in enumerate(self._rows)
            for across, length in _dark(row)
        )


def _dark(row: bytes | bytearray) -> list[tuple[int, int]]:
    """Where dark modules begin in a row, and how many stand together."""
    found: list[tuple[int, int]] = []
    for place, module in enumerate(row):
        if module and found and sum(found[-1]) == place:
            found[-1] = found[-1][0], found[-1][1] + 1
        elif module:
            found.append((place, 1))
    return found
