"""What is measured runs in turn, after what warms up."""

from __future__ import annotations

from tests.bench.turns import in_turn


def test_ours_and_the_baseline_run_in_turn_and_the_first_round_does_not_count() -> None:
    ran: list[str] = []

    def measured(name: str, values: list[float]) -> float:
        ran.append(name)
        return values.pop(0)

    ours, bare = [9.0, 1.0, 2.0], [8.0, 3.0, 4.0]
    told = in_turn(lambda: measured("a", ours), lambda: measured("b", bare), runs=2, warm=1)
    assert told == [[1.0, 2.0], [3.0, 4.0]]
    assert ran == ["a", "b"] * 3
