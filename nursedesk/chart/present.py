"""The instant with which a patient's chart is reckoned: time does not run back (hazard H14)."""

from __future__ import annotations

from datetime import datetime

from nursedesk.chart.session import PatientSession


def present(session: PatientSession, now: datetime) -> datetime:
    """Now, but never before an entry of the session was recorded.

    Only a clock that was set back, or was ahead before, shows less than that. Reckoned with it, a
    bag would hang that was not yet hung. What is due is due at the same instant either way.
    """
    return max(now, session.latest_at)
