"""Which backups are kept. The rule is NurseDesk's own choice; no guideline says one.

All of the last 24 hours; of the 30 days before, the newest of each day; of the time before that,
the newest of each month. Days and months are UTC's.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from nursedesk.clock import utc

ALL, DAILY = timedelta(hours=24), timedelta(days=30)
RULE = (
    "Kept are all of the last 24 hours, one a day for 30 days, and one a month after that. Older "
    "ones are removed by the program."
)


def superfluous(made: Iterable[datetime], now: datetime) -> set[datetime]:
    """The backups, by when they were made, that the rule keeps no longer.

    What lies in the future is kept: a clock was wrong, then or now.
    """
    newest: dict[tuple[int, ...], datetime] = {}
    given_up: set[datetime] = set()
    for at in sorted(map(utc, made)):
        age = utc(now) - at
        if age < ALL:
            continue
        period = (at.year, at.month, at.day) if age < DAILY else (at.year, at.month)
        if period in newest:
            given_up.add(newest[period])
        newest[period] = at
    return given_up
