"""What stands beside the two blobs is compared with them at every reading."""

from __future__ import annotations

from uuid import UUID

import pytest

from nursedesk.errors import KnownError
from nursedesk.store import guards
from nursedesk.store.chart_store import SqlChartStore
from nursedesk.store.driver import Connection
from tests.store.sealing import add

_SESSION = UUID("0b9c9d6e-1f65-4c47-a6c6-2f7f1f6f5f01")

_OTHER = UUID("0b9c9d6e-1f65-4c47-a6c6-2f7f1f6f5f02")


def _alter(raw: Connection, sql: str) -> None:
    raw.execute("PRAGMA foreign_keys = OFF")
    raw.execute("PRAGMA ignore_check_constraints = ON")
    for name in guards.triggers():
        raw.execute(f"DROP TRIGGER {name}")
    raw.execute(sql)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("epoch", "2"),
        ("session_seq", "7"),
        ("intent", f"'{_OTHER.hex}'"),
        ("kind", "'bag-discarded'"),
        ("happened_at", "'2026-03-29 01:30:00.000251'"),
        ("recorded_at", "'2026-03-29 02:30:00.000250'"),
        ("author", "'mallory'"),
        ("witness", "'mallory'"),
        ("supersedes", "0"),
        ("prev_hash", "randomblob(32)"),
        ("hash", "randomblob(32)"),
        ("stored_header", "replace(stored_header, 'nina', 'nino')"),
        ("stored_header", "x'00'"),
        ("stored_header", "CAST(stored_header AS TEXT)"),
        ("stored_body", "replace(stored_body, 'rate', 'late')"),
    ],
)
def test_an_altered_column_names_the_entry(
    store: SqlChartStore, raw: Connection, column: str, value: str
) -> None:
    for _ in range(3):
        add(store, _SESSION, says="rate")
    _alter(raw, f"UPDATE chart_entry SET {column} = {value} WHERE seq = 1")
    with pytest.raises(KnownError) as found:
        store.session_entries(_SESSION)
    assert found.value.code == "record-damaged"
    assert found.value.facts["entry"] == ("2.1" if column == "epoch" else "1.1")
    assert "damaged" in str(found.value)


def test_an_entry_moved_to_another_session_is_missed(store: SqlChartStore, raw: Connection) -> None:
    for _ in range(3):
        add(store, _SESSION)
    _alter(raw, f"UPDATE chart_entry SET session = '{_OTHER.hex}' WHERE seq = 1")
    with pytest.raises(KnownError, match=r"1\.2 .* predecessor"):
        store.session_entries(_SESSION)


def test_a_deleted_entry_is_missed_in_its_session(store: SqlChartStore, raw: Connection) -> None:
    for _ in range(3):
        add(store, _SESSION)
    _alter(raw, "DELETE FROM chart_entry WHERE seq = 1")
    with pytest.raises(KnownError, match=r"1\.2 .* predecessor"):
        store.session_entries(_SESSION)
