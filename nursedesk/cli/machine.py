"""This workstation as it is: one way to look at it, for the screen, the support file, selfcheck."""

from __future__ import annotations

import os
import platform
import shutil
import stat
import sys
import tempfile
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path

from nursedesk import __version__, paths
from nursedesk.cli.awake import Awake
from nursedesk.clock import Clock
from nursedesk.errors import KnownError
from nursedesk.ward.machine import Check
from nursedesk.writing import moment

_LEAST_FREE_BYTES = 1_000_000_000  # a year's chart, its backups and a migration's copy fit in
_OLDEST_YEAR = 2026  # the program is not older, so no right clock is
_SYNCHRONISED = Path("/run/systemd/timesync/synchronized")
OURS = (
    "anchors",
    "chart",
    "downtime",
    "keys",
    "protocols",
)  # what NurseDesk makes in a data folder
OTHER = "everything else"


class ThisMachine:
    """The machine that this program runs on, looked at for one data folder."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock
        self._awake = Awake()

    @property
    def folder(self) -> Path:
        return self._folder

    @property
    def program(self) -> str:
        return paths.own_program()[0]

    @property
    def update_key(self) -> Path:
        return paths.update_key()

    @property
    def system(self) -> str:
        return " ".join(part for part in (_system(), platform.machine()) if part)

    def checks(self) -> tuple[Check, ...]:
        folder = self._folder
        every: dict[str, Callable[[], Check]] = {
            "program": _program,
            "libraries": _libraries,
            "database": _database,
            "fonts": _fonts,
            "protocol": lambda: protocol(paths.resources() / "protocols"),
            "data folder": lambda: rights(folder),
            "free space": lambda: space(folder),
            "clock": lambda: _time(self._clock),
            "display": lambda: display(sys.platform, os.environ),
        }
        return tuple(_look(name, check) for name, check in every.items())

    def keep_awake(self, *, wanted: bool) -> None:
        self._awake.keep(wanted=wanted)

    @property
    def kept_awake(self) -> bool | None:
        return self._awake.kept

    def sizes(self) -> Mapping[str, int]:
        sizes = {name: _bytes(self._folder / name) for name in OURS}
        return sizes | {OTHER: _bytes(self._folder) - sum(sizes.values())}


def _look(name: str, check: Callable[[], Check]) -> Check:
    """What a check says. An error's own words may name a folder."""
    try:
        return check()
    except KnownError as error:
        return _amiss(name, f"refused: {error.code}", where=str(error))
    except OSError as error:
        return _amiss(name, f"refused: {error.strerror or 'no reason given'}", where=str(error))
    except ImportError as error:
        return _amiss(name, "a part of the program is missing", where=str(error))


def _fine(name: str, words: str, *, where: str = "") -> Check:
    return Check(name=name, holds=True, words=words, where=where)


def _amiss(name: str, words: str, *, where: str = "") -> Check:
    return Check(name=name, holds=False, words=words, where=where)


def _system() -> str:
    return f"{platform.system()} {platform.release()}"


def _program() -> Check:
    return _fine("program", f"NurseDesk {__version__}, Python {platform.python_version()}")


def _libraries() -> Check:
    import alembic
    import cryptography
    import pyhanko.version
    import reportlab
    import sqlalchemy

    return _fine(
        "libraries",
        f"cryptography {cryptography.__version__}, pyHanko {pyhanko.version.__version__}, "
        f"ReportLab {reportlab.Version}, SQLAlchemy {sqlalchemy.__version__}, "
        f"Alembic {alembic.__version__}",
    )


def _database() -> Check:
    from nursedesk.store import driver

    sqlite, cipher = driver.versions()
    return _fine("database", f"SQLite {sqlite} inside SQLCipher {cipher}")


def _fonts() -> Check:
    from nursedesk.documents.fonts import printed_letters

    return _fine("fonts", f"{len(printed_letters())} characters can be printed")


def protocol(folder: Path) -> Check:
    """Whether the delivered protocol files are the delivered ones, by their SHA-256.

    Raises:
        KnownError: one cannot be read.
        OSError: the same.
    """
    from nursedesk.protocol import loader

    listed = tomllib.loads((folder / "manifest.toml").read_text(encoding="utf-8"))["file"]
    found = {loader.load(path).sha256 for path in loader.installed(folder)}
    for one in listed:
        if one["sha256"] not in found:
            return _amiss("protocol", f"{one['id']} {one['version']} is not the delivered file")
    words = (f"{one['id']} {one['version']} ({one['sha256'][:12]})" for one in listed)
    return _fine("protocol", f"as delivered: {', '.join(words)}")


def rights(folder: Path) -> Check:
    """Whether the data folder, or the place where it will be made, is fit to be written to.

    Raises:
        KnownError: it lies where no live record may lie.
        OSError: it cannot be written to.
    """
    from nursedesk.store.live_folder import SystemDrives, must_be_local

    must_be_local(folder, SystemDrives())
    there, where = _there(folder), str(folder)
    with tempfile.TemporaryFile(dir=there):
        pass
    if there != folder:
        return _fine("data folder", "made at the first start", where=where)
    if os.name != "posix":  # the list of rights that it was made with is not read back
        return _fine("data folder", "can be written to", where=where)
    if stat.S_IMODE(folder.stat().st_mode) & 0o077:
        words = "can be read by other users of this machine; its mode must be 700"
        return _amiss("data folder", words, where=where)
    return _fine("data folder", "for its owner alone", where=where)


def space(folder: Path) -> Check:
    """How much the disk of the data folder has left.

    Raises:
        OSError: the disk does not say.
    """
    free = shutil.disk_usage(_there(folder)).free
    told = f"{free / 1e9:.1f} GB"
    if free < _LEAST_FREE_BYTES:
        return _amiss("free space", f"{told}; {_LEAST_FREE_BYTES / 1e9:.0f} GB are needed")
    return _fine("free space", told)


def _there(folder: Path) -> Path:
    """The folder, or the nearest one above it that exists."""
    return next(place for place in (folder, *folder.parents) if place.exists())


def _time(clock: Clock) -> Check:
    now = clock.now()
    shown = f"{moment(now, clock.zone)}, zone {clock.zone}"
    if now.year < _OLDEST_YEAR:
        return _amiss("clock", f"{shown}: it is set to the past")
    known = _SYNCHRONISED.exists()
    how = "synchronised" if known else "whether it is synchronised is not known here"
    return _fine("clock", f"{shown}, {how}")


def display(system: str, environment: Mapping[str, str]) -> Check:
    """Where windows will open; `system` as in `sys.platform`."""
    if system in {"win32", "darwin"}:
        return _fine("display", "the desktop's")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        if environment.get(name):
            return _fine("display", f"by {name}", where=environment[name])
    return _amiss("display", "none, so no window can open (commands work)")


def _bytes(folder: Path) -> int:
    """How much all files in a folder hold; what cannot be looked at counts nothing."""
    total = 0
    for place, _folders, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(place, name)).st_size
            except OSError:  # gone meanwhile, or not ours to look at
                continue
    return total
