"""How NurseDesk writes days, times, durations, amounts and names for people (ISMP and NHS habits).

One spelling for screens, PDFs and the command line: `21-Nov-2026 03:00`, `2 h 10 min`,
`0.6 mL/h`, `28 mcg/day`, `DOE, Ann`. Month and weekday names never depend on the system's locale.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal

from nursedesk.clock import hours_between, utc

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAY = re.compile(r"([0-9]{1,2})-([A-Za-z]{3})-([0-9]{4})")
_MOMENT = re.compile(
    r"(?P<day>\S+) +(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})"
    r" ?(?P<offset>[+-][0-9]{2}:[0-9]{2})?"
)
_MICROSECONDS_PER_HOUR = 3_600_000_000  # hours are Decimals: 10 h 20 min has no exact one
_MICROSECONDS_PER_MINUTE = 60_000_000
_DAYS_FROM_HOURS = 48  # "26 h 15 min" is read against 24 h and 48 h limits; longer ones in days


def day(of: date) -> str:
    """A calendar day: `04-Mar-1987`."""
    return f"{of.day:02d}-{_MONTHS[of.month - 1]}-{of.year:04d}"


def zone_name(zone: tzinfo) -> str:
    """A zone's IANA name; of a bare offset, that offset."""
    return str(getattr(zone, "key", None) or zone)


def offset(instant: datetime, zone: tzinfo) -> str:
    """The zone's offset from UTC at an instant: `+01:00`."""
    minutes = _offset_at(instant, zone) // timedelta(minutes=1)
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def clock_change_near(instant: datetime, zone: tzinfo) -> bool:
    """Whether the zone's offset changes within 24 h before or after an instant."""
    here = _offset_at(instant, zone)
    a_day = timedelta(hours=24)
    return any(_offset_at(utc(instant) + shift, zone) != here for shift in (-a_day, a_day))


def moment(instant: datetime, zone: tzinfo) -> str:
    """An instant as people at the zone's wall clock read it: `21-Nov-2026 03:00`.

    Within 24 h of a clock change the offset follows: `25-Oct-2026 02:30 +01:00`.
    """
    wall = _wall(instant, zone)
    return f"{day(wall)} {_time(wall)}{_offset_near_change(instant, zone)}"


def with_offset(instant: datetime, zone: tzinfo) -> str:
    """An instant with its offset on any day: `21-Nov-2026 03:00 +01:00`."""
    wall = _wall(instant, zone)
    return f"{day(wall)} {_time(wall)} {offset(instant, zone)}"


def clock_time(instant: datetime, zone: tzinfo) -> str:
    """What the wall clock shows, with seconds: `03:12:45`.

    Within 24 h of a clock change the offset follows, so that no time is shown twice.
    """
    wall = _wall(instant, zone)
    return f"{_time(wall)}:{wall.second:02d}{_offset_near_change(instant, zone)}"


def hour_minute(instant: datetime, zone: tzinfo) -> str:
    """What the wall clock shows on its day: `03:12`; near a clock change the offset follows."""
    return f"{_time(_wall(instant, zone))}{_offset_near_change(instant, zone)}"


def month_day(of: date) -> str:
    """A day of this year or the next, where the year is plain: `21-Nov`."""
    return day(of)[:6]


def full_day(instant: datetime, zone: tzinfo) -> str:
    """The day at an instant with its weekday: `Sat 21-Nov-2026`."""
    wall = _wall(instant, zone)
    return f"{WEEKDAYS[wall.weekday()]} {day(wall)}"


def full_moment(instant: datetime, zone: tzinfo) -> str:
    """An instant with its weekday and date, for plans of weeks: `Sat 21-Nov-2026 03:00`."""
    return f"{WEEKDAYS[_wall(instant, zone).weekday()]} {moment(instant, zone)}"


def weekday_moment(instant: datetime, now: datetime, zone: tzinfo) -> str:
    """Something due: `Tue 24-Nov 14:00`; the year only where it is not this one."""
    wall = _wall(instant, zone)
    written = day(wall)
    if wall.year == _wall(now, zone).year:
        written = written.removesuffix(f"-{wall.year:04d}")
    near_change = _offset_near_change(instant, zone)
    return f"{WEEKDAYS[wall.weekday()]} {written} {_time(wall)}{near_change}"


def time_left(instant: datetime, now: datetime) -> str:
    """How far off: `in 2 h 10 min`, `due now`, `overdue by 35 min`; cut to whole minutes."""
    hours = hours_between(now, instant)
    if hours == 0:
        return "due now"
    length = _not_nothing(duration(abs(hours)))
    return f"in {length}" if hours > 0 else f"overdue by {length}"


def seen_from(instant: datetime, now: datetime) -> str:
    """How far an instant lies from now: `2 h 10 min ago`, `in 2 h 10 min`; cut to whole minutes."""
    hours = hours_between(now, instant)
    length = _not_nothing(duration(abs(hours)))
    return f"in {length}" if hours > 0 else f"{length} ago"


def due(instant: datetime, now: datetime, zone: tzinfo) -> str:
    """When and how far off: `Tue 24-Nov 14:00, in 2 h 10 min`."""
    return f"{weekday_moment(instant, now, zone)}, {time_left(instant, now)}"


def duration(hours: Decimal) -> str:
    """A length of time, cut off and never rounded up: `35 min`, `2 h 10 min`, `3 d 4 h`.

    Raises:
        ValueError: negative.
    """
    if hours < 0:
        raise ValueError("a negative duration")
    minutes = round(hours * _MICROSECONDS_PER_HOUR) // _MICROSECONDS_PER_MINUTE
    if minutes < _DAYS_FROM_HOURS * 60:
        return _two_parts(minutes // 60, "h", minutes % 60, "min")
    return _two_parts(minutes // (24 * 60), "d", minutes // 60 % 24, "h")


def number(value: Decimal) -> str:
    """A number with a leading zero and never a trailing one: `0.6`, `5`, `1000`.

    Raises:
        ValueError: not a finite number.
    """
    if not value.is_finite():
        raise ValueError(f"not a number to print: {value}")
    written = f"{value:f}"
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return "0" if written in {"-0", ""} else written


def amount(value: Decimal, unit: str) -> str:
    """A number and its unit: `0.6 mL/h`, `28 mcg/day`; never the micro sign.

    Raises:
        ValueError: a unit with a micro sign other than that of the microgram.
    """
    plain = re.sub("[\u00b5\u03bc]g", "mcg", unit)
    if re.search("[\u00b5\u03bc]", plain):
        raise ValueError("a unit with the micro sign")
    return f"{number(value)} {plain}"


def age(born: date, today: date) -> str:
    """Completed years: `39 y`; under 2 years `7 months`, under a month `12 days`.

    Raises:
        ValueError: born after `today`.
    """
    if born > today:
        raise ValueError("born in the future")
    months = (today.year - born.year) * 12 + today.month - born.month - (today.day < born.day)
    if months >= 24:
        return f"{months // 12} y"
    if months >= 1:
        return f"{months} month{'' if months == 1 else 's'}"
    days = (today - born).days
    return f"{days} day{'' if days == 1 else 's'}"


def family_given(family: str, given: str) -> str:
    """A patient's name: `DOE, Ann`."""
    return f"{family.upper()}, {given}"


def parse_day(text: str) -> date:
    """The day that somebody typed as `04-Mar-1987`.

    Raises:
        ValueError: not written like that, or no such day; the message is a sentence for people.
    """
    found = _DAY.fullmatch(text.strip())
    name = found.group(2).capitalize() if found else ""
    if found is None or name not in _MONTHS:
        raise ValueError("Write the date like 04-Mar-1987.")
    try:
        return date(int(found.group(3)), _MONTHS.index(name) + 1, int(found.group(1)))
    except ValueError:
        raise ValueError(f"There is no day {text.strip()}.") from None


def parse_moment(text: str, zone: tzinfo) -> datetime:
    """The UTC instant that somebody typed as `21-Nov-2026 03:00`, read at the zone's wall clock.

    An offset may follow (`25-Oct-2026 02:30+01:00`) and must, where the clock went back.

    Raises:
        ValueError: not written like that; a time that the clock skipped, or showed twice without
            an offset; an offset that the zone does not have then. A sentence for people.
    """
    meant = readings(text, zone)
    if len(meant) > 1:
        choices = " or ".join(with_offset(each, zone) for each in meant)
        raise ValueError(f"{text.strip()} came twice, the clock was put back: write {choices}.")
    return meant[0]


def readings(text: str, zone: tzinfo) -> tuple[datetime, ...]:
    """The UTC instants, in order, that may be meant by a typed `25-Oct-2026 02:30`: one or two.

    Two where the clock was put back and showed that time twice, and no offset follows.

    Raises:
        ValueError: as `parse_moment`, but not for a time that was shown twice.
    """
    found = _MOMENT.fullmatch(text.strip())
    if found is None:
        raise ValueError("Write day and time like 21-Nov-2026 03:00.")
    on, hour, minute = parse_day(found["day"]), int(found["hour"]), int(found["minute"])
    if hour > 23 or minute > 59:
        raise ValueError("Write the time from 00:00 to 23:59.")
    wall = datetime(on.year, on.month, on.day, hour, minute, tzinfo=UTC).replace(tzinfo=None)
    try:
        return _meant(wall, _instants_showing(wall, zone), zone, found["offset"])
    except OverflowError:
        raise ValueError(f"{text.strip()} is out of range.") from None


def _meant(
    wall: datetime, instants: list[datetime], zone: tzinfo, wanted: str | None
) -> tuple[datetime, ...]:
    """Those instants that can be meant, of those at which the clock showed this wall time."""
    shown = f"{day(wall)} {_time(wall)}"
    if not instants:
        raise ValueError(f"{shown} did not exist: the clock was put forward over it.")
    if wanted is None:
        return tuple(instants)
    offsets = [offset(instant, zone) for instant in instants]
    if wanted not in offsets:
        raise ValueError(f"At {shown} the clock here was not {wanted} but {' or '.join(offsets)}.")
    return (instants[offsets.index(wanted)],)


def _instants_showing(wall: datetime, zone: tzinfo) -> list[datetime]:
    """The UTC instants, in order, at which the zone's clock showed a wall time: none, 1 or 2."""
    candidates = {wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sorted(
        each for each in candidates if each.astimezone(zone).replace(tzinfo=None, fold=0) == wall
    )


def _not_nothing(length: str) -> str:
    return "less than 1 min" if length == "0 min" else length


def _two_parts(large: int, large_unit: str, small: int, small_unit: str) -> str:
    if large == 0:
        return f"{small} {small_unit}"
    return f"{large} {large_unit}" + (f" {small} {small_unit}" if small else "")


def _wall(instant: datetime, zone: tzinfo) -> datetime:
    return utc(instant).astimezone(zone)


def _time(wall: datetime) -> str:
    return f"{wall.hour:02d}:{wall.minute:02d}"


def _offset_at(instant: datetime, zone: tzinfo) -> timedelta:
    found = _wall(instant, zone).utcoffset()
    return timedelta(0) if found is None else found


def _offset_near_change(instant: datetime, zone: tzinfo) -> str:
    return f" {offset(instant, zone)}" if clock_change_near(instant, zone) else ""


def grouped(digits: str) -> str:
    """A long hex number in groups of eight, to be compared by eye."""
    return " ".join(digits[start : start + 8] for start in range(0, len(digits), 8))
