"""What is wrong with the file itself; a checkpoint that stopped half way is not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from nursedesk.errors import KnownError
from nursedesk.store.chart_store import SqlChartStore
from nursedesk.store.database import Database
from nursedesk.store.driver import Connection
from tests.store.sealing import KEY, add

_PAGE = 4096


def grow(store: SqlChartStore, entries: int) -> None:
    session = uuid4()
    for _ in range(entries):
        add(store, session, says="x" * 3000)


@pytest.fixture
def reader(path: Path) -> Iterator[Connection]:
    """Another program that begins to read when a test says so."""
    connection = Database(path, KEY, only_queries=True).connect()
    yield connection
    connection.close()


@pytest.fixture
def half_written_back(store: SqlChartStore, reader: Connection) -> SqlChartStore:
    """The log is written back as far as the reader's moment allows."""
    grow(store, 250)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM chart_entry").fetchone()
    grow(store, 650)
    return store


def faults_beside(path: Path) -> list[str]:
    beside = SqlChartStore.open_for_queries(path, KEY)
    try:
        return beside.file_faults()
    finally:
        beside.close()


def test_what_the_log_holds_is_not_missed_in_the_file(
    half_written_back: SqlChartStore, reader: Connection, path: Path
) -> None:
    believed = reader.execute("PRAGMA cipher_integrity_check").fetchall()
    assert believed, "the file alone looks damaged: else this test shows nothing"
    with pytest.raises(KnownError, match="could not be finished") as told:
        faults_beside(path)  # while the reader stays, nobody can tell
    assert told.value.code == "check-not-finished"

    reader.execute("COMMIT")
    assert faults_beside(path) == []
    assert half_written_back.file_faults() == []


def test_a_damaged_page_is_found(store: SqlChartStore, path: Path) -> None:
    grow(store, 20)
    store.close()
    spoilt = bytearray(path.read_bytes())
    spoilt[-_PAGE + 100] ^= 1
    path.write_bytes(spoilt)
    assert faults_beside(path)
    finished = SqlChartStore.open_finished(path, KEY)
    assert finished.file_faults()
    finished.close()
