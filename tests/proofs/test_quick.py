"""The quick tier of every built proof, and its sabotage, in each CI run."""

from __future__ import annotations

import pytest

from tests.proofs.proof import Outcome, Proof
from tests.proofs.registry import BUILT, SEED, WANTED, load
from tests.proofs.running import keep

SHOWN = 5  # failing cases printed with a failure; the file has all
ALL = [load(name) for name in BUILT]
QUICK = [one for one in ALL if one.quick is not None]
EACH = pytest.mark.parametrize("proof", QUICK, ids=lambda proof: proof.id)


@EACH
def test_the_proof_holds(proof: Proof) -> None:
    outcome: Outcome = proof.run(proof.quick or 0, SEED)
    assert outcome.trials > 0
    if outcome.failures:
        told = "\n".join(outcome.failures[:SHOWN])
        file = keep(proof, SEED, outcome.failures)
        pytest.fail(f"seed {SEED}: {len(outcome.failures)} failures, kept in {file}\n{told}")


@EACH
def test_its_sabotage_turns_it_red(proof: Proof) -> None:
    assert proof.sabotaged(SEED).failures


def test_each_stands_under_its_own_id() -> None:
    assert [one.id for one in ALL] == list(BUILT)
    assert set(BUILT) <= set(WANTED)
