"""A copy appears whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from nursedesk.errors import KnownError
from nursedesk.store.files import AtomicFiles
from tests.store.rights import ordinary_user

DATA = Path("some other folder")
_UNTOUCHED = "The copy was not written; the record is untouched."


def _refusal(path: Path) -> KnownError:
    with pytest.raises(KnownError) as refused:
        AtomicFiles(DATA).write(path, b"new")
    return refused.value


def test_a_copy_is_written_for_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "handover Zoë.pdf"
    AtomicFiles(DATA).write(path, b"%PDF-1.7")
    assert path.read_bytes() == b"%PDF-1.7"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["a\x00b", "a\u202efdp.exe", "a\ud800b"])
def test_what_is_no_file_s_name_is_refused(tmp_path: Path, name: str) -> None:
    assert _refusal(tmp_path / name).code == "value-not-allowed"
    assert list(tmp_path.iterdir()) == []


def test_a_refusal_is_no_longer_than_a_screen(tmp_path: Path) -> None:
    assert len(str(_refusal(tmp_path / ("x" * 3000)))) < 300


def test_a_copy_goes_to_no_place_that_depends_on_where_the_program_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert _refusal(Path("checklists.pdf")).code == "path-not-whole"
    assert _refusal(Path("../checklists.pdf")).code == "path-not-whole"
    assert list(tmp_path.iterdir()) == []


def test_a_copy_replaces_the_one_before(tmp_path: Path) -> None:
    path = tmp_path / "handover.pdf"
    path.write_bytes(b"a longer one that was here before")
    AtomicFiles(DATA).write(path, b"new")
    assert path.read_bytes() == b"new"


def _failing(number: int) -> Callable[..., None]:
    def fail(*_arguments: object, **_more: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail


@pytest.mark.parametrize("step", ["open", "fsync", "replace"])
@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "disk-full"),
        (errno.EDQUOT, "disk-full"),
        (errno.EACCES, "folder-not-writable"),
        (errno.EROFS, "disk-read-only"),
        (errno.EIO, "disk-error"),
        (errno.ENAMETOOLONG, "disk-error"),
    ],
)
def test_a_refusal_leaves_the_old_copy_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, number: int, code: str
) -> None:
    path = tmp_path / "handover.pdf"
    path.write_bytes(b"old")
    with monkeypatch.context() as broken:
        broken.setattr(Path if step == "replace" else os, step, _failing(number))
        refusal = _refusal(path)
    assert refusal.code == code
    assert refusal.saved == _UNTOUCHED
    assert list(tmp_path.iterdir()) == [path]
    assert path.read_bytes() == b"old"


def test_a_folder_that_does_not_confirm_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync

    def fsync(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EIO, "Input/output error")
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    refusal = _refusal(tmp_path / "handover.pdf")
    assert refusal.code == "copy-not-confirmed"
    assert "was written" in refusal.saved


def test_a_file_system_without_folder_sync_is_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync

    def fsync(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "Invalid argument")
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    AtomicFiles(DATA).write(tmp_path / "handover.pdf", b"new")
    assert (tmp_path / "handover.pdf").read_bytes() == b"new"


def test_real_refusals_are_told(tmp_path: Path) -> None:
    assert _refusal(tmp_path / "nowhere" / "handover.pdf").code == "folder-missing"
    (tmp_path / "a-folder.pdf").mkdir()
    assert _refusal(tmp_path / "a-folder.pdf").code == "disk-error"
    shut = tmp_path / "shut"
    shut.mkdir(mode=0o500)
    with ordinary_user():
        assert _refusal(shut / "handover.pdf").code == "folder-not-writable"
    assert list(shut.iterdir()) == []


def test_a_copy_is_never_written_among_the_wards_own_data(tmp_path: Path) -> None:
    chart = tmp_path / "chart" / "chart.db"
    chart.parent.mkdir()
    chart.write_bytes(b"the chart")
    for path in (chart, tmp_path / "chart" / ".." / "note.pdf"):
        with pytest.raises(KnownError) as refused:
            AtomicFiles(tmp_path).write(path, b"new")
        assert refused.value.code == "inside-data-folder"
    assert chart.read_bytes() == b"the chart"
