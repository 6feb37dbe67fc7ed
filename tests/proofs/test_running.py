"""The runner of the proofs: what it says, keeps, writes and answers for made-up proofs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest

from tests.proofs import __main__ as command
from tests.proofs import registry
from tests.proofs.proof import Outcome, Proof, Sabotage
from tests.proofs.running import Report, prove

Prove = Callable[..., tuple[int, str]]


class Product:
    """Something to be proved: whether it does what it should."""

    works = True

    @contextmanager
    def broken(self) -> Iterator[None]:
        self.works = False
        yield
        self.works = True


def made_up(product: Product, *, quick: int | None = 60, seen: bool = True) -> Proof:
    def run(trials: int, seed: int) -> Outcome:
        failures = () if product.works else tuple(f"case {seed}" for _ in range(trials))
        return Outcome(trials=trials, failures=failures, remarks=("3 of them early",))

    broken = product.broken if seen else nullcontext
    return Proof("T15", "It works.", quick, 600, run, Sabotage("it does not", broken, trials=2))


@pytest.fixture
def proving(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Prove:
    def run(proof: Proof, *words: str) -> tuple[int, str]:
        monkeypatch.setattr(command, "BUILT", {"T15": "t15_made_up"})
        monkeypatch.setattr(command, "load", lambda _: proof)
        return command.main(words, kept=tmp_path / "kept"), capsys.readouterr().out

    return run


def test_a_proof_that_holds(proving: Prove) -> None:
    code, said = proving(made_up(Product()))
    assert code == 0
    assert "trials 60, failures 0, 95 % bound 0.05, seed 20250505" in said
    assert "3 of them early" in said
    assert "sabotage (it does not): red, as it must be" in said
    assert "Not built yet: T01, T02" in said


def test_the_release_tier_with_another_seed(proving: Prove) -> None:
    said = proving(made_up(Product()), "T15", "--release", "--seed", "7")[1]
    assert "trials 600, failures 0, 95 % bound 0.005, seed 7" in said
    assert "Not built" not in said


def test_failing_cases_are_kept_and_fail_the_command(proving: Prove, tmp_path: Path) -> None:
    product = Product()
    product.works = False
    code, said = proving(made_up(product), "--seed", "8")
    file = tmp_path / "kept" / "T15-seed-8.txt"
    assert code == 1
    assert "failures 60, 95 % bound none: something failed" in said
    assert f"failing cases are kept in {file}" in said
    assert file.read_text(encoding="utf-8").split() == ["case", "8"] * 60


def test_a_sabotage_that_nobody_sees_fails_the_command(proving: Prove) -> None:
    code, said = proving(made_up(Product(), seen=False))
    assert code == 1
    assert "NOT RED: this proof proves nothing" in said


def test_a_proof_without_a_trial_does_not_hold() -> None:
    product = Product()
    report = prove(made_up(product, quick=0), 0, 1)
    assert report.red
    assert report.outcome.bound is None
    assert not report.holds


def test_an_unknown_proof_is_one_sentence(proving: Prove) -> None:
    code, said = proving(made_up(Product()), "T15", "T99")
    assert code == 2
    assert said.startswith("There is no proof T99: the proofs are T01, ")
    assert said.count("\n") == 1


def test_a_proof_not_built_is_said_and_the_others_run(proving: Prove) -> None:
    code, said = proving(made_up(Product()), "T30", "T15")
    assert code == 1
    assert "T15  It works." in said
    assert "Not built yet: T30." in said


def test_a_proof_for_releases_only_says_so(proving: Prove) -> None:
    proof = made_up(Product(), quick=None)
    assert proving(proof)[0] == 0
    code, said = proving(proof, "T15")
    assert code == 1
    assert "T15  runs with --release only" in said
    assert proving(proof, "T15", "--release")[0] == 0


def test_the_figures_are_written(proving: Prove, tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    proving(made_up(Product()), "--json", str(file))
    row = {"id": "T15", "trials": 60, "failures": 0, "bound": 0.05, "seed": registry.SEED}
    assert json.loads(file.read_text()) == {"proofs": [row | {"sabotage": "red"}]}
    proving(made_up(Product()), "T30", "--json", str(file))
    assert json.loads(file.read_text()) == {"proofs": []}


def test_what_is_not_red_is_written_green() -> None:
    report = Report(made_up(Product()), 1, Outcome(3, ("one",)), red=False, seconds=0)
    assert report.figures()["sabotage"] == "green"
    assert report.figures()["bound"] is None
