"""The dates of a plan as an iCalendar file (RFC 5545), in UTC: right in every zone and night."""

from __future__ import annotations

from icalendar import Calendar, Event

from nursedesk.chart.plan.dates import PlanDate, PlanDates
from nursedesk.clock import utc

_PRODUCT = "-//NurseDesk//plan of bag changes//EN"


def calendar_file(dates: PlanDates) -> bytes:
    """One event for each date; an instant has no end, a needle day is a whole day.

    The same date keeps its UID from plan to plan and SEQUENCE grows, so that a calendar which
    reads the file again moves what it has. No alarm is set: this is no alarm system.
    """
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for one in dates.dates:
        calendar.add_component(_event(one, dates))
    return bytes(calendar.to_ical())


def _event(one: PlanDate, dates: PlanDates) -> Event:
    event = Event()
    event.add("uid", str(one.uid))
    event.add("dtstamp", utc(dates.made_at))
    event.add("dtstart", one.at)
    event.add("sequence", dates.revision)
    event.add("status", "CANCELLED" if one.taken_back else "CONFIRMED")
    event.add("transp", "TRANSPARENT")  # it takes up nobody's time
    event.add("summary", one.summary)
    event.add("description", one.description)
    return event
