"""Several writers and killed writers: no fork, no gap, nothing acknowledged is lost."""

from __future__ import annotations

import io
import random
import threading
from pathlib import Path
from uuid import UUID

import pytest

from nursedesk.store.chart_store import SqlChartStore
from tests.store import writer
from tests.store.sealing import KEY, add, broken_links


def _intents(words: str, verb: str = "saved") -> list[UUID]:
    return [UUID(line.split()[1]) for line in words.splitlines() if line.startswith(verb)]


def _check_whole(store: SqlChartStore, acknowledged: list[UUID]) -> int:
    entries = store.entries()
    assert broken_links(entries) == []
    assert [entry.header.seq for entry in entries] == list(range(len(entries)))
    intents = [entry.header.intent for entry in entries]
    assert len(set(intents)) == len(intents)
    assert set(acknowledged) <= set(intents)
    for session in store.sessions():
        own = store.session_entries(session)
        assert [e.header.session_seq for e in own] == list(range(len(own)))
    return len(entries)


def test_two_programs_write_without_fork_or_loss(path: Path) -> None:
    programs = [writer.start(path, 200) for _ in range(2)]
    words = "".join(program.communicate()[0] for program in programs)
    assert [program.returncode for program in programs] == [0, 0]
    store = SqlChartStore.open(path, KEY)
    assert _check_whole(store, _intents(words)) == 400
    store.close()


@pytest.mark.parametrize("stores", [1, 2])
def test_two_threads_write_without_fork_or_loss(path: Path, stores: int) -> None:
    opened = [SqlChartStore.open(path, KEY) for _ in range(stores)]
    outs = [io.StringIO(), io.StringIO()]
    threads = [
        threading.Thread(target=writer.write, args=(opened[i % stores], 200, "nothing", out))
        for i, out in enumerate(outs)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    acknowledged = [intent for out in outs for intent in _intents(out.getvalue())]
    assert _check_whole(opened[0], acknowledged) == 400
    for store in opened:
        store.close()


@pytest.mark.parametrize("seed", range(10))
def test_a_killed_writer_loses_nothing_it_acknowledged(path: Path, seed: int) -> None:
    draw = random.Random(seed)
    program = writer.start(path, 100_000)
    assert program.stdout is not None
    last = draw.randrange(3, 80)
    word = draw.choice(["begun", "saved"])
    words: list[str] = []
    while len(_intents("".join(words), word)) < last:
        line = program.stdout.readline()
        assert line, "the writer ended"
        words.append(line)
    program.kill()
    said = "".join(words) + program.stdout.read()
    program.stdout.close()
    assert program.wait() == -9
    store = SqlChartStore.open(path, KEY)
    count = _check_whole(store, _intents(said))
    begun = _intents(said, "begun")
    assert len(_intents(said)) <= count <= len(begun)
    assert {entry.header.intent for entry in store.entries()} <= set(begun)
    assert add(store).header.seq == count
    store.close()


def test_no_name_is_readable_in_any_file(path: Path) -> None:
    canary = b"Quillfeather"
    store = SqlChartStore.open(path, KEY)
    for number in range(50):
        says = f"{canary.decode()} {number}"
        add(store, says=says, documents=[f"%PDF {says} %%EOF".encode()])
    store.save_draft(canary.decode(), canary)
    assert all(canary in entry.stored_body for entry in store.entries())
    open_files = {p.name: p.read_bytes() for p in path.parent.iterdir()}
    store.close()
    assert set(open_files) == {"chart.db", "chart.db-wal", "chart.db-shm"}
    assert len(open_files["chart.db-wal"]) > 50 * 4096
    files = {**open_files, "closed": path.read_bytes()}
    assert [name for name, content in files.items() if canary in content] == []
