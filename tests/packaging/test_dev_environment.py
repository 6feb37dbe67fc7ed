"""The virtual environment: when it is made anew, when it is left alone, and by what."""

from __future__ import annotations

import json
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import dev_environment
import dev_system
import pytest
from dev_environment import Standing, standing

from tests.packaging.stand_in import Machine

PYTHON = [platform.python_version(), sys.base_prefix]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine with Qt's libraries and without uv."""
    made = Machine(tmp_path)
    made.install(*dev_system.QT_LIBRARIES)
    return made


@pytest.fixture
def venv(machine: Machine) -> Path:
    """A virtual environment in the machine's tree, with the stamp it should have."""
    folder = machine.root / ".venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    wanted = dev_environment.stamp_text(machine.root, PYTHON)
    (folder / dev_environment.STAMP).write_text(wanted, encoding="utf-8")
    return folder


def wanted(machine: Machine, python: list[str] | None = None) -> str:
    """The stamp that the environment of a machine should have now."""
    return dev_environment.stamp_text(machine.root, python or PYTHON)


def test_an_environment_with_its_stamp_is_current(machine: Machine, venv: Path) -> None:
    assert standing(venv, wanted(machine)) is Standing.CURRENT


@pytest.mark.parametrize("text", [None, "", "{}", "[]", "null"])
def test_without_a_sound_stamp_it_is_outdated(
    machine: Machine, venv: Path, text: str | None
) -> None:
    stamp = venv / dev_environment.STAMP
    stamp.unlink() if text is None else stamp.write_text(text, encoding="utf-8")
    assert standing(venv, wanted(machine)) is Standing.OUTDATED


@pytest.mark.parametrize("name", ["uv.lock", "packaging/requirements.txt"])
def test_another_lock_makes_it_outdated(machine: Machine, venv: Path, name: str) -> None:
    machine.write(name, "# other\n")
    assert standing(venv, wanted(machine)) is Standing.OUTDATED


@pytest.mark.parametrize(
    ("table", "then"),
    [
        ("[project.scripts]\nnursedesk = 'x:y'", Standing.OUTDATED),
        ("[dependency-groups]\ndev = ['one']", Standing.OUTDATED),
        ("[tool.hatch]\nversion = {}", Standing.OUTDATED),
        ("[tool.uv]\npackage = true", Standing.OUTDATED),
        ("[tool.ruff]\nline-length = 99", Standing.CURRENT),
        ("[tool.pytest.ini_options]\nxfail_strict = true", Standing.CURRENT),
    ],
)
def test_only_what_decides_the_installation_counts_in_pyproject(
    machine: Machine, venv: Path, table: str, then: Standing
) -> None:
    text = (machine.root / "pyproject.toml").read_text(encoding="utf-8")
    machine.write("pyproject.toml", f"{text}\n{table}\n")
    assert standing(venv, wanted(machine)) is then


def test_no_environment_or_one_of_another_python_is_foreign(machine: Machine, venv: Path) -> None:
    assert standing(machine.root / "none", wanted(machine)) is Standing.FOREIGN
    for other in (["3.99.0", PYTHON[1]], [PYTHON[0], "/elsewhere"]):
        assert standing(venv, wanted(machine, other)) is Standing.FOREIGN


def test_a_broken_one_is_foreign(machine: Machine, venv: Path) -> None:
    python = dev_environment.python_in(venv)
    python.unlink()
    python.symlink_to("/nowhere/python")
    assert standing(venv, wanted(machine)) is Standing.FOREIGN


def test_a_moved_one_is_foreign(machine: Machine, venv: Path) -> None:
    stamp = json.loads(wanted(machine))
    assert standing(venv, json.dumps(stamp | {"root": "/moved"})) is Standing.FOREIGN


def test_a_foreign_one_is_made_anew_and_an_outdated_one_is_not(
    machine: Machine, venv: Path
) -> None:
    machine.with_uv()
    stamp = venv / dev_environment.STAMP
    (venv / "left").touch()
    machine.write("uv.lock", "version = 2\n")
    assert machine.dev("setup").returncode == 0
    assert (venv / "left").exists()
    moved = json.loads(stamp.read_text(encoding="utf-8")) | {"root": "/moved"}
    stamp.write_text(json.dumps(moved), encoding="utf-8")
    assert machine.dev("setup").returncode == 0
    assert not (venv / "left").exists()


def test_uv_is_used_where_it_is_and_only_when_something_changed(machine: Machine) -> None:
    machine.with_uv('echo "env $UV_COMPILE_BYTECODE $UV_PYTHON_DOWNLOADS" >&2')
    first = machine.dev("setup")
    assert first.returncode == 0, first.stderr
    assert "env 1 never" in first.stderr
    base = getattr(sys, "_base_executable", sys.executable)
    assert f"uv sync --locked --python {base}" in machine.calls("uv")
    assert machine.dev("setup").stdout == "Ready: .venv holds the locked versions.\n"
    assert machine.calls("uv") == []
    machine.write("uv.lock", "version = 2\n")
    assert machine.dev("setup").returncode == 0
    assert f"uv sync --locked --python {base}" in machine.calls("uv")


def test_an_interrupted_installation_does_not_look_finished(machine: Machine) -> None:
    machine.with_uv()
    assert machine.dev("setup").returncode == 0
    stamp = machine.root / ".venv" / dev_environment.STAMP
    machine.write("uv.lock", "version = 2\n")
    machine.with_uv("kill -9 $PPID; exit 1")
    assert machine.dev("setup").returncode != 0
    assert not stamp.exists()


def test_pip_installs_by_hash_where_uv_is_not_or_fails(machine: Machine) -> None:
    machine.with_uv('echo "uv: no such mirror" >&2; exit 2')
    done = machine.dev("setup")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "trying pip with the same versions" in done.stdout
    assert "--require-hashes" in done.stdout
    python = dev_environment.python_in(machine.root / ".venv")
    assert subprocess.run([python, "-c", "import library, stand_in"], check=False).returncode == 0
    compiled = list((machine.root / ".venv").rglob("library.*.pyc"))
    assert compiled
    assert machine.dev("setup").stdout == "Ready: .venv holds the locked versions.\n"


def test_pip_refuses_another_file_than_the_locked_one(machine: Machine) -> None:
    machine.require("0" * 64)
    done = machine.dev("setup")
    assert done.returncode == 1
    assert "The environment could not be made" in done.stderr
    assert "DO NOT MATCH THE HASHES" in done.stderr
    assert not (machine.root / ".venv" / dev_environment.STAMP).exists()


def test_a_folder_that_is_no_environment_is_left_alone(machine: Machine) -> None:
    (machine.root / ".venv").mkdir()
    kept = machine.write(".venv/letter.txt", "mine")
    done = machine.dev("setup")
    assert done.returncode == 1
    assert "is not a virtual environment" in done.stderr
    assert kept.read_text(encoding="utf-8") == "mine"


def test_a_python_that_is_too_old_is_told_so(machine: Machine) -> None:
    """The check stands before anything that an older Python could not read."""
    source = (machine.root / "packaging" / "dev.py").read_text(encoding="utf-8")
    machine.write("packaging/dev.py", source.replace("< (3, 11)", "< (9, 99)", 1))
    shutil.rmtree(machine.root / ".venv", ignore_errors=True)
    done = machine.dev("demo")
    assert done.returncode == 1
    assert "needs Python 3.11 or newer" in done.stderr
    assert "Traceback" not in done.stderr
