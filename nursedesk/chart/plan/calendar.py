"""The ward's calendar: when its people can change bags, by the wall clock of its zone.

Each instant is read on that clock, so an hour that comes twice counts twice, and one that is
skipped never comes.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, tzinfo

from nursedesk.chart.plan.wishes import WEEK, Day, PlanWishes
from nursedesk.clock import utc

_DAYS_A_WEEK = 7
_A_DAY = timedelta(days=1)


class Calendar:
    """Staffed hours, slots and port-needle days of one ward."""

    def __init__(self, wishes: PlanWishes, zone: tzinfo) -> None:
        self._wishes = wishes
        self._zone = zone
        self._holidays = frozenset(wishes.holidays)
        needle = wishes.needle_day
        self._needle = None if needle is None else (WEEK.index(needle) + 1) % _DAYS_A_WEEK

    def staffed(self, at: datetime) -> bool:
        """Whether a bag can be changed then by people who are there for it."""
        wall = at.astimezone(self._zone)
        return self._open(wall.date(), wall.time())

    def slots(self, after: datetime, before: datetime) -> Iterator[datetime]:
        """The staffed instants (UTC) between two others at which a bag may be stopped on purpose.

        In no order where the clock is put back.
        """
        on = after.astimezone(self._zone).date() - _A_DAY
        last = before.astimezone(self._zone).date() + _A_DAY
        while on <= last:
            for wall in self._open_slots(on):
                yield from (at for at in self._showing(wall) if after < at < before)
            on += _A_DAY

    def needle_days_before(self, at: datetime) -> int:
        """How many port-needle days came before the date of this instant, since long ago."""
        return self._needle_days(at.astimezone(self._zone).date() - _A_DAY)

    def needle_days_through(self, at: datetime) -> int:
        """How many port-needle days came up to the date of this instant, since long ago."""
        return self._needle_days(at.astimezone(self._zone).date())

    def needle_dates(self, opened: list[datetime]) -> tuple[date, ...]:
        """The port-needle days from the first to the last of these openings, on none of them."""
        if self._needle is None:
            return ()
        days = sorted({at.astimezone(self._zone).date() for at in opened})
        first, count = days[0], (days[-1] - days[0]).days
        between = (first + _A_DAY * shift for shift in range(count))
        return tuple(
            day
            for day in between
            if day.toordinal() % _DAYS_A_WEEK == self._needle and day not in days
        )

    def _needle_days(self, through: date) -> int:
        # date.toordinal: day 1 was a Monday
        return 0 if self._needle is None else (through.toordinal() - self._needle) // _DAYS_A_WEEK

    def _open(self, on: date, clock: time) -> bool:
        earliest, latest = self._wishes.earliest, self._wishes.latest
        if (earliest is not None and clock < earliest) or (latest is not None and clock > latest):
            return False
        day = Day.HOLIDAY if on in self._holidays else WEEK[on.weekday()]
        return any(clock in hours for hours in self._wishes.staffed.get(day, ()))

    def _open_slots(self, on: date) -> Iterator[datetime]:
        slot = self._wishes.slot_minutes
        for minutes in range(0, 24 * 60, slot):
            clock = time(minutes // 60, minutes % 60)
            if self._open(on, clock):
                yield datetime.combine(on, clock)

    def _showing(self, wall: datetime) -> set[datetime]:
        """The UTC instants at which the ward's clock shows this: none, one or two."""
        both = {utc(wall.replace(tzinfo=self._zone, fold=fold)) for fold in (0, 1)}
        if len(both) == 1:
            return both
        return {at for at in both if at.astimezone(self._zone).replace(tzinfo=None, fold=0) == wall}
