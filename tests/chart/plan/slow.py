"""Finds the least cost of a plan the slow way: all sequences of bags, or all labels of states.

`every_sequence` tries whatever bags can follow each other, with nothing left out: for short
horizons. `every_state` keeps the best of each state (time, kinds used, bags used): for a whole
cycle. Both reckon with the checker's figures and share no code with the planner.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo
from fractions import Fraction
from heapq import heappop, heappush
from itertools import pairwise
from typing import NamedTuple
from uuid import UUID

from nursedesk.chart.plan.rest import BagHere, Rest
from nursedesk.chart.plan.wishes import PlanWishes
from nursedesk.protocol.terms import Kind
from tests.chart.plan.checker import (
    HOUR,
    bag_figures,
    dose_at,
    drug,
    figures,
    micro,
    needle_days,
    on_slot,
    staffed,
)

Cost = tuple[int, int, int, Fraction]
_State = tuple[int, frozenset[str], frozenset[UUID]]  # when, kinds and bags used
_Sum = tuple[int, int, Fraction]  # changes outside hours, openings, drug discarded
_QUARTER = timedelta(minutes=15)


class Next(NamedTuple):
    """A bag that runs until an instant (microseconds since 1970)."""

    until: int
    kind: str
    bag: UUID | None
    drug: Fraction


class Slow:
    """One planning task, seen the slow way."""

    def __init__(self, rest: Rest, wishes: PlanWishes, zone: tzinfo) -> None:
        self.rest, self.wishes, self.zone = rest, wishes, zone
        self.begins, self.end = micro(rest.begins), micro(rest.spans[-1].until)
        self.here = [h for h in rest.here if self._may_hang(h)]
        self.lost = sum(
            (drug(bag_figures(h.kind.value)[0], h.dose_mcg_per_day) for h in self.here), Fraction(0)
        )
        self.slots = sorted(self._slots()) if wishes.early_stop.value == "on-purpose" else []

    def every_sequence(self) -> Cost | None:
        """The least cost of all sequences of bags."""
        best = self.best_sequence()
        return None if best is None else self.cost(best)

    def best_sequence(self) -> list[Next] | None:
        """Of all sequences of bags that of least cost; of equal ones that of the tie-break.

        Fewest changes of kind; then, bag by bag: runs longer, waits on the ward, shorter kind,
        earlier limit.
        """
        found: list[list[Next]] = []
        self._go_on(self.begins, [], found)
        return min(found, key=self._key, default=None)

    def every_state(self) -> Cost | None:
        """The least cost by the best of each state, in the order of time."""
        best: dict[_State, _Sum] = {}
        heap: list[tuple[int, int]] = []
        states: list[_State] = []

        def reach(state: _State, cost: _Sum) -> None:
            if state not in best:
                states.append(state)
                heappush(heap, (state[0], len(states) - 1))
            if state not in best or cost < best[state]:
                best[state] = cost

        begin = (self.begins, frozenset[str](), frozenset[UUID]())
        if self.rest.hanging is None:
            reach(begin, (0, 0, self.lost))
        else:
            for leg in self._first():
                reach(*self._after(begin, (0, 0, self.lost), leg))
        while heap:
            _, number = heappop(heap)
            state = states[number]
            if state[0] == self.end:
                continue
            for leg in self._legs(state[0], state[2]):
                reach(*self._after(state, best[state], leg))
        ends = (
            (o, n, len(kinds), d) for (at, kinds, _), (o, n, d) in best.items() if at == self.end
        )
        return min(ends, default=None)

    def _after(self, state: _State, cost: _Sum, leg: Next) -> tuple[_State, _Sum]:
        at, kinds, used = state
        outside, openings, lost = cost
        if leg.until < self.end:
            openings += 1
            outside += not staffed(self._instant(leg.until), self.wishes, self.zone)
        both = [self._instant(at), self._instant(leg.until)]
        openings += len(needle_days(both, self.wishes, self.zone))
        bags = used if leg.bag is None else used | {leg.bag}
        return (leg.until, kinds | {leg.kind}, bags), (outside, openings, lost + leg.drug)

    def _go_on(self, at: int, legs: list[Next], found: list[list[Next]]) -> None:
        if at == self.end and legs:
            found.append(legs)
            return
        first = self.rest.hanging is not None and not legs
        used = {leg.bag for leg in legs if leg.bag is not None}
        for leg in self._first() if first else self._legs(at, used):
            self._go_on(leg.until, [*legs, leg], found)

    def _key(self, legs: list[Next]) -> tuple[Cost, int, list[tuple[int, bool, int, int]]]:
        kinds = [leg.kind for leg in legs]
        order = [kind.value for kind in Kind]
        keeps = {here.bag: micro(here.keeps_until) for here in self.here}
        wanted = [
            (-leg.until, leg.bag is None, order.index(leg.kind), keeps[leg.bag] if leg.bag else 0)
            for leg in legs
        ]
        return self.cost(legs), sum(one != two for one, two in pairwise(kinds)), wanted

    def cost(self, legs: list[Next]) -> Cost:
        """What a sequence of bags costs."""
        changes = [self._instant(leg.until) for leg in legs[:-1]]
        opened = [self.rest.begins, *changes, self._instant(self.end)]
        alone = needle_days(opened, self.wishes, self.zone)
        return (
            sum(not staffed(at, self.wishes, self.zone) for at in changes),
            len(changes) + len(alone),
            len({leg.kind for leg in legs}),
            self.lost + sum((leg.drug for leg in legs), Fraction(0)),
        )

    def _first(self) -> Iterator[Next]:
        hanging = self.rest.hanging
        assert hanging is not None
        kind, dose = hanging.kind.value, hanging.dose_mcg_per_day
        left = round(Fraction(hanging.left_hours) * HOUR)
        limit = max(micro(hanging.use_until), self.begins)
        if dose != self.rest.spans[0].dose_mcg_per_day or left == 0 or limit == self.begins:
            yield Next(self.begins, kind, None, drug(left, dose))
            return
        for until in self._ends(self.begins, left, limit, forced=True):
            yield Next(until, kind, None, drug(left - (until - self.begins), dose))

    def _legs(self, at: int, used: frozenset[UUID] | set[UUID]) -> Iterator[Next]:
        dose, _ = dose_at(self.rest, at)
        for kind in Kind:
            if self._allowed(kind):
                full, room, cold, _, _ = bag_figures(kind.value)
                for until in self._ends(at, full, at + min(room, cold), forced=True):
                    yield Next(until, kind.value, None, drug(full - (until - at), dose))
        for here in self.here:
            if here.bag in used or here.dose_mcg_per_day != dose:
                continue
            full, room, _, _, _ = bag_figures(here.kind.value)
            limit = micro(here.keeps_until)
            limit = min(limit, at + room) if here.cold else limit
            for until in self._ends(at, full, limit, forced=False):
                # it is lost when it is not hung, so only what runs is won back
                yield Next(until, here.kind.value, here.bag, -drug(until - at, dose))

    def _ends(self, at: int, full: int, limit: int, *, forced: bool) -> set[int]:
        """Where a bag can come down; `forced`: its limit takes it down, whatever the ward says."""
        _, bound = dose_at(self.rest, at)
        empty, found = at + full, set[int]()
        if empty <= limit and empty <= bound:
            found.add(empty)
        if limit < empty and limit <= bound and forced:
            found.add(limit)
        if bound < empty and bound <= limit and self.wishes.early_stop.value != "never":
            found.add(bound)
        found |= {s for s in self.slots if at < s <= limit and s < bound and s < empty}
        return {end for end in found if end > at}

    def _slots(self) -> Iterator[int]:
        at = self.rest.begins.replace(minute=0, second=0, microsecond=0)
        while micro(at) < self.end:
            open_now = on_slot(at, self.wishes, self.zone) and staffed(at, self.wishes, self.zone)
            if open_now and micro(at) > self.begins:
                yield micro(at)
            at += _QUARTER

    def _allowed(self, kind: Kind) -> bool:
        preserved = bag_figures(kind.value)[4]
        free_only = self.wishes.preservative_free_only or self.rest.treated.preservative_free_only
        lightest = figures()["preservative"]["lowest_weight"]["value"]
        light = self.rest.treated.weight_kg < lightest
        return kind in self.wishes.kinds and not (preserved and (free_only or light))

    def _may_hang(self, here: BagHere) -> bool:
        doses = [span.dose_mcg_per_day for span in self.rest.spans]
        keeps = micro(here.keeps_until) > self.begins
        return self._allowed(here.kind) and here.dose_mcg_per_day in doses and keeps

    def _instant(self, at: int) -> datetime:
        return self.rest.begins + timedelta(microseconds=at - self.begins)
