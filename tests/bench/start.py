"""Rows: cold start to a painted, usable sign-in window; the same against programs of others."""

from __future__ import annotations

import shutil
import sys
import tempfile
from itertools import count
from pathlib import Path

import dev_package_start
from dev_run import Stop

from tests.bench.bench import Bench, Told
from tests.bench.figure import Figure, Missing, against
from tests.bench.turns import Measured, child, in_turn

GOAL = 1.4
# What each is started with, and the goal; the figures of architecture.md were taken elsewhere.
_PEERS = {
    "vorta": ((), 1.0, "436 ms"),
    "anki": (("-b", "{home}/anki"), 1.0, "422-533 ms"),
    "electrum": (("--offline", "--dir", "{home}/electrum"), 1.0, "554 ms"),
    "novelwriter": ((), 1.0, "1877 ms"),
    "keepassxc": ((), 1.2, "147 ms"),
}


def measure(bench: Bench) -> Told:
    """Ours against an empty window; from the start of the process until it was painted."""
    with dev_package_start.Display() as display:
        ours, bare = in_turn(
            painted(display, "sign_in_window", bench.wards.small.folder),
            painted(display, "baselines/empty_window"),
        )
    return [against("start", ours, bare, GOAL, told="105-176 ms above Python")]


def painted(display: dev_package_start.Display, module: str, *words: Path) -> Measured:
    """How long until a program of ours says that its window was painted, in milliseconds."""

    def run() -> float:
        told = child(module, *map(str, words), DISPLAY=display.name, QT_QPA_PLATFORM="xcb")
        return float(told["at"] - told["began"]) * 1000

    return run


def measure_peers(bench: Bench) -> Told:
    """Ours against each program that is installed; until the X server maps the first window."""
    own = [sys.executable, "-m", "nursedesk", "--data", str(bench.wards.small.folder)]
    return [_beside(name, own) for name in _PEERS]


def _beside(name: str, own: list[str]) -> Figure | Missing:
    words, goal, told = _PEERS[name]
    program = shutil.which(name)
    if program is None:
        return Missing(row=f"start-{name}", why="not installed here")
    with dev_package_start.Display() as display, tempfile.TemporaryDirectory() as home:
        number = count()  # killed each time: what the last start left is not whole

        def theirs() -> float:
            fresh = Path(home) / str(next(number))
            fresh.mkdir()
            return _mapped(display, [program, *(word.format(home=fresh) for word in words)])

        try:
            ours, other = in_turn(lambda: _mapped(display, own), theirs)
        except Stop as stop:
            return Missing(row=f"start-{name}", why=str(stop))
    return against(f"start-{name}", ours, other, goal, told=told)


def _mapped(display: dev_package_start.Display, command: list[str]) -> float:
    return display.first_window(command).wall * 1000
