"""What really happened in a cycle, day by day: bags, dose steps, interruptions, symptom checks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo
from decimal import Decimal
from itertools import pairwise

from msgspec import Struct

from nursedesk.chart import symptoms
from nursedesk.chart.cycle import stops_after
from nursedesk.chart.dosing import dose
from nursedesk.chart.infusion import Cause, Run
from nursedesk.chart.pictures.axis import Axis, day_axis
from nursedesk.chart.pictures.table import Table
from nursedesk.chart.plan.strip import Stretch, When
from nursedesk.chart.session import PatientSession, SymptomCheck
from nursedesk.clock import after_hours, hours_between
from nursedesk.protocol.definition import Protocol
from nursedesk.writing import duration, full_moment, moment

EMPTY = "Nothing has happened yet: no bag was started and no symptoms were checked."


class Off(Struct, frozen=True, kw_only=True):
    """A time in which the infusion stood between or after two runs. `until` None: still.

    `in_change`: for a bag change alone. `reaction`: somebody said that it was for one.
    """

    since: datetime
    until: datetime | None
    hours: Decimal
    reasons: tuple[str, ...]
    in_change: bool
    reaction: bool

    @property
    def notable(self) -> bool:
        """Whether it is more than the pause of a bag change that is over."""
        return self.until is None or not self.in_change

    @property
    def words(self) -> str:
        """`stopped 3 h: Pump alarm`."""
        what = "paused for a bag change" if self.in_change else "stopped"
        why = "" if self.in_change else f": {'; '.join(self.reasons) or 'no reason recorded'}"
        reaction = " (for a reaction)" if self.reaction else ""
        return f"{what} {duration(self.hours)}{why}{reaction}"


class DoseStep(Struct, frozen=True, kw_only=True):
    """From here on another dose ran (mcg per day)."""

    at: datetime
    before: Decimal
    after: Decimal

    @property
    def words(self) -> str:
        """`from 9 mcg/day to 28 mcg/day`."""
        return f"from {dose(self.before)} to {dose(self.after)}"


class Checked(Struct, frozen=True, kw_only=True):
    """A symptom check: whether a sign was there or not known, and the grades that were stated."""

    at: datetime
    signs: bool
    grades: tuple[str, ...]

    @property
    def words(self) -> str:
        """What it says in few words; a grade always with its scale and criteria."""
        seen = "signs present or not known" if self.signs else "no sign present"
        return f"{seen}; {'; '.join(self.grades) or 'not graded'}"


class Happened(Struct, frozen=True, kw_only=True):
    """The strip of a cycle as it was, and as a table."""

    axis: Axis
    stretches: tuple[Stretch, ...]
    offs: tuple[Off, ...]
    steps: tuple[DoseStep, ...]
    checks: tuple[Checked, ...]
    table: Table


def happened(session: PatientSession, protocol: Protocol, now: datetime, zone: tzinfo) -> Happened:
    """All that ran and was checked until `now`; the axis goes on to the cycle's hours."""
    runs = [run for run in session.runs if run.since <= now]
    checks = tuple(_checked(check) for check in session.symptom_checks if check.at <= now)
    begins = min([runs[0].since if runs else session.opened_at, *(c.at for c in checks)])
    whole = after_hours(begins, protocol.interruption.infusion.hours)
    ends = max([now, whole]) if session.closed_at is None else max([now, begins])
    stretches, offs = tuple(_stretches(session, runs, now)), tuple(_offs(session, runs, now))
    steps = tuple(
        DoseStep(at=b.since, before=a.dose_mcg_per_day, after=b.dose_mcg_per_day)
        for a, b in pairwise(runs)
        if a.dose_mcg_per_day != b.dose_mcg_per_day
    )
    return Happened(
        axis=day_axis(begins, ends, zone),
        stretches=stretches,
        offs=offs,
        steps=steps,
        checks=checks,
        table=_table(stretches, offs, steps, checks, zone),
    )


def _checked(check: SymptomCheck) -> Checked:
    return Checked(at=check.at, signs=symptoms.any_sign(check), grades=symptoms.grades(check))


def _stretches(session: PatientSession, runs: list[Run], now: datetime) -> Iterator[Stretch]:
    for run in runs:
        runs_now = (run.to is None or run.to > now) and session.closed_at is None
        bag = session.bags[run.bag]
        yield Stretch(
            when=When.RUNS if runs_now else When.RAN,
            since=run.since,
            until=now if run.to is None else min(run.to, now),
            kind=bag.label.bag_kind,
            name=bag.name,
            dose_mcg_per_day=run.dose_mcg_per_day,
        )


def _offs(session: PatientSession, runs: list[Run], now: datetime) -> Iterator[Off]:
    for place, run in enumerate(runs):
        if run.to is None or run.to > now:
            continue
        after = runs[place + 1].since if place + 1 < len(runs) else None
        if after == run.to:
            continue
        stops = [stop for stop in stops_after(session, run) if stop.at <= now]
        told = [stop for stop in stops if stop.cause is not Cause.BAG_CHANGE]
        yield Off(
            since=run.to,
            until=after,
            hours=hours_between(run.to, after or now),
            reasons=tuple(dict.fromkeys(stop.reason for stop in told)),
            in_change=bool(stops) and not told,
            reaction=any(stop.adverse_reaction for stop in told),
        )


def _table(
    stretches: tuple[Stretch, ...],
    offs: tuple[Off, ...],
    steps: tuple[DoseStep, ...],
    checks: tuple[Checked, ...],
    zone: tzinfo,
) -> Table:
    rows = [(s.since, _until(s, zone), _bag_words(s)) for s in stretches]
    rows += [(o.since, moment(o.until, zone) if o.until else "still", o.words) for o in offs]
    rows += [(step.at, "", f"dose {step.words}") for step in steps]
    rows += [(check.at, "", f"symptom check: {check.words}") for check in checks]
    rows.sort(key=lambda row: row[0])
    return Table(
        columns=("From", "To", "What"),
        rows=tuple((full_moment(at, zone), to, what) for at, to, what in rows),
        empty=EMPTY,
    )


def _until(one: Stretch, zone: tzinfo) -> str:
    return "runs now" if one.when is When.RUNS else moment(one.until, zone)


def _bag_words(one: Stretch) -> str:
    return f"{one.name}, {one.kind_words}, {dose(one.dose_mcg_per_day)}"
