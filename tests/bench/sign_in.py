"""Rows: from an accepted passphrase to a painted board; what memory the ward then takes."""

from __future__ import annotations


from tests.bench.bench import Bench, Told
from tests.bench.figure import against
from tests.bench.turns import child, in_turn
from tests.bench.wards import open_sessions

GOAL, MEMORY_GOAL = 2.5, 1.4
_MEMORY_RUNS = 9


def measure(bench: Bench) -> Told:
    """Ours in a process of its own each time, as the first sign-in after a start."""
    ward = bench.wards.large
    given = " ".join([ward.key().hex(), *(one.hex for one in open_sessions(ward))])

    def ours() -> float:
        return float(child("large_window", str(ward.folder), ward.at.isoformat())["ms"])

    def bare() -> float:
        return float(child("baselines/bare_rows", str(ward.chart), given=given)["ms"])

    return [against("sign-in", *in_turn(ours, bare), GOAL, told="120 ms")]


def measure_memory(bench: Bench) -> Told:
    """The process with the ward's sessions open, and one that only imports what it imported."""
    ward = bench.wards.large
    modules = ""

    def ours() -> float:
        nonlocal modules
        told = child("large_window", str(ward.folder), ward.at.isoformat())
        modules = " ".join(told["modules"])
        return int(told["kib"]) / 1024

    def bare() -> float:
        return int(child("baselines/only_libraries", given=modules)["kib"]) / 1024

    told = in_turn(ours, bare, runs=_MEMORY_RUNS)
    return [against("memory", *told, MEMORY_GOAL, unit="MiB", told="171 MB")]


