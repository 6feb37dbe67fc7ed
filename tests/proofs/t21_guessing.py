"""T21: whoever guesses at the sign-in waits, however often he starts anew or turns the clock.

Each trial is one attack of some hours on Nina's account, through the sign-in that every screen
uses: wrong guesses, the right passphrase in the middle of a wait, restarts of the program and of
the machine, the wall clock turned. How many seconds lie between two guesses that were really tried
is reckoned here from a table of its own. Then the file of the
counts is removed or damaged: everybody waits, once.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from unittest import mock

from nursedesk.bootstrap import make_desk
from nursedesk.chart.ward_entries import SignedIn
from nursedesk.clock import SetClock
from nursedesk.errors import KnownError
from nursedesk.keys.throttle import FILE, Moment, Throttle
from nursedesk.walkthrough.crew import NINA, TOM, Crew
from nursedesk.ward import entrance
from nursedesk.ward.desk import Desk
from tests.proofs.proof import Outcome, Proof, Sabotage

BEGIN = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
HOURS = 3
FREE, LONGEST = 5, 900
WAITS = (30, 60, 120, 240, 480, LONGEST)  # seconds after the 6th, 7th, ... failure in a row
MOVES = (
    "guess",
    "patient",
    "patient",
    "right",
    "pass",
    "almost",
    "program",
    "machine",
    "turn",
    "tom",
)
DAMAGE = ("removed", "emptied", "cut", "another's")


def run(trials: int, seed: int) -> Outcome:
    """So many attacks, each on its own copy of one ward."""
    failures: list[str] = []
    tried = 0
    with tempfile.TemporaryDirectory(prefix="nursedesk-t21-") as folder:
        ward = Path(folder) / "ward"
        _found(ward)
        for trial in range(trials):
            copy = Path(folder) / f"ward-{trial}"
            shutil.copytree(ward, copy)
            attack = Attack(copy, Random(f"{seed} {trial}"), f"seed {seed}, trial {trial}")
            try:
                attack.guess_for_hours()
                attack.lose_the_count()
            finally:
                attack.desk.close()
            failures += attack.failures
            tried += len(attack.tried_at)
            shutil.rmtree(copy)
    return Outcome(trials=trials, failures=tuple(failures), remarks=(_said(trials, tried),))


def _said(trials: int, tried: int) -> str:
    return f"{tried} guesses were tried in {trials} attacks of {HOURS} h each"


def _found(folder: Path) -> None:
    clock = SetClock(BEGIN)
    desk = make_desk(folder, clock=clock)
    try:
        Crew(desk, clock).found()
    finally:
        desk.close()


def wait_after(failures: int) -> int:
    """Seconds between a failure, the so-manieth in a row, and the next try."""
    return 0 if failures <= FREE else WAITS[min(failures - FREE, len(WAITS)) - 1]


class Attack:
    """One ward, somebody who guesses, and a clock that he can turn."""

    def __init__(self, folder: Path, random: Random, name: str) -> None:
        self._folder, self._random, self._name = folder, random, name
        self._clock = SetClock(BEGIN + timedelta(days=1))
        self.desk: Desk = make_desk(folder, clock=self._clock)
        self._seconds = 0  # that really went by
        self._said = 0  # the wait that was said last
        self.tried_at: list[int] = []
        self.failures: list[str] = []

    def guess_for_hours(self) -> None:
        """Moves at random; then Nina comes herself, and the chart is told."""
        while self._seconds < HOURS * 3600:
            self._move(self._random.choice(MOVES))
        self._pass(LONGEST)
        if self._comes(NINA.account, NINA.passphrase) != "":
            self._wrong("Nina does not get in after the longest wait")
            return
        told = self._last_sign_in().failed_before
        if told != len(self.tried_at):
            self._wrong(f"the chart was told of {told} failures, not {len(self.tried_at)}")
        self._start_anew()

    def lose_the_count(self) -> None:
        """The file of the counts is damaged: everybody waits 15 minutes, once."""
        how = self._random.choice(DAMAGE)
        _damage(self._folder / "keys" / FILE, how)
        for second in (0, LONGEST - 1):
            self._pass(second)
            for who in (NINA, TOM):
                if self._comes(who.account, who.passphrase) != "sign-in-waits":
                    self._wrong(f"{who.name} gets in {second} s after the file was {how}")
        self._pass(1)
        if self._comes(TOM.account, TOM.passphrase) != "":
            self._wrong(f"Tom still waits after 15 minutes; the file was {how}")
            return
        if self._last_sign_in().failed_before is not None:
            self._wrong("the chart was not told that a count was lost")
        self._clock.restart()
        self._start_anew()
        if self._comes(NINA.account, NINA.passphrase) != "":
            self._wrong("everybody waits twice for one lost file")

    def _move(self, move: str) -> None:
        match move:
            case "guess":
                self._guess(f"wrong guess number {len(self.tried_at)}")
            case "patient":
                self._guess_after_the_wait()
            case "right" if self._owes() > 0:
                self._guess(NINA.passphrase)
            case "pass":
                self._pass(self._random.randint(1, 900))
            case "almost":
                self._pass(max(0, self._owes() - 1))
                self._guess("wrong guess a second too early")
            case "program":
                self._start_anew()
            case "machine":
                self._clock.restart()
                self._start_anew()
            case "turn":
                self._turn()
            case "tom":
                self._tom_comes()

    def _tom_comes(self) -> None:
        if self._comes(TOM.account, TOM.passphrase) != "":
            self._wrong("Tom does not get in because somebody guesses at Nina's account")

    def _guess(self, passphrase: str) -> None:
        owed = self._owes()
        code = self._comes(NINA.account, passphrase)
        if code == "passphrase-wrong":
            self.tried_at.append(self._seconds)
        if owed > 0 and code != "sign-in-waits":
            self._wrong(f"a guess was tried {owed} s too early: {code or 'she is in'}")

    def _guess_after_the_wait(self) -> None:
        before = len(self.tried_at)
        self._guess("wrong guess")
        if len(self.tried_at) == before:
            self._pass(self._said)
            self._guess("wrong guess")
        if len(self.tried_at) == before:
            self._wrong("the wait that was said was over, and nothing was tried")

    def _owes(self) -> int:
        """Seconds until the next guess may be tried at the earliest."""
        if not self.tried_at:
            return 0
        return self.tried_at[-1] + wait_after(len(self.tried_at)) - self._seconds

    def _comes(self, account: str, passphrase: str) -> str:
        """Somebody signs in: the code of the refusal, empty when she is in."""
        try:
            entrance.sign_in(self.desk, account, passphrase)
        except KnownError as error:
            self._said = int(error.facts.get("wait", "0"))
            return error.code
        return ""

    def _pass(self, seconds: int) -> None:
        self._clock.forward(seconds=seconds)
        self._seconds += seconds

    def _turn(self) -> None:
        days = self._random.choice((-3650, -30, -1, 1, 30, 400))
        self._clock.turn_to(max(BEGIN, self._clock.now() + timedelta(days=days)))

    def _start_anew(self) -> None:
        self.desk.close()
        self.desk = make_desk(self._folder, clock=self._clock)

    def _last_sign_in(self) -> SignedIn:
        bodies = [entry.body for entry in self.desk.store.ward_entries()]
        return [body for body in bodies if isinstance(body, SignedIn)][-1]

    def _wrong(self, what: str) -> None:
        self.failures.append(f"{self._name}, after {self._seconds} s: {what}")


def _damage(path: Path, how: str) -> None:
    content = path.read_bytes()
    path.unlink()
    if how != "removed":
        made = {"emptied": b"", "cut": content[:-2], "another's": b'{"slots": []}'}
        path.write_bytes(made[how])


@contextmanager
def _by_the_wall_clock() -> Iterator[None]:
    """Waits are counted by the clock on the wall, which anybody can turn."""

    def now(door: Throttle) -> Moment:
        since = door.clock.now() - datetime(1970, 1, 1, tzinfo=UTC)
        return Moment(boot="", microseconds=since // timedelta(microseconds=1))

    with mock.patch.object(Throttle, "_now", now):
        yield


PROOF = Proof(
    id="T21",
    proves="Guesses at a passphrase wait as long as they must, whatever is restarted or turned; "
    "others do not wait; a lost count means the longest wait, once.",
    quick=1,
    release=10,
    run=run,
    sabotage=Sabotage("waits are counted by the wall clock", _by_the_wall_clock),
)
