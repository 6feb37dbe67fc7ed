"""Says what is wrong with a plan of bag changes, from the issue's text; shares no planner code.

It reads the protocol file itself, reckons in microseconds since 1970, and knows only the shape of
what was asked (`Rest`, `PlanWishes`) and answered (`Plan`). Every complaint is one code.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from nursedesk import paths
from nursedesk.chart.plan.rest import Rest
from nursedesk.chart.plan.result import Plan, PlannedBag
from nursedesk.chart.plan.wishes import PlanWishes

HOUR = 3_600_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ROUNDING = 1_000  # a millisecond: hours are decimals, and thirds of an hour have none


@cache
def figures() -> dict[str, Any]:
    """The shipped protocol file as plain tables."""
    folder = Path(paths.resources()) / "protocols" / "blinatumomab-us"
    return tomllib.loads((folder / "1.0.0.toml").read_text(encoding="utf-8"), parse_float=Decimal)


def _hours_of(value: dict[str, Any]) -> int:
    return int(value["value"]) * (24 if value["unit"] == "d" else 1)


@cache
def bag_figures(kind: str) -> tuple[int, int, int, Decimal, bool]:
    """Duration, room limit, refrigerator limit (microseconds), rate, whether preserved."""
    bag = figures()["bags"][kind]
    names = ("duration", "room_limit", "refrigerator_limit")
    full, room, cold = (_hours_of(bag[name]) * HOUR for name in names)
    return full, room, cold, Decimal(bag["rate"]["value"]), bag["benzyl_alcohol"]["value"] > 0


def micro(at: datetime) -> int:
    """Microseconds since 1970."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def drug(microseconds: int, dose: Decimal) -> Fraction:
    """Mcg that run in so long at this dose."""
    return Fraction(dose) * microseconds / (24 * HOUR)


def staffed(at: datetime, wishes: PlanWishes, zone: tzinfo) -> bool:
    """Whether the ward's own clock shows a time at which a bag can be changed."""
    wall = at.astimezone(zone)
    clock = wall.time().replace(fold=0)
    name = "holiday" if wall.date() in wishes.holidays else _WEEK[wall.weekday()]
    if wishes.earliest is not None and clock < wishes.earliest:
        return False
    if wishes.latest is not None and clock > wishes.latest:
        return False
    for day, stretches in wishes.staffed.items():
        for stretch in stretches if day == name else ():
            to_midnight = stretch.end.hour == stretch.end.minute == 0
            if clock >= stretch.begin and (to_midnight or clock < stretch.end):
                return True
    return False


def on_slot(at: datetime, wishes: PlanWishes, zone: tzinfo) -> bool:
    """Whether the ward's own clock shows a multiple of the slot."""
    wall = at.astimezone(zone)
    whole = wall.second == 0 and wall.microsecond == 0
    return whole and (wall.hour * 60 + wall.minute) % wishes.slot_minutes == 0


def needle_days(opened: list[datetime], wishes: PlanWishes, zone: tzinfo) -> list[date]:
    """Port-needle days inside the plan on which the line is not opened for a bag.

    `opened`: every instant at which it is, the plan's beginning and end among them.
    """
    if wishes.needle_day is None:
        return []
    days = [at.astimezone(zone).date() for at in opened]
    day, alone = min(days), []
    while day < max(days):
        if _WEEK[day.weekday()] == wishes.needle_day and day not in days:
            alone.append(day)
        day += timedelta(days=1)
    return alone


def dose_at(rest: Rest, at: int) -> tuple[Decimal, int]:
    """The dose that holds from an instant on, and until when."""
    for span in rest.spans:
        if at < micro(span.until):
            return span.dose_mcg_per_day, micro(span.until)
    return rest.spans[-1].dose_mcg_per_day, micro(rest.spans[-1].until)


def complaints(rest: Rest, wishes: PlanWishes, zone: tzinfo, plan: Plan) -> set[str]:
    """Everything that is wrong with a plan; empty when it is sound."""
    if not plan.bags:
        return {"no-bags"}
    found = set(_whole(rest, plan))
    for bag in plan.bags:
        found |= set(_bag(rest, wishes, zone, bag))
    found |= set(_waiting(rest, plan))
    found |= set(_cost(rest, wishes, zone, plan))
    return found


def _whole(rest: Rest, plan: Plan) -> Iterator[str]:
    bags = plan.bags
    begins, ends = micro(rest.begins), micro(rest.spans[-1].until)
    if [bag.hangs_already for bag in bags] != [rest.hanging is not None] + [False] * (
        len(bags) - 1
    ):
        yield "hanging-bag-ignored"
    if not bags[0].hangs_already and micro(bags[0].hung_at) != begins:
        yield "does-not-begin"
    for before, after in pairwise(bags):
        if micro(after.hung_at) != micro(before.until):
            yield "gap" if micro(after.hung_at) > micro(before.until) else "overlap"
    if micro(bags[-1].until) != ends:
        yield "does-not-end-with-the-cycle"
    infused = sum(micro(b.until) - max(micro(b.hung_at), begins) for b in bags)
    already = round(Fraction(plan.infused_hours) * HOUR)
    whole = round(Fraction(rest.infused_hours) * HOUR) + ends - begins
    if abs(infused + already - whole) > _ROUNDING:
        yield "infused-hours"
    if [bag.number for bag in bags] != list(range(1, len(bags) + 1)):
        yield "numbers"


class _Hung:
    """What the checker reckons of one bag: what it holds, its limit, its dose, its bound."""

    def __init__(self, rest: Rest, bag: PlannedBag) -> None:
        self.bag, self.rest = bag, rest
        self.hanging = rest.hanging if bag.hangs_already else None
        self.since = max(micro(bag.hung_at), micro(rest.begins))
        self.until = micro(bag.until)
        self.full, room, self.cold, self.rate, _ = bag_figures(bag.kind.value)
        self.dose, self.bound = dose_at(rest, self.since)
        self.holds, self.limit = self.full, self.since + min(room, self.cold)
        if self.hanging:
            self.holds = round(Fraction(self.hanging.left_hours) * HOUR)
            self.limit = micro(self.hanging.use_until)
        elif bag.bag is not None:
            self.limit = _limit_of(rest, bag)
        self.empty = abs(self.until - self.since - self.holds) <= _ROUNDING
        self.at_once = self.hanging is not None and self.until == self.since
        self.new_dose = self.hanging is not None and self.hanging.dose_mcg_per_day != self.dose
        at_limit = self.until == self.limit or (self.at_once and self.limit < self.since)
        self.comes_down_at_limit = at_limit and (self.hanging is not None or bag.bag is None)


def _bag(rest: Rest, wishes: PlanWishes, zone: tzinfo, bag: PlannedBag) -> Iterator[str]:
    hung = _Hung(rest, bag)
    yield from _supply(hung, wishes)
    yield from _times(hung)
    yield from _end(hung, wishes, zone)
    yield from _amounts(hung)
    stands_outside = not bag.hangs_already and not staffed(bag.hung_at, wishes, zone)
    if bag.outside_hours != stands_outside:
        yield "outside-flag"


def _supply(hung: _Hung, wishes: PlanWishes) -> Iterator[str]:
    bag, hanging = hung.bag, hung.hanging
    if hanging is not None:
        if (bag.bag, bag.kind) != (hanging.bag, hanging.kind) or bag.hung_at != hanging.hung_at:
            yield "hanging-bag-ignored"
    elif bag.bag is not None:
        yield from _stock(hung.rest, bag)
    elif bag.prepare_from is None or micro(bag.prepare_from) + hung.cold < hung.until:
        yield "prepared-too-early"
    if hanging is None:
        yield from _kind(hung.rest, wishes, bag.kind.value)
    if bag.rate_ml_per_h != hung.rate:
        yield "rate"


def _times(hung: _Hung) -> Iterator[str]:
    if hung.until > hung.bound:
        yield "straddles"
    if hung.until < hung.since or (hung.until == hung.since and not hung.hanging):
        yield "no-time"
    if hung.until > hung.since + hung.holds + _ROUNDING:
        yield "runs-too-long"
    if hung.until > hung.limit and not hung.at_once:
        yield "storage"
    own = hung.hanging.dose_mcg_per_day if hung.hanging else hung.dose
    if hung.bag.dose_mcg_per_day != own or (hung.new_dose and not hung.at_once):
        yield "dose"


def _amounts(hung: _Hung) -> Iterator[str]:
    bag, runs = hung.bag, hung.until - hung.since
    over = hung.holds - runs
    if abs(Fraction(bag.discarded_hours) * HOUR - over) > _ROUNDING:
        yield "discarded-hours"
    if abs(Fraction(bag.discarded_mcg) - drug(over, bag.dose_mcg_per_day)) > Fraction(1, 10**6):
        yield "discarded-mcg"
    if abs(Fraction(bag.runs_hours) * HOUR - runs) > _ROUNDING:
        yield "runs-hours"


def _kind(rest: Rest, wishes: PlanWishes, kind: str) -> Iterator[str]:
    treated = rest.treated
    if kind not in [allowed.value for allowed in wishes.kinds]:
        yield "kind-not-allowed"
    if not bag_figures(kind)[4]:
        return
    if wishes.preservative_free_only or treated.preservative_free_only:
        yield "preservative"
    if treated.weight_kg < figures()["preservative"]["lowest_weight"]["value"]:
        yield "weight"


def _stock(rest: Rest, bag: PlannedBag) -> Iterator[str]:
    waiting = {here.bag: here for here in rest.here}
    if bag.bag not in waiting:
        yield "unknown-bag"
        return
    here = waiting[bag.bag]
    if here.kind != bag.kind or here.dose_mcg_per_day != bag.dose_mcg_per_day:
        yield "not-that-bag"
    if bag.prepare_from is not None:
        yield "prepared-again"


def _limit_of(rest: Rest, bag: PlannedBag) -> int:
    for here in rest.here:
        if here.bag == bag.bag:
            room = micro(bag.hung_at) + bag_figures(here.kind.value)[1]
            return min(micro(here.keeps_until), room) if here.cold else micro(here.keeps_until)
    return micro(bag.hung_at)


def _end(hung: _Hung, wishes: PlanWishes, zone: tzinfo) -> Iterator[str]:
    reason = _reason(hung)
    if hung.bag.ends.value != reason:
        yield "end-reason"
    if hung.empty or hung.comes_down_at_limit or (hung.at_once and hung.new_dose):
        return
    if wishes.early_stop.value == "never":
        yield "early-stop-not-allowed"
    if reason == "stopped-on-purpose":
        if wishes.early_stop.value == "dose-and-end":
            yield "early-stop-not-allowed"
        if not staffed(hung.bag.until, wishes, zone):
            yield "stopped-outside-hours"
        if not on_slot(hung.bag.until, wishes, zone):
            yield "stopped-off-slot"


def _reason(hung: _Hung) -> str:
    if hung.until == micro(hung.rest.spans[-1].until):
        return "end-of-cycle"
    if hung.until == hung.bound or (hung.at_once and hung.new_dose):
        return "step-dose"
    if hung.empty:
        return "empty"
    return "storage-limit" if hung.comes_down_at_limit else "stopped-on-purpose"


def _waiting(rest: Rest, plan: Plan) -> Iterator[str]:
    named = [bag.bag for bag in plan.bags if bag.bag is not None]
    if len(named) != len(set(named)):
        yield "bag-hung-twice"
    out = {left.bag for left in plan.left_out}
    waiting = {here.bag for here in rest.here}
    for bag in plan.bags:
        if bag.bag in out:
            yield "bag-left-out"
    if set(plan.not_hung) != waiting - set(named) - out:
        yield "not-hung"


def true_cost(
    rest: Rest, wishes: PlanWishes, zone: tzinfo, plan: Plan
) -> tuple[int, int, int, Fraction]:
    """The cost of a plan, reckoned from its bags alone."""
    bags = plan.bags
    outside = sum(not staffed(bag.hung_at, wishes, zone) for bag in bags[1:])
    alone = needle_days(_openings(rest, bags), wishes, zone)
    thrown = Fraction(0)
    for bag in bags:
        hung, until = max(micro(bag.hung_at), micro(rest.begins)), micro(bag.until)
        left = bag_figures(bag.kind.value)[0]
        if bag.hangs_already and rest.hanging:
            left = round(Fraction(rest.hanging.left_hours) * HOUR)
        thrown += drug(left - (until - hung), bag.dose_mcg_per_day)
    for here in rest.here:
        if here.bag in plan.not_hung:
            thrown += drug(bag_figures(here.kind.value)[0], here.dose_mcg_per_day)
    kinds = len({bag.kind for bag in bags})
    return outside, len(bags) - 1 + len(alone), kinds, thrown


def _openings(rest: Rest, bags: tuple[PlannedBag, ...]) -> list[datetime]:
    return [rest.begins, *(bag.hung_at for bag in bags[1:]), bags[-1].until]


def _cost(rest: Rest, wishes: PlanWishes, zone: tzinfo, plan: Plan) -> Iterator[str]:
    outside, openings, kinds, thrown = true_cost(rest, wishes, zone, plan)
    if plan.cost.outside_hours != outside:
        yield "cost-outside"
    if plan.cost.line_openings != openings:
        yield "cost-openings"
    if plan.cost.kinds != kinds:
        yield "cost-kinds"
    if abs(Fraction(plan.cost.discarded_mcg) - thrown) > Fraction(1, 10**6):
        yield "cost-discarded"
    alone = needle_days(_openings(rest, plan.bags), wishes, zone)
    if list(plan.needle_changes_alone) != alone:
        yield "needle-days"
    if plan.end_outside_hours == staffed(plan.bags[-1].until, wishes, zone):
        yield "end-outside-flag"
    for before, after in pairwise(plan.bags):
        other = before.kind != after.kind or before.dose_mcg_per_day != after.dose_mcg_per_day
        if after.new_programme != other:
            yield "programme-flag"
    if plan.bags[0].new_programme:
        yield "programme-flag"
