"""T10: the chain's end taken away: rows deleted, or an older file put in the chart's place."""

from __future__ import annotations

import random

from tests.proofs.damaged_ward import Files, files, image, laid_out
from tests.proofs.proof import Outcome, Proof, Sabotage
from tests.proofs.tail import anchors_unread, misnamed
from tests.tampering import chart_of, cut_tail


def run(trials: int, seed: int) -> Outcome:
    """Half are deleted rows, half older files, with and without the log they had."""
    draw = random.Random(seed)
    failures = []
    for trial in range(trials):
        what, damaged = _shorter(draw) if trial % 2 else _older(draw)
        if wrong := misnamed(damaged):
            failures.append(f"seed {seed}, trial {trial}: {what}: {wrong}")
    return Outcome(trials, tuple(failures))


def _shorter(draw: random.Random) -> tuple[str, Files]:
    made = image()
    entries = draw.randrange(1, made.head - 3)
    with laid_out(made.closed) as folder:
        cut_tail(chart_of(folder), made.key48, entries)
        return f"{entries} entries deleted at the end", files(folder)


def _older(draw: random.Random) -> tuple[str, Files]:
    """The chart's files of an earlier time; the anchors are today's."""
    made = image()
    number = draw.randrange(len(made.earlier))
    with_log = draw.random() < 0.7
    kept = {name: content for name, content in made.closed.items() if "chart.db" not in name}
    old = {
        name: content
        for name, content in made.earlier[number].items()
        if name.endswith("chart.db") or (with_log and name.endswith("chart.db-wal"))
    }
    return f"the chart of moment {number} put back, {with_log=}", {**kept, **old}


PROOF = Proof(
    id="T10",
    proves="A chart whose end was taken away, or that is older than its anchors, is noticed "
    "before the first screen, and the lost entries are named.",
    quick=50,
    release=200,
    run=run,
    sabotage=Sabotage("the anchors are not compared with the chart", anchors_unread, trials=5),
)
