"""Rows: from an accepted passphrase to a painted board; what memory the ward then takes."""

from __future__ import annotations

from statistics import median

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

    complete: list[float] = []

    def ours() -> float:
        told = child("large_window", str(ward.folder), ward.at.isoformat())
        complete.append(told["complete"])
        return float(told["ms"])

    def bare() -> float:
        return float(child("baselines/bare_rows", str(ward.chart), given=given)["ms"])

    told = in_turn(ours, bare)
    note = f"with the rows below what can be seen: {median(complete[1:]):.0f} ms"
    return [against("sign-in", told[0], told[1], GOAL, told="120 ms", note=note)]


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
    return [against("memory", told[0], told[1], MEMORY_GOAL, unit="MiB", told="171 MB")]
