"""Opening a chart: its pragmas are set, and what hinders it is said in a sentence."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from nursedesk.errors import KnownError
from nursedesk.store import driver
from nursedesk.store.chart_store import SqlChartStore
from nursedesk.store.database import Database, pragma
from nursedesk.store.driver import Connection
from tests.store.rights import ordinary_user
from tests.store.sealing import KEY, add


def _refusal(path: Path, key: bytes = KEY) -> KnownError:
    before = {p: p.read_bytes() for p in path.parent.iterdir()} if path.parent.is_dir() else {}
    with pytest.raises(KnownError) as refused:
        SqlChartStore.open(path, key)
    after = {p: p.read_bytes() for p in path.parent.iterdir()} if path.parent.is_dir() else {}
    assert {p: c for p, c in after.items() if not p.name.endswith(("-shm", "-wal"))} == before
    assert refused.value.saved == "Nothing was changed."
    assert refused.value.do
    return refused.value


def test_pragmas_are_set_on_each_connection(store: SqlChartStore, path: Path) -> None:
    def check(connection: Connection) -> None:
        assert pragma(connection, "journal_mode") == "wal"
        assert pragma(connection, "synchronous") == "2"
        assert pragma(connection, "temp_store") == "2"
        assert pragma(connection, "foreign_keys") == "1"
        assert pragma(connection, "recursive_triggers") == "1"
        assert pragma(connection, "cipher_memory_security") == "1"

    check(store._open_connection())
    with store._database.engine().connect() as pooled:
        check(pooled.connection.dbapi_connection)  # type: ignore[arg-type]


def test_a_new_chart_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "chart" / "chart.db"
    store = SqlChartStore.create(path, KEY)
    add(store)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    names = {"chart.db", "chart.db-wal", "chart.db-shm"}
    assert {p.name for p in path.parent.iterdir()} == names
    assert {stat.S_IMODE(p.stat().st_mode) for p in path.parent.iterdir()} == {0o600}
    store.close()
    assert [p.name for p in path.parent.iterdir()] == ["chart.db"]


def test_no_chart_is_made_where_one_is(path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(KnownError) as refused:
        SqlChartStore.create(path, KEY)
    assert refused.value.code == "chart-exists"
    assert path.read_bytes() == before


def test_what_a_crash_left_of_a_new_chart_is_no_hindrance(tmp_path: Path) -> None:
    path = tmp_path / "chart.db"
    for name in ("chart.db.new", "chart.db.new-wal", "chart.db.new-journal"):
        (tmp_path / name).write_bytes(b"half made")
    SqlChartStore.create(path, KEY).close()
    assert [p.name for p in tmp_path.iterdir()] == ["chart.db"]


def test_a_wrong_key_is_told_apart(path: Path) -> None:
    refusal = _refusal(path, bytes(48))
    assert refusal.code == "chart-wrong-key"
    assert "this ward's keys" in refusal.happened


def test_a_file_that_is_no_database_is_told_apart(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\x00" + bytes(4080))
    assert _refusal(path).code == "not-a-chart"
    path.write_bytes(b"A letter to ward IT.\n" * 400)
    assert _refusal(path).code == "chart-wrong-key"
    path.write_bytes(b"")
    assert _refusal(path).code == "not-a-chart"


def test_a_database_that_is_no_chart_is_told_apart(path: Path) -> None:
    connection = Database(path, KEY).connect()
    connection.execute("DROP TABLE alembic_version")
    connection.close()
    assert _refusal(path).code == "not-a-chart"


def test_a_damaged_file_is_told_apart(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    path.write_bytes(content)
    assert _refusal(path).code == "chart-damaged"


def test_a_damaged_page_is_told_when_it_is_read(path: Path) -> None:
    store = SqlChartStore.open(path, KEY)
    written = [add(store, says="x" * 300) for _ in range(200)]
    store.close()
    content = bytearray(path.read_bytes())
    for page in range(len(content) // 4096 - 30, len(content) // 4096):
        content[page * 4096 + 1000] ^= 1
    path.write_bytes(content)
    again = SqlChartStore.open(path, KEY)
    assert again.entries(at_most=50) == written[:50]
    with pytest.raises(KnownError) as refused:
        again.entries()
    assert refused.value.code == "chart-damaged"
    assert again.entries(at_most=50) == written[:50]
    again.close()


def test_a_newer_chart_is_refused_in_words(path: Path) -> None:
    connection = Database(path, KEY).connect()
    connection.execute("UPDATE alembic_version SET version_num = '0999'")
    connection.close()
    refusal = _refusal(path)
    assert refusal.code == "chart-newer"
    assert "newer NurseDesk" in str(refusal)
    assert "0999" in str(refusal)


def test_a_missing_chart_or_folder_is_told(tmp_path: Path) -> None:
    assert _refusal(tmp_path / "chart.db").code == "chart-missing"
    assert _refusal(tmp_path / "nowhere" / "chart.db").code == "chart-missing"


@pytest.fixture
def sealed_folder(path: Path) -> Iterator[Path]:
    path.parent.chmod(0o500)
    with ordinary_user():
        yield path.parent
    path.parent.chmod(0o700)


def test_an_unwritable_folder_is_told(sealed_folder: Path) -> None:
    assert _refusal(sealed_folder / "chart.db").code == "folder-not-writable"
    with pytest.raises(KnownError) as refused:
        SqlChartStore.create(sealed_folder / "new.db", KEY)
    assert refused.value.code == "folder-not-writable"
    assert refused.value.saved == "Nothing was saved."


def test_a_read_only_file_is_told(path: Path) -> None:
    path.chmod(0o400)
    with ordinary_user():
        assert _refusal(path).code == "chart-read-only"


def test_a_folder_that_cannot_be_made_is_told(path: Path) -> None:
    with pytest.raises(KnownError) as refused:
        SqlChartStore.create(path / "below" / "a-file.db", KEY)
    assert refused.value.code == "folder-missing"


def test_an_old_database_library_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver, "_OLDEST_SQLITE", (99, 0, 0))
    assert _refusal(path).code == "database-library-too-old"


def test_a_chart_that_others_keep_busy_is_told(
    path: Path, raw: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driver, "BUSY_SECONDS", 0.1)
    raw.execute("BEGIN IMMEDIATE")
    with pytest.raises(KnownError) as refused:
        SqlChartStore.open(path, KEY)
    assert refused.value.code == "chart-busy"
    raw.execute("ROLLBACK")


def test_opening_appending_and_folding_load_neither_sqlmodel_nor_alembic(path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; "
        "from tests.store.sealing import KEY, add; "
        "from nursedesk.store.chart_store import SqlChartStore; "
        "store = SqlChartStore.open(Path(sys.argv[1]), KEY); add(store); store.entries(); "
        "store.sessions(); store.close(); "
        "heavy = {'sqlmodel', 'sqlalchemy', 'pydantic', 'alembic', 'sqlite3'}; "
        "sys.exit(', '.join(heavy & set(sys.modules)) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, os.fspath(path)], check=False, capture_output=True
    )
    assert done.stderr == b""
    assert done.returncode == 0
