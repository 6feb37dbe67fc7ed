"""A disk that refuses: the truth about what was saved, nothing half, nothing twice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

import pytest

from nursedesk.errors import KnownError
from nursedesk.store import driver
from nursedesk.store.chart_store import SqlChartStore
from nursedesk.store.database import Database
from nursedesk.store.driver import Connection, Cursor
from nursedesk.store.files import make_empty
from tests.store.sealing import KEY, add


def _error(name: str) -> Exception:
    error = driver.Error(f"sabotage: {name}")
    error.sqlite_errorname = name  # type: ignore[attr-defined]
    return error


class Sabotaged:
    """A connection on which some statements fail, before or after they were done."""

    def __init__(self, real: Connection, name: str, *statements: str, after: bool = False) -> None:
        self._real = real
        self._statements = statements
        self._name = name
        self._after = after

    @property
    def in_transaction(self) -> bool:
        return self._real.in_transaction

    def execute(self, sql: str, parameters: Sequence[object] = (), /) -> Cursor:
        if not sql.startswith(self._statements):
            return self._real.execute(sql, parameters)
        if self._after:
            self._real.execute(sql, parameters)
        raise _error(self._name)

    def set_key(self, key: str, /) -> None:
        self._real.set_key(key)

    def reset_key(self, key: str, /) -> None:
        self._real.reset_key(key)

    def backup(self, target: Connection, /) -> None:
        self._real.backup(target)

    def close(self) -> None:
        self._real.close()


def _sabotage(store: SqlChartStore, statement: str, name: str, *, after: bool = False) -> None:
    store._connection = Sabotaged(store._open_connection(), name, statement, after=after)


@pytest.mark.parametrize(
    "statement", ["BEGIN", "SELECT", "INSERT INTO document", "INSERT", "COMMIT"]
)
@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("SQLITE_IOERR", "disk-error"),
        ("SQLITE_FULL", "disk-full"),
        ("SQLITE_READONLY", "chart-read-only"),
        ("SQLITE_BUSY", "chart-busy"),
        ("SQLITE_CORRUPT", "chart-damaged"),
    ],
)
def test_what_failed_was_not_saved_and_can_be_repeated(
    store: SqlChartStore, statement: str, name: str, code: str
) -> None:
    intent, first = uuid4(), add(store)
    _sabotage(store, statement, name)
    with pytest.raises(KnownError) as refused:
        add(store, intent=intent, documents=[b"signed"])
    assert refused.value.code == code
    assert refused.value.saved == "Nothing was saved."
    if isinstance(store._connection, Sabotaged):
        store._connection = store._connection._real
    assert store.entries() == [first]
    written = add(store, intent=intent, documents=[b"signed"])
    assert store.entries() == [first, written]


def test_an_error_after_the_commit_is_told_as_saved(store: SqlChartStore) -> None:
    intent = uuid4()
    _sabotage(store, "COMMIT", "SQLITE_IOERR", after=True)
    with pytest.raises(KnownError) as refused:
        add(store, intent=intent, documents=[b"signed"])
    assert refused.value.code == "entry-saved-disk-error"
    assert refused.value.saved == "The entry was saved (entry 1.0)."
    [entry] = store.entries()
    assert add(store, intent=intent) == entry
    assert store.entries() == [entry]


def test_a_saved_entry_that_the_disk_did_not_confirm_is_told_so(
    store: SqlChartStore, raw: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driver, "BUSY_SECONDS", 0.1)
    _sabotage(store, "COMMIT", "SQLITE_IOERR", after=True)
    raw.execute("BEGIN")
    raw.execute("SELECT * FROM chart_entry").fetchall()
    with pytest.raises(KnownError, match="has not confirmed it yet") as refused:
        add(store)
    assert refused.value.code == "entry-saved-disk-error"
    raw.execute("ROLLBACK")


@pytest.mark.parametrize(
    ("name", "also_refused", "code"),
    [
        ("SQLITE_IOERR", (), "disk-error"),
        ("SQLITE_IOERR", ("PRAGMA wal_checkpoint",), "disk-error"),
        (
            "SQLITE_IOERR",
            ("PRAGMA wal_checkpoint", "INSERT OR REPLACE INTO draft"),
            "entry-unknown",
        ),
        ("SQLITE_FULL", ("PRAGMA wal_checkpoint", "INSERT OR REPLACE INTO draft"), "disk-full"),
    ],
)
def test_not_saved_is_claimed_only_when_no_restart_can_bring_the_entry(
    store: SqlChartStore,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    also_refused: tuple[str, ...],
    code: str,
) -> None:
    """A commit whose sync failed may stand in the log of a file that a helper holds open."""
    real = Database.connect
    _sabotage(store, "COMMIT", name)
    if also_refused:
        monkeypatch.setattr(
            Database, "connect", lambda self: Sabotaged(real(self), name, *also_refused)
        )
    with pytest.raises(KnownError) as refused:
        add(store)
    assert refused.value.code == code
    assert (refused.value.saved == "Nothing was saved.") == (code != "entry-unknown")
    monkeypatch.undo()
    assert store.entries() == []
    assert store.draft("after a disk error") is None


def test_when_the_chart_cannot_be_read_back_nothing_is_claimed(
    store: SqlChartStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    intent = uuid4()
    _sabotage(store, "COMMIT", "SQLITE_IOERR", after=True)
    with monkeypatch.context() as broken:
        broken.setattr(Database, "_prepare", _raise_io_error)
        with pytest.raises(KnownError) as refused:
            add(store, intent=intent)
        assert refused.value.code == "entry-unknown"
        assert "not known" in refused.value.saved
        with pytest.raises(KnownError) as refused:
            store.entries()
        assert refused.value.code == "disk-error"
    [entry] = store.entries()
    assert add(store, intent=intent) == entry


def _raise_io_error(*_arguments: object) -> None:
    raise _error("SQLITE_IOERR")


def test_a_full_database_says_so(store: SqlChartStore) -> None:
    add(store)
    connection = store._open_connection()
    connection.execute("PRAGMA max_page_count = 1")  # SQLite makes it the present size
    with pytest.raises(KnownError) as refused:
        add(store, documents=[os.urandom(90_000)])
    assert refused.value.code == "disk-full"
    assert refused.value.saved == "Nothing was saved."
    count = len(store.entries())
    assert add(store).header.seq == count


def test_a_connection_of_a_read_only_disk_is_not_kept(store: SqlChartStore, path: Path) -> None:
    store._hang_up()
    store._connection = Database(path, KEY, only_queries=True).connect()
    with pytest.raises(KnownError) as refused:
        add(store)
    assert refused.value.code == "chart-read-only"
    written = add(store)
    assert store.entries() == [written]


def test_on_a_full_disk_reading_goes_on_where_nothing_can_be_opened(
    store: SqlChartStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = add(store)
    _sabotage(store, "INSERT", "SQLITE_FULL")
    monkeypatch.setattr(Database, "_prepare", _raise_io_error)
    with pytest.raises(KnownError) as refused:
        add(store)
    assert refused.value.code == "disk-full"
    assert refused.value.saved == "Nothing was saved."
    assert store.entries() == [first]


def test_a_backup_that_a_full_disk_refused_has_a_name(raw: Connection, path: Path) -> None:
    copy = path.with_name("copy.db")
    make_empty(copy)
    target = Database(copy, KEY).connect()
    target.execute("PRAGMA max_page_count = 1")
    with pytest.raises(driver.Error) as refused:
        raw.backup(target)
    assert driver.kind(refused.value) == "SQLITE_FULL"
    target.close()


def test_drafts_and_documents_tell_a_failing_disk(
    store: SqlChartStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Database, "_prepare", _raise_io_error)
    _sabotage(store, "SELECT", "SQLITE_IOERR")
    for read in (store.draft, store.document):
        with pytest.raises(KnownError) as refused:
            read("ab" * 32)
        assert refused.value.code == "disk-error"


def test_a_draft_that_a_full_disk_refused_is_told(store: SqlChartStore, raw: Connection) -> None:
    with store._database.engine().connect() as pooled:
        pooled.exec_driver_sql("PRAGMA max_page_count = 1")
    with pytest.raises(KnownError) as refused:
        store.save_draft("bag", os.urandom(90_000))
    assert refused.value.code == "disk-full"
    assert "may not be kept" in refused.value.saved
    assert store.draft("bag") is None


@pytest.mark.parametrize("limit", [0, 120_000, 200_000, 203_456, 260_000])
def test_a_disk_that_refuses_to_grow_leaves_nothing_half(path: Path, limit: int) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.store.full_disk", str(path), str(limit)],
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stderr == ""
    told = json.loads(done.stdout)
    assert told["do"]
    assert told["lost"] == 0
    assert told["broken"] == []
    assert told["held"] == told["acknowledged"] + told["refused_is_there"]
    assert told["documents"] == told["held"] - 5
    assert told["after"] == told["acknowledged"] + 1
    if told["code"] == "entry-unknown":
        assert limit == 0
    else:
        assert (told["saved"] == "Nothing was saved.") != told["refused_is_there"]
        assert told["readable"] == told["held"]
