"""What one place of anchors tells, compared with what the chart holds."""

from __future__ import annotations

from uuid import UUID

from msgspec import Struct

from nursedesk.chart.entry import GENESIS, Entry
from nursedesk.errors import KnownError
from nursedesk.ward.anchoring import last_of_each
from nursedesk.ward.check import Chain
from nursedesk.ward.damage import DAMAGED, Damage, Harm
from nursedesk.ward.ports import ChartStore
from nursedesk.ward.record_ports import Anchor, anchor_of

_AHEAD = 1  # a program that ended between the commit and the anchor; the next action waits


class Told(Struct, frozen=True):
    """What a place answered when it was read: its anchors, or why it has none to give."""

    where: str
    anchors: tuple[Anchor, ...]
    fault: str = ""

    @property
    def head(self) -> Anchor | None:
        """The furthest anchor."""
        return max(self.anchors, key=lambda one: one.place, default=None)


class Compared(Struct, frozen=True, kw_only=True):
    """What comes of it.

    `lost`: the end of the chain that the chart lacks. `less`: sessions (None: the ward) of which
    the chart tells less than the anchors. `behind`: in words, what the place itself lacks.
    """

    lost: Damage | None = None
    less: frozenset[UUID | None] = frozenset()
    behind: str = ""


def compare(told: Told, chain: Chain, store: ChartStore) -> Compared:
    """Whether the chart holds all that a place tells, and the place all that the chart holds."""
    head = told.head
    if head is None:
        return Compared(behind="" if chain.head is None else "it is empty")
    last = last_of_each(told.anchors)
    less = frozenset(one for one, anchor in last.items() if is_less(chain.heads.get(one), anchor))
    if not _within(head, chain) and _at(store, head.seq) != head:
        return Compared(lost=_lost(told, head, chain, store, less), less=less)
    if chain.head is None:
        return Compared(less=less)  # nothing sound is left, and the check has found that
    ahead = {one for one, anchor in chain.heads.items() if anchor.place > head.place}
    lacking = {one for one, at in chain.heads.items() if is_less(last.get(one), at)} - ahead
    behind = chain.head.header.seq - head.seq > _AHEAD or bool(lacking)
    words = f"it ends at entry {head.epoch}.{head.seq}, the chart at {chain.head.number}"
    return Compared(less=less, behind=words if behind else "")


def is_less(mine: Anchor | None, other: Anchor) -> bool:
    """Whether an anchor (None: there is none) tells less than another, or otherwise."""
    if mine is None or mine.place < other.place:
        return True
    return mine.place == other.place and mine != other


def _within(anchor: Anchor, chain: Chain) -> bool:
    """Whether the anchor's entry lies among damaged ones that were found already."""
    return any(
        damage.epoch == anchor.epoch and damage.first <= anchor.seq <= damage.last
        for damage in chain.damages
    )


def _lost(
    told: Told, head: Anchor, chain: Chain, store: ChartStore, less: frozenset[UUID | None]
) -> Damage:
    """Which entries at the end of the chain are missing, from the first that is not as told."""
    end = _end_of(chain, store, head.epoch)
    rest = [one for one in told.anchors if one.epoch <= head.epoch and not _within(one, chain)]
    differing = [one.seq for one in rest if one.seq <= end and _at(store, one.seq) != one]
    if differing:
        end = max((one.seq for one in rest if one.seq < min(differing)), default=-1)
    before = _entry(store, end)
    return Damage(
        harm=Harm.LOST,
        epoch=head.epoch,
        first=end + 1,
        last=head.seq,
        last_good=before.hash if before else GENESIS,
        since=before.header.recorded_at if before else None,
        sessions=tuple(one for one in less if one is not None),
    )


def _end_of(chain: Chain, store: ChartStore, epoch: int) -> int:
    """The last ward counter of this epoch or an earlier one; a newer epoch lies behind it."""
    seq = -1 if chain.head is None else chain.head.header.seq
    while seq >= 0 and (entry := _entry(store, seq)) is not None and entry.header.epoch > epoch:
        seq -= 1
    return seq


def _at(store: ChartStore, seq: int) -> Anchor | None:
    entry = _entry(store, seq)
    return None if entry is None else anchor_of(entry)


def _entry(store: ChartStore, seq: int) -> Entry | None:
    try:
        return store.one(seq)
    except KnownError as error:
        if error.code not in DAMAGED:
            raise
        return None
