"""Running in turn (A B A B), so that whatever else the machine does slows both down."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

RUNS, WARM = 9, 1
ROOT = Path(__file__).resolve().parents[2]

Measured = Callable[[], float]


def in_turn(*what: Measured, runs: int = RUNS, warm: int = WARM) -> list[list[float]]:
    """What each measured of itself, in so many rounds after those that warm up."""
    told: list[list[float]] = [[] for _ in what]
    for number in range(warm + runs):
        for values, measure in zip(told, what, strict=True):
            value = measure()
            if number >= warm:
                values.append(value)
    return told


def timed(do: Callable[[], object]) -> Measured:
    """How long it takes, in milliseconds."""

    def measure() -> float:
        begun = time.perf_counter()
        do()
        return (time.perf_counter() - begun) * 1000

    return measure


def environment(**extra: str) -> dict[str, str]:
    """For a process of its own: our modules are found, no window is seen."""
    return os.environ | {"PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"} | extra


def child(module: str, *words: str, given: str = "", **extra: str) -> dict[str, Any]:
    """What a module of ours says in its last line, run in a process of its own.

    `began` is the monotonic clock's time at its start.

    Raises:
        RuntimeError: it ended badly.
    """
    began = time.monotonic()
    ended = subprocess.run(
        [sys.executable, str(ROOT / "tests" / "bench" / f"{module}.py"), *words],
        input=given,
        env=environment(**extra),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode or not ended.stdout:
        raise RuntimeError(f"{module} ended badly: {ended.stderr[-2000:]}")
    told: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    return told | {"began": began}
