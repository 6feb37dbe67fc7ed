"""The hazard log: no row without a control and a test, and each test that a row names is there."""

from __future__ import annotations

import ast
import csv
import hashlib
import io
import re
import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from nursedesk import paths
from tests.packaging.tree import ROOT
from tests.proofs.registry import BUILT

Row = dict[str, str]

LOG = ROOT / "resources" / "hazards.csv"
COLUMNS = ["id", "hazard", "harm", "severity", "likelihood", "control", "tests", "open"]
KEPT = COLUMNS[:5]  # of the hazards that the project started with, word for word
STARTED_WITH = 36
STARTING_SHA256 = "18c6a1a68ab2e32e31e442b44159c348f42ee0aad6f0b09aa959fbd94956129d"
GAP = "the ids are not H01, H02, H03 and so on"
DROPPED = "a starting hazard was dropped or changed"
_TEST = re.compile(r"(tests/(?:\w+/)*test_\w+\.py)::(test_\w+)")
_PROOF = re.compile(r"tests/proofs/(t\d\d_\w+)\.py")
_PROOF_ID = re.compile(r"\bT\d\d\b")


def read(text: str) -> list[Row]:
    """The rows of a hazard log; a cell too many stands under `None`, one too few is `None`."""
    return list(csv.DictReader(io.StringIO(text)))


def written(rows: list[Row], columns: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([row[one] for one in columns] for row in rows)
    return out.getvalue()


@cache
def functions(path: Path) -> frozenset[str]:
    """The names of a file's functions, without importing it."""
    if not path.is_file():
        return frozenset()
    module = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(node.name for node in module.body if isinstance(node, ast.FunctionDef))


def stands(node_id: str) -> bool:
    """Whether there is such a test, or such a proof that every CI run makes."""
    if test := _TEST.fullmatch(node_id):
        return test[2] in functions(ROOT / test[1])
    proof = _PROOF.fullmatch(node_id)
    return proof is not None and proof[1] in BUILT.values() and (ROOT / node_id).is_file()


def faults(rows: list[Row]) -> list[str]:
    """What is wrong with a hazard log, in words that name the row."""
    ids = [row["id"] for row in rows]
    wanted = [f"H{number:02}" for number in range(1, len(ids) + 1)]
    found = [] if ids == wanted else [GAP]
    for row in rows:
        if list(row) != COLUMNS or None in row.values():
            found.append(f"{row['id']}: its cells are not those of the columns")
            continue
        found += [f"{row['id']}: no {one}" for one in COLUMNS[:7] if not row[one].strip()]
        found += [f"{row['id']}: {one}" for one in row["tests"].split() if not stands(one)]
        built = [one for one in _PROOF_ID.findall(row["open"]) if one in BUILT]
        found += [f"{row['id']}: {one} is called open and is built" for one in built]
        if row["severity"] not in set("12345") or row["likelihood"] not in set("LMH"):
            found.append(f"{row['id']}: severity is 1 to 5, likelihood L, M or H")
    started = hashlib.sha256(written(rows[:STARTED_WITH], KEPT).encode()).hexdigest()
    if len(rows) < STARTED_WITH or started != STARTING_SHA256:
        found.append(DROPPED)
    return found


def log() -> list[Row]:
    return read(LOG.read_text(encoding="utf-8"))


def test_each_hazard_has_its_control_and_tests_that_are_there() -> None:
    assert faults(log()) == []


def drop_last(rows: list[Row]) -> None:
    del rows[STARTED_WITH - 1 :]


def drop(rows: list[Row]) -> None:
    del rows[STARTED_WITH]  # one found in development: the next id is missed


def twice(rows: list[Row]) -> None:
    rows.insert(3, dict(rows[3]))


def another_id(rows: list[Row]) -> None:
    rows[-1]["id"] = "H99"


def forget(column: str) -> Callable[[list[Row]], None]:
    def change(rows: list[Row]) -> None:
        rows[5][column] = " "

    return change


def put(column: str, text: str) -> Callable[[list[Row]], None]:
    def change(rows: list[Row]) -> None:
        rows[5][column] = text

    return change


@pytest.mark.parametrize(
    ("sabotage", "said"),
    [
        (drop_last, DROPPED),
        (drop, GAP),
        (twice, GAP),
        (another_id, GAP),
        (put("hazard", "Something milder"), DROPPED),
        (put("severity", "1"), DROPPED),
        (put("likelihood", "rare"), "H06: severity is 1 to 5, likelihood L, M or H"),
        (forget("control"), "H06: no control"),
        (forget("tests"), "H06: no tests"),
        (put("tests", "tests/test_nowhere.py::test_x"), "H06: tests/test_nowhere.py::test_x"),
        (
            put("tests", "tests/packaging/test_hazards.py::test_nothing"),
            "H06: tests/packaging/test_hazards.py::test_nothing",
        ),
        (
            put("tests", "tests/packaging/test_hazards.py::faults"),  # there, but no test
            "H06: tests/packaging/test_hazards.py::faults",
        ),
        (
            put("tests", "tests/packaging/test_hazards.py::test_a_sabotaged_log_is_red[x]"),
            "H06: tests/packaging/test_hazards.py::test_a_sabotaged_log_is_red[x]",
        ),
        (put("tests", "tests/proofs/t99_none.py"), "H06: tests/proofs/t99_none.py"),
        (put("open", "Proof T01 is not built."), "H06: T01 is called open and is built"),
        (put("tests", "tests/proofs/proof.py"), "H06: tests/proofs/proof.py"),
    ],
)
def test_a_sabotaged_log_is_red(sabotage: Callable[[list[Row]], None], said: str) -> None:
    rows = log()
    sabotage(rows)
    assert said in faults(rows)


@pytest.mark.parametrize("cells", [7, 9])
def test_a_row_with_a_cell_too_few_or_too_many_is_red(cells: int) -> None:
    text = LOG.read_text(encoding="utf-8")
    row = ",".join(["H06"] + ["x"] * (cells - 1))
    assert "H06: its cells are not those of the columns" in faults(read(f"{text}{row}\n"))


def test_a_log_is_written_once_and_for_all_programs() -> None:
    """Plain UTF-8 with one line end, one row a hazard, as a spreadsheet and `git diff` read it."""
    raw = LOG.read_bytes()
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    text = raw.decode()
    assert written([dict(zip(COLUMNS, COLUMNS, strict=True)), *read(text)], COLUMNS) == text


def test_it_is_in_the_package() -> None:
    assert paths.resources() / LOG.name == LOG
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]
    assert "resources" in wheel["build"]["targets"]["wheel"]["only-include"]
