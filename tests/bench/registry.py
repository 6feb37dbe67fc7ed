"""Every row by the name it is chosen by; what measures it is imported when it runs."""

from __future__ import annotations

from importlib import import_module

from tests.bench.bench import Row

ROWS = {
    "start": ("start", "measure"),
    "peers": ("start", "measure_peers"),
    "sign-in": ("sign_in", "measure"),
    "action": ("action", "measure"),
    "fold": ("folding", "measure"),
    "due-times": ("folding", "measure_due"),
    "check": ("checking", "measure"),
    "hand-over": ("notes", "measure"),
    "verify": ("notes", "measure_verifying"),
    "memory": ("sign_in", "measure_memory"),
    "growth": ("growth", "measure"),
    "event-loop": ("event_loop", "measure"),
}


def load(name: str) -> Row:
    """What measures a row."""
    module, function = ROWS[name]
    row: Row = getattr(import_module(f"tests.bench.{module}"), function)
    return row
