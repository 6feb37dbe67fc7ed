"""Every row of the bench can be chosen, is explained, and stands against a short baseline."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.__main__ import main, parser
from tests.bench.registry import ROWS

ROOT = Path(__file__).resolve().parents[2]


def test_every_row_is_explained() -> None:
    words = (ROOT / "packaging" / "BENCHMARKS.md").read_text(encoding="utf-8")
    assert [row for row in ROWS if f"**{row}**" not in words] == []


def test_every_baseline_is_under_forty_lines() -> None:
    files = list((ROOT / "tests" / "bench" / "baselines").glob("*.py"))
    assert len(files) > 7
    assert [path.name for path in files if len(path.read_text().splitlines()) >= 40] == []


def test_rows_are_chosen_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert parser().parse_args(["--rows", "start", "fold"]).rows == ["start", "fold"]
    with pytest.raises(SystemExit):
        main(["--rows", "start-up"])
    assert "start-up" in capsys.readouterr().err


def test_a_row_that_cannot_be_measured_does_not_take_the_others_with_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(_name: str) -> None:
        raise RuntimeError("no display")

    monkeypatch.setattr("tests.bench.__main__.load", broken)
    monkeypatch.setattr("tests.bench.__main__._with_bytecode", lambda _folder: None)
    kept, told = tmp_path / "kept", tmp_path / "told.json"
    words = ["--rows", "start", "fold", "--keep", str(kept), "--json", str(told)]
    assert main(words) == 1
    assert capsys.readouterr().out.count("no display") == 2
    assert told.read_text().split() == ["{", '"rows":', "[]", "}"]
