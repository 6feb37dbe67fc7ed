"""T02: kill -9 in the middle of a start, a migration, a signature, an export, a re-key.

Before a step that is drawn, of all by which the product writes (`watched_disk.py`), in a ward that
a killed program left before. The next start finds the old or the new, never neither, and goes on.
A restore that is killed belongs to T20.
"""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from unittest import mock
from uuid import uuid4

from nursedesk.bootstrap import make_desk
from nursedesk.chart.entry import Position
from nursedesk.clock import SetClock
from nursedesk.errors import KnownError
from nursedesk.store import append, files, migrate, schema
from nursedesk.store.database import Database
from nursedesk.walkthrough.crew import CLARA
from nursedesk.ward import entrance
from nursedesk.ward.desk import Desk
from tests.proofs import deeds
from tests.proofs.deeds import HALF, Deed, copied, found_wrong, next_start
from tests.proofs.killing import killed_within
from tests.proofs.proof import Outcome, Proof, Sabotage
from tests.proofs.watched_disk import broken_there, killed, run_watched, steps_of
from tests.tampering import chart_of, key_of

_LEAST_SHARE = 0.2  # of kills between BEGIN and acknowledgement
_OLD, _NEW = schema.REVISIONS[-1], "next"
_NEXT_SCHEMA = f"""
from alembic import op

revision = "{_NEW}"
down_revision = "{_OLD}"


def upgrade():
    op.execute("CREATE TABLE note (number INTEGER NOT NULL)")
"""


class StartProgram(Deed):
    """The program is started, and Clara signs in."""

    def begin(self, hours: int = 1) -> None:
        self.desk = make_desk(self.place / "ward", clock=SetClock(deeds.START))

    def act(self) -> None:
        entrance.sign_in(self.desk, CLARA.account, CLARA.passphrase)

    def done(self, desk: Desk) -> int:
        return int(desk.person is not None)


class Migrate(StartProgram):
    """The first start of a newer program, which brings the chart to its schema."""

    def begin(self, hours: int = 1) -> None:
        super().begin()
        shutil.copytree(migrate.scripts_folder(), self._scripts)
        (self._scripts / "versions" / "r9999_next.py").write_text(_NEXT_SCHEMA)

    def act(self) -> None:
        with self.newer_program():
            super().act()

    @property
    def _scripts(self) -> Path:
        return self.place.with_name("scripts")

    @contextmanager
    def newer_program(self) -> Iterator[None]:
        """A program that is one schema ahead."""
        with (
            mock.patch.object(migrate, "scripts_folder", return_value=self._scripts),
            mock.patch.object(schema, "REVISIONS", (*schema.REVISIONS, _NEW)),
        ):
            yield


MIDWAY: tuple[type[Deed], ...] = (
    StartProgram,
    Migrate,
    deeds.SignNote,
    deeds.ExportNote,
    deeds.RemoveTom,
)
_WITHOUT_ENTRY = (Migrate, deeds.ExportNote)  # they begin with their first write


def run(trials: int, seed: int) -> Outcome:
    """Each in turn; a share of kills that is too small is a failing case."""
    return run_watched(__name__, trials, seed)


def watched(trials: int, seed: int) -> Outcome:
    """The same, where the disk is watched."""
    draw, failures, inside = Random(seed), list[str](), 0
    with deeds.scratch() as image:
        deeds.found(image)
        _leave_open(image)
        steps = {kind: _steps(kind, image) for kind in MIDWAY}
        rounds = -(-trials // len(MIDWAY))
        for trial in range(trials):
            turn, which = divmod(trial, len(MIDWAY))
            kind = MIDWAY[which]
            step = int((turn + draw.random()) * steps[kind] / rounds)  # spread over all of them
            wrong, begun = _killed(kind, image, step)
            inside += begun
            if wrong:
                case = f"{kind.__name__} killed before step {step} of {steps[kind]}"
                failures.append(f"seed {seed}, trial {trial}, {case}: {wrong}")
    remark = f"{inside} of {trials} kills fell between BEGIN and acknowledgement"
    if inside < _LEAST_SHARE * trials:
        failures.append(f"only {remark}")
    told = ", ".join(f"{kind.__name__} {number}" for kind, number in steps.items())
    return Outcome(trials, tuple(failures), (remark, f"steps: {told}"))


def _leave_open(image: Path) -> None:
    """A program that was killed leaves its log."""
    if os.fork() == 0:
        deed = deeds.MoveBag(image)
        deed.begin()
        deed.act()
        os.kill(os.getpid(), signal.SIGKILL)
    os.wait()


def _steps(kind: type[Deed], image: Path) -> int:
    with copied(image) as place:
        deed = kind(place)
        deed.begin()
        steps = steps_of(place, deed.act)
        deed.desk.close()
    return len(steps)


def _killed(kind: type[Deed], image: Path, step: int) -> tuple[str, bool]:
    """What is wrong after a kill, and whether it fell between BEGIN and acknowledgement."""
    with copied(image) as place:
        deed = kind(place)
        begun = kind in _WITHOUT_ENTRY and step > 0
        reading, writing = os.pipe()

        def prepare() -> str:
            deed.begin()
            return ""

        def act() -> None:
            with _telling(writing):
                deed.act()

        answer = killed_within(lambda: killed(place, step), prepare, act)
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            begun = begun or bool(pipe.read())
        if answer is None:
            return "it was not killed", begun
        try:
            return _migrated(deed) if isinstance(deed, Migrate) else _old_or_new(deed), begun
        except KnownError as error:
            return f"it does not go on: {error.code}: {error}", begun


@contextmanager
def _telling(out: int) -> Iterator[None]:
    """Says that the entry's transaction has begun."""
    genuine: Callable[..., Position] = append._next_position

    def position(*everything: object) -> Position:
        os.write(out, b"b")
        return genuine(*everything)

    with mock.patch.object(append, "_next_position", position):
        yield


def _old_or_new(deed: Deed) -> str:
    """What the next start finds wrong, and whether the same can be done then."""
    with next_start(deed.place) as desk:
        if wrong := found_wrong(desk):
            return wrong
        if (done := deed.done(desk)) == HALF:
            return "neither the old nor the new"
    if done:
        return ""
    again = type(deed)(deed.place, uuid4())
    again.begin(hours=3)
    again.act()
    again.desk.close()
    with next_start(deed.place, hours=4) as desk:
        return found_wrong(desk) or ("" if again.done(desk) == 1 else "it cannot be done again")


def _migrated(deed: Migrate) -> str:
    """The older program opens what is not migrated, and the newer one brings it to its end."""
    chart = chart_of(deed.place / "ward")
    key48 = key_of(deed.place / "ward")
    if _revision(chart, key48) == _OLD:
        with next_start(deed.place) as desk:
            if wrong := found_wrong(desk):
                return f"the old one: {wrong}"
    with deed.newer_program(), next_start(deed.place, hours=3) as desk:
        if wrong := found_wrong(desk):
            return f"the new one: {wrong}"
    return "" if _revision(chart, key48) == _NEW else "it was not migrated"


def _revision(chart: Path, key48: bytes) -> str:
    connection = Database(chart, key48).connect()
    try:
        return schema.revision(connection, chart)
    finally:
        connection.close()


@contextmanager
def broken() -> Iterator[None]:
    """A copy is written over the former one, not beside it."""

    def over(path: Path, content: bytes) -> None:
        with path.open("wb") as file:
            file.write(content)

    with mock.patch.object(files, "write_whole", over):
        yield


PROOF = Proof(
    id="T02",
    proves="A start, a migration, a signature, an export and a re-key that are killed midway leave "
    "the old or the new, never neither, and the next start goes on.",
    quick=10 * len(MIDWAY),
    release=100 * len(MIDWAY),
    run=run,
    sabotage=Sabotage(
        "a copy is written over the former one", broken_there, trials=4 * len(MIDWAY)
    ),
)
