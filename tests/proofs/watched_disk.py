"""A disk that fails, kills or is recorded at any step of the product, which knows nothing of it.

`watched_disk.c` is compiled when a proof begins (gcc is one of the programs that the tests need)
and loaded before the C library into a Python of the proof's own: every write of Python, SQLCipher
and the rest passes through it. That Python is `python -m tests.proofs.watched_disk MODULE ...`; it
runs the module's `watched(trials, seed)`, under the module's `broken()` where it is sabotaged.
"""

from __future__ import annotations

import ctypes
import errno
import functools
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from unittest import mock

import argon2.low_level

from tests.proofs.proof import Outcome

_SOURCE = Path(__file__).with_suffix(".c")
_BROKEN = "NURSEDESK_PROOF_BROKEN"
_NO_NOTE = -1
ERRORS = (errno.EIO, errno.ENOSPC, errno.EROFS, errno.EACCES)


@dataclass(frozen=True)
class Step:
    """One call that was done: `what` it was, on which path, and the bytes that it wrote."""

    number: int
    what: str
    path: str
    other: str
    offset: int
    content: bytes


def run_watched(module: str, trials: int, seed: int) -> Outcome:
    """Runs the proof of a module in a Python whose disk is watched.

    Raises:
        RuntimeError: nothing can be compiled, or that Python ended without an outcome.
    """
    with tempfile.TemporaryDirectory(prefix="nursedesk-proof-") as made:
        library = _compiled(Path(made))
        done = subprocess.run(
            [sys.executable, "-m", __name__, module, str(trials), str(seed)],
            env={**os.environ, "LD_PRELOAD": str(library)},
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise RuntimeError(f"the proof in {module} did not end: {done.stderr[-4000:]}")
    told = json.loads(done.stdout.splitlines()[-1])
    return Outcome(told["trials"], tuple(told["failures"]), tuple(told["remarks"]))


@contextmanager
def broken_there() -> Iterator[None]:
    """The module's own `broken()` holds where its proof runs."""
    with mock.patch.dict(os.environ, {_BROKEN: "1"}):
        yield


def _compiled(folder: Path) -> Path:
    library = folder / "watched_disk.so"
    words = ["gcc", "-O1", "-shared", "-fPIC", "-o", str(library), str(_SOURCE)]
    try:
        done = subprocess.run(words, capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise RuntimeError("this proof needs Linux, gcc and libc6-dev") from error
    if done.returncode:
        raise RuntimeError(f"gcc could not compile {_SOURCE.name}: {done.stderr}")
    return library


@contextmanager
def watched(folder: Path, note: int = _NO_NOTE) -> Iterator[ctypes.CDLL]:
    """Counts the steps in a folder; each is told in the file `note`, if there is one."""
    disk = ctypes.CDLL(None)
    disk.disk_refusals.restype = ctypes.c_long
    disk.disk_watch(os.fsencode(folder.resolve()), note)
    try:
        yield disk
    finally:
        disk.disk_unwatch()


@contextmanager
def failing(folder: Path, at: int, error: int, *, for_ever: bool) -> Iterator[None]:
    """The step of this number, and if `for_ever` all that follow, are refused with an errno.

    Raises:
        AssertionError: there was no such step.
    """
    with watched(folder) as disk:
        disk.disk_fail(ctypes.c_long(at), error, for_ever)
        yield
        if not disk.disk_refusals():
            raise AssertionError("nothing was refused")


@contextmanager
def full(folder: Path) -> Iterator[None]:
    """No file can grow."""
    with watched(folder) as disk:
        disk.disk_fill(1)
        yield


@contextmanager
def killed(folder: Path, at: int) -> Iterator[None]:
    """This process is killed before its step of this number."""
    with watched(folder) as disk:
        disk.disk_kill(ctypes.c_long(at))
        yield


def steps_of(folder: Path, act: Callable[[], object]) -> list[Step]:
    """Every step of an act when nothing hinders it."""
    return recorded(folder, lambda _say: act())


def recorded(folder: Path, act: Callable[[Callable[[str], None]], object]) -> list[Step]:
    """The same; what the act says stands between the steps, as one that is `said`."""
    with tempfile.TemporaryFile() as note:

        def say(word: str) -> None:
            os.write(note.fileno(), f"-1\tsaid\t{word}\t\t0\t0\n".encode())

        with watched(folder, note.fileno()):
            act(say)
        note.seek(0)
        return list(_told(note.read()))


def _told(notes: bytes) -> Iterator[Step]:
    at = 0
    while at < len(notes):
        end = notes.index(b"\n", at)
        number, what, path, other, offset, size = notes[at:end].decode().split("\t")
        at = end + 1
        length = int(size) if what == "write" else 0
        yield Step(int(number), what, path, other, int(offset), notes[at : at + length])
        at += length


@contextmanager
def quick_argon2() -> Iterator[None]:
    """Argon2id, which is a function of its inputs alone, works each key out once."""
    remembered = functools.cache(argon2.low_level.hash_secret_raw)
    with mock.patch.object(argon2.low_level, "hash_secret_raw", remembered):
        yield


def _main(module: str, trials: int, seed: int) -> None:
    os.environ.pop("LD_PRELOAD")  # helper processes have an ordinary disk
    proof = import_module(module)
    with proof.broken() if os.environ.pop(_BROKEN, "") else nullcontext():
        outcome: Outcome = proof.watched(trials, seed)
    sys.stdout.write(f"\n{json.dumps(asdict(outcome))}\n")


if __name__ == "__main__":
    with quick_argon2():
        _main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
