"""The infusion as runs and stops: reckoned anew from all that was told, in whatever order."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from enum import IntEnum
from uuid import UUID

from msgspec import Struct

from nursedesk.clock import hours_between


class Run(Struct, kw_only=True):
    """An uninterrupted stretch of infusion from one bag; `to` is None while it runs.

    `begun_by` and `ended_by` are the bag changes that started and paused it.
    """

    bag: UUID
    since: datetime
    to: datetime | None
    rate_ml_per_h: Decimal
    dose_mcg_per_day: Decimal
    begun_by: UUID
    ended_by: UUID | None = None

    def hours(self, now: datetime) -> Decimal:
        """Hours it ran until `now`; 0 when it begins later."""
        return max(hours_between(self.since, self.to or max(now, self.since)), Decimal(0))


class Cause(IntEnum):
    """What a stop belongs to; the value orders stops and a start told for the same instant."""

    BAG_CHANGE = 0  # before the start of the same bag change
    REPORTED = 1
    SET_ASIDE = 2  # after the start that it takes back


class Stop(Struct, frozen=True, kw_only=True):
    """The infusion stopped outside or inside a bag change (`walk`)."""

    at: datetime
    reason: str
    adverse_reaction: bool
    cause: Cause = Cause.REPORTED
    walk: UUID | None = None
    seq: int = 0


class Start(Struct, frozen=True, kw_only=True):
    """A bag change started its bag."""

    walk: UUID
    bag: UUID
    at: datetime
    rate_ml_per_h: Decimal
    dose_mcg_per_day: Decimal
    seq: int


def runs_of(starts: Iterable[Start], stops: Iterable[Stop]) -> list[Run]:
    """The runs that these starts and stops make, in the order of time.

    A start ends a run that nobody stopped; a stop while nothing runs changes nothing.
    """
    runs: list[Run] = []
    for moment in in_time(starts, stops):
        open_run = runs[-1] if runs and runs[-1].to is None else None
        if open_run is not None:
            open_run.to = moment.at
            open_run.ended_by = moment.walk
        if isinstance(moment, Start):
            runs.append(
                Run(
                    bag=moment.bag,
                    since=moment.at,
                    to=None,
                    rate_ml_per_h=moment.rate_ml_per_h,
                    dose_mcg_per_day=moment.dose_mcg_per_day,
                    begun_by=moment.walk,
                )
            )
    return runs


def in_time(starts: Iterable[Start], stops: Iterable[Stop]) -> list[Start | Stop]:
    """Starts and stops in the order of time."""
    told: list[Start | Stop] = [*starts, *stops]
    return sorted(told, key=_order)


def _order(moment: Start | Stop) -> tuple[datetime, int, int]:
    rank = moment.cause if isinstance(moment, Stop) else Cause.REPORTED
    return (moment.at, int(rank), moment.seq)


def infused_hours(runs: Iterable[Run], now: datetime) -> Decimal:
    """Hours of infusion until `now`, summed over the runs."""
    return sum((run.hours(now) for run in runs), Decimal(0))
