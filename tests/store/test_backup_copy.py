"""A backup on real files: whole, opened and checked, or none; honest when the place refuses."""

from __future__ import annotations

import errno
import os
import resource
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from nursedesk.bootstrap import make_desk
from nursedesk.clock import SetClock
from nursedesk.errors import KnownError
from nursedesk.keys import throttle
from nursedesk.keys.keyring import FileKeyring
from nursedesk.store import backup_copy, backup_folder, migrate
from nursedesk.store.backup_copy import Source
from nursedesk.store.backup_folder import CHART
from nursedesk.walkthrough.crew import CLARA, NINA, Crew
from nursedesk.ward import entrance, passphrases
from nursedesk.ward.backup_ports import BackupWish, Made
from nursedesk.ward.desk import Desk
from tests.ward.conftest import START

AT = START + timedelta(hours=2)


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("backed-up") / "ward"
    clock = SetClock(START)
    desk = make_desk(folder, clock=clock)
    Crew(desk, clock).found()
    desk.close()
    return folder


@pytest.fixture
def folder(founded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(founded, tmp_path / "ward"))


@pytest.fixture
def desk(folder: Path) -> Iterator[Desk]:
    desk = make_desk(folder, clock=SetClock(START + timedelta(hours=1)))
    entrance.sign_in(desk, CLARA.account, CLARA.passphrase)
    yield desk
    desk.close()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    place = tmp_path / "disk"
    place.mkdir()
    return place


def wish(place: Path, hours: int = 0, *, begins: bool = True, thins: bool = True) -> BackupWish:
    at = AT + timedelta(hours=hours)
    return BackupWish(folder=str(place), at=at, begins=begins, thins=thins)


def made(desk: Desk, folder: Path, asked: BackupWish) -> Made:
    key48 = desk.signed_in().keys.database_key()
    source = Source(folder, key48, FileKeyring, frozenset({throttle.FILE}))
    return backup_copy.make(source, asked, lambda _done, _total: None)


def backups(place: Path) -> list[str]:
    return sorted(path.name for own in place.iterdir() for path in own.iterdir())


def test_it_holds_all_that_opens_the_ward_and_nothing_in_clear(
    desk: Desk, folder: Path, place: Path
) -> None:
    came = made(desk, folder, wish(place))
    head = desk.store.last()
    assert head is not None
    assert (came.head, came.head_hash) == (head.number, head.hash)
    copy = Path(came.where)
    assert backups(place) == [f"2026-03-02T100000Z-entry-{head.number}"]
    listed, sha256 = backup_folder.read_list(copy)
    assert sha256 == came.sha256
    assert sorted(listed.files) == backup_folder.files_in(copy)
    assert {CHART, "ward-ca.pem", "keys/slots.json", "keys/recovery.json"} <= set(listed.files)
    assert "keys/throttle.json" not in listed.files
    assert not (copy / CHART).read_bytes().startswith(b"SQLite")
    assert os.stat(copy).st_mode & 0o077 == 0
    throttle.write(copy / "keys" / throttle.FILE, throttle.Counts())
    entrance.sign_in(opened := make_desk(copy), NINA.account, NINA.passphrase)
    opened.close()


def test_the_ward_goes_on_writing_and_the_next_one_holds_that_too(
    desk: Desk, folder: Path, place: Path
) -> None:
    first = made(desk, folder, wish(place))
    entrance.sign_in(desk, NINA.account, NINA.passphrase)
    second = made(desk, folder, wish(place, 1, begins=False))
    assert int(second.head.split(".")[1]) > int(first.head.split(".")[1])
    assert len(backups(place)) == 2


def test_older_ones_are_thinned_by_the_rule_and_not_under_an_unconfirmed_clock(
    desk: Desk, folder: Path, place: Path
) -> None:
    for hours in (0, 1, 2):
        made(desk, folder, wish(place, hours, thins=False))
    assert made(desk, folder, wish(place, 24 * 9, thins=False)).removed == 0
    assert made(desk, folder, wish(place, 24 * 9 + 1)).removed == 2
    assert [name[:17] for name in backups(place)] == [
        "2026-03-02T120000",
        "2026-03-11T100000",
        "2026-03-11T110000",
    ]


def half_written(_genuine: Callable[..., int]) -> Callable[..., int]:
    def copy(connection: object, target: object) -> int:
        entries = _genuine(connection, target)
        path = target.path  # type: ignore[attr-defined]
        path.write_bytes(path.read_bytes()[:-4096])
        return entries

    return copy


def wrong_bit(_genuine: Callable[..., int]) -> Callable[..., int]:
    def copy(connection: object, target: object) -> int:
        entries = _genuine(connection, target)
        path = target.path  # type: ignore[attr-defined]
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
        return entries

    return copy


@pytest.mark.parametrize("disk", [half_written, wrong_bit])
def test_what_does_not_open_and_check_is_no_backup(
    desk: Desk,
    folder: Path,
    place: Path,
    monkeypatch: pytest.MonkeyPatch,
    disk: Callable[..., Callable[..., int]],
) -> None:
    monkeypatch.setattr(migrate, "copy", disk(migrate.copy))
    with pytest.raises(KnownError) as refused:
        made(desk, folder, wish(place))
    assert backups(place) == []
    assert "No backup was made" in refused.value.saved or refused.value.code == "chart-damaged"


def test_a_crash_leaves_nothing_that_looks_like_a_backup_and_the_next_one_clears_it(
    desk: Desk, folder: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as killed:
        killed.setattr(shutil, "rmtree", lambda *_a, **_n: None)
        killed.setattr(backup_copy, "prove", _dies)
        with pytest.raises(KeyboardInterrupt):
            made(desk, folder, wish(place))
    assert [name[:11] for name in backups(place)] == [".half-made-"]
    assert backup_folder.named(next(place.iterdir())) == {}
    made(desk, folder, wish(place))
    assert len(backups(place)) == 1


def _dies(*_arguments: object) -> None:
    raise KeyboardInterrupt


def test_keys_that_change_meanwhile_make_no_backup_of_two_times(
    desk: Desk, folder: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    genuine = migrate.copy

    def copy(connection: object, target: object) -> int:
        new = "another phrase of five words"
        passphrases.change(desk, CLARA.passphrase, new, intent=uuid4())
        return genuine(connection, target)  # type: ignore[arg-type]

    monkeypatch.setattr(migrate, "copy", copy)
    with pytest.raises(KnownError) as refused:
        made(desk, folder, wish(place))
    assert refused.value.code == "keys-changing"
    assert backups(place) == []


def test_a_place_that_is_away_is_said_and_never_made_anew(
    desk: Desk, folder: Path, place: Path
) -> None:
    made(desk, folder, wish(place))
    shutil.rmtree(place)
    for begins in (True, False):
        with pytest.raises(KnownError) as told:
            made(desk, folder, wish(place, 1, begins=begins))
        assert told.value.code == "backup-place-missing"
    place.mkdir()  # where a disk was, its empty folder
    with pytest.raises(KnownError) as told:
        made(desk, folder, wish(place, 1, begins=False))
    assert told.value.code == "backup-place-missing"
    assert list(place.iterdir()) == []


def test_a_disk_that_is_full_while_the_chart_is_copied(
    desk: Desk, folder: Path, place: Path
) -> None:
    first = made(desk, folder, wish(place))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (16 * 1024, hard))
    try:
        with pytest.raises(KnownError) as told:
            made(desk, folder, wish(place, 1))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert "full" in told.value.happened
    assert told.value.saved == "No backup was made; the record is untouched."
    assert backups(place) == [Path(first.where).name]


@pytest.mark.parametrize(
    ("number", "word"),
    [(errno.ENOSPC, "is full"), (errno.EROFS, "read-only"), (errno.EIO, "refused")],
)
def test_a_disk_that_refuses_the_last_file(
    desk: Desk,
    folder: Path,
    place: Path,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    word: str,
) -> None:
    def refuse(_path: Path, _content: bytes) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(backup_copy, "write_whole", refuse)
    with pytest.raises(KnownError, match=word):
        made(desk, folder, wish(place))
    assert backups(place) == []


def test_places_that_are_none(folder: Path, tmp_path: Path) -> None:
    for where, code in (
        (folder / "chart", "backup-inside-data-folder"),
        (tmp_path / "away", "backup-folder-missing"),
    ):
        with pytest.raises(KnownError) as refused:
            backup_copy.must_be_usable(folder, where)
        assert refused.value.code == code
