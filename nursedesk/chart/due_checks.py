"""When the next symptom check is due, by the interval that the ward has set.

No source states an interval, so the words say that it is the ward's. The check counts from the
first start of the infusion until the session is closed: signs may come while it stands, too.
"""

from __future__ import annotations

from datetime import datetime, tzinfo
from decimal import Decimal

from nursedesk.chart.due_item import CHECK_SOON_HOURS, Due, DueState, Topic, state_at
from nursedesk.chart.session import PatientSession
from nursedesk.chart.ward_settings import CheckIntervals
from nursedesk.clock import after_hours
from nursedesk.writing import moment

_WHAT = "Symptom check"


def symptom_check(session: PatientSession, now: datetime, zone: tzinfo) -> Due:
    """The next symptom check, or why none is due."""
    checks = session.symptom_checks
    last = f"Last check: {moment(checks[-1].at, zone) if checks else 'not recorded'}."
    if session.checks is None:
        return _no_instant(
            "no interval set",
            f"No interval is set by this ward; no source states one. {last}",
        )
    basis = f"Set by this ward, not by the label: {session.checks.words}."
    if not session.runs:
        return _no_instant("not started", f"{basis} It counts from the first start. {last}")
    at, hours = next_check(session, session.checks)
    state, word = state_at(at, now, min(CHECK_SOON_HOURS, hours / 4))
    return Due(
        topic=Topic.SYMPTOM_CHECK,
        what=_WHAT,
        at=at,
        state=state,
        word=word,
        sentence=f"{basis} {last}",
    )


def next_check(session: PatientSession, checks: CheckIntervals) -> tuple[datetime, Decimal]:
    """When the next check is due in a session that has run, and after how many hours.

    The usual interval from the last check; from each beginning on the denser one, whichever comes
    first.
    """
    done = [check.at for check in session.symptom_checks]
    base = max([*done[-1:], session.runs[0].since])
    found = [(after_hours(base, checks.usual_hours), checks.usual_hours)]
    begins = _begins(session)[-1]
    if checks.dense_hours is not None and checks.dense_for_hours is not None:
        since = max(base, begins)
        if since < after_hours(begins, checks.dense_for_hours):
            found.append((after_hours(since, checks.dense_hours), checks.dense_hours))
    return min(found)


def _begins(session: PatientSession) -> list[datetime]:
    """The first start, and every start at another dose or after a stop that was no bag change."""
    runs = session.runs
    return [
        run.since
        for before, run in zip([None, *runs], runs, strict=False)
        if before is None
        or before.dose_mcg_per_day != run.dose_mcg_per_day
        or before.ended_by != run.begun_by
    ]


def _no_instant(word: str, sentence: str) -> Due:
    return Due(
        topic=Topic.SYMPTOM_CHECK,
        what=_WHAT,
        at=None,
        state=DueState.NOT_SET,
        word=word,
        sentence=sentence,
    )
