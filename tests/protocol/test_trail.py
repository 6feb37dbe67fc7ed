"""What an answer was drawn from: each value and rule leaves its citations and status."""

from __future__ import annotations

from collections.abc import Callable

from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.quantities import Cited
from nursedesk.protocol.rules import Rule
from nursedesk.protocol.terms import Indication, Kind, Status
from nursedesk.protocol.trail import Trail


def test_an_empty_trail_rests_on_nothing(protocol: Protocol) -> None:
    grounds = Trail(protocol).grounds()
    assert (grounds.rules, grounds.citations, grounds.status) == ((), (), Status.LABEL)


def test_every_way_of_taking_a_value_notes_it(protocol: Protocol) -> None:
    bag = protocol.bags[Kind.H72]
    days = protocol.supervision[Indication.CONSOLIDATION].hospital[0].days
    taken: list[tuple[Callable[[Trail], object], Cited]] = [
        (lambda trail: trail.take(bag.rate), bag.rate),
        (lambda trail: trail.hours(bag.room_limit), bag.room_limit),
        (lambda trail: trail.days(bag.room_limit), bag.room_limit),
        (lambda trail: trail.count(days), days),
    ]
    for take, value in taken:
        trail = Trail(protocol)
        take(trail)
        grounds = trail.grounds()
        assert (grounds.citations, grounds.status) == (value.cite, value.status)
        assert value.status is not Status.LABEL


def test_days_and_hours_of_a_duration_agree(protocol: Protocol) -> None:
    trail, limit = Trail(protocol), protocol.bags[Kind.D7].room_limit
    assert trail.days(limit) == 7
    assert trail.hours(limit) == 168


def test_rules_and_citations_keep_the_order_of_use_and_stand_once(protocol: Protocol) -> None:
    trail = Trail(protocol)
    trail.rule(Rule.STO_ROOM, Rule.BAG_DURATION, Rule.STO_ROOM)
    grounds = trail.grounds()
    assert grounds.rules == (Rule.STO_ROOM, Rule.BAG_DURATION)
    cites = (*protocol.rules[Rule.STO_ROOM].cite, *protocol.rules[Rule.BAG_DURATION].cite)
    assert grounds.citations == cites


def test_the_weakest_status_stays(protocol: Protocol) -> None:
    trail = Trail(protocol)
    trail.rule(Rule.STO_BOTH_LIMITS, Rule.STO_ROOM)
    assert trail.grounds().status is Status.DECISION
