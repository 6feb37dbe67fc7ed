"""Migrations: the schema they make is the models', and a failed one leaves the old chart."""

from __future__ import annotations

import contextlib
import re
import shutil
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from nursedesk.errors import KnownError
from nursedesk.store import driver, files, guards, migrate, schema
from nursedesk.store.chart_store import SqlChartStore
from nursedesk.store.database import WRITES, Database, pragma
from nursedesk.store.driver import Connection
from nursedesk.store.models import Table
from tests.store.sealing import KEY, add

_NOW = schema.REVISIONS[-1]
_NEXT = f"""
from alembic import op

revision = "next"
down_revision = "{_NOW}"


def upgrade():
    op.execute("CREATE TABLE note (number INTEGER NOT NULL)")
    {{then}}
"""


def _schema(connection: Connection) -> dict[str, str]:
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {
        name: " ".join(re.sub(r"([(),])", r" \1 ", sql).split()) for name, sql in rows.fetchall()
    }


def test_the_migrated_schema_is_the_models(raw: Connection, tmp_path: Path) -> None:
    files.make_empty(tmp_path / "models.db")
    database = Database(tmp_path / "models.db", KEY)
    Table.metadata.create_all(database.engine().execution_options(**{WRITES: True}))
    database.dispose()
    connection = database.connect()
    for sql in guards.triggers().values():
        connection.execute(sql)
    migrated = _schema(raw)
    assert migrated.pop("alembic_version")
    assert migrated == _schema(connection)
    assert "ck_chart_entry_prev_hash" in migrated["chart_entry"]
    assert set(guards.triggers()) <= set(migrated)
    connection.close()


def test_every_constraint_has_its_name(raw: Connection) -> None:
    for name, sql in _schema(raw).items():
        if sql.startswith("CREATE TABLE"):
            kinds = re.findall(r"(?<!\w)(?:CHECK|UNIQUE|PRIMARY KEY|FOREIGN KEY)(?!\w)", sql)
            assert len(kinds) == sql.count("CONSTRAINT"), name


def test_the_revisions_named_are_alembics(monkeypatch: pytest.MonkeyPatch) -> None:
    config = Config()
    config.set_main_option("script_location", str(migrate.scripts_folder()))
    scripts = ScriptDirectory.from_config(config)
    newest_first = [script.revision for script in scripts.walk_revisions()]
    assert list(reversed(newest_first)) == list(schema.REVISIONS)
    assert all(len(revision) <= 32 for revision in schema.REVISIONS)


@pytest.fixture
def second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program that is one revision ahead; the test writes what its newest revision does."""
    folder = tmp_path / "100 % scripts"
    shutil.copytree(migrate.scripts_folder(), folder)
    monkeypatch.setattr(migrate, "scripts_folder", lambda: folder)
    monkeypatch.setattr(schema, "REVISIONS", (*schema.REVISIONS, "next"))
    return folder / "versions" / "next.py"


@pytest.fixture
def old(path: Path) -> Path:
    store = SqlChartStore.open(path, KEY)
    for _ in range(20):
        add(store, says="before", documents=[b"signed"])
    store.save_draft("bag", b"half")
    store.close()
    return path


def test_an_older_chart_is_migrated_when_it_is_opened(old: Path, second: Path) -> None:
    second.write_text(_NEXT.format(then=""))
    (old.parent / "chart.db.migrating").write_bytes(b"left by a crash")
    store = SqlChartStore.open(old, KEY)
    assert len(store.entries()) == 20
    assert store.draft("bag") == b"half"
    assert schema.revision(store._open_connection(), old) == "next"
    assert pragma(store._open_connection(), "journal_mode") == "wal"
    assert add(store).header.seq == 20
    store.close()
    assert [p.name for p in old.parent.iterdir()] == ["chart.db"]
    assert old.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "then",
    [
        'op.execute("INSERT INTO nowhere VALUES (1)")',
        'op.execute("DROP TRIGGER chart_entry_no_update")',
        'op.execute("DELETE FROM chart_entry")',
        (
            "from nursedesk.store.guards import triggers\n"
            '    op.execute("DROP TRIGGER chart_entry_no_delete")\n'
            '    op.execute("DELETE FROM chart_entry WHERE seq = 19")\n'
            '    op.execute(triggers()["chart_entry_no_delete"])'
        ),
        (
            'with op.batch_alter_table("chart_entry") as table:\n'
            '        table.alter_column("author", new_column_name="writer")'
        ),
    ],
)
def test_a_failed_migration_leaves_the_old_chart(
    old: Path, second: Path, then: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    second.write_text(_NEXT.format(then=then))
    with pytest.raises(KnownError) as refused:
        SqlChartStore.open(old, KEY)
    assert refused.value.code == "migration-failed"
    assert refused.value.saved == "The chart stands as it was."
    _check_old(old, monkeypatch)


@pytest.mark.parametrize("step", ["copy", "_upgrade", "_check_copy", "put_in_place"])
def test_a_full_disk_while_migrating_leaves_the_old_chart(
    old: Path, second: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    second.write_text(_NEXT.format(then=""))

    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(migrate, step, full)
    with pytest.raises(KnownError) as refused:
        SqlChartStore.open(old, KEY)
    assert refused.value.code == "disk-full"
    assert refused.value.saved == "The chart stands as it was."
    _check_old(old, monkeypatch)


def test_a_defect_while_migrating_leaves_the_old_chart(
    old: Path, second: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    second.write_text(_NEXT.format(then='raise ZeroDivisionError("a defect")'))
    with pytest.raises(ZeroDivisionError):
        SqlChartStore.open(old, KEY)
    _check_old(old, monkeypatch)


def test_a_chart_that_others_have_open_is_not_migrated(
    old: Path, second: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driver, "BUSY_SECONDS", 0.1)
    second.write_text(_NEXT.format(then=""))
    other = Database(old, KEY).connect()
    with pytest.raises(KnownError) as refused:
        SqlChartStore.open(old, KEY)
    assert refused.value.code == "chart-busy"
    other.close()
    _check_old(old, monkeypatch)


def _check_old(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert [p.name for p in old.parent.iterdir()] == ["chart.db"]
    store = SqlChartStore.open(old, KEY)
    assert len(store.entries()) == 20
    assert store.draft("bag") == b"half"
    assert schema.revision(store._open_connection(), old) == _NOW
    assert add(store).header.seq == 20
    store.close()


def test_the_first_schema_is_given_what_entries_are_found_by(old: Path) -> None:
    with contextlib.closing(Database(old, KEY).connect()) as connection:
        now = _schema(connection)
        connection.execute("DROP INDEX ix_chart_entry_kind")
        connection.execute("DROP INDEX ix_chart_entry_closing")
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    store = SqlChartStore.open(old, KEY)
    assert _schema(store._open_connection()) == now
    assert len(store.entries()) == 20
    store.close()
