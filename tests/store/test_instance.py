"""One program per data folder: the system's lock is the truth, whatever a file says."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from nursedesk.clock import SetClock
from nursedesk.errors import KnownError
from nursedesk.store import instance
from nursedesk.store.instance import HOLDER, LOCK, Instance
from tests.store.holder import holding

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


@pytest.fixture
def mine(tmp_path: Path) -> Iterator[Instance]:
    made = Instance(tmp_path, "ward-8", SetClock(NOW))
    yield made
    made.release()


def refused(mine: Instance) -> KnownError:
    with pytest.raises(KnownError) as caught:
        mine.hold()
    return caught.value


def test_a_second_program_is_told_who_has_it_open_since_when(
    tmp_path: Path, mine: Instance
) -> None:
    with holding(tmp_path) as other:
        error = refused(mine)
        assert error.code == "open-elsewhere"
        assert error.happened == (
            "NurseDesk has this ward open already, since 21-Nov-2026 03:12, on workstation "
            f"ward-7 (process {other.pid})."
        )
        assert error.saved == "Nothing was changed."
        assert "close it there and try again" in error.do
    mine.hold()


def test_also_within_one_process_a_folder_is_held_once(tmp_path: Path, mine: Instance) -> None:
    other = Instance(tmp_path, "ward-8", SetClock(NOW))
    mine.hold()
    mine.hold()
    with pytest.raises(KnownError, match="open already"):
        other.hold()
    mine.release()
    mine.release()
    other.hold()
    other.release()


def test_two_folders_have_two_holders(tmp_path: Path, mine: Instance) -> None:
    (tmp_path / "other").mkdir()
    other = Instance(tmp_path / "other", "ward-8", SetClock(NOW))
    mine.hold()
    other.hold()
    other.release()


def test_a_killed_program_holds_nothing(tmp_path: Path, mine: Instance) -> None:
    with holding(tmp_path) as other:
        other.kill()
        other.wait()
        assert (tmp_path / HOLDER).exists(), "it had no time to tidy up"
        mine.hold()
    held = json.loads((tmp_path / HOLDER).read_bytes())
    assert held == {
        "workstation": "ward-8",
        "process": os.getpid(),
        "since": "2026-11-21T04:00:00Z",
    }


@pytest.mark.parametrize("process", [1, os.getpid()], ids=["of another", "our own, recycled"])
def test_a_file_that_names_a_living_process_hinders_nobody(
    tmp_path: Path, mine: Instance, process: int
) -> None:
    said = {"workstation": "ward-8", "process": process, "since": "2026-11-21T03:12:00Z"}
    (tmp_path / HOLDER).write_text(json.dumps(said))
    (tmp_path / LOCK).write_text("")
    mine.hold()


@pytest.mark.parametrize(
    "said", [b"", b"{", b"[]", b'{"workstation":"\\n","process":1,"since":"x"}']
)
def test_a_damaged_file_is_no_reason_to_say_nothing(
    tmp_path: Path, mine: Instance, said: bytes
) -> None:
    with holding(tmp_path):
        (tmp_path / HOLDER).write_bytes(said)
        assert "open already in another window." in refused(mine).happened


def test_whoever_has_only_just_begun_is_not_named(tmp_path: Path, mine: Instance) -> None:
    with holding(tmp_path):
        (tmp_path / HOLDER).unlink()
        assert "open already in another window." in refused(mine).happened


def test_a_full_disk_hinders_nobody_from_opening_the_folder(
    tmp_path: Path, mine: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / HOLDER).write_text("of somebody before")

    def full(_path: Path, _content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(instance, "write_whole", full)
    mine.hold()
    assert not (tmp_path / HOLDER).exists()


def test_a_folder_that_cannot_be_locked_is_said_in_words(
    tmp_path: Path, mine: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(_handle: int) -> None:
        raise OSError(37, "No locks available")

    with monkeypatch.context() as broken:
        broken.setattr(instance, "_lock", refuses)
        error = refused(mine)
    assert error.code == "folder-cannot-be-locked"
    assert "No locks available" in error.happened
    nowhere = Instance(tmp_path / "nowhere", "ward-8", SetClock(NOW))
    assert refused(nowhere).code == "folder-cannot-be-locked"


def test_only_their_owner_reads_the_files(tmp_path: Path, mine: Instance) -> None:
    mine.hold()
    for name in (LOCK, HOLDER):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_a_program_that_ends_leaves_no_words_behind(tmp_path: Path, mine: Instance) -> None:
    mine.hold()
    mine.release()
    assert [path.name for path in tmp_path.iterdir()] == [LOCK]
