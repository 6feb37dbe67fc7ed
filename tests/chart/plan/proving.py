"""The plan's properties over random wards: every failing case as a line it can be made again from.

`failures(trials, seed)` takes turns among three ways: a plan of a whole cycle against the checker;
a plan of a few days against all sequences of bags, tie-break and "no plan" included; a plan of a
whole cycle with few slots against all states.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from random import Random

from nursedesk.chart.plan.planning import plan
from nursedesk.chart.plan.result import NoPlan, Plan
from tests.chart.builders import protocol
from tests.chart.plan.checker import complaints, micro
from tests.chart.plan.slow import Cost, Next, Slow
from tests.chart.plan.wards import Ward, coarse_ward, random_ward, short_ward

_HAIR = Fraction(1, 10**6)  # mcg: the planner's hours are decimals


def failures(trials: int, seed: int) -> Iterator[str]:
    """The failing cases of so many trials, drawn from `seed`."""
    turns = [whole, short, short, short, short, short, short, states]
    for number in range(trials):
        way = turns[number % len(turns)]
        name = f"{way.__name__} {seed} {number}"
        yield from (f"{name}: {said}" for said in way(Random(name)))


def whole(random: Random) -> list[str]:
    """A whole cycle, or the rest of one: the plan is sound; none only where none can be."""
    ward = random_ward(random)
    answer = planned(ward)
    if isinstance(answer, NoPlan):
        return [] if Slow(*ward).every_state() is None else [f"{answer.unmet} though one fits"]
    return sorted(complaints(*ward, answer))


def short(random: Random) -> list[str]:
    """A few days: sound, and no other sequence of bags is better."""
    ward = short_ward(random)
    answer, slow = planned(ward), Slow(*ward)
    best = slow.best_sequence()
    found = compared(ward, answer, None if best is None else slow.cost(best))
    if not found and best is not None and isinstance(answer, Plan):
        found += ["not the preferred one"] * (_shape(answer) != [_leg(leg) for leg in best])
    return found


def states(random: Random) -> list[str]:
    """A whole cycle with few slots: sound, and of the least cost of all states."""
    ward = coarse_ward(random)
    return compared(ward, planned(ward), Slow(*ward).every_state())


def planned(ward: Ward) -> Plan | NoPlan:
    """What the planner answers."""
    return plan(protocol(), ward.rest, ward.wishes, ward.zone)


def compared(ward: Ward, answer: Plan | NoPlan, least: Cost | None) -> list[str]:
    """What is wrong with an answer beside the least cost that there is."""
    if isinstance(answer, NoPlan) or least is None:
        agree = isinstance(answer, NoPlan) and least is None
        return [] if agree else [f"answered {type(answer).__name__}, least cost {least}"]
    cost = answer.cost
    found = sorted(complaints(*ward, answer))
    same = (cost.outside_hours, cost.line_openings, cost.kinds) == least[:3]
    if not same or abs(Fraction(cost.discarded_mcg) - least[3]) > _HAIR:
        found.append(f"costs {cost}, least cost {least}")
    return found


def first_failure(way: Callable[[Random], list[str]], trials: int) -> str | None:
    """The first failing case of one way; None when there is none."""
    for number in range(trials):
        for said in way(Random(f"{way.__name__} {number}")):
            return said
    return None


def _shape(answer: Plan) -> list[tuple[int, str, bool]]:
    return [(micro(b.until), b.kind.value, b.bag is None or b.hangs_already) for b in answer.bags]


def _leg(leg: Next) -> tuple[int, str, bool]:
    return (leg.until, leg.kind, leg.bag is None)
