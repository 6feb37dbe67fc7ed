"""Nobody changes, deletes, replaces or forks an entry, even with the key and any SQL."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from nursedesk.chart.entry import Entry, Position
from nursedesk.errors import KnownError
from nursedesk.store import driver, guards
from nursedesk.store.chart_store import SqlChartStore
from nursedesk.store.driver import Connection
from nursedesk.store.rows import INSERT, row_of
from tests.store.sealing import KEY, add, sealer

_REPLACE = INSERT.replace("INSERT", "INSERT OR REPLACE", 1)
_IGNORE = INSERT.replace("INSERT", "INSERT OR IGNORE", 1)
_UPSERT = INSERT + " ON CONFLICT DO UPDATE SET author = 'mallory'"


@pytest.fixture(params=["ON", "OFF"], autouse=True)
def recursive_triggers(request: pytest.FixtureRequest, raw: Connection) -> None:
    """The guards must not lean on a pragma that an attacker leaves out."""
    raw.execute(f"PRAGMA recursive_triggers = {request.param}")


def _forged(position: Position, session: UUID | None = None, intent: UUID | None = None) -> Entry:
    return sealer(intent or uuid4(), session, says="forged", changes={"author": "mallory"})(
        position
    )


def _position(seq: int, prev: bytes, session_seq: int | None = None) -> Position:
    return Position(epoch=1, seq=seq, prev=prev, session_seq=session_seq, session_prev=None)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE chart_entry SET author = 'mallory' WHERE seq = 1",
        "UPDATE chart_entry SET seq = 9 WHERE seq = 2",
        "UPDATE OR REPLACE chart_entry SET seq = 1 WHERE seq = 2",
        "DELETE FROM chart_entry WHERE seq = 2",
        "DELETE FROM chart_entry",
        "UPDATE document SET content = x'00'",
        "DELETE FROM document",
        "INSERT OR REPLACE INTO document SELECT sha256, NULL, 1, x'00' FROM document",
        """INSERT OR REPLACE INTO document (rowid, sha256, base, size, content)
           SELECT rowid, hex(randomblob(32)), NULL, 1, x'00' FROM document""",
        """INSERT INTO document SELECT sha256, NULL, 1, x'00' FROM document WHERE true
           ON CONFLICT DO UPDATE SET content = x'00'""",
    ],
)
def test_nothing_is_changed_or_deleted(store: SqlChartStore, raw: Connection, sql: str) -> None:
    written = [add(store, documents=[b"signed"]), add(store), add(store)]
    with pytest.raises(driver.Error, match=r"never|already"):
        raw.execute(sql)
    assert store.entries() == written
    assert raw.execute("SELECT content FROM document").fetchall() == [(b"signed",)]


@pytest.mark.parametrize("insert", [INSERT, _REPLACE, _IGNORE, _UPSERT])
def test_no_insert_replaces_or_forks(store: SqlChartStore, raw: Connection, insert: str) -> None:
    session = uuid4()
    first = add(store)
    second = add(store, session)
    third = add(store, session)
    forgeries = {
        "the last once more": third,
        "in place of the last": _forged(_position(2, second.hash)),
        "in place of one inside": _forged(_position(1, first.hash)),
        "a fork": _forged(_position(3, second.hash)),
        "a second beginning": _forged(_position(3, bytes(32))),
        "a gap": _forged(_position(4, third.hash)),
        "before the first": _forged(_position(-1, third.hash)),
        "an intent again": _forged(_position(3, third.hash), intent=second.header.intent),
        "a session's place again": _forged(_position(3, third.hash, 1), session),
        "a gap in a session": _forged(_position(3, third.hash, 3), session),
        "a session without a place": _forged(_position(3, third.hash), session),
    }
    for name, forged in forgeries.items():
        with pytest.raises(driver.Error):
            raw.execute(insert, row_of(forged))
        assert store.entries() == [first, second, third], name


def test_an_epoch_does_not_go_back(store: SqlChartStore, raw: Connection) -> None:
    last = add(store)
    position = Position(epoch=0, seq=1, prev=last.hash, session_seq=None, session_prev=None)
    with pytest.raises(driver.Error, match="epoch"):
        raw.execute(INSERT, row_of(_forged(position)))


def test_without_its_guard_an_entry_would_be_replaced(
    store: SqlChartStore, raw: Connection, request: pytest.FixtureRequest
) -> None:
    """The attack is real: the tests above are red when the insert guard is gone."""
    add(store)
    raw.execute("PRAGMA recursive_triggers = OFF")
    raw.execute("DROP TRIGGER chart_entry_insert_guard")
    raw.execute(_REPLACE, row_of(_forged(_position(0, bytes(32)))))
    assert [entry.header.author for entry in store.entries()] == ["mallory"]


@pytest.mark.parametrize("name", sorted(guards.triggers()))
def test_a_chart_without_a_guard_is_not_opened(
    store: SqlChartStore, raw: Connection, name: str
) -> None:
    raw.execute(f"DROP TRIGGER {name}")
    with pytest.raises(KnownError, match=name) as refused:
        SqlChartStore.open(store._database.path, KEY)
    assert refused.value.code == "guard-missing"
