"""The least price from every instant to the end of the cycle, for one set of kinds.

It is filled from the end backwards. The price of a leg splits into a part of its end and a part
of its beginning, so the best of many ends is the least number of a slice.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import product

from msgspec import Struct

from nursedesk.chart.plan.legs import Reach, hanging_bag, waiting_bag
from nursedesk.chart.plan.prices import KIND_CHANGE, Prices
from nursedesk.chart.plan.task import Task, Waiting

_Left = tuple[int, ...]  # of each queue, how many of its latest bags are neither hung nor lost


class Leg(Struct, frozen=True, kw_only=True):
    """One bag of a plan, in the task's times. It waits on the ward (`bag`), hangs, or is new."""

    since: int
    until: int
    kind: int
    bag: Waiting | None
    hangs: bool

    @property
    def preference(self) -> tuple[int, bool, int, int]:
        """Among legs of equal price and beginning the one with the least is taken."""
        keeps = 0 if self.bag is None else self.bag.keeps_until
        return (-self.until, self.bag is None, self.kind, keeps)


class _Option(Struct, frozen=True, kw_only=True):
    """A bag that can be hung at a time: its ends, what hanging it costs, what waits after it."""

    since: int
    reach: Reach
    kind: int
    drug: int
    price: int
    needles: int
    left: _Left
    bag: Waiting | None = None
    hangs: bool = False

    def leg(self, until: int) -> Leg:
        return Leg(since=self.since, until=until, kind=self.kind, bag=self.bag, hangs=self.hangs)


class Table:
    """The prices of plans that use no kinds but these (by number); that of a hanging bag is in."""

    def __init__(self, task: Task, prices: Prices, kinds: tuple[int, ...]) -> None:
        self._task = task
        self._prices = prices
        self._kinds = kinds
        self._no_kind = len(task.kinds)  # stands for "no bag before"
        self._needles = [prices.at(slot).needles_before for slot in task.slots]
        self._all_left = list(product(*(range(len(queue) + 1) for queue in task.queues)))
        self._values: dict[tuple[int, _Left], list[int]] = {}
        self._columns = {
            (left, kind): [prices.impossible] * len(task.slots)
            for left in self._all_left
            for kind in kinds
        }
        self._fill()
        self._least = min((self._best(o) for o in self._first()), default=prices.impossible)

    @property
    def price(self) -> int | None:
        """The price of the best plan; None when there is no plan."""
        if self._least >= self._prices.impossible // 2:
            return None
        waiting = (bag for queue in self._task.queues for bag in queue)
        lost = sum(bag.dose * self._task.kinds[bag.kind].full for bag in waiting)
        return self._least + self._prices.drug * lost

    def legs(self) -> tuple[Leg, ...]:
        """The legs of the best plan, where there is one: of equal ones that which is preferred."""
        price, options, last = self._least, self._first(), self._no_kind
        found: list[Leg] = []
        while self.price is not None:
            best, left = min(
                (
                    (option.leg(until), option.left)
                    for option in options
                    for until, each in self._each(option)
                    if each + self._change(last, option.kind) == price
                ),
                key=lambda pair: pair[0].preference,
            )
            found.append(best)
            if best.until == self._task.end:
                break
            left, last = self._kept(left, best.until), best.kind
            price = self._values[best.until, left][last]
            options = list(self._options(best.until, left))
        return tuple(found)

    def _fill(self) -> None:
        for at in reversed(self._prices.nodes):
            for left in {self._kept(left, at) for left in self._all_left}:
                self._values[at, left] = self._value(at, left)
            slot = bisect_left(self._task.slots, at)
            if slot < len(self._task.slots) and self._task.slots[slot] == at:
                self._fill_columns(slot, at)

    def _value(self, at: int, left: _Left) -> list[int]:
        """The least price of the rest from here, by the kind before."""
        if at == self._task.end:
            return [0] * (self._no_kind + 1)
        by_kind = [self._prices.impossible] * self._no_kind
        for option in self._options(at, left):
            by_kind[option.kind] = min(by_kind[option.kind], self._best(option))
        least = min(by_kind, default=self._prices.impossible)
        return [min(price, least + KIND_CHANGE) for price in by_kind] + [least]

    def _fill_columns(self, slot: int, at: int) -> None:
        drug = self._prices.drug * self._prices.at(at).dose
        for left in self._all_left:
            for kind in self._kinds:
                self._columns[left, kind][slot] = self._arrive(at, left, kind, drug)

    def _arrive(self, at: int, left: _Left, kind: int, drug: int) -> int:
        """The price from the end of a leg on, with that end's part of the drug discarded."""
        node = self._prices.at(at)
        rest = self._values[at, self._kept(left, at)][kind]
        return rest + node.arrival + self._prices.opening * node.needles_before - drug * at

    def _first(self) -> list[_Option]:
        """What can hang at the beginning: the bag that hangs, else any."""
        task, left = self._task, self._all_left[-1]
        if task.hangs is None:
            return list(self._options(0, self._kept(left, 0)))
        reach = hanging_bag(task, task.hangs)
        return [self._option(0, reach, task.hangs.kind, task.hangs.left, left, hangs=True)]

    def _options(self, at: int, left: _Left) -> Iterator[_Option]:
        task, node = self._task, self._prices.at(at)
        for number in self._kinds:
            kind = task.kinds[number]
            if kind.is_made:
                yield self._option(at, node.reaches[number], number, kind.full, left)
        for place, queue in enumerate(task.queues):
            if queue[0].kind not in self._kinds or queue[0].dose != node.dose:
                continue
            for after in range(left[place]):
                bag = queue[len(queue) - 1 - after]
                rest = (*left[:place], after, *left[place + 1 :])
                # Not hung it is discarded: to hang it wins its whole drug back.
                reach = waiting_bag(task, bag, at)
                yield self._option(at, reach, bag.kind, 0, rest, bag=bag)

    def _option(
        self,
        at: int,
        reach: Reach,
        kind: int,
        holds: int,
        left: _Left,
        *,
        bag: Waiting | None = None,
        hangs: bool = False,
    ) -> _Option:
        needles = self._prices.at(at).needles_through
        drug = self._prices.drug * self._prices.at(at).dose
        price = drug * (at + holds) - self._prices.opening * needles
        return _Option(
            since=at,
            reach=reach,
            kind=kind,
            drug=drug,
            price=price,
            needles=needles,
            left=left,
            bag=bag,
            hangs=hangs,
        )

    def _best(self, option: _Option) -> int:
        """The least price of all ends of this option."""
        reach, again = option.reach, self._prices.opening
        column = self._columns[option.left, option.kind]
        # A needle day on which both ends of a leg lie was taken off twice.
        same_day = bisect_left(self._needles, option.needles, reach.first, reach.beyond)
        best = min(column[same_day : reach.beyond], default=self._prices.impossible)
        if same_day > reach.first:
            best = min(best, min(column[reach.first : same_day]) + again)
        best += option.price
        if reach.fixed is not None:
            best = min(best, self._ending(option, reach.fixed))
        return best

    def _each(self, option: _Option) -> Iterable[tuple[int, int]]:
        """Every end of this option with its price."""
        slots = self._task.slots[option.reach.first : option.reach.beyond]
        fixed = () if option.reach.fixed is None else (option.reach.fixed,)
        return [(until, self._ending(option, until)) for until in (*slots, *fixed)]

    def _ending(self, option: _Option, until: int) -> int:
        same_day = self._prices.at(until).needles_before < option.needles
        price = option.price + self._arrive(until, option.left, option.kind, option.drug)
        return price + self._prices.opening if same_day else price

    def _change(self, last: int, kind: int) -> int:
        return 0 if last in (kind, self._no_kind) else KIND_CHANGE

    def _kept(self, left: _Left, at: int) -> _Left:
        """What of the waiting bags still keeps at a time."""
        return tuple(map(min, left, self._prices.at(at).keeping)) if left else left
