"""Paragraphs and tables that know what they are in the structure tree, also across pages.

They stand in for ReportLab's own of the same names: a page with an untagged piece is not archival.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from msgspec import Struct
from reportlab import platypus
from reportlab.lib.styles import ParagraphStyle

from nursedesk.documents.canvas import NoteCanvas
from nursedesk.documents.tagging import Element

HEADING, SUBHEADING = "H2", "H3"
"""What a paragraph's style gives as `tag` when it is a heading; without one it is a `P`."""


class Paragraph(platypus.Paragraph):
    """A paragraph; a heading when its style says so, with a bookmark."""

    style: ParagraphStyle

    def __init__(self, *args: Any, **settings: Any) -> None:  # noqa: ANN401 as ReportLab's
        super().__init__(*args, **settings)
        self.begun: list[Element] = []  # shared by the pieces on several pages

    def split(self, availWidth: float, availHeight: float) -> list[platypus.Flowable]:  # noqa: N803
        pieces = super().split(availWidth, availHeight)
        for piece in pieces:
            cast("Paragraph", piece).begun = self.begun
        return pieces

    def draw(self) -> None:
        canvas = cast("NoteCanvas", self.canv)
        with canvas.tags.into(self._element(canvas)), canvas.content():
            super().draw()

    def _element(self, canvas: NoteCanvas) -> Element:
        tag, current = getattr(self.style, "tag", "P"), canvas.tags.current
        if canvas.in_artifact or (current.alone and tag == "P"):
            return current
        if self.begun and self.begun[0].parent is current:
            return self.begun[0]
        self.begun[:] = [current.add(tag)]
        if tag == HEADING:
            canvas.bookmark(self.getPlainText(), self.height)
        return self.begun[0]


class Layout(platypus.Table):
    """Pieces side by side or on a tint: no table to a screen reader, which reads them in order."""

    def _drawBkgrnd(self) -> None:  # noqa: N802
        with cast("NoteCanvas", self.canv).artifact():
            super()._drawBkgrnd()  # type: ignore[misc]

    def _drawLines(self) -> None:  # noqa: N802
        with cast("NoteCanvas", self.canv).artifact():
            super()._drawLines()  # type: ignore[misc]


class Heads(Struct, frozen=True, kw_only=True):
    """What heads a table: `titles` first rows are headings above it, `rows` next ones its columns.

    With `beside`, the first cell of every other row heads that row.
    """

    titles: int = 0
    rows: int = 0
    beside: bool = False


class _Place:
    """Where a table stands in the tree; shared by its pieces on several pages."""

    def __init__(self) -> None:
        self.around: Element | None = None
        self.table: Element | None = None


class Table(Layout):
    """A table with its heads; rows that are repeated on a next page are read once."""

    _cellvalues: list[list[object]]  # ReportLab's
    _spanCmds: list[object]  # noqa: N815
    _spanRanges: dict[tuple[int, int], tuple[int, int, int, int] | None]  # noqa: N815
    heads = Heads()
    repeats = 0

    def __init__(self, *args: Any, heads: Heads | None = None, **settings: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **settings)
        self.heads = heads or Heads(rows=int(settings.get("repeatRows") or 0))
        self.place = _Place()
        self._cells: Iterator[tuple[int, int]] = iter(())
        self._row: tuple[int, Element | None] = (-1, None)

    def _splitRows(self, *args: Any, **settings: Any) -> list[Table]:  # noqa: ANN401, N802
        pieces = cast("list[Table]", super()._splitRows(*args, **settings))  # type: ignore[misc]
        for number, piece in enumerate(pieces):
            if piece is not self:
                piece.heads, piece.place = self.heads, self.place
                piece.repeats = int(self.repeatRows) if number else self.repeats
        return pieces

    def draw(self) -> None:
        canvas = cast("NoteCanvas", self.canv)
        if self.place.around is None:
            kind = "Sect" if self.heads.titles else ""
            current = canvas.tags.current
            self.place.around = current.add(kind) if kind else current
        self._cells = iter(self._drawn())
        with canvas.tags.into(self.place.around):
            super().draw()

    def _drawn(self) -> list[tuple[int, int]]:
        """The cells (row, column) in the order in which ReportLab draws them."""
        spans = self._span_ranges()
        return [
            (row, column)
            for row, cells in enumerate(self._cellvalues)
            for column in range(len(cells))
            if spans is None or spans[column, row] is not None
        ]

    def _span_ranges(self) -> dict[tuple[int, int], tuple[int, int, int, int] | None] | None:
        return self._spanRanges if self._spanCmds else None

    def _drawCell(self, value: object, *args: Any) -> None:  # noqa: ANN401, N802
        canvas = cast("NoteCanvas", self.canv)
        row, column = next(self._cells)
        if row < self.repeats:
            with canvas.artifact("Pagination"):
                super()._drawCell(value, *args)  # type: ignore[misc]
        elif row < self.heads.titles:
            super()._drawCell(value, *args)  # type: ignore[misc]
        else:
            with canvas.tags.into(self._cell(row, column, value)), _plain(canvas, value):
                super()._drawCell(value, *args)  # type: ignore[misc]

    def _cell(self, row: int, column: int, value: object) -> Element:
        if self.place.table is None:
            assert self.place.around is not None
            self.place.table = self.place.around.add("Table")
        if self._row[0] != row:
            self._row = row, self.place.table.add("TR")
        above = self.heads.titles <= row < self.heads.titles + self.heads.rows
        beside = self.heads.beside and column == 0 and not above
        attributes: dict[str, object] = self._spans(row, column)
        if above or beside:
            attributes["Scope"] = "Column" if above else "Row"
        assert self._row[1] is not None
        cell = self._row[1].add("TH" if above or beside else "TD", attributes=attributes)
        cell.alone = not isinstance(value, list | tuple) or len(value) == 1
        return cell

    def _spans(self, row: int, column: int) -> dict[str, object]:
        ranges = self._span_ranges()
        spanned = ranges[column, row] if ranges else None
        if spanned is None:
            return {}
        left, top, right, bottom = spanned
        sizes = {"ColSpan": right - left + 1, "RowSpan": bottom - top + 1}
        return {name: size for name, size in sizes.items() if size > 1}


@contextmanager
def _plain(canvas: NoteCanvas, value: object) -> Iterator[None]:
    """Text that is no paragraph is the cell's own content."""
    if isinstance(value, str) and value:
        with canvas.content():
            yield
    else:
        yield
