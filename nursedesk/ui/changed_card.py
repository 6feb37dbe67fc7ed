"""What was told of a patient after a note was made: beside the note, so that nobody misses it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout

from nursedesk.ui.looks import Words
from nursedesk.ward.views.timeline import TimelineRow

_NOTHING = "Nothing was told of this patient since the note."


def tell_changes(column: QVBoxLayout, rows: Sequence[TimelineRow], at_most: int = 0) -> None:
    """Writes each change into a column, the oldest first; `at_most` of them, where it is given."""
    if not rows:
        column.addWidget(Words(_NOTHING, "soft"))
        return
    column.addWidget(Words(f"Changed since this note ({len(rows)})", "strong"))
    shown = rows[:at_most] if at_most else rows
    for row in shown:
        recorded = f", {row.recorded}" if row.recorded else ""
        column.addWidget(Words(f"{row.when}{recorded}: {row.what} ({row.who})"))
    if len(shown) < len(rows):
        column.addWidget(Words(f"and {len(rows) - len(shown)} more: open the note", "soft"))
