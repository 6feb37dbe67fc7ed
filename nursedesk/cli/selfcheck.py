"""`nursedesk selfcheck`: whether this workstation has what the program needs, one line per check.

It opens no ward, asks for no passphrase and writes nothing; a support call can begin with it.
"""

from __future__ import annotations

import argparse
import os
import shutil
import stat
import sys
import tempfile
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TextIO

from nursedesk import __version__, paths
from nursedesk.clock import Clock
from nursedesk.errors import KnownError
from nursedesk.writing import moment

_LEAST_FREE_BYTES = 1_000_000_000  # a year's chart, its backups and a migration's copy fit in
_OLDEST_YEAR = 2026  # the program is not older, so no right clock is
_SYNCHRONISED = Path("/run/systemd/timesync/synchronized")
Check = Callable[[], str]


class _Amiss(Exception):
    """What a check found wrong, in words."""


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command to the program's own."""
    subparsers.add_parser(
        "selfcheck",
        help="check what this workstation needs, one line each",
        description="Checks libraries, database, fonts, protocol, data folder, free space, clock "
        "and display. Opens no ward and changes nothing. Exit code 0: all in order; 1: a line says "
        "FAILED and why.",
    )


def run(folder: Path, clock: Clock, out: TextIO) -> int:
    """Prints a line per check; returns 0 when all hold, else 1."""
    checks: dict[str, Check] = {
        "program": lambda: f"NurseDesk {__version__}, Python {sys.version.split()[0]}",
        "libraries": _libraries,
        "database": _database,
        "fonts": _fonts,
        "protocol": lambda: protocol(paths.resources() / "protocols"),
        "data folder": lambda: rights(folder),
        "free space": lambda: space(folder),
        "clock": lambda: _clock(clock),
        "display": lambda: display(sys.platform, os.environ),
    }
    failed = 0
    for name, check in checks.items():
        try:
            line = f"ok      {name}: {check()}"
        except (_Amiss, KnownError, OSError, ImportError) as error:
            failed += 1
            line = f"FAILED  {name}: {error}"
        out.write(f"{line}\n")
    return 1 if failed else 0


def _libraries() -> str:
    import alembic
    import cryptography
    import pyhanko.version
    import reportlab
    import sqlalchemy

    return (
        f"cryptography {cryptography.__version__}, pyHanko {pyhanko.version.__version__}, "
        f"ReportLab {reportlab.Version}, SQLAlchemy {sqlalchemy.__version__}, "
        f"Alembic {alembic.__version__}"
    )


def _database() -> str:
    from nursedesk.store import driver

    return f"SQLite {driver.module().sqlite_version} inside SQLCipher"


def _fonts() -> str:
    from nursedesk.documents.fonts import bundled_fonts

    return f"{len(bundled_fonts().text)} characters can be printed"


def protocol(folder: Path) -> str:
    """Whether the delivered protocol files are the delivered ones, by their SHA-256.

    Raises:
        _Amiss: one lacks or was changed.
    """
    from nursedesk.protocol import loader

    listed = tomllib.loads((folder / "manifest.toml").read_text(encoding="utf-8"))["file"]
    found = {loader.load(path).sha256 for path in loader.installed(folder)}
    for one in listed:
        if one["sha256"] not in found:
            raise _Amiss(f"{one['id']} {one['version']} is not the delivered file")
    return ", ".join(f"{one['id']} {one['version']} ({one['sha256'][:12]})" for one in listed)


def rights(folder: Path) -> str:
    """Whether the data folder, or the place where it will be made, can be written to.

    Raises:
        _Amiss: others may read it.
        OSError: it cannot be written to.
    """
    there = _there(folder)
    with tempfile.TemporaryFile(dir=there):
        pass
    if there != folder:
        return f"{folder} is made at the first start"
    if os.name == "posix" and stat.S_IMODE(folder.stat().st_mode) & 0o077:
        raise _Amiss(f"{folder} can be read by other users of this machine (chmod 700)")
    return f"{folder}, for its owner alone"


def space(folder: Path) -> str:
    """How much the disk of the data folder has left.

    Raises:
        _Amiss: too little.
    """
    free = shutil.disk_usage(_there(folder)).free
    told = f"{free / 1e9:.1f} GB"
    if free < _LEAST_FREE_BYTES:
        raise _Amiss(f"{told}; at least {_LEAST_FREE_BYTES / 1e9:.0f} GB are needed")
    return told


def _there(folder: Path) -> Path:
    """The folder, or the nearest one above it that exists."""
    return next(place for place in (folder, *folder.parents) if place.exists())


def _clock(clock: Clock) -> str:
    now = clock.now()
    if now.year < _OLDEST_YEAR:
        raise _Amiss(f"it is set to {moment(now, clock.zone)}")
    known = _SYNCHRONISED.exists()
    return f"{moment(now, clock.zone)}, zone {clock.zone}, " + (
        "synchronised" if known else "whether it is synchronised is not known here"
    )


def display(system: str, environment: Mapping[str, str]) -> str:
    """Where windows will open; `system` as in `sys.platform`.

    Raises:
        _Amiss: nowhere.
    """
    if system in {"win32", "darwin"}:
        return "the desktop's"
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        if environment.get(name):
            return f"{name} is {environment[name]}"
    if environment.get("QT_QPA_PLATFORM"):
        return f"QT_QPA_PLATFORM is {environment['QT_QPA_PLATFORM']}"
    raise _Amiss("none, so no window can open (commands work)")
