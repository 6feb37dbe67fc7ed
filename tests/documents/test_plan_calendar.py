"""The calendar file, read back by the library: instants, names, replacing."""

from __future__ import annotations

import re
from datetime import date, datetime

import pytest
from icalendar import Calendar, Event

from nursedesk.chart.plan.wishes import WEEK, Day
from nursedesk.chart.session_entries import Patient
from nursedesk.documents.plan_calendar import calendar_file
from nursedesk.protocol.terms import Kind
from tests.chart.builders import Story
from tests.chart.plan.accepting import (
    accept,
    before_the_start,
    dates_of,
    of_24_h_bags,
    under_way,
)
from tests.chart.plan.situations import BERLIN, ROUND_THE_CLOCK, local


def written(story: Story) -> bytes:
    return calendar_file(dates_of(story))


def read(content: bytes) -> list[Event]:
    calendar = Calendar.from_ical(content)
    assert isinstance(calendar, Calendar)
    assert calendar.errors == []
    assert all(event.errors == [] for event in calendar.events)
    return list(calendar.events)


def events(story: Story) -> list[Event]:
    return read(written(story))


@pytest.mark.parametrize(
    ("begins", "wall", "instant"),
    [
        ("2026-10-12 02:30", "Sun 25-Oct-2026 02:30 +02:00", "2026-10-25T00:30Z"),
        ("2026-10-12 03:30", "Sun 25-Oct-2026 02:30 +01:00", "2026-10-25T01:30Z"),
        ("2027-03-15 02:30", "Sun 28-Mar-2027 03:30 +02:00", "2027-03-28T01:30Z"),
        ("2027-03-15 01:30", "Sun 28-Mar-2027 01:30 +01:00", "2027-03-28T00:30Z"),
    ],
)
def test_the_night_of_a_clock_change_is_right_in_any_zone(
    begins: str, wall: str, instant: str
) -> None:
    always = dict.fromkeys(WEEK, ROUND_THE_CLOCK)
    story = before_the_start(begins, kinds=(Kind.H24,), staffed=always)
    assert story.session.plan is not None
    plan = story.session.plan.plan
    found = {event.start: event.description for event in events(story)}
    assert list(found) == [*(bag.hung_at for bag in plan.bags), plan.ends]
    assert f"Planned {wall}: " in found[datetime.fromisoformat(instant)]
    starts = [one for one in written(story).splitlines() if one.startswith(b"DTSTART")]
    assert all(re.fullmatch(rb"DTSTART:\d{8}T\d{6}Z", one) for one in starts)


def test_an_instant_has_no_invented_length_and_no_alarm() -> None:
    content = written(of_24_h_bags())
    for absent in (b"DTEND", b"DURATION", b"VALARM", b"TZID", b"ATTENDEE", b"ORGANIZER"):
        assert absent not in content
    assert content.count(b"BEGIN:VEVENT") == 29


def test_a_needle_day_is_a_whole_day() -> None:
    story = before_the_start(kinds=(Kind.D7,), needle_day=Day.THURSDAY)
    days = [event for event in events(story) if not isinstance(event.start, datetime)]
    assert date(2026, 10, 15) in [event.start for event in days]
    assert written(story).count(b"DTSTART;VALUE=DATE:") == len(days)


def test_nobody_is_named() -> None:
    canary = Patient(
        family="Canaryname", given="Zzyzx", identifier="ID-4711-77", born=date(1987, 3, 4)
    )
    for story in (
        of_24_h_bags(patient=canary, ordered_by="Dr Canaryname"),
        before_the_start(facts={"patient": canary}, kinds=(Kind.D7,), needle_day=Day.THURSDAY),
    ):
        accept(story, kinds=(Kind.D7,))
        unfolded = written(story).replace(b"\r\n ", b"").lower()
        for secret in ("canaryname", "zzyzx", "id-4711", "1987", "n.berg", str(story.id)):
            assert secret.encode() not in unfolded, secret
        assert b"bed 4" in unfolded


def test_reading_it_again_replaces_and_a_later_plan_moves_and_takes_back() -> None:
    story = of_24_h_bags()
    first = {event.uid: event for event in events(story)}
    assert {event.uid for event in events(story)} == set(first)
    accept(story, kinds=(Kind.D7,))
    later = {event.uid: event for event in events(story)}
    assert set(later) == set(first)
    assert all(later[uid].sequence > event.sequence for uid, event in first.items())
    states = [event.status for event in later.values()]
    assert (states.count("CONFIRMED"), states.count("CANCELLED")) == (5, 24)
    assert b"METHOD:PUBLISH" in written(story)


def test_words_come_back_as_they_were_written() -> None:
    story = under_way()
    for event, one in zip(events(story), dates_of(story).dates, strict=True):
        assert event.summary == one.summary
        assert event.description == one.description


def test_what_stands_in_the_file_is_what_the_format_asks_for() -> None:
    content = written(of_24_h_bags(bed="4;\\, \u00c4"))
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert content.count(b"\n") == content.count(b"\r\n")
    assert BERLIN.key.encode() not in content
    first = read(content)[0]
    assert first.summary.startswith("Bed 4;\\, \u00c4: ")
    assert local("2026-10-12 10:00") == first.DTSTAMP
