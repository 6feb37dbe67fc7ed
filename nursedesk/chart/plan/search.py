"""The search for the plan of least cost: exact, by dynamic programming from the end backwards.

The cost of a plan is compared term by term: changes outside staffed hours, openings of the line,
kinds of bag, drug discarded. The first two and the last add up bag by bag, the kinds do not: so
the search is made for sets of kinds, the smaller sets first, and ends with the size at which the
first two terms are as low as with all kinds.

Among plans of equal cost that with the fewest changes of kind from one bag to the next is taken;
among those, at the first bag in which they differ: the one that runs longer, then the bag that
waits on the ward before a new one, then the shorter kind, then the one whose limit is earlier.
"""

from __future__ import annotations

from itertools import combinations

from nursedesk.chart.plan.calendar import Calendar
from nursedesk.chart.plan.prices import Prices
from nursedesk.chart.plan.table import Leg, Table
from nursedesk.chart.plan.task import Task


def search(task: Task, calendar: Calendar) -> tuple[Leg, ...] | None:
    """The legs of the best plan; None when no plan fits."""
    prices = Prices(task, calendar)
    every = tuple(range(len(task.kinds)))
    least = Table(task, prices, every).price
    if least is None:
        return None
    wanted = prices.openings(least)
    hanging = set() if task.hangs is None else {task.hangs.kind}
    for size in range(1, len(every) + 1):
        sets = (kinds for kinds in combinations(every, size) if hanging <= set(kinds))
        tables = [Table(task, prices, kinds) for kinds in sets]
        fitting = [
            (table.price, table)
            for table in tables
            if table.price is not None and prices.openings(table.price) == wanted
        ]
        if fitting:
            lowest = min(price for price, _ in fitting)
            plans = (table.legs() for price, table in fitting if price == lowest)
            return min(plans, key=lambda legs: [leg.preference for leg in legs])
    return None
