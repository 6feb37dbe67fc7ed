"""What a new plan moves: old change against new change, in the order of time."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from functools import cache

from msgspec import Struct

from nursedesk.chart.plan.result import Plan, PlannedBag
from nursedesk.clock import hours_between

_APART = Decimal(24)  # hours: changes further apart than twice this are shown as two, not as moved
_OTHER_KIND = Decimal(6)  # hours: among equally near changes that of the same kind is paired


class What(StrEnum):
    """What became of a planned change."""

    ADDED = "added"
    DROPPED = "dropped"
    MOVED = "moved"
    OTHER_KIND = "other-kind"
    OTHER_DOSE = "other-dose"
    OTHER_BAG = "other-bag"


class Shift(Struct, frozen=True, kw_only=True):
    """A change in the old plan and in the new one; None where it is not in that plan."""

    old: PlannedBag | None
    new: PlannedBag | None
    what: tuple[What, ...]

    @property
    def hours(self) -> Decimal:
        """How much later it is now, hours; 0 for one that is in one plan only."""
        if self.old is None or self.new is None:
            return Decimal(0)
        return hours_between(self.old.hung_at, self.new.hung_at)


def difference(old: Plan, new: Plan) -> tuple[Shift, ...]:
    """The changes from the new plan's beginning on that are not the same in both plans.

    The end of the cycle is compared by `Plan.ends`, the cost by `Plan.cost`.
    """
    before = tuple(bag for bag in old.bags if bag.hung_at >= new.begins)
    after = tuple(bag for bag in new.bags if not bag.hangs_already)
    shifts = (_shift(one, other) for one, other in _paired(before, after))
    return tuple(shift for shift in shifts if shift.what)


def _shift(old: PlannedBag | None, new: PlannedBag | None) -> Shift:
    if old is None:
        return Shift(old=None, new=new, what=(What.ADDED,))
    if new is None:
        return Shift(old=old, new=None, what=(What.DROPPED,))
    differs = {
        What.MOVED: old.hung_at != new.hung_at,
        What.OTHER_KIND: old.kind is not new.kind,
        What.OTHER_DOSE: old.dose_mcg_per_day != new.dose_mcg_per_day,
        What.OTHER_BAG: old.bag != new.bag,
    }
    return Shift(old=old, new=new, what=tuple(what for what, is_so in differs.items() if is_so))


_Pairs = tuple[tuple[PlannedBag | None, PlannedBag | None], ...]


def _paired(before: tuple[PlannedBag, ...], after: tuple[PlannedBag, ...]) -> _Pairs:
    """Old and new changes side by side, in order, so that as few hours as can be are moved."""

    @cache
    def best(i: int, j: int) -> tuple[Decimal, _Pairs]:
        options: list[tuple[Decimal, _Pairs]] = []
        if i < len(before) and j < len(after):
            rest, pairs = best(i + 1, j + 1)
            options.append((rest + _apart(before[i], after[j]), ((before[i], after[j]), *pairs)))
        if i < len(before):
            rest, pairs = best(i + 1, j)
            options.append((rest + _APART, ((before[i], None), *pairs)))
        if j < len(after):
            rest, pairs = best(i, j + 1)
            options.append((rest + _APART, ((None, after[j]), *pairs)))
        return min(options, key=lambda option: option[0], default=(Decimal(0), ()))

    return best(0, 0)[1]


def _apart(old: PlannedBag, new: PlannedBag) -> Decimal:
    apart = abs(hours_between(old.hung_at, new.hung_at))
    return apart if old.kind is new.kind else apart + _OTHER_KIND
