"""A plan as a calendar."""

from __future__ import annotations

from datetime import date

from nursedesk.chart.plan.days import weeks
from nursedesk.chart.plan.wishes import Day
from nursedesk.protocol.terms import Indication, Kind
from tests.chart.plan.situations import BERLIN, local, planned, rest, treated, wishes


def test_each_change_stands_on_its_day_and_weeks_are_whole() -> None:
    begins = local("2026-10-13 10:00")  # a Tuesday; the clock goes back on 25-Oct
    mrd = treated(indication=Indication.MRD)
    plan = planned(rest(begins, of=mrd), wishes(kinds=(Kind.D7,), needle_day=Day.FRIDAY))
    found = weeks(plan, [date(2026, 10, 20)], BERLIN)
    days = {day.on: day for week in found for day in week}
    assert all(len(week) == 7 and week[0].on.weekday() == 0 for week in found)
    assert (found[0][0].on, found[-1][-1].on) == (date(2026, 10, 12), date(2026, 11, 15))
    assert not days[date(2026, 10, 12)].of_plan
    assert days[date(2026, 10, 13)].of_plan
    assert [thing.words for thing in days[date(2026, 10, 13)].things] == ["10:00 plan 1: 7 day"]
    assert [thing.words for thing in days[date(2026, 10, 27)].things] == ["09:00 plan 3: 7 day"]
    assert days[date(2026, 10, 20)].holiday
    (end,) = days[date(2026, 11, 10)].things
    assert end.words == "09:00 cycle complete"
    assert [thing.words for thing in days[date(2026, 10, 16)].things] == ["Port needle"]
    assert sum(len(day.things) for day in days.values()) == 4 + 1 + len(plan.needle_changes_alone)


def test_remarks_say_what_must_not_be_overlooked() -> None:
    begins = local("2026-10-10 03:00")  # a Saturday night
    plan = planned(rest(begins, of=treated(indication=Indication.MRD)), wishes(kinds=(Kind.H96,)))
    things = [t for week in weeks(plan, (), BERLIN) for day in week for t in day.things]
    assert all("outside staffed hours" in thing.remarks for thing in things)
