"""`SqlChartStore`: the port `ChartStore` over one encrypted file."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from nursedesk.chart.entry import Entry, Position
from nursedesk.errors import BugError
from nursedesk.store import append, documents, driver, faults, reads, schema, settle
from nursedesk.store.database import WRITES, Database
from nursedesk.store.driver import Connection

if TYPE_CHECKING:
    from sqlmodel import Session

# SQLCipher reads nothing more on a connection that met one damaged page; and one that was opened
# while nobody could write to the disk writes nothing later either.
_SPOILS = faults.DAMAGE | {"SQLITE_READONLY"}
_DRAFT_UNSURE = "What is half filled in may not be kept; the record is untouched."


class SqlChartStore:
    """The chart of one ward. Any thread may call it; one call runs at a time.

    Appends and the fold's reads share one driver connection; the rest are SQLModel's queries.
    """

    def __init__(self, database: Database, connection: Connection) -> None:
        self._database = database
        self._connection: Connection | None = connection
        self._closed = self._spoilt = False
        self._refused = False  # an append: what was opened since may be for reading alone
        self._one_at_a_time = threading.RLock()

    @classmethod
    def create(cls, path: Path, key48: bytes) -> SqlChartStore:
        """Makes a new chart and opens it; the key is 32 bytes and 16 of salt.

        Raises:
            KnownError: a chart is there already, or the folder refuses.
        """
        from nursedesk.store import migrate

        migrate.make_new(path, key48)
        return cls.open(path, key48)

    @classmethod
    def open(cls, path: Path, key48: bytes) -> SqlChartStore:
        """Opens a chart, bringing an older one to this program's schema first.

        Raises:
            KnownError: missing, another ward's, damaged, newer, read-only, folder not writable.
        """
        database = Database(path, key48)
        if path.exists() and path.stat().st_size == 0:
            raise faults.not_a_chart(path)
        connection = database.connect()
        try:
            due = schema.migration_due(connection, path)
            if not due:
                _check_usable(connection, path)
        except driver.Error as error:
            connection.close()
            raise faults.disk_fault(path, error, faults.NOTHING_CHANGED) from error
        except BaseException:
            connection.close()
            raise
        if not due:
            return cls(database, connection)
        from nursedesk.store import migrate

        connection.close()
        migrate.migrate(path, key48)
        return cls.open(path, key48)

    @classmethod
    def open_for_queries(cls, path: Path, key48: bytes) -> SqlChartStore:
        """Opens a chart of this program's schema beside the program that writes to it.

        Raises:
            KnownError: as `open`; an older schema is not brought up to date here.
        """
        database = Database(path, key48, only_queries=True)
        return cls(database, database.connect())

    @classmethod
    def open_finished(cls, path: Path, key48: bytes) -> SqlChartStore:
        """Opens a copy to which nobody writes any more; the file is not touched.

        Raises:
            KnownError: missing, another ward's, damaged.
        """
        database = Database(path, key48, finished=True)
        return cls(database, database.connect())

    def append(
        self,
        intent: UUID,
        session: UUID | None,
        seal: Callable[[Position], Entry],
        documents: Sequence[bytes] = (),
        *,
        epoch: int = append.FIRST_EPOCH,
    ) -> Entry:
        with self._one_at_a_time:
            connection = self._open_connection(anew=self._refused)
            if connection.in_transaction:
                raise BugError("an append inside another append")
            try:
                entry = append.append(connection, intent, session, seal, documents, epoch=epoch)
            except driver.Error as error:
                raise self._settled(intent, error) from error
            self._refused = False
            return entry

    @contextmanager
    def one_moment(self) -> Iterator[None]:
        with self._one_at_a_time:
            with self._reading() as connection:
                connection.execute("BEGIN")
            try:
                yield
            finally:
                with suppress(driver.Error):  # nothing was written; the reading has told its own
                    append.roll_back(connection)

    def ward_entries(self, after: int = -1) -> list[Entry]:
        with self._reading() as connection:
            return reads.ward_entries(connection, after)

    def session_entries(self, session: UUID, after: int = -1) -> list[Entry]:
        with self._reading() as connection:
            return reads.session_entries(connection, session, after)

    def sessions(self) -> list[UUID]:
        with self._reading() as connection:
            return reads.sessions(connection)

    def open_sessions(self, *, at: int | None = None) -> list[UUID]:
        with self._reading() as connection:
            return reads.open_sessions(connection, at)

    def closings(self) -> dict[UUID, tuple[int, bytes]]:
        with self._reading() as connection:
            return reads.closings(connection)

    def of_kinds(self, kinds: Collection[str]) -> list[Entry]:
        with self._reading() as connection:
            return reads.of_kinds(connection, kinds)

    def last_of(
        self, kind: str, *, before: int | None = None, author: str | None = None
    ) -> Entry | None:
        with self._reading() as connection:
            return reads.last_of(connection, kind, before, author)

    def entries(self, after: int = -1, at_most: int = 10_000) -> list[Entry]:
        with self._reading() as connection:
            return reads.entries(connection, after, at_most)

    def last(self) -> Entry | None:
        with self._reading() as connection:
            return reads.last(connection)

    def one(self, seq: int) -> Entry | None:
        with self._reading() as connection:
            return reads.one(connection, seq)

    def counts(self) -> dict[str, int]:
        with self._reading() as connection:
            return reads.counts(connection)

    @property
    def revision(self) -> str:
        with self._reading() as connection:
            return schema.revision(connection, self._database.path)

    def file_faults(self) -> list[str]:
        with self._reading() as connection:
            return reads.file_faults(connection)

    def document(self, sha256: str) -> bytes:
        with self._reading() as connection:
            content = documents.read(connection, sha256)
        if hashlib.sha256(content).hexdigest() != sha256:
            self._spoilt = True  # a damaged page is read as zeros once, then nothing more is
            raise documents.damaged(self._database.path, sha256)
        return content

    def save_draft(self, key: str, content: bytes | None) -> None:
        from nursedesk.store.models import Draft

        with self._querying(writes=True) as query:
            if content is not None:
                query.merge(Draft(key=key, content=content))
            elif (draft := query.get(Draft, key)) is not None:
                query.delete(draft)
            query.commit()

    def draft(self, key: str) -> bytes | None:
        with self._reading() as connection:
            return reads.draft(connection, key)

    def close(self) -> None:
        with self._one_at_a_time:
            self._closed = True
            self._hang_up()

    def _hang_up(self) -> None:
        self._spoilt = False
        self._database.dispose()
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _open_connection(self, *, anew: bool = False) -> Connection:
        if self._closed:
            raise BugError("the chart is closed")
        in_use = self._connection is not None and self._connection.in_transaction
        if (anew or self._spoilt) and not in_use:
            self._hang_up()
        if self._connection is None:  # lost to a disk fault; perhaps the disk is back
            self._connection = self._database.connect()
        return self._connection

    def _settled(self, intent: UUID, error: Exception) -> Exception:
        name = driver.kind(error)
        self._refused = name == "SQLITE_READONLY" or name not in settle.NOT_COMMITTED
        if name in settle.NOT_COMMITTED:
            return faults.disk_fault(self._database.path, error)
        self._hang_up()
        self._connection, answer = settle.settle(self._database, intent, error)
        return answer

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._one_at_a_time:
            connection = self._open_connection()
            try:
                yield connection
            except driver.Error as error:
                self._spoilt = driver.kind(error) in _SPOILS
                raise faults.disk_fault(
                    self._database.path, error, faults.NOTHING_CHANGED
                ) from error

    @contextmanager
    def _querying(self, *, writes: bool = False) -> Iterator[Session]:
        from sqlalchemy.exc import DBAPIError
        from sqlmodel import Session

        with self._one_at_a_time:
            if self._open_connection().in_transaction and writes:
                raise BugError("a draft inside an append")
            engine = self._database.engine().execution_options(**{WRITES: writes})
            try:
                with Session(engine) as query:
                    yield query
            except DBAPIError as error:
                cause = error.orig if isinstance(error.orig, Exception) else error
                self._spoilt = driver.kind(cause) in _SPOILS
                saved = _DRAFT_UNSURE if writes else faults.NOTHING_CHANGED
                raise faults.disk_fault(self._database.path, cause, saved) from error


def _check_usable(connection: Connection, path: Path) -> None:
    schema.check_guards(connection, path)
    try:  # a statement that could write: BEGIN IMMEDIATE alone passes on a read-only file
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("DELETE FROM draft WHERE false")
        connection.execute("ROLLBACK")
    except driver.Error as error:
        raise faults.disk_fault(path, error, faults.NOTHING_CHANGED) from error
