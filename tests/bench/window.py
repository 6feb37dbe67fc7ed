"""Qt in the bench's own process, where nobody sees a window."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication


def application() -> QApplication:
    """The one there is, or a new one."""
    there = QApplication.instance()
    if isinstance(there, QApplication):
        return there
    return QApplication(["bench", "-platform", "offscreen"])
