"""Builds the one-folder program: an environment with the locked versions, PyInstaller in it.

Where Debian's own Python 3.11 is at hand it is used, because its parts carry no path of a
developer's folder and its packages say their versions and licences; elsewhere the Python that runs.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

import dev_environment
import dev_system
from dev_environment import python_in
from dev_run import ROOT, Stop, answer, child_environment, run, say

WORK = ROOT / "build" / "package"
PROGRAM = WORK / "program" / "nursedesk"
RECIPE = ROOT / "packaging" / "package"
ENVIRONMENT = WORK / "environment"
_DEBIANS = Path("/usr/bin/python3.11")
_DEBIANS_NEEDS = ("python3.11-venv", "libpython3.11", "binutils")


def version(root: Path = ROOT) -> str:
    """The program's version, from the one place that names it."""
    text = (root / "nursedesk" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "([^"]+)"$', text, re.MULTILINE)
    if found is None:
        raise Stop("nursedesk/__init__.py names no version.")
    return found[1]


def build_time() -> datetime:
    """The one time that every file of the package gets: SOURCE_DATE_EPOCH, else the commit's.

    Raises:
        Stop: there is neither.
    """
    told = os.environ.get("SOURCE_DATE_EPOCH") or answer([*_GIT, "log", "-1", "--format=%ct"])
    if not told or not told.strip().isdigit():
        raise Stop(
            "A package carries the time of its commit, and this folder is no git checkout."
            " Set SOURCE_DATE_EPOCH (seconds since 1970) and run this again."
        )
    return datetime.fromtimestamp(int(told), UTC)


def commit() -> str:
    """The commit that is built; `+changed` where files differ from it, empty without git."""
    head = (answer([*_GIT, "rev-parse", "HEAD"]) or "").strip()
    return head + ("+changed" if head and answer([*_GIT, "status", "--porcelain"]) else "")


_GIT = ("git", "-c", "safe.directory=*")


def base_python() -> str:
    """The Python that the package is built with and carries; says which and why."""
    if _DEBIANS.exists() and shutil.which("dpkg-query") and _is_debians(_DEBIANS):
        dev_system.provide(_DEBIANS_NEEDS)
        say("Building with Debian's own Python 3.11.")
        return str(_DEBIANS)
    base: str = getattr(sys, "_base_executable", None) or sys.executable
    say(f"Building with Python {platform.python_version()}: Debian's own 3.11 is not at hand.")
    return base


def _is_debians(python: Path) -> bool:
    return answer(["dpkg-query", "-S", str(python)]) is not None


def environment() -> Path:
    """An environment with all locked versions, each checked by its hash; returns its Python.

    Raises:
        Stop: it could not be made.
    """
    base = base_python()
    who = dev_environment.who(base)
    stamp = ENVIRONMENT / dev_environment.STAMP
    wanted = dev_environment.stamp_text(ROOT, who or [])
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return python_in(ENVIRONMENT)
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    python = python_in(ENVIRONMENT)
    hashed = ["--require-hashes", "--only-binary", ":all:", "--no-deps", "--quiet"]
    steps: tuple[list[str | Path], ...] = (
        [base, "-m", "venv", ENVIRONMENT],
        [python, "-m", "pip", "install", *hashed, "-r", ROOT / "packaging" / "requirements.txt"],
    )
    for step in steps:
        if run(step) != 0:
            raise Stop("The build environment could not be made; the message above says why.")
    stamp.write_text(wanted, encoding="utf-8")
    return python


def program(python: Path, when: datetime) -> None:
    """Makes the one-folder program in `PROGRAM`.

    Raises:
        Stop: PyInstaller failed.
    """
    shutil.rmtree(PROGRAM.parent, ignore_errors=True)
    said = child_environment(
        SOURCE_DATE_EPOCH=str(int(when.timestamp())),
        PYTHONHASHSEED="1",  # the order of sets reaches compiled code
        PYTHONDONTWRITEBYTECODE="1",
    )
    words = ["--noconfirm", "--clean", "--log-level", "ERROR"]
    folders: list[str | Path] = ["--distpath", PROGRAM.parent, "--workpath", WORK / "work"]
    recipe = RECIPE / "nursedesk.spec"
    if run([python, "-m", "PyInstaller", *words, *folders, recipe], said) != 0:
        raise Stop("PyInstaller could not build the program; its message is above.")
