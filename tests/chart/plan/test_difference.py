"""Old against new: what a new plan moves, adds, drops or hangs otherwise."""

from __future__ import annotations

from decimal import Decimal

from msgspec import structs

from nursedesk.chart.plan.difference import What, difference
from nursedesk.chart.plan.result import Plan
from nursedesk.protocol.terms import Indication, Kind
from tests.chart.plan.situations import HOUR, MONDAY, bag_id, planned, rest, treated, wishes

MRD = treated(indication=Indication.MRD)


def weekly(hours_later: int = 0) -> Plan:
    """Four 7 day bags from Monday on."""
    return planned(rest(MONDAY + HOUR * hours_later, of=MRD), wishes(kinds=(Kind.D7,)))


def with_bag(plan: Plan, place: int, **changes: object) -> Plan:
    bags = list(plan.bags)
    bags[place] = structs.replace(bags[place], **changes)
    return structs.replace(plan, bags=tuple(bags))


def test_the_same_plan_moves_nothing() -> None:
    assert difference(weekly(), weekly()) == ()


def test_an_interruption_moves_every_change_that_is_to_come() -> None:
    old = weekly()
    new = structs.replace(weekly(3), begins=MONDAY + 100 * HOUR)
    shifts = difference(old, with_bag(new, 0, hangs_already=True))
    assert [shift.what for shift in shifts] == [(What.MOVED,)] * 3
    assert {shift.hours for shift in shifts} == {3}
    assert [shift.old for shift in shifts] == list(old.bags[1:])


def test_what_lies_before_the_new_plan_is_not_compared() -> None:
    old = weekly()
    new = structs.replace(old, begins=old.bags[2].hung_at, bags=old.bags[2:])
    assert difference(old, new) == ()


def test_another_kind_dose_or_bag_at_the_same_time_is_named() -> None:
    old = weekly()
    kind = difference(old, with_bag(old, 1, kind=Kind.H96))
    dose = difference(old, with_bag(old, 2, dose_mcg_per_day=Decimal(9)))
    bag = difference(old, with_bag(old, 3, bag=bag_id("cold")))
    assert [shift.what for shift in (*kind, *dose, *bag)] == [
        (What.OTHER_KIND,),
        (What.OTHER_DOSE,),
        (What.OTHER_BAG,),
    ]


def test_more_and_fewer_changes_are_added_and_dropped_and_the_others_stay() -> None:
    long, short = weekly(), planned(rest(of=MRD), wishes(kinds=(Kind.H72, Kind.H96)))
    added = difference(long, short)
    dropped = difference(short, long)
    assert {What.ADDED} <= {what for shift in added for what in shift.what}
    assert len([s for s in added if What.ADDED in s.what]) == len(short.bags) - len(long.bags)
    assert len([s for s in dropped if What.DROPPED in s.what]) == len(short.bags) - len(long.bags)
    for one, other in zip(added, dropped, strict=True):
        assert (one.old, one.new) == (other.new, other.old)


def test_changes_days_apart_are_two_changes() -> None:
    old = weekly()
    late = old.bags[1].hung_at + 60 * HOUR
    shifts = difference(old, with_bag(old, 1, hung_at=late))
    assert [shift.what for shift in shifts] == [(What.DROPPED,), (What.ADDED,)]
    assert [shift.hours for shift in shifts] == [0, 0]


def test_a_change_is_compared_with_that_of_its_kind_when_another_is_about_as_near() -> None:
    old = weekly()
    at = old.bags[3].hung_at
    two = (
        structs.replace(old.bags[3], kind=Kind.H96),
        structs.replace(old.bags[3], hung_at=at + 5 * HOUR),
    )
    shifts = difference(old, structs.replace(old, bags=(*old.bags[:3], *two)))
    assert [shift.what for shift in shifts] == [(What.ADDED,), (What.MOVED,)]
