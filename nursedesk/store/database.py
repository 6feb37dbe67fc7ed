"""One encrypted file and its key: connections with every pragma set, and SQLAlchemy's engine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from nursedesk.errors import BugError, KnownError
from nursedesk.store import driver, faults
from nursedesk.store.driver import Connection

if TYPE_CHECKING:
    from sqlalchemy import Connection as EngineConnection
    from sqlalchemy import Engine

KEY_BYTES = 32
SALT_BYTES = 16
WRITES = "nursedesk_writes"  # execution option of an engine connection that will write

# Pragmas belong to the connection, but for journal_mode. WAL with FULL lost no commit in
# simulated power losses; NORMAL did. `fullfsync` matters on macOS only.
_PRAGMAS = (
    ("cipher_memory_security", "ON", "1"),
    ("temp_store", "MEMORY", "2"),
    ("foreign_keys", "ON", "1"),
    ("recursive_triggers", "ON", "1"),
    ("trusted_schema", "OFF", "0"),
    ("synchronous", "FULL", "2"),
    ("fullfsync", "ON", "1"),
    ("checkpoint_fullfsync", "ON", "1"),
)


class Database:
    """The chart's file with its raw key: 32 bytes and the 16 bytes of salt at the file's start.

    `finished`: it is a copy to which nobody writes any more; it is read and not touched.
    """

    def __init__(
        self, path: Path, key48: bytes, *, only_queries: bool = False, finished: bool = False
    ) -> None:
        if len(key48) != KEY_BYTES + SALT_BYTES:
            raise BugError("a chart's key has 48 bytes")
        self.path = path
        self._only_queries = only_queries or finished
        self._finished = finished
        self._key = key48
        self._engine: Engine | None = None

    def connect(self) -> Connection:
        """A connection with the key given and the pragmas set, in autocommit mode.

        Raises:
            KnownError: no such file, not this ward's, damaged, read-only, folder not writable.
        """
        try:
            connection = driver.open_file(self.path, finished=self._finished)
        except driver.Error as error:
            raise faults.opening_fault(self.path, self._key[KEY_BYTES:], error) from error
        try:
            self._prepare(connection)
        except driver.Error as error:
            connection.close()
            raise faults.opening_fault(self.path, self._key[KEY_BYTES:], error) from error
        except BaseException:
            connection.close()
            raise
        return connection

    def engine(self) -> Engine:
        """SQLAlchemy's engine for SQLModel's queries and for Alembic, made at its first use.

        Its transactions are plain BEGIN, and BEGIN IMMEDIATE with the execution option `WRITES`:
        SQLAlchemy's own way lets two writers read the same head.
        """
        if self._engine is None:
            self._engine = _make_engine(self)
        return self._engine

    def dispose(self) -> None:
        """Closes the engine's connections."""
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None

    def _prepare(self, connection: Connection) -> None:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.set_key(f"x'{self._key.hex()}'")
        for name, value, read_back in _PRAGMAS:
            connection.execute(f"PRAGMA {name} = {value}")
            if pragma(connection, name) != read_back:
                raise BugError(f"the database library does not know {name} = {value}")
        if self._only_queries:
            connection.execute("PRAGMA query_only = ON")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if self._finished:
            return
        if pragma(connection, "journal_mode") != "wal" and not _set_wal(connection):
            raise KnownError(
                "disk-not-suitable",
                f"The folder {self.path.parent} is on a disk that cannot keep a chart safely "
                "(no write-ahead log: often a network or cloud folder).",
                saved=faults.NOTHING_CHANGED,
                do="Choose a folder on a disk of this workstation.",
            )


def _set_wal(connection: Connection) -> bool:
    row = connection.execute("PRAGMA journal_mode = WAL").fetchone()
    return row is not None and row[0] == "wal"


def pragma(connection: Connection, name: str) -> str:
    """A pragma's value on this connection."""
    row = connection.execute(f"PRAGMA {name}").fetchone()
    return "" if row is None else str(row[0])


def _make_engine(database: Database) -> Engine:
    from sqlalchemy import QueuePool, create_engine, event

    engine = create_engine(
        "sqlite://", creator=database.connect, module=driver.module(), poolclass=QueuePool
    )

    def begin(connection: EngineConnection) -> None:
        writes = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    event.listen(engine, "begin", begin)
    return engine
