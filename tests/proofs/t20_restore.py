"""T20: a backup brings the ward back on this machine and on another; what is none is refused.

Five kinds of trial in turn, each with its own damage, drawn anew: a disk that writes a wrong bit
while the backup is made, and one that loses a bit of it later; a chart that broke; another machine
with the recovery code; another ward's and an older backup; a part of one, also of a backup and of
a restore that were killed midway.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from pathlib import Path
from random import Random
from unittest import mock
from uuid import uuid4

from msgspec import Struct

from nursedesk.bootstrap import make_desk
from nursedesk.chart.entry import Entry
from nursedesk.chart.record_entries import ChartRestored
from nursedesk.clock import SetClock
from nursedesk.errors import KnownError
from nursedesk.store import backup_copy, backup_folder, migrate, restore
from nursedesk.store.database import Database
from nursedesk.store.driver import Connection
from nursedesk.walkthrough.crew import CLARA, NINA, TOM
from nursedesk.ward import entrance, leaving, recovery, restoring
from nursedesk.ward.backup_ports import Made
from nursedesk.ward.check import check_ward
from nursedesk.ward.desk import Desk
from nursedesk.ward.restoring import Opened
from tests.backing import AT, Ward, accepts, back_up, founded, goes_on, signed_in
from tests.proofs.killing import WRITES, kill_midway, steps_of
from tests.proofs.proof import Outcome, Proof, Sabotage

_LATER = 5  # hours after the ward was made


class Trial(Struct, frozen=True):
    """One ward to be backed up and lost, another one; `place` is where the backups go."""

    ward: Ward
    other: Callable[[], Ward]
    place: Path
    random: Random

    def desk(self, folder: Path | None = None, hours: int = _LATER) -> Desk:
        """The program on this ward's folder, or on another machine's."""
        clock = SetClock(AT + timedelta(hours=hours))
        return make_desk(folder or self.ward.folder, clock=clock)

    def break_chart(self) -> None:
        """The chart does not open any more, in one of three ways."""
        chart = self.ward.chart
        match self.random.randrange(3):
            case 0:
                chart.unlink()
            case 1:
                chart.write_bytes(self.random.randbytes(chart.stat().st_size))
            case _:
                os.truncate(chart, self.random.randrange(1, 4096))

    def lose_bit(self, path: Path) -> None:
        """One bit of a file is another."""
        content = bytearray(path.read_bytes())
        content[self.random.randrange(len(content))] ^= 1 << self.random.randrange(8)
        path.write_bytes(content)


def run(trials: int, seed: int) -> Outcome:
    """Every kind in turn."""
    failures: list[str] = []
    with tempfile.TemporaryDirectory(prefix="t20-") as scratch:
        made = founded(Path(scratch) / "made")
        other = cache(lambda: founded(Path(scratch) / "other"))
        for number in range(trials):
            kind, place = _KINDS[number % len(_KINDS)], Path(scratch) / str(number)
            place.mkdir()
            random = Random(seed * 1000 + number)
            trial = Trial(made.copied(place / "ward"), other, place / "disk", random)
            try:
                found = kind(trial)
            except KnownError as error:
                found = f"{error.code}: {error}"
            failures += [f"trial {number}, {kind.__name__}: {found}"] if found else []
            shutil.rmtree(place)
    return Outcome(trials=trials, failures=tuple(failures))


def wrong_bit(trial: Trial) -> str:
    """On the disk while it is made: no backup. Later: it is refused."""
    genuine = migrate.copy

    def copy(connection: Connection, target: Database) -> int:
        entries = genuine(connection, target)
        trial.lose_bit(target.path)
        return entries

    try:
        with mock.patch.object(migrate, "copy", copy):
            back_up(trial.ward, trial.place)
    except KnownError:
        pass
    else:
        return "a copy with a wrong bit was called a backup"
    backup = back_up(trial.ward, trial.place)
    files = [*backup_folder.files_in(Path(backup.where)), backup_folder.LIST]
    trial.lose_bit(Path(backup.where) / trial.random.choice(files))
    trial.break_chart()
    return _refused(trial, backup.where, {"backup-damaged", "backup-newer", "backup-partial"})


def same_machine(trial: Trial) -> str:
    """The lost entries are named one by one, and the new epoch's numbers are given out once."""
    backup = back_up(trial.ward, trial.place)
    last = goes_on(trial.ward, trial.random.randrange(1, 5))
    trial.break_chart()
    before = trial.ward.chart.read_bytes() if trial.ward.chart.exists() else None
    desk = trial.desk()
    opened = _opened(desk, backup)
    kept, _cards = restoring.restore(desk, opened)
    moved = Path(kept) / "chart" / "chart.db"
    if before is not None and moved.read_bytes() != before:
        return "the former chart was not kept as it was"
    told = _told(desk)
    first, end = (int(number.split(".")[1]) for number in (backup.head, last))
    lost = [(one.epoch, one.first, one.last) for one in told.ranges]
    if lost != [(1, first + 1, end)]:
        return f"lost are {first + 1} to {end}, the record tells of {lost}"
    if told.sessions != (trial.ward.session,):
        return "the session that lost entries is not named"
    return _goes_on_in_a_new_epoch(trial.ward)


def other_machine(trial: Trial) -> str:
    """The recovery code alone: it opens the backup, and makes the administrator who signs."""
    backup = back_up(trial.ward, trial.place)
    folder = trial.place.parent / "other"
    desk = trial.desk(folder)
    staged = restoring.choose(desk, backup.where)
    restoring.restore(desk, restoring.open_with_code(desk, staged, trial.ward.code))
    there = Ward(folder, trial.ward.session, trial.ward.code)
    if trial.random.random() < 0.5:  # or somebody remembers her passphrase
        _told(desk)
        return _goes_on_in_a_new_epoch(there)
    phrase = "five words nobody else knows"
    begun = recovery.begin(desk, trial.ward.code, "r.ada", "Rita Ada", phrase)
    recovery.finish(desk, begun, begun.recovery_code, intent=uuid4())
    accepts(desk, phrase)
    desk.close()
    return _goes_on_in_a_new_epoch(there)


def foreign_or_old(trial: Trial) -> str:
    """Another ward's; one beside which a newer lies; one from before somebody left."""
    backup = back_up(trial.ward, trial.place)
    theirs = back_up(trial.other(), trial.place.parent / "their disk")
    with signed_in(trial.ward) as desk:
        second = entrance.second_person(desk, TOM.account, TOM.passphrase)
        leaving.remove(desk, NINA.account, second=second, intent=uuid4())
    alone = shutil.copytree(backup.where, trial.place.parent / "alone" / "one")
    back_up(trial.ward, trial.place, hours=4)
    trial.break_chart()
    return (
        _refused(trial, theirs.where, {"backup-foreign"})
        or _refused(trial, backup.where, {"backup-old"})
        or _refused(trial, str(alone), {"backup-old"})
    )


def part(trial: Trial) -> str:
    """A file that lacks or is cut short; a backup and a restore that were killed midway."""
    steps = steps_of(WRITES, lambda: back_up(trial.ward, trial.place))
    whole = {path.name for path in _backups(trial)}
    step = trial.random.randrange(steps)
    kill_midway(step, WRITES, str, lambda: back_up(trial.ward, trial.place, hours=3))
    for path in _backups(trial):
        if path.name not in whole:
            backup_folder.check_files(path, backup_folder.read_list(path)[0])
    backup = back_up(trial.ward, trial.place, hours=4)
    copy = Path(shutil.copytree(backup.where, trial.place.parent / "copy" / "one"))
    harmed = copy / trial.random.choice(backup_folder.files_in(copy))
    if trial.random.random() < 0.5:
        harmed.unlink()
    else:
        os.truncate(harmed, trial.random.randrange(harmed.stat().st_size))
    trial.break_chart()
    found = _refused(trial, str(copy), {"backup-partial"})
    return found or _killed_restore(trial, backup)


def _killed_restore(trial: Trial, backup: Made) -> str:
    """Killed before one of its steps, the next start finds the old files or the new, whole."""
    try_out = trial.ward.copied(trial.place.parent / "try-out")
    steps = steps_of(WRITES, lambda: _restores(trial, try_out, backup))
    step = trial.random.randrange(steps)
    before = _digest(trial.ward)
    kill_midway(step, WRITES, str, lambda: _restores(trial, trial.ward, backup))
    restore.finish(trial.ward.folder)
    if _digest(trial.ward) == before:
        return ""
    desk = trial.desk(hours=_LATER + 1)
    _told(desk)
    return _goes_on_in_a_new_epoch(trial.ward)


def _digest(ward: Ward) -> list[tuple[str, bytes]]:
    parts = [path for name in ("chart", "keys") for path in (ward.folder / name).glob("*")]
    return sorted((path.name, path.read_bytes()) for path in parts if path.name != "throttle.json")


def _restores(trial: Trial, ward: Ward, backup: Made) -> None:
    desk = trial.desk(ward.folder)
    restoring.restore(desk, _opened(desk, backup))
    desk.close()


def _backups(trial: Trial) -> list[Path]:
    return [path for own in trial.place.iterdir() for path in backup_folder.named(own)]


def _opened(desk: Desk, backup: Made) -> Opened:
    staged = restoring.choose(desk, backup.where)
    return restoring.open_with_passphrase(desk, staged, CLARA.account, CLARA.passphrase)


def _told(desk: Desk) -> ChartRestored:
    """Clara signs in and says how it goes on; before, nothing could be written."""
    entrance.sign_in(desk, CLARA.account, CLARA.passphrase)
    assert desk.soundness.restored is not None
    body = accepts(desk).body
    check_ward(desk)
    desk.close()
    assert isinstance(body, ChartRestored)
    return body


def _goes_on_in_a_new_epoch(ward: Ward) -> str:
    number = goes_on(ward, hours=_LATER + 2)
    with signed_in(ward, hours=_LATER + 3) as desk:
        check_ward(desk)
        if desk.soundness.read_only:
            return desk.soundness.sentence
    return "" if number.startswith("2.") else f"it goes on with entry {number}"


def _refused(trial: Trial, backup: str, codes: set[str]) -> str:
    """Whether it is refused by one of these names, and nothing here is changed by that."""
    before = _digest(trial.ward)
    desk = trial.desk()
    try:
        staged = restoring.choose(desk, backup)
        restoring.open_with_passphrase(desk, staged, CLARA.account, CLARA.passphrase)
    except KnownError as error:
        found = "" if error.code in codes else f"{error.code}: {error}"
    else:
        found = "it was not refused"
    finally:
        desk.close()
    return found or ("" if _digest(trial.ward) == before else "something was changed")


_KINDS: tuple[Callable[[Trial], str], ...] = (
    wrong_bit,
    same_machine,
    other_machine,
    foreign_or_old,
    part,
)


@contextmanager
def _believing() -> Iterator[None]:
    """What was copied is called a backup without being opened."""

    def believed(_folder: Path, _key: bytes, _keys: object, head: Entry, _say: object) -> Entry:
        return head

    with mock.patch.object(backup_copy, "prove", believed):
        yield


PROOF = Proof(
    id="T20",
    proves="A backup brings the ward back on this and on another machine, what is lost is named; "
    "a wrong, an old, a foreign and a partial one are refused, and nothing is changed by them.",
    quick=5,
    release=30,
    run=run,
    sabotage=Sabotage("the copy is not opened before it is called a backup", _believing, 1),
)
