"""Statements of the protocol on a screen: what is said, how strong that is, where it stands."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout

from nursedesk.protocol.pages import PageEntry
from nursedesk.ui.findings import status_words
from nursedesk.ui.looks import Words, card


def add_entries(column: QVBoxLayout, entries: Sequence[PageEntry]) -> None:
    """Adds statements to a column, each with its status and the places it comes from."""
    for entry in entries:
        inside, lines = card("sunken", margin=12, space=2)
        lines.addWidget(Words(entry.text))
        basis = status_words(entry.status)
        cited = "\n".join(entry.cited)
        said = "\n".join(part for part in (f"Status: {basis}" if basis else "", cited) if part)
        if said:
            lines.addWidget(Words(said, "soft"))
        column.addWidget(inside)
