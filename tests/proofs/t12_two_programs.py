"""T12: one program per folder, and nothing lost where the lock should fail."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from unittest import mock
from uuid import UUID

from nursedesk.bootstrap import hold_on, make_desk
from nursedesk.clock import SetClock, SystemClock
from nursedesk.errors import KnownError
from nursedesk.store import instance
from nursedesk.store.instance import HOLDER
from nursedesk.walkthrough.crew import CLARA, NINA, TOM, Crew
from nursedesk.ward import entrance
from nursedesk.ward.check import check_ward
from tests.proofs.proof import Outcome, Proof, Sabotage
from tests.proofs.second_program import start

APPENDS = 1_500  # by each of the three writers, in a round of a release
APPENDS_QUICK = 150
_FULL_ROUNDS = 2  # from this many rounds on, a round is as large as for a release
WRITERS = (CLARA, NINA, TOM)


def run(trials: int, seed: int) -> Outcome:
    """Rounds of: a second window, a killed one, a recycled process number, three writers."""
    draw = Random(seed)
    appends = APPENDS if trials >= _FULL_ROUNDS else APPENDS_QUICK
    failures: list[str] = []
    with tempfile.TemporaryDirectory(prefix="nursedesk-t12-") as place:
        ward = Path(place) / "ward"
        _found(ward)
        for trial in range(trials):
            folder = Path(place) / str(trial)
            shutil.copytree(ward, folder)
            rounds = (_second_window, _killed, _recycled, _writers)
            found = [wrong for one in rounds for wrong in one(folder, draw, appends)]
            failures += [f"round {trial}, seed {seed}: {wrong}" for wrong in found]
            shutil.rmtree(folder)
    remark = f"in each round three writers, {appends} appends each, with the instance lock off"
    return Outcome(trials=trials, failures=tuple(failures), remarks=(remark,))


def _found(ward: Path) -> None:
    now = SystemClock()
    desk = make_desk(ward, clock=(clock := SetClock(now.now(), now.zone)))
    Crew(desk, clock).found()
    desk.close()


@contextmanager
def _holder(folder: Path) -> Iterator[subprocess.Popen[str]]:
    program = start(folder, "hold")
    assert program.stdin is not None
    assert program.stdout is not None
    if program.stdout.readline() != "held\n":
        raise RuntimeError("the first window did not open")
    try:
        yield program
    finally:
        program.stdin.close()
        program.wait()
        program.stdout.close()


def _second_window(folder: Path, _draw: Random, _appends: int) -> Iterator[str]:
    """Neither a second window nor a second desk gets in, and both are told who is there."""
    with _holder(folder) as first:
        for name, enter in _ways_in(folder):
            try:
                enter()
            except KnownError as error:
                words = str(error)
                if f"(process {first.pid})" not in words or "since " not in words:
                    yield f"{name} is not told who has it open: {words}"
            else:
                yield f"{name} was let in beside the first window"


def _ways_in(folder: Path) -> Iterator[tuple[str, Callable[[], None]]]:
    window = hold_on(folder, SystemClock())
    yield "a second window", window.hold
    window.release()
    desk = make_desk(folder)

    def signs_in() -> None:
        entrance.sign_in(desk, NINA.account, NINA.passphrase)

    yield "a second desk", signs_in
    desk.close()


def _killed(folder: Path, draw: Random, _appends: int) -> Iterator[str]:
    """A killed program holds nothing, whatever it left behind."""
    for _ in range(3):
        with _holder(folder) as first:
            first.kill() if draw.random() < 0.5 else first.terminate()
            first.wait()
            yield from _opens(folder, "after a killed program")


def _recycled(folder: Path, draw: Random, _appends: int) -> Iterator[str]:
    """A process number that lives again hinders nobody."""
    process = draw.choice((1, os.getpid(), os.getppid()))
    said = {"workstation": "ward-7", "process": process, "since": "2026-11-21T03:12:00Z"}
    (folder / HOLDER).write_text(json.dumps(said))
    yield from _opens(folder, f"beside a file that names process {process}")


def _opens(folder: Path, when: str) -> Iterator[str]:
    window = hold_on(folder, SystemClock())
    try:
        window.hold()
    except KnownError as error:
        yield f"it does not open {when}: {error}"
    window.release()


def _writers(folder: Path, _draw: Random, appends: int) -> Iterator[str]:
    """Three writers at once: no fork, no gap, nothing acknowledged is lost or there twice."""
    programs = []
    for member in WRITERS:  # one after the other: opening a chart is no part of what is proved
        words = ("write", member.account, member.passphrase, str(appends))
        programs.append(program := start(folder, *words))
        assert program.stdout is not None
        if program.stdout.readline() != "ready\n":
            yield f"the writer {member.account} did not get ready"
    said = _together(programs)
    codes = [program.returncode for program in programs]
    if any(codes):
        yield f"the writers ended with {codes}"
    acknowledged = {UUID(line.split()[1]) for line in said.splitlines()}
    if len(acknowledged) != appends * len(WRITERS):
        yield f"{len(acknowledged)} of {appends * len(WRITERS)} appends were acknowledged"
    desk = make_desk(folder)
    try:
        entrance.sign_in(desk, CLARA.account, CLARA.passphrase)
        check_ward(desk)
        entries = desk.store.entries(at_most=1_000_000)
    except KnownError as error:
        yield f"the chart does not open afterwards: {error}"
        return
    finally:
        desk.close()
    there = Counter(entry.header.intent for entry in entries)
    if lost := acknowledged - set(there):
        yield f"{len(lost)} acknowledged entries are lost"
    if doubled := [intent for intent, times in there.items() if times > 1]:
        yield f"{len(doubled)} entries are there twice"
    if len({entry.header.prev for entry in entries}) != len(entries):
        yield "two entries follow the same one: the chain forks"


def _together(programs: list[subprocess.Popen[str]]) -> str:
    """What they say once they all go."""
    for program in programs:
        assert program.stdin is not None
        program.stdin.write("go\n")
        program.stdin.flush()
    return "".join(program.communicate()[0] for program in programs)


@contextmanager
def _no_lock() -> Iterator[None]:
    """Whoever asks for the folder gets it."""
    with mock.patch.object(instance, "_lock", return_value=None):
        yield


PROOF = Proof(
    id="T12",
    proves="One program has a ward's folder, a second one is told who has it, a dead one holds "
    "nothing; and without that lock three writers neither fork the chain nor lose an entry.",
    quick=1,
    release=20,
    run=run,
    sabotage=Sabotage("the system's lock is not asked for", _no_lock, trials=1),
)
