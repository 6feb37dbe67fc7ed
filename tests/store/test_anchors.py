"""Anchors on a real disk: kept after a crash, small for ever, altered ones told apart."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from nursedesk.errors import KnownError
from nursedesk.store import anchors
from nursedesk.store.anchors import FILE, FileAnchors, OtherPlace
from nursedesk.ward.record_ports import Anchor

WARD = UUID(int=7)
KEY, OTHER_KEY = bytes(32), bytes([1]) * 32
SESSIONS = (UUID(int=1), UUID(int=2))


def some(first: int, count: int, *, sessions: tuple[UUID | None, ...] = SESSIONS) -> list[Anchor]:
    """Anchors of the ward counters from `first` on, the sessions in turn."""
    return [
        Anchor(1, seq, seq.to_bytes(32), sessions[seq % len(sessions)], seq)
        for seq in range(first, first + count)
    ]


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is written anew often."""
    monkeypatch.setattr(anchors, "ROOM", 40)
    monkeypatch.setattr(anchors, "RECENT", 16)


@pytest.fixture
def place(tmp_path: Path) -> FileAnchors:
    made = at(tmp_path)
    made.replace([])
    return made


def at(tmp_path: Path, *keys: bytes) -> FileAnchors:
    return FileAnchors(tmp_path / "anchors", WARD, keys or (KEY,))


def code_of(work: Callable[[], object]) -> str:
    with pytest.raises(KnownError) as refused:
        work()
    assert refused.value.do
    return refused.value.code


def test_what_was_appended_is_read_by_the_next_program(place: FileAnchors, tmp_path: Path) -> None:
    place.append(some(0, 3))
    place.append([Anchor(2, 3, bytes(32), None, None)])
    assert at(tmp_path).read() == [*some(0, 3), Anchor(2, 3, bytes(32), None, None)]


def test_every_append_is_synced(place: FileAnchors, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    real = os.fsync
    place.append(some(0, 1))

    def sync(handle: int) -> None:
        synced.append(handle)
        real(handle)

    monkeypatch.setattr(os, "fsync", sync)
    place.append(some(1, 1))
    assert len(synced) == 1


@pytest.mark.usefixtures("short")
def test_the_file_stays_small_and_tells_the_last_of_each(tmp_path: Path) -> None:
    place, quiet = at(tmp_path), Anchor(1, 0, bytes(32), uuid4(), 0)
    place.replace([])
    place.append([quiet])
    longest = 0
    for anchor in some(1, 300):
        place.append([anchor])
        longest = max(longest, len((tmp_path / "anchors" / FILE).read_bytes().splitlines()))
    told = at(tmp_path).read()
    assert anchors.ROOM < longest <= anchors.ROOM + anchors.RECENT + 4
    assert told[0] == quiet
    assert told[-anchors.RECENT :] == some(301 - anchors.RECENT, anchors.RECENT)


@pytest.mark.parametrize("cut", [1, 50, 150])
def test_a_line_that_a_power_cut_tore_is_not_there_and_is_made_up_for(
    place: FileAnchors, tmp_path: Path, cut: int
) -> None:
    place.append(some(0, 4))
    path = tmp_path / "anchors" / FILE
    path.write_bytes(path.read_bytes()[:-cut])
    again = at(tmp_path)
    assert again.read() == some(0, 3)
    again.append(some(3, 2))
    assert at(tmp_path).read() == some(0, 5)


@pytest.mark.parametrize("line", range(4))
def test_an_altered_line_is_found(place: FileAnchors, tmp_path: Path, line: int) -> None:
    place.append(some(0, 4))
    path = tmp_path / "anchors" / FILE
    lines = path.read_bytes().splitlines(keepends=True)
    lines[line] = lines[line].replace(b" 1 ", b" 2 ", 1)
    path.write_bytes(b"".join(lines))
    assert code_of(at(tmp_path).read) == "anchors-damaged"


def test_lines_of_another_ward_or_key_are_not_believed(place: FileAnchors, tmp_path: Path) -> None:
    place.append(some(0, 1))
    assert code_of(at(tmp_path, OTHER_KEY).read) == "anchors-damaged"
    foreign = FileAnchors(tmp_path / "anchors", uuid4(), (KEY,))
    assert code_of(foreign.read) == "anchors-damaged"


def test_a_new_ward_secret_takes_over(place: FileAnchors, tmp_path: Path) -> None:
    place.append(some(0, 3))
    both = at(tmp_path, KEY, OTHER_KEY)
    both.read()
    both.append(some(3, 1))
    assert at(tmp_path).read() == some(0, 4), "until it is renewed, under the former key"
    both.renew(OTHER_KEY)
    both.append(some(4, 1))
    assert at(tmp_path, OTHER_KEY).read() == some(0, 5)
    assert code_of(at(tmp_path).read) == "anchors-damaged"


def test_a_place_that_is_away_is_told_and_never_made_anew(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    place = OtherPlace(stick, tmp_path / "ward", WARD, (KEY,))
    place.replace(some(0, 1))
    stick.rename(tmp_path / "pulled")
    assert code_of(lambda: place.append(some(1, 1))) == "anchors-missing"
    assert code_of(place.read) == "anchors-missing"
    assert code_of(lambda: place.replace(some(0, 1))) == "anchors-missing"
    stick.mkdir()  # the empty mount point
    assert code_of(lambda: place.append(some(1, 1))) == "anchors-missing"
    stick.rmdir()
    (tmp_path / "pulled").rename(stick)
    place.append(some(1, 1))
    assert place.read() == some(0, 2)


def test_an_older_copy_put_in_its_place_while_it_is_open_is_found(
    place: FileAnchors, tmp_path: Path
) -> None:
    path = tmp_path / "anchors" / FILE
    place.append(some(0, 1))
    old = path.read_bytes()
    place.append(some(1, 3))
    path.unlink()
    path.write_bytes(old)
    assert code_of(lambda: place.append(some(4, 1))) == "anchors-damaged"
    assert code_of(lambda: place.append(some(4, 1))) == "anchors-damaged"


def test_the_wards_own_folder_is_no_other_place(tmp_path: Path) -> None:
    place = OtherPlace(tmp_path / "ward" / "chart", tmp_path / "ward", WARD, (KEY,))
    assert code_of(lambda: place.replace([])) == "anchors-inside-data-folder"


@pytest.mark.parametrize("fault", ["write", "short write", "fsync", "fsync and truncate"])
def test_an_append_that_the_disk_refused_left_nothing_and_can_be_repeated(
    place: FileAnchors, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    place.append(some(0, 2))

    def refuse(*_arguments: object) -> int:
        raise OSError(errno.EIO, "sabotage")

    real = os.write
    with monkeypatch.context() as broken:
        if fault == "write":
            broken.setattr(os, "write", refuse)
        elif fault == "short write":
            broken.setattr(os, "write", lambda handle, content: real(handle, content[:40]))
        else:
            broken.setattr(os, "fsync", refuse)
        if fault == "fsync and truncate":
            broken.setattr(os, "ftruncate", refuse)
        assert code_of(lambda: place.append(some(2, 1))) == "anchors-refused"
    told = at(tmp_path).read()
    assert told == some(0, 3 if fault == "fsync and truncate" else 2)
    place.append(some(2, 2))
    assert sorted({one.seq for one in at(tmp_path).read()}) == [0, 1, 2, 3]


def test_no_patient_data_and_only_its_owner_reads_it(place: FileAnchors, tmp_path: Path) -> None:
    place.append(some(0, 2))
    path = tmp_path / "anchors" / FILE
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    words = path.read_text(encoding="ascii").split()
    assert len(words) == 16
    assert words[:2] == ["1", WARD.hex]


@pytest.mark.usefixtures("short")
def test_two_programs_lose_each_others_lines_never(tmp_path: Path) -> None:
    both, sessions = (at(tmp_path), at(tmp_path)), (uuid4(), uuid4())
    both[0].replace([])
    both[1].read()
    for seq in range(300):
        both[seq % 2].append([Anchor(1, seq, bytes(32), sessions[seq % 2], seq)])
    told = at(tmp_path).read()
    assert [one.seq for one in told[-anchors.RECENT :]] == list(range(300 - anchors.RECENT, 300))


def test_three_processes_lose_no_line(place: FileAnchors, tmp_path: Path) -> None:
    programs = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), str(number)])
        for number in range(3)
    ]
    assert [program.wait() for program in programs] == [0, 0, 0]
    last = {one.session: one.seq for one in at(tmp_path).read()}
    assert last == {UUID(int=number + 1): 149 for number in range(3)}


WRITER = """
import sys
from pathlib import Path
from uuid import UUID
from nursedesk.store import anchors
from nursedesk.ward.record_ports import Anchor
from tests.store.test_anchors import at
anchors.ROOM = 40
place = at(Path(sys.argv[1]))
place.read()
session = UUID(int=int(sys.argv[2]) + 1)
for seq in range(150):
    place.append([Anchor(1, seq, bytes(32), session, seq)])
"""
