"""T15: every question of the protocol against an independent second implementation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from nursedesk.protocol import dose
from tests.oracle.disagreements import disagreements
from tests.oracle.generate import inputs
from tests.proofs.proof import Outcome, Proof, Sabotage


def run(trials: int, seed: int) -> Outcome:
    """Asks both implementations the same generated questions, all ten in turn."""
    asked = inputs(seed, trials)
    return Outcome(trials=len(asked), failures=tuple(disagreements(asked)))


@contextmanager
def _no_cap() -> Iterator[None]:
    """A dose by body surface is no longer held at the printed cap."""
    with mock.patch.object(dose, "min", lambda by_bsa, _cap: by_bsa, create=True):
        yield


PROOF = Proof(
    id="T15",
    proves="Every question of the protocol is answered as an independent second implementation "
    "answers it.",
    quick=5_000,
    release=50_000,
    run=run,
    sabotage=Sabotage("a dose by body surface is not held at its cap", _no_cap),
)
