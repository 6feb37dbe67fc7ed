"""What a proof is, what a run of it gives, and the judgement of both."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """What a run found: how many trials it made, each failing case, what else must be said."""

    trials: int
    failures: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def bound(self) -> float | None:
        """The share of failures that is excluded with 95 % confidence: 3/n when none failed."""
        return 3 / self.trials if self.trials and not self.failures else None


@dataclass(frozen=True)
class Sabotage:
    """What breaks the product's path so that the proof must fail.

    `trials` are enough to see it; the quick number when not told (one when there is none).
    """

    says: str
    broken: Callable[[], AbstractContextManager[object]]
    trials: int | None = None


@dataclass(frozen=True)
class Proof:
    """One row of the record's table of proofs; `quick` is None where only a release runs it."""

    id: str
    proves: str
    quick: int | None
    release: int
    run: Callable[[int, int], Outcome]
    sabotage: Sabotage

    def sabotaged(self, seed: int) -> Outcome:
        """What the same run finds while the product is broken."""
        trials = self.sabotage.trials or self.quick or 1
        with self.sabotage.broken():
            return self.run(trials, seed)
