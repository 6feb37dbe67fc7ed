"""The virtual environment `.venv` with exactly the locked versions, each checked by its hash.

A stamp inside it says for which Python, place and lock it was made; while that is still true,
nothing is done. uv is used when the machine has it; otherwise, or when uv fails (it reads neither
pip's settings nor pip's mirrors), pip installs the same files from `requirements.txt`.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import platform
import shutil
import sys
import tomllib
from enum import StrEnum
from pathlib import Path

import dev_system
from dev_run import ROOT, Stop, answer, child_environment, run, say

VENV = ROOT / ".venv"
STAMP = "nursedesk-stamp.json"
_WHO = "import platform, sys; print(platform.python_version(), sys.base_prefix, sep='\\n')"
# Tables of pyproject.toml that decide what is installed; a changed lint rule reinstalls nothing.
_INSTALLED_BY = ("build-system", "project", "dependency-groups")


def python_in(venv: Path) -> Path:
    """The Python of a virtual environment."""
    return venv / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def program(name: str) -> str:
    """A program that the environment installed, such as `ruff` or `nursedesk`."""
    return str(VENV / (f"Scripts/{name}.exe" if sys.platform == "win32" else f"bin/{name}"))


def who(python: str | Path) -> list[str] | None:
    """Version and home of a Python; None when it does not run."""
    printed = answer([python, "-I", "-c", _WHO])
    return None if printed is None else printed.splitlines()


def locked(root: Path) -> str:
    """A fingerprint of everything in the tree that decides what is installed."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    tables = {name: project.get(name) for name in _INSTALLED_BY}
    tables["tool"] = {name: project.get("tool", {}).get(name) for name in ("hatch", "uv")}
    told = hashlib.sha256(json.dumps(tables, sort_keys=True).encode())
    for name in ("uv.lock", "packaging/requirements.txt"):
        told.update((root / name).read_bytes())
    return told.hexdigest()


def stamp_text(root: Path, python: list[str]) -> str:
    """What the stamp of an up-to-date environment says."""
    stamp = {"python": python, "root": str(root), "locked": locked(root)}
    return json.dumps(stamp, indent=1, sort_keys=True) + "\n"


class Standing(StrEnum):
    """How an existing `.venv` stands to the one that is wanted."""

    CURRENT = "current"
    OUTDATED = "can be brought up to date"
    FOREIGN = "must be made anew"


def standing(venv: Path, wanted: str) -> Standing:
    """Compares an environment and its stamp with the stamp it should have."""
    asked = json.loads(wanted)
    if who(python_in(venv)) != asked["python"]:
        return Standing.FOREIGN
    try:
        found = json.loads((venv / STAMP).read_text(encoding="utf-8"))
        moved = found["root"] != asked["root"]
    except (OSError, ValueError, TypeError, KeyError):
        return Standing.OUTDATED
    if moved:
        return Standing.FOREIGN  # its programs name the folder it was made in
    return Standing.CURRENT if found == asked else Standing.OUTDATED


def make() -> None:
    """Makes `.venv`, or brings it up to date; quick and silent when it already is.

    Raises:
        Stop: the environment could not be made.
    """
    base = getattr(sys, "_base_executable", None) or sys.executable  # never a .venv's own Python
    wanted = stamp_text(ROOT, [platform.python_version(), sys.base_prefix])
    state = standing(VENV, wanted)
    if state is Standing.CURRENT:
        return
    say(f"Making .venv for Python {platform.python_version()} (at first this takes minutes).")
    if state is Standing.FOREIGN:
        _remove(VENV)
    (VENV / STAMP).unlink(missing_ok=True)  # an interrupted installation must not look finished
    if not _with_uv(base):
        _with_pip(base)
    (VENV / STAMP).write_text(wanted, encoding="utf-8")


def packages_to_make_it() -> list[str]:
    """The system's packages that are still needed before the environment can be made."""
    return [] if has_ensurepip() or _has_uv() else [dev_system.venv_package()]


def has_ensurepip() -> bool:
    """Debian leaves this part of Python out until its venv package is installed."""
    importlib.invalidate_caches()
    return importlib.util.find_spec("ensurepip") is not None


def _has_uv() -> bool:
    """Whether uv is there and runs (a version manager's stand-in may be there and not run)."""
    return shutil.which("uv") is not None and answer(["uv", "--version"]) is not None


def _with_uv(base: str) -> bool:
    if not _has_uv():
        return False
    environment = child_environment(
        UV_COMPILE_BYTECODE="1",  # without it the first start compiles, and start-up is felt
        UV_PROJECT_ENVIRONMENT=str(VENV),
        UV_PYTHON_DOWNLOADS="never",
    )
    if run(["uv", "sync", "--locked", "--python", base], environment) == 0:
        return True
    say("uv could not do it (its message is above); trying pip with the same versions.")
    return False


def _with_pip(base: str) -> None:
    """From an empty environment, because pip leaves behind what the lock no longer names."""
    if not has_ensurepip():
        dev_system.provide([dev_system.venv_package()])
    _remove(VENV)
    python = str(python_in(VENV))
    install = [python, "-m", "pip", "install", "--no-deps", "--disable-pip-version-check"]
    hashed = ["--require-hashes", "--only-binary", ":all:", "--compile"]
    steps = (
        [base, "-m", "venv", str(VENV)],
        [*install, *hashed, "-r", str(ROOT / "packaging" / "requirements.txt")],
        [*install, "--no-index", "--no-build-isolation", "-e", str(ROOT)],
    )
    for step in steps:
        if run(step) != 0:
            raise Stop(
                "The environment could not be made; the message above says why (most often no"
                " network or no space). Mend it and run the same command again."
            )


def _remove(venv: Path) -> None:
    """Removes an environment, and nothing that is not one."""
    if not venv.exists() and not venv.is_symlink():
        return
    if venv.is_symlink() or not venv.is_dir() or not _is_environment(venv):
        raise Stop(f"{venv} is not a virtual environment. Move it away and run this again.")
    try:
        shutil.rmtree(venv)
    except OSError as error:
        raise Stop(
            f"{venv} could not be removed ({error}). Close what runs from it and run this again."
        ) from error


def _is_environment(folder: Path) -> bool:
    return (folder / "pyvenv.cfg").is_file() or not any(folder.iterdir())
