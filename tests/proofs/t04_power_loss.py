"""T04: the power goes at any moment: what was acknowledged is there, and the ward opens.

Every step by which the product writes is recorded with its bytes (`watched_disk.py`) while people
move a bag, sign a note, export it, choose a second place for the anchors, remove somebody and
change a passphrase, each in a program that is started and closed. From the record come states of
the disk as they may be after a power loss (`recorded_disk.py`); a program is started on each.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from unittest import mock

from nursedesk.errors import BugError, KnownError
from nursedesk.store import database
from tests.proofs import deeds
from tests.proofs.deeds import Deed, next_start
from tests.proofs.proof import Outcome, Proof, Sabotage
from tests.proofs.recorded_disk import Disk
from tests.proofs.watched_disk import Step, broken_there, recorded, run_watched

_IN_ORDER: tuple[type[Deed], ...] = (
    deeds.MoveBag,
    deeds.SignNote,
    deeds.ExportNote,
    deeds.ChoosePlace,
    deeds.RemoveTom,
    deeds.ChangePassphrase,
)
_HOURS_LATER = 20
_BEGUN, _DONE, _ENDED = "begun", "done", "ended"  # what is said among the steps


@dataclass(frozen=True)
class Moment:
    """The power goes after so many steps, in this deed; `said`: it was acknowledged."""

    steps: int
    deed: int
    said: bool


def run(trials: int, seed: int) -> Outcome:
    """So many states, as many in each deed."""
    return run_watched(__name__, trials, seed)


def watched(trials: int, seed: int) -> Outcome:
    """The same, where the disk is watched."""
    draw, failures, states = Random(seed), list[str](), set[int]()
    with deeds.scratch() as above:
        place = above / "place"  # the chart names it, so every state is laid out just there
        place.mkdir()
        deeds.found(place)
        work, seen = [kind(place) for kind in _IN_ORDER], [before := _files(place)]
        steps = recorded(place, lambda say: seen.extend(_work(work, say)))
        failures += _incomplete(steps, seen)
        disk, taken = Disk(before), 0
        for moment in sorted(_moments(steps, trials, draw), key=lambda one: one.steps):
            for step in steps[taken : moment.steps]:
                disk.take(step)
            taken = moment.steps
            files = disk.after_power_loss(draw)
            states.add(hash(frozenset(files.items())))
            if wrong := _wrong(place, files, work, moment):
                name = _IN_ORDER[moment.deed].__name__
                at = f"{name}, after step {taken} of {len(steps)}, acknowledged: {moment.said}"
                failures.append(f"seed {seed}, {at}: {wrong}")
    return Outcome(trials, tuple(failures), (f"{len(steps)} steps, {len(states)} unlike states",))


def _work(work: Sequence[Deed], say: Callable[[str], None]) -> Iterator[dict[str, bytes]]:
    """Does it all; what files there are after each."""
    for deed in work:
        say(_BEGUN)
        deed.begin()
        deed.act()
        say(_DONE)
        deed.desk.close()
        say(_ENDED)
        yield _files(deed.place)


def _moments(steps: Sequence[Step], trials: int, draw: Random) -> Iterator[Moment]:
    begun = [at for at, step in enumerate(steps) if (step.what, step.path) == ("said", _BEGUN)]
    done = [at for at, step in enumerate(steps) if (step.what, step.path) == ("said", _DONE)]
    ends = [*begun[1:], len(steps)]
    for trial in range(trials):
        deed = trial % len(begun)
        at = draw.randint(begun[deed] + 1, ends[deed])
        yield Moment(at, deed, said=at > done[deed])


def _files(place: Path) -> dict[str, bytes]:
    """Every file but the log's index and what says who has the folder, by its path."""
    return {
        str(path): path.read_bytes()
        for path in sorted(place.rglob("*"))
        if path.is_file() and _counts(str(path))
    }


def _counts(path: str) -> bool:
    return not path.endswith("-shm") and not Path(path).name.startswith("in-use")


def _incomplete(steps: Sequence[Step], seen: Sequence[Mapping[str, bytes]]) -> list[str]:
    """The record must make the very files that were seen, else it misses some writes."""
    before, *after = seen
    disk, unlike = Disk(before), set[str]()
    there = iter(after)
    for step in steps:
        disk.take(step)
        if (step.what, step.path) == ("said", _ENDED):
            found, made = next(there), disk.whole()
            names = {path for path in {*made, *found} if _counts(path)}
            unlike |= {path for path in names if made.get(path) != found.get(path)}
    return [f"the record misses what was written to {sorted(unlike)}"] if unlike else []


def _wrong(place: Path, files: Mapping[str, bytes], work: Sequence[Deed], at: Moment) -> str:
    """What the next start finds wrong; empty when nothing is."""
    _lay_out(place, files)
    try:
        with next_start(place, _HOURS_LATER) as desk:
            if desk.soundness.read_only or (faults := desk.store.file_faults()):
                return desk.soundness.sentence or f"the file: {faults}"
            there = {entry.header.intent for entry in desk.store.entries()}
            if any(earlier.intent not in there for earlier in _with_entry(work[: at.deed])):
                return "an acknowledged entry is lost"
            times = work[at.deed].done(desk)
    except (KnownError, BugError, OSError, ValueError) as error:
        return f"it does not open: {type(error).__name__}: {error}"
    if at.said and times != 1:
        return f"it was acknowledged and is there {times} times"
    return "" if times in {0, 1} else "it is half there"


def _with_entry(work: Sequence[Deed]) -> list[Deed]:
    return [deed for deed in work if not isinstance(deed, deeds.ExportNote)]


def _lay_out(place: Path, files: Mapping[str, bytes]) -> None:
    shutil.rmtree(place)
    for folder in ("copies", "other-disk", "ward/chart", "ward/anchors", "ward/keys"):
        (place / folder).mkdir(parents=True, mode=0o700)
    for name, content in files.items():
        path = Path(name)
        if _counts(name):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


@contextmanager
def broken() -> Iterator[None]:
    """The log is not synced at each commit."""
    pragmas = tuple(
        ("synchronous", "NORMAL", "1") if name == "synchronous" else (name, value, read_back)
        for name, value, read_back in database._PRAGMAS
    )
    with mock.patch.object(database, "_PRAGMAS", pragmas):
        yield


PROOF = Proof(
    id="T04",
    proves="Whenever the power goes, whatever is lost of what was not synced, the ward opens, what "
    "was acknowledged is there and nothing is half there; copies, keys and anchors too.",
    quick=300,
    release=30_000,
    run=run,
    sabotage=Sabotage("the log is not synced at each commit", broken_there, trials=60),
)
