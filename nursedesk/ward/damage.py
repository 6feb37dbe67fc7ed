"""What can be wrong with the record, and whether the ward may write: found, named, never mended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec
from msgspec import Struct, field

from nursedesk.chart.entry import Entry
from nursedesk.chart.record_entries import LostRange, RecordGap
from nursedesk.chart.session_entries import Patient
from nursedesk.errors import KnownError

READ_ONLY = "record-read-only"
RESTORED = "chart-restored"  # the draft that marks a restored chart
DAMAGED = frozenset({"record-damaged", "chart-damaged"})  # what a store says of damaged entries


class Harm(StrEnum):
    """What became of entries."""

    LOST = "missing"
    UNREADABLE = "damaged"
    ALTERED = "altered"


class Damage(Struct, frozen=True, kw_only=True):
    """Entries `epoch.first` to `epoch.last` that cannot be relied on.

    `last_good` is the hash of the sound entry before them, recorded at `since`. `sessions` lost
    entries here, as far as known.
    """

    harm: Harm
    epoch: int
    first: int
    last: int
    last_good: bytes
    since: datetime | None
    sessions: tuple[UUID, ...] = ()

    @property
    def words(self) -> str:
        """For example "entries 1.212 to 1.240 are missing"."""
        if self.first == self.last:
            return f"entry {self.epoch}.{self.first} is {self.harm}"
        return f"entries {self.epoch}.{self.first} to {self.epoch}.{self.last} are {self.harm}"

    @property
    def range(self) -> LostRange:
        """As a gap entry names it."""
        return LostRange(
            epoch=self.epoch, first=self.first, last=self.last, last_good=self.last_good
        )

    def joined(self, other: Damage) -> Damage | None:
        """Both as one, when `other` follows at once and is of the same sort."""
        if (self.harm, self.epoch, self.last + 1) != (other.harm, other.epoch, other.first):
            return None
        sessions = tuple(dict.fromkeys((*self.sessions, *other.sessions)))
        return msgspec.structs.replace(self, last=other.last, sessions=sessions)


class PlaceFault(Struct, frozen=True, kw_only=True):
    """A place of anchors that does not tell what the chart holds: missing, altered or behind."""

    where: str
    sentence: str


class RestoredFrom(Struct, frozen=True, kw_only=True):
    """The backup that a chart was restored from, until an entry tells of it.

    Its last entry, when it was made, and the SHA-256 (hex) of its list.
    """

    head: str
    made_at: datetime
    sha256: str


class Soundness(Struct, kw_only=True):
    """Whether the open record is whole. `epoch`: what an entry's must be at least.

    `broken` sessions have damaged or missing entries and cannot be folded, `patients` says whose
    they are as far as that can still be read; `file`: what is wrong with the file itself;
    `restored`: nobody has told yet how this restored record goes on.
    """

    damages: list[Damage] = field(default_factory=list)
    places: list[PlaceFault] = field(default_factory=list)
    file: list[str] = field(default_factory=list)
    broken: set[UUID] = field(default_factory=set)
    patients: dict[UUID, Patient] = field(default_factory=dict)
    epoch: int = 1
    restored: RestoredFrom | None = None

    @property
    def read_only(self) -> bool:
        """Whether nothing may be written."""
        return bool(self.damages or self.places or self.file or self.restored)

    @property
    def sentence(self) -> str:
        """What is wrong, in one sentence."""
        said = [damage.words for damage in self.damages]
        if self.restored:
            said.insert(0, f"this record was restored from a backup up to {self.restored.head}")
        said += [fault.sentence for fault in self.places]
        if self.file:
            said.append("the chart's file is damaged")
        told = "; ".join(said)
        return f"{told[:1].upper()}{told[1:]}." if told else ""

    @property
    def touched(self) -> set[UUID]:
        """The sessions that lost entries, as far as known."""
        return {session for damage in self.damages for session in damage.sessions} | self.broken

    def cannot_show(self) -> KnownError:
        """Why a broken session is not shown."""
        return KnownError(
            "session-damaged",
            "Entries of this patient session are missing or damaged: it cannot be shown.",
            saved="Nothing was changed.",
            do="Use the paper checklists and the printed notes, and call ward IT.",
        )

    def must_be_writable(self) -> None:
        """Lets nothing be written to a record that is not whole.

        Raises:
            KnownError: it is not.
        """
        if self.read_only:
            raise KnownError(
                READ_ONLY,
                f"Nothing can be recorded now. {self.sentence}",
                do="Use the paper checklists and call ward IT. What is to be done stands on the "
                "screen “Record”.",
            )


def acknowledged(damage: Damage, gaps: Iterable[Entry]) -> bool:
    """Whether a charge nurse's gap entry, which lies behind the damage, names all of it."""
    return any(
        (entry.header.epoch, entry.header.seq) > (damage.epoch, damage.last)
        and any(_covers(lost, damage) for lost in entry.body.ranges)
        for entry in gaps
        if isinstance(entry.body, RecordGap)
    )


def _covers(lost: LostRange, damage: Damage) -> bool:
    within = lost.first <= damage.first and damage.last <= lost.last
    return within and lost.epoch == damage.epoch


def joined(damages: Sequence[Damage]) -> list[Damage]:
    """Damages in the order of the chain, those that follow each other as one."""
    made: list[Damage] = []
    for damage in sorted(damages, key=lambda one: (one.epoch, one.first)):
        both = made[-1].joined(damage) if made else None
        if both is None:
            made.append(damage)
        else:
            made[-1] = both
    return made
