"""What is different on Windows, with its calls played by a stand-in."""

from __future__ import annotations

import errno
import importlib.util
import stat
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path, PureWindowsPath
from types import ModuleType, SimpleNamespace

import pytest

from nursedesk import clock, durable, paths, windows
from nursedesk.clock import SetClock, SystemClock
from nursedesk.durable import private_folder
from nursedesk.errors import KnownError
from nursedesk.store import anchors, instance


class Stand:
    """Answers with error codes in turn (the last for ever), and remembers what was asked."""

    def __init__(self, *codes: int) -> None:
        self._codes = list(codes)
        self.asked: list[tuple[str | int, ...]] = []
        self.waited: list[float] = []

    def move_file(self, source: str, target: str, flags: int) -> int:
        return self._answer(source, target, flags)

    def set_rights(self, path: str, descriptor: str) -> int:
        return self._answer(path, descriptor)

    def awake_ticks(self) -> int:
        return self._answer()

    def _answer(self, *asked: str | int) -> int:
        self.asked.append(asked)
        return self._codes.pop(0) if len(self._codes) > 1 else self._codes[0]


def rename(kernel: Stand) -> None:
    windows.replace(Path("new"), Path("chart.db"), kernel, kernel.waited.append)


def test_a_rename_replaces_and_waits_for_the_disk() -> None:
    kernel = Stand(0)
    rename(kernel)
    assert kernel.asked == [("new", "chart.db", 0x1 | 0x8)]
    assert kernel.waited == []


@pytest.mark.parametrize("code", [5, 32])
def test_a_virus_scanner_that_holds_the_file_is_waited_for(code: int) -> None:
    kernel = Stand(code, code, 0)
    rename(kernel)
    assert len(kernel.asked) == 3
    assert kernel.waited == sorted(kernel.waited)


def test_waiting_ends() -> None:
    kernel = Stand(32)
    with pytest.raises(OSError, match="Windows error 32") as caught:
        rename(kernel)
    assert caught.value.errno == errno.EACCES
    assert 1 < sum(kernel.waited) < 3


@pytest.mark.parametrize(
    ("code", "number"),
    [(112, errno.ENOSPC), (39, errno.ENOSPC), (3, errno.ENOENT), (19, errno.EROFS), (9, errno.EIO)],
)
def test_another_refusal_is_said_at_once(code: int, number: int) -> None:
    kernel = Stand(code, 0)
    with pytest.raises(OSError, match=f"Windows error {code}") as caught:
        rename(kernel)
    assert (caught.value.errno, kernel.waited) == (number, [])


def test_a_folder_is_kept_to_its_owner_the_system_and_administrators() -> None:
    kernel = Stand(0)
    windows.keep_to_owner(Path("ward"), kernel)
    ((path, rights),) = kernel.asked
    assert path == "ward"
    assert isinstance(rights, str)
    assert rights.startswith("D:P(")  # nothing is inherited from the folder above
    named = {entry.split(";")[-1].rstrip(")") for entry in rights.split("(")[1:]}
    assert named == {"OW", "SY", "BA"}
    assert "WD" not in named


def test_a_disk_without_rights_is_said() -> None:
    with pytest.raises(OSError, match="Windows error 1"):
        windows.keep_to_owner(Path("stick"), Stand(1))


def test_the_data_folder_is_the_users_own_and_does_not_roam(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from platformdirs.windows import Windows

    told = {"CSIDL_LOCAL_APPDATA": r"C:\Users\w\AppData\Local", "CSIDL_APPDATA": r"C:\roams"}
    monkeypatch.setattr("platformdirs.windows.get_win_folder", told.__getitem__)
    folder = PureWindowsPath(Windows("nursedesk", appauthor=False).user_data_dir.replace("/", "\\"))
    assert folder == PureWindowsPath(r"C:\Users\w\AppData\Local\nursedesk")


def test_elsewhere_a_new_folder_is_its_owners_and_an_old_one_stays_as_it_is(tmp_path: Path) -> None:
    new, old = tmp_path / "a" / "new", tmp_path / "old"
    old.mkdir(mode=0o750)
    for folder in (new, old):
        private_folder(folder)
    assert new.is_dir()
    assert [stat.S_IMODE(folder.stat().st_mode) for folder in (new, old)] == [0o700, 0o750]


def told_of(monkeypatch: pytest.MonkeyPatch, kernel: Stand) -> Stand:
    """From now on the program takes this for Windows."""
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(windows, "SystemKernel", lambda: kernel, raising=False)
    return kernel


def test_a_file_is_written_through_windows_own_rename(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kernel = told_of(monkeypatch, Stand(0))
    durable.write_whole(tmp_path / "slots.json", b"keys")
    ((source, target, flags),) = kernel.asked
    assert Path(str(source)).read_bytes() == b"keys", "it was complete before it was renamed"
    assert (target, flags) == (str(tmp_path / "slots.json"), 0x1 | 0x8)


def test_a_refused_rename_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told_of(monkeypatch, Stand(112))
    with pytest.raises(OSError, match="Windows error 112") as caught:
        durable.write_whole(tmp_path / "slots.json", b"keys")
    assert caught.value.errno == errno.ENOSPC
    assert list(tmp_path.iterdir()) == []


def test_a_new_data_folder_gets_its_list_of_rights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kernel = told_of(monkeypatch, Stand(0))
    private_folder(tmp_path / "ward")
    private_folder(tmp_path / "ward")
    assert kernel.asked == [(str(tmp_path / "ward"), windows.OWNER_ONLY)], "once, when it was made"


def test_no_folder_is_synced_where_folders_have_no_handles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nursedesk.durable.os", SimpleNamespace(name="nt"))
    durable.sync_folder(tmp_path / "is not even there")


def test_the_update_key_lies_where_only_administrators_write(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("PROGRAMDATA", "D:/ProgramData")
    assert paths.update_key() == Path("D:/ProgramData/NurseDesk/update-key.pem")
    monkeypatch.delenv("PROGRAMDATA")
    assert paths.update_key() == Path(r"C:\ProgramData", "NurseDesk", "update-key.pem")


class Locks(ModuleType):
    """The C library of Windows: locks a byte, or says why not."""

    LK_NBLCK = 2

    def __init__(self, refusal: int = 0) -> None:
        super().__init__("msvcrt")
        self.refusal = refusal
        self.asked: list[tuple[int, int]] = []

    def locking(self, handle: int, mode: int, length: int) -> None:
        if self.refusal:
            raise OSError(self.refusal, "refused")
        self.asked.append((mode, length))


@pytest.fixture
def locks(monkeypatch: pytest.MonkeyPatch) -> Iterator[Locks]:
    """`store/instance.py` reads its Windows branch, whose locks are these."""
    made = Locks()
    monkeypatch.setitem(sys.modules, "msvcrt", made)
    with monkeypatch.context() as while_read:
        while_read.setattr(sys, "platform", "win32")
        spec = importlib.util.spec_from_file_location("instance_on_windows", instance.__file__)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        while_read.setitem(sys.modules, spec.name, module)
        spec.loader.exec_module(module)
    monkeypatch.setattr(instance, "_lock", module._lock)
    monkeypatch.setattr(instance, "_HELD", module._HELD)
    return made


def ward_in(folder: Path) -> instance.Instance:
    return instance.Instance(folder, "ward-7", SetClock(datetime(2026, 11, 21, tzinfo=UTC)))


def test_a_ward_is_held_by_a_locked_byte_that_is_not_waited_for(
    tmp_path: Path, locks: Locks
) -> None:
    held = ward_in(tmp_path)
    held.hold()
    assert locks.asked == [(Locks.LK_NBLCK, 1)]
    held.release()


@pytest.mark.parametrize(
    ("refusal", "code"),
    [
        (errno.EACCES, "open-elsewhere"),
        (errno.EDEADLK, "open-elsewhere"),
        (errno.EINVAL, "folder-cannot-be-locked"),
    ],
)
def test_what_a_refused_lock_means(tmp_path: Path, locks: Locks, refusal: int, code: str) -> None:
    locks.refusal = refusal
    with pytest.raises(KnownError) as caught:
        ward_in(tmp_path).hold()
    assert caught.value.code == code


def test_safety_copies_need_no_handle_of_their_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    with anchors._alone(tmp_path / "is not even there"):
        pass


def test_sleep_is_the_difference_of_two_clocks(monkeypatch: pytest.MonkeyPatch) -> None:
    told_of(monkeypatch, Stand(25_000_000))
    assert SystemClock().awake_seconds() == Decimal("2.5")
    monkeypatch.setattr("nursedesk.clock.time", SimpleNamespace(monotonic_ns=lambda: 9_500_000_000))
    assert SystemClock().boot_seconds() == Decimal("9.5"), "Windows has none of the named clocks"


@pytest.mark.parametrize(
    ("known", "with_sleep", "without"),
    [
        ({"CLOCK_MONOTONIC": 1, "CLOCK_MONOTONIC_RAW": 4, "CLOCK_BOOTTIME": 7}, 7, None),  # Linux
        ({"CLOCK_MONOTONIC": 6, "CLOCK_MONOTONIC_RAW": 4, "CLOCK_UPTIME_RAW": 8}, 4, 8),  # macOS
        ({}, None, None),  # Windows
    ],
)
def test_which_clock_counts_sleep(
    known: dict[str, int], with_sleep: int | None, without: int | None
) -> None:
    assert clock.first_known(clock._WITH_SLEEP, known) == with_sleep
    assert clock.first_known(clock._WITHOUT_SLEEP, known) == without


def test_here_the_machine_was_never_longer_awake_than_it_runs() -> None:
    now = SystemClock()
    assert 0 < now.awake_seconds() <= now.boot_seconds() + 1
