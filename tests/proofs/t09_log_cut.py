"""T09: the write-ahead log cut at each frame, between frames and inside them."""

from __future__ import annotations

import random

from tests.proofs.damaged_ward import image
from tests.proofs.proof import Outcome, Proof, Sabotage
from tests.proofs.tail import anchors_unread, misnamed

_LOG = "chart/chart.db-wal"
_HEADER, _FRAME = 32, 4096 + 24


def run(trials: int, seed: int) -> Outcome:
    """Cuts the log at as many places, the last frame and the whole log among them.

    The first trial takes away the log of a ward in its first hour: then its chart is empty.
    """
    young = {name: content for name, content in image().founded.items() if name != _LOG}
    wrong = misnamed(young, image().founded_head)
    failures, lost = [f"the first hour's log is gone: {wrong}"] if wrong else [], 0
    live, draw = image().live, random.Random(seed)
    log = live[_LOG]
    frames = (len(log) - _HEADER) // _FRAME
    for trial in range(1, trials):
        frame = (0, frames - 1, frames)[trial - 1] if trial < 4 else draw.randrange(frames)
        torn = draw.choice((0, 0, 1, 24, 25, _FRAME - 1)) if trial >= 4 else 0
        end = min(_HEADER + frame * _FRAME + torn, len(log))
        lost += end < len(log)
        if wrong := misnamed({**live, _LOG: log[:end]}):
            failures.append(f"seed {seed}: cut after frame {frame} of {frames} + {torn}: {wrong}")
    return Outcome(trials, tuple(failures), (f"{frames} frames, {lost} cuts lost some of them",))


PROOF = Proof(
    id="T09",
    proves="A write-ahead log that was cut is noticed before the first screen, and the lost "
    "entries are named.",
    quick=50,
    release=200,
    run=run,
    sabotage=Sabotage("the anchors are not compared with the chart", anchors_unread, trials=5),
)
