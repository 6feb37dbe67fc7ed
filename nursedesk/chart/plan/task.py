"""What the search works on: the rest of a cycle in whole numbers, counted from its beginning.

Times are microseconds after `begins`; drug is counted in a unit in which every dose is whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from math import lcm
from uuid import UUID

from msgspec import Struct

from nursedesk.chart.plan.calendar import Calendar
from nursedesk.chart.plan.rest import BagHere, HangingBag, Rest
from nursedesk.chart.plan.wishes import EarlyStop, PlanWishes
from nursedesk.clock import after_hours, utc
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.quantities import Duration
from nursedesk.protocol.terms import Kind

MICROSECOND = timedelta(microseconds=1)
_MICROSECONDS_AN_HOUR = 3_600_000_000


class KindOfBag(Struct, frozen=True, kw_only=True):
    """How long a full bag of a kind runs, how long it keeps, whether pharmacy makes it."""

    kind: Kind
    full: int
    room: int
    refrigerator: int
    is_made: bool

    @property
    def keeps(self) -> int:
        """How long a new bag keeps from its hanging on, at the most."""
        return min(self.room, self.refrigerator)


class Waiting(Struct, frozen=True, kw_only=True):
    """A bag that waits: its kind by number, its dose, the limit that its hanging leaves alone."""

    bag: UUID
    kind: int
    dose: int
    cold: bool
    keeps_until: int


class Hangs(Struct, frozen=True, kw_only=True):
    """The bag that hangs: drug left, its limit, and whether another dose is due already."""

    bag: UUID
    kind: int
    left: int
    use_until: int
    dose_over: bool


class Task(Struct, frozen=True, kw_only=True):
    """One planning task in whole numbers.

    `bounds` end the dose spans of `doses`. `slots` lie strictly inside the spans, ascending.
    `queues` hold the waiting bags that are alike but for their limits, the earliest limit first.
    """

    begins: datetime
    bounds: tuple[int, ...]
    doses: tuple[int, ...]
    kinds: tuple[KindOfBag, ...]
    queues: tuple[tuple[Waiting, ...], ...]
    hangs: Hangs | None
    slots: tuple[int, ...]
    stops_at_bounds: bool

    @property
    def end(self) -> int:
        """When the cycle is infused in full."""
        return self.bounds[-1]

    def instant(self, at: int) -> datetime:
        """The UTC instant of a time of this task."""
        return self.begins + at * MICROSECOND


def task_of(
    protocol: Protocol,
    rest: Rest,
    wishes: PlanWishes,
    calendar: Calendar,
    allowed: tuple[Kind, ...],
) -> Task:
    """The task of planning this rest; its waiting bags are of allowed kinds and doses to come."""
    hanging = (rest.hanging.kind,) if rest.hanging else ()
    kinds = tuple(kind for kind in Kind if kind in (*allowed, *hanging))
    bounds = tuple(_count(rest, span.until) for span in rest.spans)
    doses = _whole(span.dose_mcg_per_day for span in rest.spans)
    slots: set[int] = set()
    if wishes.early_stop is EarlyStop.ON_PURPOSE:
        between = calendar.slots(utc(rest.begins), rest.ends)
        slots = {_count(rest, at) for at in between} - set(bounds)
    weights = {s.dose_mcg_per_day: dose for s, dose in zip(rest.spans, doses, strict=True)}
    return Task(
        begins=utc(rest.begins),
        bounds=bounds,
        doses=doses,
        kinds=tuple(_kind(protocol, kind, is_made=kind in allowed) for kind in kinds),
        queues=_queues(_waiting(rest, here, kinds, weights) for here in rest.here),
        hangs=_hangs(rest, rest.hanging, kinds) if rest.hanging else None,
        slots=tuple(sorted(slots)),
        stops_at_bounds=wishes.early_stop is not EarlyStop.NEVER,
    )


def _count(rest: Rest, at: datetime) -> int:
    return (utc(at) - utc(rest.begins)) // MICROSECOND


def _whole(doses: Iterable[Decimal]) -> tuple[int, ...]:
    """The doses in a unit in which all of them are whole."""
    fractions = [Fraction(dose) for dose in doses]
    unit = lcm(*(dose.denominator for dose in fractions))
    return tuple(int(dose * unit) for dose in fractions)


def _kind(protocol: Protocol, kind: Kind, *, is_made: bool) -> KindOfBag:
    values = protocol.bags[kind]
    return KindOfBag(
        kind=kind,
        full=_length(values.duration),
        room=_length(values.room_limit),
        refrigerator=_length(values.refrigerator_limit),
        is_made=is_made,
    )


def _length(duration: Duration) -> int:
    return int(duration.hours * _MICROSECONDS_AN_HOUR)


def _waiting(
    rest: Rest, here: BagHere, kinds: tuple[Kind, ...], weights: dict[Decimal, int]
) -> Waiting:
    return Waiting(
        bag=here.bag,
        kind=kinds.index(here.kind),
        dose=weights[here.dose_mcg_per_day],
        cold=here.cold,
        keeps_until=_count(rest, here.keeps_until),
    )


def _queues(waiting: Iterable[Waiting]) -> tuple[tuple[Waiting, ...], ...]:
    def alike(bag: Waiting) -> tuple[int, int, bool]:
        return (bag.kind, bag.dose, bag.cold)

    ordered = sorted(waiting, key=lambda bag: (*alike(bag), bag.keeps_until, bag.bag.int))
    return tuple(tuple(queue) for _, queue in groupby(ordered, key=alike))


def _hangs(rest: Rest, hanging: HangingBag, kinds: tuple[Kind, ...]) -> Hangs:
    return Hangs(
        bag=hanging.bag,
        kind=kinds.index(hanging.kind),
        left=_count(rest, after_hours(rest.begins, hanging.left_hours)),
        use_until=max(_count(rest, hanging.use_until), 0),
        dose_over=hanging.dose_mcg_per_day != rest.spans[0].dose_mcg_per_day,
    )
