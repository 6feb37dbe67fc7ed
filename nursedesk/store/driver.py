"""The database driver (SQLCipher), typed: the one module that imports it."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol, cast

import sqlcipher3.dbapi2 as _dbapi  # type: ignore[import-untyped]

from nursedesk.errors import KnownError

Error: type[Exception] = _dbapi.Error

BUSY_SECONDS = 10.0
_OLDEST_SQLITE = (3, 51, 3)  # before it, resetting the write-ahead log could corrupt the file
# The driver gives the errors of a backup and of another key no name, only SQLite's words for it.
_NAMES = {
    "disk I/O error": "SQLITE_IOERR",
    "database or disk is full": "SQLITE_FULL",
    "unable to open database file": "SQLITE_CANTOPEN",
    "attempt to write a readonly database": "SQLITE_READONLY",
    "database is locked": "SQLITE_BUSY",
    "database table is locked": "SQLITE_LOCKED",
    "database disk image is malformed": "SQLITE_CORRUPT",
    "file is not a database": "SQLITE_NOTADB",
}

Row = tuple[Any, ...]


class Cursor(Protocol):
    """What a statement answered."""

    def fetchone(self) -> Row | None:
        """The next row."""

    def fetchall(self) -> list[Row]:
        """All rows that are left."""


class Connection(Protocol):
    """One connection in autocommit mode: a transaction is what BEGIN and COMMIT enclose."""

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""

    def execute(self, sql: str, parameters: Sequence[object] = (), /) -> Cursor:
        """Runs one statement."""

    def set_key(self, key: str, /) -> None:
        """Gives SQLCipher the key, without a statement that a cache or a trace would keep."""

    def reset_key(self, key: str, /) -> None:
        """Writes every page anew under another key, in one transaction."""

    def backup(self, target: Connection, /) -> None:
        """Copies the whole database into another connection's file, page by page."""

    def close(self) -> None:
        """Closes; an open transaction is rolled back."""


def module() -> ModuleType:
    """The driver as SQLAlchemy's `module=` wants it.

    Raises:
        KnownError: the SQLite inside is too old to be trusted with a record.
    """
    if _dbapi.sqlite_version_info < _OLDEST_SQLITE:
        raise KnownError(
            "database-library-too-old",
            f"The database library of this installation (SQLite {_dbapi.sqlite_version}) is too "
            "old to keep a record safely.",
            saved="Nothing was changed.",
            do="Install NurseDesk again with the versions it names.",
        )
    return cast("ModuleType", _dbapi)


def versions() -> tuple[str, str]:
    """The version of SQLite and that of SQLCipher around it.

    Raises:
        KnownError: as `module`.
    """
    with contextlib.closing(module().connect(":memory:")) as connection:
        row = connection.execute("PRAGMA cipher_version").fetchone()
    return str(_dbapi.sqlite_version), str(row[0]).split()[0] if row else "unknown"


def open_file(path: Path, *, finished: bool = False) -> Connection:
    """A connection to a file that exists, without a key yet. Any thread may use it, one at a time.

    `finished`: nobody writes to it any more; it is read as it lies there and not touched.

    Raises:
        Error: the file cannot be opened.
    """
    return cast(
        "Connection",
        module().connect(
            f"{path.absolute().as_uri()}?{'mode=ro&immutable=1' if finished else 'mode=rw'}",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            timeout=BUSY_SECONDS,
        ),
    )


def kind(error: Exception) -> str:
    """SQLite's primary name of an error (`SQLITE_FULL`), empty when it has none."""
    name = getattr(error, "sqlite_errorname", None)
    return str(name or _NAMES.get(str(error), ""))
