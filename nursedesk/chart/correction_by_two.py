"""Which corrections a second person must enter too, blind: NurseDesk's own rule.

So it is for what two people entered blind before, for a label that two people have read since, and
wherever something stood in the way of a bag or of a restart that the correction would take away.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from msgspec import structs

from nursedesk.chart.correcting import is_blind
from nursedesk.chart.cycle import cycle, step_after_reaction, stops_after
from nursedesk.chart.dosing import label_against_order
from nursedesk.chart.finding import blocking
from nursedesk.chart.labels import label_findings
from nursedesk.chart.present import present
from nursedesk.chart.session import Bag, Event, PatientSession
from nursedesk.chart.session_entries import BagReceived
from nursedesk.chart.storage import ask_bag
from nursedesk.clock import hours_between
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.terms import BagVerdict

_WEIGHT = (
    BagVerdict.HANG,
    BagVerdict.HANG_SHORT,
    BagVerdict.ASK_PHARMACY,
    BagVerdict.DISCARD,
)


def needs_two(
    before: PatientSession, after: PatientSession, old: Event, protocol: Protocol, now: datetime
) -> bool:
    """Whether a second person must enter the correction of `old` too, blind."""
    at = present(before, now)
    return (
        is_blind(before, old)
        or _read_since(before, after, old)
        or _who_and_what(before) != _who_and_what(after)
        or _an_order_gone(before, after)
        or _course_lighter(before, after, protocol, at)
        or any(_longer(protocol, bag, after.bags[bag.id], at) for bag in before.bags.values())
        or not set(_in_the_way(before, protocol, at)) <= set(_in_the_way(after, protocol, at))
    )


def _who_and_what(session: PatientSession) -> object:
    """Who is treated, and what the rules go by from the first day: but for words of one's own."""
    opened = session.opened
    return structs.replace(opened, bed=None, ordered_by="", because=None)


def _an_order_gone(before: PatientSession, after: PatientSession) -> bool:
    """Whether an order is not there any more: another one, corrected, took its time."""
    return len(after.orders) < len(before.orders)


def _course_lighter(
    before: PatientSession, after: PatientSession, protocol: Protocol, now: datetime
) -> bool:
    """Whether a stop was shorter, a reaction none, or a dose step is allowed sooner."""
    if any(new < old for old, new in zip(_gaps(before, now), _gaps(after, now), strict=False)):
        return True
    if _reactions(after) < _reactions(before):
        return True
    stands, would = cycle(before, protocol, now), cycle(after, protocol, now)
    if stands.remaining_hours is None and would.remaining_hours is not None:
        return True
    return _sooner(
        step_after_reaction(before, protocol), step_after_reaction(after, protocol)
    ) or _sooner(stands.step_at, would.step_at)


def _gaps(session: PatientSession, now: datetime) -> list[Decimal]:
    """Hours between one run and the next, and since the last one."""
    if not session.runs:
        return []
    ends = [*(run.since for run in session.runs[1:]), now]
    return [hours_between(run.to or end, end) for run, end in zip(session.runs, ends, strict=True)]


def _reactions(session: PatientSession) -> int:
    return sum(stop.adverse_reaction for stop in session.stops)


def _sooner(was: datetime | None, will: datetime | None) -> bool:
    """Whether an instant before which something is not done moves to earlier, or is gone."""
    return was is not None and (will is None or will < was)


def _read_since(before: PatientSession, after: PatientSession, old: Event) -> bool:
    body = old.body
    if not isinstance(body, BagReceived):
        return False
    read = any(w.bag == body.bag and "new-bag" in w.accepted for w in before.walks.values())
    return read and before.bags[body.bag].label != after.bags[body.bag].label


def _longer(protocol: Protocol, one: Bag, other: Bag, now: datetime) -> bool:
    """Whether a bag may be used longer, or again."""
    was, will = (ask_bag(protocol, bag, now) for bag in (one, other))
    if _WEIGHT.index(will.verdict) < _WEIGHT.index(was.verdict):
        return True
    pairs = ((was.use_until, will.use_until), (was.change_at, will.change_at))
    return any(a is not None and b is not None and b > a for a, b in pairs)


def _in_the_way(session: PatientSession, protocol: Protocol, now: datetime) -> Iterator[object]:
    """What keeps a bag in stock from being hung, or the infusion from simply going on."""
    for bag in session.stock:
        found = (
            *label_findings(session, protocol, bag.label, now),
            *label_against_order(session, protocol, bag.label.dose_mcg_per_day, now),
        )
        yield from ((bag.id, finding.code) for finding in blocking(found))
    stands = cycle(session, protocol, now)
    if stands.restart_rules:
        yield "restart rules"
    if stands.beyond_same_cycle:
        yield "beyond the cycle"
    stopped = stops_after(session, session.runs[-1]) if session.runs else []
    if any(stop.adverse_reaction for stop in stopped):
        yield "a reaction"
