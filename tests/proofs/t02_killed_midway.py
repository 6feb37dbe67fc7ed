"""T02: kill -9 in the middle of a start, a migration, a signature, an export, a re-key.

Before a step that is drawn, of all by which the product writes (`watched_disk.py`), in a ward that
a killed program left before. The next start finds the old or the new, never neither, and goes on.
A restore that is killed belongs to T20.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from unittest import mock

from nursedesk.bootstrap import make_desk
from nursedesk.clock import SetClock
from nursedesk.store import files, migrate, schema
from nursedesk.store.database import Database
from nursedesk.walkthrough.crew import CLARA
from nursedesk.ward import entrance
from nursedesk.ward.desk import Desk
from tests.proofs import deeds
from tests.proofs.deeds import Deed, found_wrong, next_start
from tests.proofs.midway import LEAST_SHARE, killed_once, leave_open, old_or_new, steps_of_deed
from tests.proofs.proof import Outcome, Proof, Sabotage
from tests.proofs.watched_disk import broken_there, run_watched
from tests.tampering import chart_of, key_of

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
        leave_open(image)
        steps = {kind: steps_of_deed(kind, image) for kind in MIDWAY}
        rounds = -(-trials // len(MIDWAY))
        for trial in range(trials):
            turn, which = divmod(trial, len(MIDWAY))
            kind = MIDWAY[which]
            step = int((turn + draw.random()) * steps[kind] / rounds)  # spread over all of them
            judge = _migrated if kind is Migrate else old_or_new
            wrong, begun = killed_once(kind, image, step, judge, entry=kind not in _WITHOUT_ENTRY)
            inside += begun
            if wrong:
                case = f"{kind.__name__} killed before step {step} of {steps[kind]}"
                failures.append(f"seed {seed}, trial {trial}, {case}: {wrong}")
    remark = f"{inside} of {trials} kills fell between BEGIN and acknowledgement"
    if inside < LEAST_SHARE * trials:
        failures.append(f"only {remark}")
    told = ", ".join(f"{kind.__name__} {number}" for kind, number in steps.items())
    return Outcome(trials, tuple(failures), (remark, f"steps: {told}"))


def _migrated(deed: Deed) -> str:
    """The older program opens what is not migrated, and the newer one brings it to its end."""
    assert isinstance(deed, Migrate)
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
