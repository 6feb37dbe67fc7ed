"""The states that a disk may be in after a power loss: what is synced stays, the rest may not."""

from __future__ import annotations

from random import Random

from tests.proofs.recorded_disk import Disk
from tests.proofs.watched_disk import Step

_OLD, _NEW = b"old" * 400, b"new" * 400


def _after(*steps: Step, trials: int = 200) -> set[frozenset[tuple[str, bytes]]]:
    """Every state that is found after these steps on a disk with one file."""
    disk = Disk({"/f/a": _OLD})
    for step in steps:
        disk.take(step)
    draw = Random(7)
    return {frozenset(disk.after_power_loss(draw).items()) for _ in range(trials)}


def _step(what: str, path: str, other: str = "", content: bytes = b"", offset: int = 0) -> Step:
    return Step(0, what, path, other, offset, content)


def _alone(path: str, content: bytes) -> frozenset[tuple[str, bytes]]:
    return frozenset({(path, content)})


def test_what_is_not_synced_may_be_there_or_not_or_be_torn() -> None:
    states = _after(_step("write", "/f/a", content=_NEW))
    torn = _NEW[:512] + _OLD[512:]
    assert {_alone("/f/a", one) for one in (_OLD, _NEW, torn)} <= states


def test_a_later_write_may_be_there_without_an_earlier_one() -> None:
    states = _after(
        _step("write", "/f/a", content=b"1"), _step("write", "/f/a", content=b"2", offset=1)
    )
    assert _alone("/f/a", _OLD[:1] + b"2" + _OLD[2:]) in states


def test_what_is_synced_is_there() -> None:
    states = _after(_step("write", "/f/a", content=_NEW), _step("sync", "/f/a"))
    assert states == {_alone("/f/a", _NEW)}


def test_a_name_lasts_only_once_its_folder_is_synced() -> None:
    made = (
        _step("make", "/f/b"),
        _step("write", "/f/b", content=_NEW),
        _step("sync", "/f/b"),
        _step("rename", "/f/b", "/f/a"),
    )
    both = frozenset({("/f/a", _OLD), ("/f/b", _NEW)})
    assert _after(*made) == {_alone("/f/a", _OLD), both, _alone("/f/a", _NEW)}
    assert _after(*made, _step("sync", "/f")) == {_alone("/f/a", _NEW)}


def test_a_renamed_file_that_was_not_synced_may_be_empty() -> None:
    states = _after(
        _step("make", "/f/b"),
        _step("write", "/f/b", content=_NEW),
        _step("rename", "/f/b", "/f/a"),
        _step("sync", "/f"),
    )
    assert {_alone("/f/a", b""), _alone("/f/a", _NEW)} <= states


def test_a_file_that_is_cut_and_grows_again_holds_zeros_between() -> None:
    disk = Disk({"/f/a": _OLD})
    disk.take(_step("cut", "/f/a", offset=1))
    disk.take(_step("write", "/f/a", content=b"x", offset=3))
    assert disk.whole() == {"/f/a": b"o\0\0x"}
