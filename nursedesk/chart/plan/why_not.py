"""Why no plan fits: the constraint that fails, and by how much."""

from __future__ import annotations

from datetime import tzinfo
from decimal import Decimal

from nursedesk.chart.labels import KIND_WORDS
from nursedesk.chart.plan.legs import hanging_bag, new_bag
from nursedesk.chart.plan.result import Excluded, NoPlan, Unmet, WhyExcluded
from nursedesk.chart.plan.task import Task
from nursedesk.chart.plan.wishes import EarlyStop
from nursedesk.clock import hours_between
from nursedesk.protocol.answer import Grounds
from nursedesk.writing import amount, duration, weekday_moment


def why_no_plan(
    task: Task, excluded: tuple[Excluded, ...], grounds: Grounds, zone: tzinfo
) -> NoPlan:
    """Which constraint no sequence of bags meets; for a task in which none does."""
    if not any(kind.is_made for kind in task.kinds):
        return _no_kind(excluded, grounds)
    bound, before, after = _nearest(task)
    at = task.instant(bound)
    unmet = Unmet.CYCLE_END if bound == task.end else Unmet.STEP_DOSE
    short = hours_between(task.instant(before), at)
    over = hours_between(at, task.instant(after))
    what = f"the {_NAMES[unmet]} on {weekday_moment(at, task.begins, zone)}"
    return NoPlan(
        unmet=unmet,
        sentence=(
            _misses(task, what, short=short, over=over)
            + " A plan fits when the ward allows a bag to be stopped there with drug left in it."
        ),
        at=at,
        short_hours=short,
        over_hours=over,
        excluded=excluded,
        would_help=EarlyStop.DOSE_AND_END,
        grounds=grounds,
    )


def _misses(task: Task, what: str, *, short: Decimal, over: Decimal) -> str:
    if task.hangs is not None and hanging_bag(task, task.hangs).fixed is None:
        return f"The bag that hangs would run {duration(over)} past {what}."
    kinds = ", ".join(KIND_WORDS[kind.kind] for kind in task.kinds if kind.is_made)
    return (
        f"No bags of the allowed kinds ({kinds}) end exactly at {what}: the nearest end "
        f"{duration(short)} before it or {duration(over)} after it."
    )


def _nearest(task: Task) -> tuple[int, int, int]:
    """The first bound that no bags end at, and their nearest ends before and after it."""
    ends, open_ends, over = {0}, [0], set[int]()
    if task.hangs is not None:
        first = hanging_bag(task, task.hangs).fixed
        runs = min(task.hangs.left, task.hangs.use_until)
        ends, open_ends = ({first}, [first]) if first is not None else ({0}, [])
        over |= {runs} if first is None else set()
    while open_ends:
        at = open_ends.pop()
        if at >= task.end:
            continue
        for kind in task.kinds:
            end = new_bag(task, kind, at).fixed if kind.is_made else at
            if end is None:
                over.add(at + min(kind.full, kind.keeps))
            elif end not in ends:
                ends.add(end)
                open_ends.append(end)
    bound = next(bound for bound in task.bounds if bound not in ends)
    return bound, max(end for end in ends if end < bound), min(end for end in over if end > bound)


def _no_kind(excluded: tuple[Excluded, ...], grounds: Grounds) -> NoPlan:
    reasons = "; ".join(f"{KIND_WORDS[each.kind]} {_WHY[each.why]}{_by(each)}" for each in excluded)
    return NoPlan(
        unmet=Unmet.NO_KIND_ALLOWED,
        sentence=f"No kind of bag may be used: {reasons}.",
        excluded=excluded,
        grounds=grounds,
    )


def _by(each: Excluded) -> str:
    return "" if each.kg_short is None else f" by {amount(each.kg_short, 'kg')}"


_NAMES = {Unmet.STEP_DOSE: "step dose", Unmet.CYCLE_END: "end of the cycle"}
_WHY = {
    WhyExcluded.WARD: "is not among the ward's kinds",
    WhyExcluded.PRESERVATIVE_FREE_ONLY: "holds preservative",
    WhyExcluded.WEIGHT: "is not recommended below the weight limit, missed",
}
