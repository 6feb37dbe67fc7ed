"""The command line of the proofs: `python -m tests.proofs`, which `dev.py prove` calls."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.proofs.proof import Proof
from tests.proofs.registry import BUILT, SEED, WANTED, load
from tests.proofs.running import KEPT, Report, keep, prove, write_json


def parser() -> argparse.ArgumentParser:
    """The words that the command takes."""
    top = argparse.ArgumentParser(
        prog="dev.py prove",
        description="Runs the proofs, each followed by its sabotage, which must turn it red.",
        allow_abbrev=False,
    )
    top.add_argument("ids", nargs="*", metavar="T01", help="which; without any, all that are built")
    top.add_argument("--release", action="store_true", help="as many trials as for a release")
    top.add_argument("--seed", type=int, default=SEED, help=f"for other inputs (usual: {SEED})")
    top.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    return top


def main(words: Sequence[str] | None = None, kept: Path = KEPT) -> int:
    """Runs proofs; 0 when none failed and every sabotage was red, 2 for an id unknown."""
    chosen = parser().parse_args(words)
    if unknown := [name for name in chosen.ids if name not in WANTED]:
        _say(f"There is no proof {', '.join(unknown)}: the proofs are {', '.join(WANTED)}.")
        return 2
    reports: list[Report] = []
    _write(chosen.json, reports)
    for name in [one for one in dict.fromkeys(chosen.ids or BUILT) if one in BUILT]:
        proof = load(name)
        trials = proof.release if chosen.release else proof.quick
        if trials is None:
            _say(f"{name}  runs with --release only")
            continue
        reports.append(_proved(proof, trials, chosen.seed, kept))
        _write(chosen.json, reports)
    missing = [name for name in chosen.ids or WANTED if name not in BUILT]
    if missing:
        _say(f"Not built yet: {', '.join(missing)}.")
    asked_in_vain = bool(chosen.ids) and len(reports) < len(set(chosen.ids))
    return 0 if all(report.holds for report in reports) and not asked_in_vain else 1


def _proved(proof: Proof, trials: int, seed: int, kept: Path) -> Report:
    report = prove(proof, trials, seed)
    _say("\n".join(report.lines()))
    if report.outcome.failures:
        _say(f"     failing cases are kept in {keep(proof, seed, report.outcome.failures, kept)}")
    return report


def _write(file: Path | None, reports: Sequence[Report]) -> None:
    if file:
        write_json(file, reports)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
