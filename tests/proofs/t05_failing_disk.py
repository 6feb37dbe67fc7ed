"""T05: every step by which the product writes is refused: it says what is true, and goes on.

What is refused, and how: one call to the system that writes, syncs, renames, removes, cuts off,
makes a folder or opens a file for writing, in the ward's folder or beside it, with EIO, ENOSPC,
EROFS or EACCES, that one call or all from it on. Refused below everything (`watched_disk.py`).
Each time the files are copied at once, and a program started on them finds what was said; then the
disk is well again, the same is done once more, and it is there once.
"""

from __future__ import annotations

import errno
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from unittest import mock

from nursedesk.errors import BugError, KnownError
from nursedesk.store import driver, settle
from nursedesk.store.chart_store import SqlChartStore
from tests.proofs.deeds import DEEDS, Deed, copied, found, found_wrong, next_start, scratch
from tests.proofs.proof import Outcome, Proof, Sabotage
from tests.proofs.watched_disk import ERRORS, Step, broken_there, failing, run_watched, steps_of

_SAVED = (
    "The entry was saved",
    "The change is recorded",
    "The copy was written",
    "The new passphrase counts",
)
_NOT_SAVED = ("Nothing was saved", "Nothing was changed", "The copy was not written")
_NOT_KNOWN = ("Whether the entry was saved is not known", "The keys were written, but a power cut")
_DONE = "done"
_A_WHILE = timedelta(minutes=1)  # from a fault to the next try
_PARTIAL = re.compile(r"[0-9a-f]{8,}")  # the name of a file that is not whole yet
_DEFECTS = (BugError, OSError, driver.Error, LookupError, TypeError, ValueError, AttributeError)


@dataclass(frozen=True)
class Case:
    """One deed, and what is refused in it."""

    deed: type[Deed]
    step: Step
    error: int
    for_ever: bool

    def __str__(self) -> str:
        refused = f"{errno.errorcode[self.error]} {'for ever' if self.for_ever else 'once'}"
        step = f"step {self.step.number} ({self.step.what} {Path(self.step.path).name})"
        return f"{self.deed.__name__}, {refused} at {step}"


def run(trials: int, seed: int) -> Outcome:
    """All cases, or so many of them: one of each kind of step, and others that are drawn."""
    return run_watched(__name__, trials, seed)


def watched(trials: int, seed: int) -> Outcome:
    """The same, where the disk is watched."""
    with scratch() as image:
        found(image)
        alike = [cases for deed in DEEDS for cases in _cases(deed, image)]
        cases = _chosen(alike, trials, Random(seed))
        wrongs = [(case, _wrong(case, image)) for case in cases]
    failures = [f"seed {seed}, {case}: {wrong}" for case, wrong in wrongs if wrong]
    deeds = ", ".join(f"{sum(c.deed is deed for c in cases)} {deed.__name__}" for deed in DEEDS)
    remark = f"of {sum(map(len, alike))} cases with {len(alike)} kinds of steps: {deeds}"
    return Outcome(len(cases), tuple(failures), (remark,))


def _cases(deed: type[Deed], image: Path) -> list[list[Case]]:
    """Every case of a deed, those of like steps together."""
    with copied(image) as place:
        done = deed(place)
        done.begin()
        steps = steps_of(place, done.act)
        done.desk.close()
    alike: dict[tuple[str, str], list[Case]] = {}
    for step in steps:
        file = _PARTIAL.sub("", str(Path(step.path).relative_to(place)))
        alike.setdefault((step.what, file), []).extend(
            Case(deed, step, error, ever) for error in ERRORS for ever in (False, True)
        )
    return list(alike.values())


def _chosen(alike: Sequence[list[Case]], trials: int, draw: Random) -> list[Case]:
    """All, or one of each kind of step and then any."""
    everything = [case for cases in alike for case in cases]
    if trials >= len(everything):
        return everything
    one_each = [draw.choice(cases) for cases in alike][:trials]
    others = [case for case in everything if case not in one_each]
    return [*one_each, *draw.sample(others, trials - len(one_each))]


def _wrong(case: Case, image: Path) -> str:
    """What is wrong with what was said or done; empty when nothing is."""
    with copied(image) as place:
        deed = case.deed(place)
        deed.begin()
        try:
            said = _said(deed, case, place)
            with _as_it_is(place):
                at_once = _then(deed, place)
            if said is not None and at_once != said:
                return f"it was said to be saved: {said}; it is there {at_once} times"
            again = _again(deed)
            if again == _DONE and (waiting := deed.desk.anchors.waiting()):
                return f"done again, and the anchors still wait in {waiting}"
            deed.desk.close()
            if (finally_ := _then(deed, place)) != 1:
                return f"done again ({again}) it is there {finally_} times"
            return "" if case.for_ever else _left_behind(place)
        except AssertionError as found_:
            return str(found_)
        except KnownError as error:
            return f"the ward does not open: {error.code}: {error}"
        except _DEFECTS as error:
            return f"{type(error).__name__}: {error}"
        finally:
            deed.desk.close()


@contextmanager
def _as_it_is(place: Path) -> Iterator[None]:
    """A copy of all files in their very place, for a second program; then they are back."""
    aside = place.with_name("aside")
    place.rename(aside)
    shutil.copytree(aside, place, ignore=shutil.ignore_patterns("*-shm"))
    try:
        yield
    finally:
        shutil.rmtree(place)
        aside.rename(place)


def _said(deed: Deed, case: Case, place: Path) -> bool | None:
    """Whether it was said that it is saved; None: that it is not known."""
    try:
        with failing(place, case.step.number, case.error, for_ever=case.for_ever):
            deed.act()
    except KnownError as error:
        for answer, beginnings in ((True, _SAVED), (False, _NOT_SAVED), (None, _NOT_KNOWN)):
            if error.saved.startswith(beginnings):
                return answer
        raise AssertionError(f"it is not said what was saved: {error.code}: {error}") from error
    return True


def _then(deed: Deed, place: Path) -> int:
    """How often it is there for a program started on these files.

    Raises:
        AssertionError: the record is not whole.
    """
    with next_start(place) as desk:
        if wrong := found_wrong(desk):
            raise AssertionError(f"the next start: {wrong}")
        return deed.done(desk)


def _again(deed: Deed) -> str:
    """The disk is well again, and she tries once more, as she is told; what she is told last."""
    deed.clock.move_to(deed.clock.now() + _A_WHILE)
    try:
        try:
            deed.act()
        except KnownError as error:
            if error.code != "keys-changing":
                raise
            deed.come()  # "Change the user once and try again"
            deed.act()
    except KnownError as error:
        return error.code
    return _DONE


def _left_behind(place: Path) -> str:
    left = [path.name for path in place.rglob("*.part")]
    return f"left behind: {left}" if left else ""


@contextmanager
def broken() -> Iterator[None]:
    """Whatever the disk refused, the entry is told as saved."""
    told = settle._saved("1.0", confirmed=True)
    with mock.patch.object(SqlChartStore, "_settled", return_value=told):
        yield


PROOF = Proof(
    id="T05",
    proves="Whatever write, sync or rename the disk refuses, once or for ever, what is said to be "
    "saved is saved, what is not is not, and a retry never doubles it.",
    quick=90,
    release=10_000,
    run=run,
    sabotage=Sabotage("an entry that the disk refused is told as saved", broken_there, trials=4),
)
