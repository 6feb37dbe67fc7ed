"""A row's figure: what was measured against its baseline; a line of the table and of the JSON."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import median

import msgspec
from msgspec import Struct

COLUMNS = ("row", "median", "baseline", "architecture.md", "value", "goal", "")


class Figure(Struct, frozen=True, kw_only=True):
    """What came of a row.

    `value` and `goal` are comparable: a value up to the goal meets it. `median` and `baseline` are
    in `unit`. `told` is the baseline's absolute figure in architecture.md, `note` what a reader
    must know besides.
    """

    row: str
    value: float
    goal: float
    median: float
    baseline: float | None = None
    unit: str = "ms"
    told: str = ""
    note: str = ""

    @property
    def met(self) -> bool:
        """Whether the goal is met."""
        return self.value <= self.goal


class Missing(Struct, frozen=True, kw_only=True):
    """A row without a figure, and why."""

    row: str
    why: str


def against(
    row: str,
    ours: Sequence[float],
    baseline: Sequence[float],
    goal: float,
    *,
    unit: str = "ms",
    told: str = "",
    note: str = "",
) -> Figure:
    """The median of ours as a multiple of the baseline's."""
    a, b = median(ours), median(baseline)
    runs = f"{len(ours)} runs" if len(ours) == len(baseline) else f"{len(ours)}, {len(baseline)}"
    words = ", ".join(part for part in (runs, note) if part)
    return Figure(
        row=row, value=a / b, goal=goal, median=a, baseline=b, unit=unit, told=told, note=words
    )


def percentile(values: Sequence[float], share: float) -> float:
    """The least of the values that `share` (0 to 1) of them do not exceed."""
    ordered = sorted(values)
    return ordered[max(math.ceil(share * len(ordered)), 1) - 1]


def table(told: Sequence[Figure | Missing]) -> str:
    """Markdown."""
    lines = [COLUMNS, tuple("---" for _ in COLUMNS), *map(_cells, told)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def as_json(told: Sequence[Figure | Missing]) -> bytes:
    """`{"rows": [{row, value, goal, median, baseline}]}`, without rows that have no figure."""
    rows = [
        {
            "row": one.row,
            "value": round(one.value, 3),
            "goal": one.goal,
            "median": round(one.median, 3),
            "baseline": None if one.baseline is None else round(one.baseline, 3),
        }
        for one in told
        if isinstance(one, Figure)
    ]
    return msgspec.json.format(msgspec.json.encode({"rows": rows}), indent=2)


def _cells(one: Figure | Missing) -> tuple[str, ...]:
    if isinstance(one, Missing):
        return (one.row, "-", "-", "-", "-", "-", one.why)
    unit = "x" if one.baseline is not None else one.unit
    said = "met" if one.met else "over"
    return (
        one.row,
        shown(one.median, one.unit),
        "-" if one.baseline is None else shown(one.baseline, one.unit),
        one.told or "-",
        shown(one.value, unit),
        shown(one.goal, unit),
        f"{said}; {one.note}" if one.note else said,
    )


def shown(value: float, unit: str) -> str:
    """Three digits and the unit."""
    places = 2 - math.floor(math.log10(abs(value))) if value else 2
    return f"{value:,.{min(max(places, 0), 3)}f} {unit}"
