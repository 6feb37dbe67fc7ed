"""What is left of an accepted plan as it stands now: the bag that hangs, then the planned ones.

A change takes minutes that no plan knows, so times drift by up to the ward's slot. No time that
is shown may lie past a limit for that: each bag comes down when it is planned to, and earlier where
it is empty or its limit is reached before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo
from decimal import Decimal
from uuid import UUID

from msgspec import structs

from nursedesk.chart.plan.rest import BagHere, Rest
from nursedesk.chart.plan.result import Cost, Ends, Plan, PlannedBag
from nursedesk.clock import after_hours, hours_between


def followed(plan: Plan, place: int, rest: Rest, kept: Mapping[int, UUID], zone: tzinfo) -> Plan:
    """The rest of a plan that fits; `place` is that of the bag that hangs, -1 before the start.

    `kept` are bags on the ward by the number of the planned one that they are kept for.
    """
    bags = tuple(_bags(plan, place, rest, kept))
    today = rest.begins.astimezone(zone).date()
    return structs.replace(
        plan,
        begins=rest.begins,
        infused_hours=rest.infused_hours,
        bags=bags,
        cost=_cost(plan, bags),
        needle_changes_alone=tuple(on for on in plan.needle_changes_alone if on >= today),
    )


def _bags(plan: Plan, place: int, rest: Rest, kept: Mapping[int, UUID]) -> Iterator[PlannedBag]:
    since = rest.begins
    here = {bag.bag: bag for bag in rest.here}
    for bag in plan.bags[max(place, 0) :]:
        hangs = rest.hanging if bag is plan.bags[place] and place >= 0 else None
        until = _boundary(bag, rest)
        if hangs is not None:
            until = min(until, after_hours(rest.begins, hangs.left_hours), hangs.use_until)
            yield structs.replace(
                bag,
                bag=hangs.bag,
                hangs_already=True,
                hung_at=hangs.hung_at,
                until=until,
                prepare_from=None,
                new_programme=False,
            )
        else:
            own = kept.get(bag.number)
            waiting = None if own is None else here.get(own)
            until = min([until, *_limits(bag, since, waiting)])
            yield structs.replace(
                bag,
                bag=own,
                hung_at=since,
                until=until,
                hangs_already=False,
                prepare_from=bag.prepare_from if own is None else None,
            )
        since = until


def _boundary(bag: PlannedBag, rest: Rest) -> datetime:
    """When the bag comes down by the infused hours of now, where they decide it."""
    if bag.ends is Ends.CYCLE_END:
        return rest.ends
    if bag.ends is Ends.STEP_DOSE:
        return min(
            (span.until for span in rest.spans),
            key=lambda at: abs(hours_between(at, bag.until)),
        )
    return bag.until


def _limits(bag: PlannedBag, since: datetime, here: BagHere | None) -> list[datetime]:
    """The instants past which it must not hang: it is empty, or its storage limit is reached."""
    limits = [] if here is None else [here.keeps_until]
    if bag.ends is Ends.CYCLE_END:
        return limits
    holds = hours_between(bag.hung_at, bag.until) + bag.discarded_hours
    return [*limits, after_hours(since, holds)]


def _cost(plan: Plan, bags: tuple[PlannedBag, ...]) -> Cost:
    changes = bags[1:]
    return structs.replace(
        plan.cost,
        outside_hours=sum(bag.outside_hours for bag in changes),
        kinds=len({bag.kind for bag in bags}),
        discarded_mcg=sum((bag.discarded_mcg for bag in bags), Decimal(0)),
    )
