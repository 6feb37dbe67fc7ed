"""The wards that are measured on: cast once for each run, or kept in a folder between runs.

Growth is measured on wards of a hundredth, a tenth and all of the entries, with four open sessions
each. The large ward is the last of them with 36 more: 40 open sessions of 400 entries.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from pathlib import Path
from uuid import UUID

from msgspec import Struct, json

from nursedesk.chart.entry import Entry
from nursedesk.keys.keyring import FileKeyring
from nursedesk.store.chart_store import SqlChartStore
from nursedesk.walkthrough.crew import NINA
from tests.proofs.large_ward import Mould, cast, cast_on, mould
from tests.tampering import chart_of

FEW, MANY = 4, 40  # sessions that are open
_VISITS = 22  # so that a stay has some 400 entries
_MONTH_VISITS, _MONTH_HOURS = 168, 4  # 28 days, more than 2,000 entries
_LEAST = 2_000  # entries: four stays, and the people of the ward


class Ward(Struct, frozen=True, kw_only=True):
    """A ward's folder, and the instant of its last entry."""

    folder: Path
    at: datetime

    @property
    def chart(self) -> Path:
        """Its encrypted file."""
        return chart_of(self.folder)

    def key(self) -> bytes:
        """What opens it."""
        return FileKeyring(self.folder).sign_in(NINA.account, NINA.passphrase).database_key()

    def store(self) -> SqlChartStore:
        """The chart, to be read."""
        return SqlChartStore.open_for_queries(self.chart, self.key())


class Wards:
    """All of them, each made when it is first asked for; `say` tells what takes its time."""

    def __init__(self, root: Path, entries: int, say: Callable[[str], None]) -> None:
        self.root, self.entries, self._say = root, entries, say
        self._made_now: set[str] = set()

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many entries the wards of growth have; small ones are not made twice."""
        return tuple(dict.fromkeys(max(self.entries // part, _LEAST) for part in (100, 10, 1)))

    def grown(self) -> list[Ward]:
        """The wards of growth, the smallest first."""
        return [self._of(size) for size in self.sizes]

    @cached_property
    def large(self) -> Ward:
        """The largest with 40 sessions open."""

        def make(folder: Path) -> datetime:
            return cast_on(self._mould, self._base().folder, folder, open_stays=MANY - FEW)

        return self._kept(f"{self.entries}-{MANY}", make)

    @cached_property
    def month(self) -> Ward:
        """A ward with one patient of 28 days."""

        def make(folder: Path) -> datetime:
            stay = mould(folder, visits=_MONTH_VISITS, hours=_MONTH_HOURS).stay
            return stay[-1].header.recorded_at

        return self._kept("month", make)

    @cached_property
    def small(self) -> Ward:
        """The smallest, for what needs a ward and no entries."""
        return self._of(self.sizes[0])

    def _base(self) -> Ward:
        """The largest ward of growth, of the same people: one that was kept has others' keys."""
        name = f"{self.sizes[-1]}-{FEW}"
        if name not in self._made_now:
            self._made(name).unlink(missing_ok=True)
        return self._of(self.sizes[-1])

    def _of(self, entries: int) -> Ward:
        return self._kept(
            f"{entries}-{FEW}", lambda folder: cast(self._mould, folder, entries, open_stays=FEW)
        )

    @cached_property
    def _mould(self) -> Mould:
        self._say("recording one stay through the use cases ...")
        folder = self.root / "mould"
        shutil.rmtree(folder, ignore_errors=True)
        return mould(folder, visits=_VISITS)

    def _made(self, name: str) -> Path:
        """Says that a ward is whole; it lies beside the ward, which may be copied."""
        return self.root / f"{name}.json"

    def _kept(self, name: str, make: Callable[[Path], datetime]) -> Ward:
        folder, made = self.root / name, self._made(name)
        if made.exists():
            return Ward(folder=folder, at=json.decode(made.read_bytes(), type=datetime))
        shutil.rmtree(folder, ignore_errors=True)
        self._say(f"making the ward {name} ...")
        at = make(folder)
        self._made_now.add(name)
        made.write_bytes(json.encode(at))
        return Ward(folder=folder, at=at)


def open_sessions(ward: Ward) -> list[UUID]:
    """The sessions that are open."""
    store = ward.store()
    try:
        return store.open_sessions()
    finally:
        store.close()


def last_session(ward: Ward) -> list[Entry]:
    """The entries of the session that was opened last."""
    store = ward.store()
    try:
        return store.session_entries(store.sessions()[-1])
    finally:
        store.close()
