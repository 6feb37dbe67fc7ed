"""What is different on Windows, with its calls played by a stand-in."""

from __future__ import annotations

import errno
import stat
from pathlib import Path, PureWindowsPath

import pytest

from nursedesk import windows
from nursedesk.durable import private_folder


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
