"""Where a bag hung at some time can come down: the legs out of which plans are made."""

from __future__ import annotations

from bisect import bisect_right

from msgspec import Struct

from nursedesk.chart.plan.task import Hangs, KindOfBag, Task, Waiting


class Reach(Struct, frozen=True):
    """The ends of one bag: `fixed` (None where that is not allowed) and slots `first:beyond`."""

    fixed: int | None
    first: int
    beyond: int


def new_bag(task: Task, kind: KindOfBag, at: int) -> Reach:
    """A new bag runs empty, or as long as it keeps; it is prepared late enough for that."""
    return _reach(task, at, full=kind.full, limit=at + kind.keeps, comes_down_at_limit=True)


def waiting_bag(task: Task, bag: Waiting, at: int) -> Reach:
    """A waiting bag runs empty, unless it is stopped inside its limit where that is allowed.

    It is never hung to come down at its limit: that would be a stop on purpose at an odd time.
    """
    kind = task.kinds[bag.kind]
    limit = min(bag.keeps_until, at + kind.room) if bag.cold else bag.keeps_until
    return _reach(task, at, full=kind.full, limit=limit, comes_down_at_limit=False)


def hanging_bag(task: Task, hangs: Hangs) -> Reach:
    """The hanging bag runs empty, or until its limit; with another dose due it comes down now."""
    if hangs.dose_over or min(hangs.left, hangs.use_until) == 0:
        return Reach(0, 0, 0)
    return _reach(task, 0, full=hangs.left, limit=hangs.use_until, comes_down_at_limit=True)


def bound_after(task: Task, at: int) -> int:
    """The number of the dose span in which a bag hung at this time runs."""
    return bisect_right(task.bounds, at)


def _reach(task: Task, at: int, *, full: int, limit: int, comes_down_at_limit: bool) -> Reach:
    bound = task.bounds[bound_after(task, at)]
    empty = at + full
    stop = min(empty, limit)
    by_itself = empty <= limit or comes_down_at_limit
    fixed: int | None = None
    if stop > bound or (stop == bound and not by_itself):
        fixed = bound if task.stops_at_bounds else None
    elif by_itself:
        fixed = stop
    last = min(limit, empty - 1, bound - 1)
    first = bisect_right(task.slots, at)
    return Reach(fixed, first, max(first, bisect_right(task.slots, last)))
