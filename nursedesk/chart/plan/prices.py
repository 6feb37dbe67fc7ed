"""What legs of a plan cost: the terms of the cost packed into one whole number.

A higher term outweighs all that the lower ones can add up to, so that comparing the numbers
compares the terms in their order.
"""

from __future__ import annotations

from msgspec import Struct

from nursedesk.chart.plan.calendar import Calendar
from nursedesk.chart.plan.legs import Reach, bound_after, new_bag
from nursedesk.chart.plan.task import Task

KIND_CHANGE = 1  # the last term: how often one kind follows another


class Node(Struct, frozen=True, kw_only=True):
    """An instant at which a plan can change bags: what arriving there costs, and what can be hung.

    Needle days are counted from the task's beginning on. `dose` is that of a bag hung here;
    `reaches`: where a new bag of each kind can come down; `keeping`: how many bags of each queue
    still keep.
    """

    arrival: int
    needles_before: int
    needles_through: int
    dose: int
    reaches: tuple[Reach, ...]
    keeping: tuple[int, ...]


class Prices:
    """The units of the terms, and the price of arriving at each node of a task.

    `nodes` are all instants at which some plan can change bags, ascending.
    """

    def __init__(self, task: Task, calendar: Calendar) -> None:
        self.nodes = _nodes(task)
        self.drug = 2 * len(self.nodes)
        self.opening = self.drug * _most_drug(task, len(self.nodes))
        self._earlier = calendar.needle_days_before(task.begins)
        weeks = calendar.needle_days_through(task.instant(task.end)) - self._earlier
        self.outside = self.opening * (len(self.nodes) + weeks + 1)
        self.impossible = self.outside * 4 * (len(self.nodes) + 1)
        self._at = {at: self._node(task, calendar, at) for at in self.nodes}

    def at(self, node: int) -> Node:
        """What is known of a node."""
        return self._at[node]

    def openings(self, price: int) -> int:
        """The first two terms of a plan's price, which add up bag by bag."""
        return price // self.opening

    def _node(self, task: Task, calendar: Calendar, at: int) -> Node:
        instant = task.instant(at)
        is_end = at == task.end  # it costs what a change costs: every plan arrives there
        arrival = self.opening if calendar.staffed(instant) else self.opening + self.outside
        return Node(
            arrival=arrival,
            needles_before=calendar.needle_days_before(instant) - self._earlier,
            needles_through=calendar.needle_days_through(instant) - self._earlier,
            dose=0 if is_end else task.doses[bound_after(task, at)],
            reaches=() if is_end else tuple(new_bag(task, kind, at) for kind in task.kinds),
            keeping=tuple(sum(b.keeps_until > at for b in queue) for queue in task.queues),
        )


def _nodes(task: Task) -> tuple[int, ...]:
    """Every instant that bags hung one after another can end at, ascending."""
    found = {0, task.end, *task.slots}
    if task.hangs is not None:
        found.add(min(task.hangs.left, task.hangs.use_until))
    if task.stops_at_bounds:
        found.update(task.bounds)
    open_nodes = list(found)
    while open_nodes:
        at = open_nodes.pop()
        if at >= task.end:
            continue
        ends = {new_bag(task, kind, at).fixed for kind in task.kinds}
        new = {end for end in ends if end is not None} - found
        found |= new
        open_nodes += new
    return tuple(sorted(at for at in found if at <= task.end))


def _most_drug(task: Task, bags: int) -> int:
    """More drug than so many bags can discard, with all that wait and the one that hangs."""
    longest = max(kind.full for kind in task.kinds) if task.kinds else 0
    left = task.hangs.left if task.hangs else 0
    waiting = sum(len(queue) for queue in task.queues)
    return max(task.doses) * ((bags + waiting + 1) * (longest + left) + task.end) + 1
