"""Row: the longest time for which the window does nothing else, in a day's work on a large ward."""

from __future__ import annotations

from tests.bench.bench import Bench, Told
from tests.bench.figure import Figure
from tests.bench.turns import child

GOAL, _RUNS = 50.0, 3


def measure(bench: Bench) -> Told:
    """The longest of all runs; which event it was is told with it."""
    ward = bench.wards.large
    told = [child("worked_window", str(ward.folder), ward.at.isoformat()) for _ in range(_RUNS)]
    longest = max(told, key=lambda one: float(one["longest"][0][0]))["longest"]
    used = max(float(one["used"]) for one in told)
    for one in told:
        bench.say("\n".join(f"  {took:.1f} ms {what}" for took, what in one["longest"]))
    took, what = longest[0]
    return [
        Figure(
            row="event-loop",
            value=took,
            goal=GOAL,
            median=sorted(float(one["longest"][0][0]) for one in told)[_RUNS // 2],
            note=f"{_RUNS} runs, {told[0]['events']:,} events each; longest: {what}; "
            f"most processor time of one event: {used:.0f} ms",
        )
    ]
