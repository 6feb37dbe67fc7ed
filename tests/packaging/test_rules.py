"""The rules that hold for every test do fail what breaks them: skips, warnings, Qt's warnings."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.packaging.tree import ROOT

BREAKING = """
import random, warnings
import pytest
from hypothesis import given, strategies

@pytest.mark.skip(reason="left out")
def test_skipped(): ...

def test_skips_itself():
    pytest.skip("left out too")

def test_warns():
    warnings.warn("old way", DeprecationWarning)

def test_qt_warns(qtbot):
    from PySide6.QtCore import qWarning
    qWarning("a widget complains")

@pytest.mark.xfail
def test_passes_against_its_mark(): ...

@given(strategies.integers())
def test_examples(number):
    with open("examples.txt", "a") as file:
        file.write(f"{number}\\n")

def test_window_without_a_display(qtbot):
    from PySide6.QtWidgets import QWidget
    window = QWidget()
    qtbot.addWidget(window)
    window.setMinimumSize(300, 200)
    with qtbot.waitExposed(window):
        window.show()
    window.raise_()
    window.activateWindow()
"""


def run_pytest(folder: Path, text: str, **environment: str) -> str:
    """What pytest prints of a test module under this project's settings."""
    (folder / "tests").mkdir(exist_ok=True)
    (folder / "packaging").mkdir(exist_ok=True)
    shutil.copyfile(ROOT / "tests" / "conftest.py", folder / "tests" / "conftest.py")
    shutil.copyfile(ROOT / "pyproject.toml", folder / "pyproject.toml")
    (folder / "tests" / "test_it.py").write_text(text, encoding="utf-8")
    left_out = ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY", "PYTEST_ADDOPTS", "CI")
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    # A worker of pytest-xdist must not hand its own identity to the pytest it starts.
    kept = {name: value for name, value in kept.items() if not name.startswith("PYTEST_")}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-rA"],
        cwd=folder,
        env=kept | environment,
        capture_output=True,
        text=True,
        check=False,
    ).stdout


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """What pytest prints of tests that break the rules, in CI, and the folder where it ran."""
    folder = tmp_path_factory.mktemp("broken")
    return run_pytest(folder, BREAKING, CI="true"), folder


@pytest.mark.parametrize(
    "name",
    ["skipped", "skips_itself", "warns", "qt_warns", "passes_against_its_mark"],
)
def test_breaking_a_rule_fails_the_test(broken: tuple[str, Path], name: str) -> None:
    ends = [f"{end} tests/test_it.py::test_{name}" for end in ("FAILED", "ERROR")]
    assert any(end in broken[0] for end in ends)


@pytest.mark.parametrize("name", ["examples", "window_without_a_display"])
def test_what_keeps_the_rules_passes(broken: tuple[str, Path], name: str) -> None:
    assert f"PASSED tests/test_it.py::test_{name}" in broken[0]


def test_nothing_counts_as_skipped_and_the_order_is_random(broken: tuple[str, Path]) -> None:
    closing = broken[0].splitlines()[-1]
    assert "4 failed, 2 passed, 1 error" in closing
    assert "skipped" not in closing
    assert "--randomly-seed" in broken[0]


def test_a_module_that_skips_itself_fails_in_ci(tmp_path: Path) -> None:
    text = "import pytest\npytest.importorskip('no_such_library')\n"
    said = run_pytest(tmp_path, text, CI="true")
    assert "nothing may be skipped here" in said
    assert "1 error" in said.splitlines()[-1]


def test_examples_are_the_same_each_time_in_ci(broken: tuple[str, Path]) -> None:
    examples = broken[1] / "examples.txt"
    first = examples.read_text(encoding="utf-8")
    examples.unlink()
    run_pytest(broken[1], BREAKING, CI="true")
    assert first
    assert examples.read_text(encoding="utf-8") == first
