"""Medians, ratios, the table and the JSON of the bench; nothing is measured here."""

from __future__ import annotations

import json

import pytest

from tests.bench.figure import Figure, Missing, against, as_json, percentile, shown, table

MET = against("start", [3.0, 1.0, 2.0], [4.0, 4.0, 4.0], 1.4, told="100 ms")
OVER = Figure(row="event-loop", value=60.0, goal=50.0, median=60.0, note="3 runs")
GONE = Missing(row="start-anki", why="not installed here")


def test_a_row_is_the_median_as_a_multiple_of_the_baselines() -> None:
    assert (MET.median, MET.baseline, MET.value, MET.met) == (2.0, 4.0, 0.5, True)
    assert not OVER.met
    assert Figure(row="x", value=50.0, goal=50.0, median=50.0).met


def test_runs_of_another_number_are_told() -> None:
    assert against("check", [1.0], [1.0, 2.0], 3.0).note == "1, 2"
    assert MET.note == "3 runs"


@pytest.mark.parametrize(("share", "expected"), [(0.95, 19), (0.5, 10), (1.0, 20), (0.0, 1)])
def test_a_percentile_is_one_of_the_values(share: float, expected: int) -> None:
    assert percentile(list(range(20, 0, -1)), share) == expected


def test_the_json_holds_what_has_a_figure() -> None:
    told = json.loads(as_json([MET, GONE, OVER]))
    assert told == {
        "rows": [
            {"row": "start", "value": 0.5, "goal": 1.4, "median": 2.0, "baseline": 4.0},
            {"row": "event-loop", "value": 60.0, "goal": 50.0, "median": 60.0, "baseline": None},
        ]
    }


def test_the_table_says_met_over_or_why_there_is_no_figure() -> None:
    lines = table([MET, OVER, GONE]).splitlines()[2:]
    assert lines[0] == "| start | 2.00 ms | 4.00 ms | 100 ms | 0.500 x | 1.40 x | met; 3 runs |"
    assert lines[1] == "| event-loop | 60.0 ms | - | - | 60.0 ms | 50.0 ms | over; 3 runs |"
    assert lines[2].endswith("not installed here |")


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.0, "0.00 s"), (0.0123, "0.012 s"), (1.2345, "1.23 s"), (1234.5, "1,234 s")],
)
def test_three_digits_are_shown(value: float, said: str) -> None:
    assert shown(value, "s") == said
