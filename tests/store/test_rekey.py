"""The chart under another key: old or new, whatever fails, and its triggers with it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from nursedesk.errors import KnownError
from nursedesk.store import driver, files, migrate, rekey
from nursedesk.store.chart_store import SqlChartStore
from nursedesk.store.database import SALT_BYTES, Database
from tests.store.sealing import KEY, add

NEW = bytes(reversed(range(48)))


@pytest.fixture
def chart(path: Path) -> Path:
    """A chart with twenty entries and a draft, closed."""
    store = SqlChartStore.open(path, KEY)
    for _ in range(20):
        add(store)
    store.save_draft("bag", b"half")
    store.close()
    return path


def check(path: Path, key: bytes, other: bytes) -> None:
    """The chart is whole under this key alone, and goes on."""
    store = SqlChartStore.open(path, key)
    assert len(store.entries()) == 20
    assert store.draft("bag") == b"half"
    assert add(store).header.seq == 20
    store.close()
    with pytest.raises(KnownError) as caught:
        SqlChartStore.open(path, other)
    assert caught.value.code == "chart-wrong-key"
    assert [p.name for p in path.parent.iterdir()] == ["chart.db"]


def test_the_chart_opens_with_the_new_key_alone(chart: Path) -> None:
    before = chart.read_bytes()
    rekey.rekey(chart, KEY, NEW)

    check(chart, NEW, KEY)
    assert chart.read_bytes()[:SALT_BYTES] == NEW[-SALT_BYTES:] != before[:SALT_BYTES]
    assert chart.stat().st_mode & 0o777 == 0o600


def test_done_again_it_does_no_harm(chart: Path) -> None:
    rekey.rekey(chart, KEY, NEW)
    once = chart.stat().st_ino
    rekey.rekey(chart, KEY, NEW)

    assert chart.stat().st_ino == once


def test_what_stands_in_the_log_alone_comes_along(chart: Path) -> None:
    """A killed program leaves entries in the write-ahead log."""
    if os.fork() == 0:
        store = SqlChartStore.open(chart, KEY)
        add(store)
        os.kill(os.getpid(), signal.SIGKILL)
    os.wait()
    assert chart.with_name("chart.db-wal").exists()
    rekey.rekey(chart, KEY, NEW)

    store = SqlChartStore.open(chart, NEW)
    assert len(store.entries()) == 21
    store.close()


@pytest.mark.parametrize(
    ("module", "step"),
    [(migrate, "copy"), (rekey, "_change_key"), (rekey, "_prove"), (migrate, "put_in_place")],
)
def test_a_full_disk_leaves_the_old_key(
    chart: Path, module: object, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as fault:
        fault.setattr(module, step, full)
        with pytest.raises(KnownError) as refused:
            rekey.rekey(chart, KEY, NEW)
    assert refused.value.code == "disk-full"
    assert refused.value.saved == "The chart stands as it was, under its former key."
    check(chart, KEY, NEW)


def test_a_copy_that_is_not_whole_never_takes_its_place(
    chart: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    genuine = rekey._change_key

    def loses_one(path: Path, former48: bytes, new48: bytes) -> None:
        genuine(path, former48, new48)
        connection = Database(path, new48).connect()
        connection.execute("DROP TRIGGER chart_entry_no_delete")
        connection.execute("DELETE FROM chart_entry WHERE seq = 3")
        connection.close()

    with monkeypatch.context() as fault:
        fault.setattr(rekey, "_change_key", loses_one)
        with pytest.raises(KnownError) as refused:
            rekey.rekey(chart, KEY, NEW)
    assert refused.value.code == "rekey-failed"
    check(chart, KEY, NEW)


def test_a_chart_that_others_have_open_keeps_its_key(
    chart: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Database(chart, KEY).connect()
    with monkeypatch.context() as fault:
        fault.setattr(driver, "BUSY_SECONDS", 0.1)
        with pytest.raises(KnownError) as refused:
            rekey.rekey(chart, KEY, NEW)
    assert refused.value.code == "chart-busy"
    other.close()
    check(chart, KEY, NEW)


def opens(path: Path, key: bytes) -> bool:
    try:
        Database(path, key).connect().close()
    except KnownError:
        return False
    return True


@pytest.mark.parametrize("nth", range(8))
def test_killed_anywhere_the_chart_has_the_old_key_or_the_new(chart: Path, nth: int) -> None:
    """Killed before each step that writes; the leftover copy is cleared by the next attempt."""
    if os.fork() == 0:
        steps = iter(range(nth))

        def counted(genuine: Callable[..., object]) -> Callable[..., object]:
            def call(*args: object) -> object:
                if next(steps, None) is None:
                    os.kill(os.getpid(), signal.SIGKILL)
                return genuine(*args)

            return call

        for module, name in (
            (files, "make_empty"),
            (migrate, "keep_others_out"),
            (migrate, "copy"),
            (rekey, "_change_key"),
            (rekey, "_prove"),
            (rekey, "_no_log"),
            (migrate, "put_in_place"),
            (migrate, "sync_folder"),
        ):
            setattr(module, name, counted(getattr(module, name)))
        rekey.rekey(chart, KEY, NEW)
        os.kill(os.getpid(), signal.SIGKILL)
    assert os.WTERMSIG(os.wait()[1]) == signal.SIGKILL
    assert [opens(chart, key) for key in (KEY, NEW)].count(True) == 1

    rekey.rekey(chart, KEY, NEW)
    check(chart, NEW, KEY)
