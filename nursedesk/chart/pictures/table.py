"""The text alternative of a picture: the same values as rows of words."""

from __future__ import annotations

from msgspec import Struct


class Table(Struct, frozen=True, kw_only=True):
    """Rows of as many words as there are columns; `empty` is said when there are no rows."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: str

    @property
    def spoken(self) -> str:
        """All of it in one text, as a screen reader reads it."""
        if not self.rows:
            return self.empty
        return ". ".join("; ".join(cell for cell in row if cell) for row in self.rows)
