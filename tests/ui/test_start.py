"""The first window is there before anything heavy is loaded."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HEAVY = (
    "sqlmodel",
    "sqlalchemy",
    "sqlcipher3",
    "pydantic",
    "alembic",
    "pyhanko",
    "reportlab",
    "uharfbuzz",
    "segno",
    "icalendar",
    "pypdfium2",
    "cryptography",
    "argon2",
)
SCRIPT = f"""
import sys
from PySide6.QtWidgets import QApplication
from nursedesk.clock import SystemClock
from nursedesk.ui.app import Start, Wardrobe
from nursedesk.ui.window import MainWindow
from nursedesk.ward.ports import AccountCard

app = QApplication([])
start = Start(
    ward_exists=len(sys.argv) > 1,
    cards=[AccountCard(account="n.berg", name="Nina Berg")],
    make_desk=lambda: None,
    clock=SystemClock(),
)
window = MainWindow(start, Wardrobe(app))
window.show()
assert not window.grab().isNull()
print(sorted(set({HEAVY!r}) & set(sys.modules)))
window.close()
"""


def imported(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *arguments],
        capture_output=True,
        check=True,
        cwd=ROOT,
        text=True,
        timeout=60,
    )
    return done.stdout.strip()


def test_the_sign_in_window_loads_nothing_heavy() -> None:
    assert imported("a ward exists") == "[]"


def test_nor_does_the_set_up() -> None:
    assert imported() == "[]"
