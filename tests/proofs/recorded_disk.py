"""What a disk may hold after the power went, worked out from the recorded steps of a program.

What was synced is there. Of what was written to a file since its last sync, each write may be
there, be missing or be torn between sectors, whatever became of those before it. Of what was made,
renamed or removed in a folder since the folder's last sync, the last steps may be missing, in each
folder by itself. This is harsher than journalling file systems are, and kinder than a disk that
lies about its syncs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePath
from random import Random

from tests.proofs.watched_disk import Step

_SECTOR = 512
_IN_FILES = frozenset({"write", "cut", "empty"})
_IN_FOLDERS = frozenset({"make", "rename", "remove", "folder"})
_KEPT_SHARES = (0.0, 0.5, 0.9, 1.0)  # of what is not synced
_TORN_SHARE = 0.2  # of the writes that are kept


class _File:
    """What is synced, and the steps since."""

    def __init__(self, content: bytes) -> None:
        self.content = bytearray(content)
        self.since: list[Step] = []


class Disk:
    """A folder's files, by their path, as steps change them."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._synced = {path: _File(content) for path, content in files.items()}
        self._now = dict(self._synced)
        self._since: dict[str, list[tuple[Step, _File | None]]] = {}

    def take(self, step: Step) -> None:
        """The program has done this."""
        if step.what == "sync":
            self._sync(step.path)
        elif step.what in _IN_FOLDERS:
            self._change_folder(step)
        elif step.what in _IN_FILES and step.path in self._now:
            self._now[step.path].since.append(step)

    def _change_folder(self, step: Step) -> None:
        made = _File(b"") if step.what == "make" else None
        folder = str(PurePath(step.other or step.path).parent)
        self._since.setdefault(folder, []).append((step, made))
        _apply(self._now, step, made)

    def _sync(self, path: str) -> None:
        for step, made in self._since.pop(path, []):
            _apply(self._synced, step, made)
        if (file := self._now.get(path)) is not None:
            for step in file.since:
                _write(file.content, step)
            file.since.clear()

    def whole(self) -> dict[str, bytes]:
        """Every file when nothing is lost."""
        return {path: _with(file, file.since) for path, file in self._now.items()}

    def after_power_loss(self, draw: Random) -> dict[str, bytes]:
        """The files that may be there if the power goes now."""
        there = dict(self._synced)
        share = draw.choice(_KEPT_SHARES)
        for steps in self._since.values():
            kept = draw.choice((0, len(steps), draw.randint(0, len(steps))))
            for step, made in steps[:kept]:
                _apply(there, step, made)
        return {path: _with(file, _kept(file.since, share, draw)) for path, file in there.items()}


def _apply(files: dict[str, _File], step: Step, made: _File | None) -> None:
    if made is not None:
        files[step.path] = made
    elif step.what == "rename" and step.path in files:
        files[step.other] = files.pop(step.path)
    elif step.what == "remove":
        files.pop(step.path, None)


def _kept(steps: Iterable[Step], share: float, draw: Random) -> Iterable[Step]:
    for step in steps:
        if draw.random() >= share:
            continue
        if step.what == "write" and 0 < share < 1 and draw.random() < _TORN_SHARE:
            yield _torn(step, draw)
        else:
            yield step


def _torn(step: Step, draw: Random) -> Step:
    """Its first sectors alone, or its last ones."""
    at = min(draw.randrange(0, len(step.content) + 1, _SECTOR), len(step.content))
    first = draw.random() < 0.5
    return Step(
        step.number,
        step.what,
        step.path,
        step.other,
        step.offset + (0 if first else at),
        step.content[:at] if first else step.content[at:],
    )


def _with(file: _File, steps: Iterable[Step]) -> bytes:
    content = bytearray(file.content)
    for step in steps:
        _write(content, step)
    return bytes(content)


def _write(content: bytearray, step: Step) -> None:
    if step.what == "empty":
        content.clear()
    elif step.what == "cut":
        del content[step.offset :]
        content.extend(bytes(step.offset - len(content)))
    elif step.content:
        content.extend(bytes(max(0, step.offset - len(content))))
        content[step.offset : step.offset + len(step.content)] = step.content
