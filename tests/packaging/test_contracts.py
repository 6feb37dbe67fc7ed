"""The direction of imports is really checked: each contract fails on a tree that breaks it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.packaging.tree import ROOT, source_files

# Where, what is added there, and the line by which import-linter must name it.
SABOTAGES = [
    ("chart/__init__.py", "import nursedesk.ui", "nursedesk.chart -> nursedesk.ui"),
    ("protocol/__init__.py", "import nursedesk.chart", "nursedesk.protocol -> nursedesk.chart"),
    ("ui/__init__.py", "import nursedesk.store", "nursedesk.ui -> nursedesk.store"),
    ("keys/__init__.py", "import nursedesk.store", "nursedesk.keys -> nursedesk.store"),
    ("cli/__init__.py", "import PySide6.QtCore", "nursedesk.cli -> PySide6"),
    ("bootstrap.py", "import PySide6.QtWidgets", "nursedesk.bootstrap -> PySide6"),
    ("ward/__init__.py", "import sqlmodel", "nursedesk.ward -> sqlmodel"),
    ("errors.py", "def late():\n    import urllib.request", "nursedesk.errors -> urllib"),
    ("stray.py", "", "- nursedesk.stray"),
]


def copy_of_the_program(folder: Path) -> Path:
    """The program's modules and the contracts, in `folder`."""
    for path in [*source_files("nursedesk"), ROOT / "pyproject.toml"]:
        target = folder / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    return folder


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """What import-linter says of the copy, and not of the installed program."""
    program = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    assert program
    environment = {**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200"}
    return subprocess.run(
        [program, "--no-cache"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def sabotaged(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What import-linter prints of a program with every sabotage in it."""
    folder = copy_of_the_program(tmp_path_factory.mktemp("sabotaged"))
    for name, line, _ in SABOTAGES:
        with (folder / "nursedesk" / name).open("a", encoding="utf-8") as module:
            module.write(f"\n{line}\n")
    done = lint_imports(folder)
    assert done.returncode == 1
    return done.stdout


def test_the_copy_itself_keeps_every_contract(tmp_path: Path) -> None:
    done = lint_imports(copy_of_the_program(tmp_path))
    assert done.returncode == 0, done.stdout
    assert " 0 broken" in done.stdout


@pytest.mark.parametrize("named", [named for _, _, named in SABOTAGES])
def test_a_forbidden_import_is_named(sabotaged: str, named: str) -> None:
    assert named in sabotaged


def test_no_contract_is_left_unbroken_by_the_sabotages(sabotaged: str) -> None:
    """A contract that nothing here breaks might check nothing at all."""
    assert " 0 kept, " in sabotaged
