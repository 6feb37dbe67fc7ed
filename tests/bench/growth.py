"""Rows: start, sign-in and one action in wards of a hundredth, a tenth and all of the entries."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

import dev_package_start

from tests.bench.bench import Bench, Told
from tests.bench.figure import Figure
from tests.bench.start import painted
from tests.bench.turns import RUNS, in_turn
from tests.bench.wards import Ward
from tests.proofs.measured_ward import Measured

GOAL, _ACTIONS = 1.3, 60


def measure(bench: Bench) -> Told:
    """Each against the smallest ward; four sessions are open in each."""
    wards = bench.wards.grown()
    sizes = " / ".join(f"{size:,}" for size in bench.wards.sizes)
    with dev_package_start.Display() as display:
        starts = in_turn(*(painted(display, "sign_in_window", ward.folder) for ward in wards))
    opened, acted = _worked(wards)
    return [
        _grown("growth-start", starts, sizes),
        _grown("growth-sign-in", opened, sizes),
        _grown("growth-action", acted, sizes),
    ]


def _worked(wards: Sequence[Ward]) -> tuple[list[list[float]], list[list[float]]]:
    """Passphrase accepted to the board's figures, and a bag received, in turn on all."""
    measured = [Measured(ward.folder, ward.at) for ward in wards]
    try:
        for _ in range(RUNS + 1):
            for one in measured:
                one.opened()
        for _ in range(_ACTIONS + 1):
            for one in measured:
                one.acts()
    finally:
        for one in measured:
            one.desk.close()
    return (
        [one.times["first screen"][1:] for one in measured],
        [one.times["action"][1:] for one in measured],
    )


def _grown(row: str, told: Sequence[Sequence[float]], sizes: str) -> Figure:
    middles = [median(times) for times in told]
    worst = max(middles)
    note = f"{sizes} entries: {' / '.join(f'{middle:.1f}' for middle in middles)} ms"
    return Figure(
        row=row,
        value=worst / middles[0],
        goal=GOAL,
        median=worst,
        baseline=middles[0],
        note=f"{len(told[0])} runs; {note}",
    )
