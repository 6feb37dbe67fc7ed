"""Runs proofs with their sabotages: says what each found, keeps failing cases and figures."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.proofs.proof import Outcome, Proof

KEPT = Path(__file__).resolve().parents[2] / ".proofs"  # where failing cases are kept


@dataclass(frozen=True)
class Report:
    """What one proof found with one seed, and whether its sabotage turned it red."""

    proof: Proof
    seed: int
    outcome: Outcome
    red: bool
    seconds: float

    @property
    def holds(self) -> bool:
        """Whether nothing failed in at least one trial, and the sabotage was seen."""
        return bool(self.outcome.trials) and not self.outcome.failures and self.red

    def figures(self) -> dict[str, object]:
        """The report as a table of the JSON file."""
        return {
            "id": self.proof.id,
            "trials": self.outcome.trials,
            "failures": len(self.outcome.failures),
            "bound": self.outcome.bound,
            "seed": self.seed,
            "sabotage": "red" if self.red else "green",
        }

    def lines(self) -> list[str]:
        """The report for a reader."""
        done, bound = self.outcome, self.outcome.bound
        said = "none: something failed" if bound is None else f"{bound:.2g}"
        colour = "red, as it must be" if self.red else "NOT RED: this proof proves nothing"
        found = f"trials {done.trials}, failures {len(done.failures)}, 95 % bound {said}"
        return [
            f"{self.proof.id}  {self.proof.proves}",
            f"     {found}, seed {self.seed}, {self.seconds:.0f} s",
            *(f"     {remark}" for remark in done.remarks),
            f"     sabotage ({self.proof.sabotage.says}): {colour}",
        ]


def prove(proof: Proof, trials: int, seed: int) -> Report:
    """Runs a proof and then its sabotage."""
    started = time.monotonic()
    outcome = proof.run(trials, seed)
    red = bool(proof.sabotaged(seed).failures)
    return Report(proof, seed, outcome, red, time.monotonic() - started)


def keep(proof: Proof, seed: int, failures: Sequence[str], folder: Path = KEPT) -> Path:
    """Writes the failing cases into a file and returns its place."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{proof.id}-seed-{seed}.txt"
    path.write_text("\n\n".join(failures) + "\n", encoding="utf-8")
    return path


def write_json(path: Path, reports: Sequence[Report]) -> None:
    """Writes the figures of all reports so far."""
    told = {"proofs": [report.figures() for report in reports]}
    path.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
