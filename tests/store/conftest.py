"""A new encrypted chart for each test, and hands that reach past the store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from nursedesk.store.chart_store import SqlChartStore
from nursedesk.store.database import Database
from nursedesk.store.driver import Connection
from tests.store.sealing import KEY


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A new chart's bytes: made once, because Alembic takes its time."""
    path = tmp_path_factory.mktemp("blank") / "chart.db"
    SqlChartStore.create(path, KEY).close()
    return path.read_bytes()


@pytest.fixture
def path(blank: bytes, tmp_path: Path) -> Path:
    """A new, closed chart."""
    path = tmp_path / "chart" / "chart.db"
    path.parent.mkdir(mode=0o700)
    path.touch(mode=0o600)
    path.write_bytes(blank)
    return path


@pytest.fixture
def store(path: Path) -> Iterator[SqlChartStore]:
    """A new chart, open."""
    store = SqlChartStore.open(path, KEY)
    yield store
    store.close()


@pytest.fixture
def raw(store: SqlChartStore, path: Path) -> Iterator[Connection]:
    """A second connection with the right key: what an attacker who has it could use."""
    connection = Database(path, KEY).connect()
    yield connection
    connection.close()
