"""A plan as a calendar: which change falls on which day, week by week. Pure; drawn elsewhere."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta, tzinfo

from msgspec import Struct

from nursedesk.chart.labels import KIND_WORDS
from nursedesk.chart.plan.result import Plan, PlannedBag
from nursedesk.writing import hour_minute

_A_DAY = timedelta(days=1)
_DAYS_A_WEEK = 7


class OnDay(Struct, frozen=True, kw_only=True):
    """One thing on a day. `remarks` are a few words each, as `outside staffed hours`."""

    words: str
    remarks: tuple[str, ...] = ()


class CalendarDay(Struct, frozen=True, kw_only=True):
    """A day of the calendar. `of_plan`: the plan reaches over it."""

    on: date
    of_plan: bool
    holiday: bool
    things: tuple[OnDay, ...]


Week = tuple[CalendarDay, ...]  # from Monday to Sunday


def weeks(plan: Plan, holidays: Collection[date], zone: tzinfo) -> tuple[Week, ...]:
    """The weeks from the plan's beginning to its end, whole, by the zone's wall clock."""
    first, last = (at.astimezone(zone).date() for at in (plan.begins, plan.ends))
    monday = first - _A_DAY * first.weekday()
    count = (last - monday).days // _DAYS_A_WEEK + 1
    days = [
        CalendarDay(
            on=on,
            of_plan=first <= on <= last,
            holiday=on in holidays,
            things=tuple(_things(plan, on, zone)),
        )
        for on in (monday + _A_DAY * shift for shift in range(count * _DAYS_A_WEEK))
    ]
    return tuple(
        tuple(days[place : place + _DAYS_A_WEEK]) for place in range(0, len(days), _DAYS_A_WEEK)
    )


def _things(plan: Plan, on: date, zone: tzinfo) -> list[OnDay]:
    found = [
        _change(bag, zone)
        for bag in plan.bags
        if not bag.hangs_already and bag.hung_at.astimezone(zone).date() == on
    ]
    if plan.ends.astimezone(zone).date() == on:
        outside = ("outside staffed hours",) if plan.end_outside_hours else ()
        words = f"{hour_minute(plan.ends, zone)} cycle complete"
        found.append(OnDay(words=words, remarks=outside))
    if on in plan.needle_changes_alone:
        found.append(OnDay(words="Port needle"))
    return found


def _change(bag: PlannedBag, zone: tzinfo) -> OnDay:
    remarks = []
    if bag.outside_hours:
        remarks.append("outside staffed hours")
    if bag.new_programme:
        remarks.append("new programme")
    words = f"{hour_minute(bag.hung_at, zone)} plan {bag.number}: {KIND_WORDS[bag.kind]}"
    return OnDay(words=words, remarks=tuple(remarks))
