"""Trends of the symptom checks: temperature, ICE, CAPD, and grades, each on its own scale.

Only what was measured is a point, at the time of its check. Nothing is drawn between two points,
since nobody measured there; a check that left a question out is shown as such.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo
from decimal import Decimal

from msgspec import Struct

from nursedesk.chart import symptoms
from nursedesk.chart.grounds import cited
from nursedesk.chart.pictures.axis import Axis, day_axis, hour_axis
from nursedesk.chart.pictures.table import Table
from nursedesk.chart.scores import Score, score_of
from nursedesk.chart.session import PatientSession, SymptomCheck
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.rules import Rule
from nursedesk.protocol.terms import Status
from nursedesk.writing import amount, full_moment, number

NO_CHECK = "No symptoms were checked in this time."
_ROOM = Decimal(1)  # degrees above the highest and below the lowest value
_AT_LEAST = (Decimal(36), Decimal(39))  # what is always in sight, so that 0.1 does not look large


class Reading(Struct, frozen=True, kw_only=True):
    """A value at the time of its check; None: that check did not take it. `over`: at the line."""

    at: datetime
    value: Decimal | None
    words: str
    over: bool = False


class Line(Struct, frozen=True, kw_only=True):
    """A limit of the protocol across a trend, with what it is called and where it comes from."""

    value: Decimal
    words: str
    status: Status
    citations: tuple[str, ...]


class Trend(Struct, frozen=True, kw_only=True):
    """The values of one scale. `low` and `high` are the edges; `note` says how to read it."""

    title: str
    note: str
    low: Decimal
    high: Decimal
    readings: tuple[Reading, ...]
    line: Line | None
    citations: tuple[str, ...]
    table: Table


class GradeMark(Struct, frozen=True, kw_only=True):
    """A grade as it was stated, at the time of its check."""

    at: datetime
    words: str


class GradeLine(Struct, frozen=True, kw_only=True):
    """The grades of one event on one scale: never beside those of another."""

    title: str
    marks: tuple[GradeMark, ...]


class Grades(Struct, frozen=True, kw_only=True):
    """All stated grades, scale by scale, and as a table with their criteria."""

    lines: tuple[GradeLine, ...]
    table: Table


class Trends(Struct, frozen=True, kw_only=True):
    """The pictures of the symptom checks on one axis; a questionnaire never asked is left out."""

    now: datetime
    axis: Axis
    temperature: Trend
    scores: tuple[Trend, ...]
    grades: Grades


def trends(
    session: PatientSession,
    protocol: Protocol,
    now: datetime,
    zone: tzinfo,
    *,
    since: datetime | None = None,
) -> Trends:
    """The checks from `since` on (all where None) until `now`."""
    checks = [
        check
        for check in session.symptom_checks
        if check.at <= now and (since is None or check.at >= since)
    ]
    begins = since or min([session.opened_at, *(check.at for check in checks)])
    axis = hour_axis(begins, now, zone) if since else day_axis(begins, now, zone)
    return Trends(
        now=now,
        axis=axis,
        temperature=_temperature(checks, protocol, zone),
        scores=tuple(_scores(checks, protocol, zone)),
        grades=_grades(checks, zone),
    )


def _temperature(checks: list[SymptomCheck], protocol: Protocol, zone: tzinfo) -> Trend:
    limit = protocol.scales.crs.fever_from
    readings = tuple(_temperature_of(check, limit.value) for check in checks)
    values = [reading.value for reading in readings if reading.value is not None]
    line = Line(
        value=limit.value,
        words=f"fever from {number(limit.value)} C (ASTCT CRS 2019)",
        status=limit.status,
        citations=tuple(limit.cite),
    )
    return Trend(
        title="Temperature",
        note="Degrees Celsius, as measured at each symptom check.",
        low=min([_AT_LEAST[0], *(value - _ROOM for value in values)]).__floor__() + Decimal(0),
        high=max([_AT_LEAST[1], *(value + _ROOM for value in values)]).__ceil__() + Decimal(0),
        readings=readings,
        line=line,
        citations=line.citations,
        table=_table(("Time", "Temperature"), readings, zone),
    )


def _temperature_of(check: SymptomCheck, limit: Decimal) -> Reading:
    typed = check.answers.get("vital-signs", {}).get("temperature_c")
    if typed is None:
        return Reading(at=check.at, value=None, words=symptoms.NOT_MEASURED)
    value = Decimal(typed)
    fever = value >= limit
    words = amount(value, "C")
    return Reading(
        at=check.at, value=value, words=f"{words}, fever" if fever else words, over=fever
    )


_QUESTIONNAIRES = (
    ("ice", Rule.GRD_ICE, "ICE", "The sum of the ICE questions: the more, the better."),
    ("capd", Rule.GRD_CAPD, "CAPD", "The sum of the CAPD questions: the less, the better."),
)


def _scores(checks: list[SymptomCheck], protocol: Protocol, zone: tzinfo) -> Iterator[Trend]:
    for step, rule, name, note in _QUESTIONNAIRES:
        asked = [score for check in checks if (score := _score(check, step)) is not None]
        if not asked:
            continue
        readings = tuple(_score_of(check, step, name) for check in checks)
        yield Trend(
            title=name,
            note=f"{note} A sum is no grade.",
            low=Decimal(0),
            high=Decimal(asked[0].most),
            readings=readings,
            line=None,
            citations=cited(protocol, rule),
            table=_table(("Time", name), readings, zone),
        )


def _score(check: SymptomCheck, step: str) -> Score | None:
    return score_of({step: check.answers[step]}) if step in check.answers else None


def _score_of(check: SymptomCheck, step: str, name: str) -> Reading:
    score = _score(check, step)
    if score is None:
        return Reading(at=check.at, value=None, words=f"{name} not asked")
    return Reading(
        at=check.at, value=Decimal(score.points), words=f"{score.points} of {score.most}"
    )


def _grades(checks: list[SymptomCheck], zone: tzinfo) -> Grades:
    lines: dict[str, list[GradeMark]] = {}
    rows = []
    for check in checks:
        for one in symptoms.stated(check):
            mark = GradeMark(at=check.at, words=f"grade {one.grade}")
            lines.setdefault(f"{one.event} on {one.scale}", []).append(mark)
            grade = f"grade {one.grade} on {one.scale}"
            rows.append(
                (full_moment(check.at, zone), one.event, grade, one.criteria, one.by or "not said")
            )
    return Grades(
        lines=tuple(GradeLine(title=name, marks=tuple(marks)) for name, marks in lines.items()),
        table=Table(
            columns=("Time", "Event", "Grade", "Criteria", "Stated by"),
            rows=tuple(rows),
            empty="No grade was stated in this time.",
        ),
    )


def _table(columns: tuple[str, str], readings: tuple[Reading, ...], zone: tzinfo) -> Table:
    rows = tuple((full_moment(reading.at, zone), reading.words) for reading in readings)
    return Table(columns=columns, rows=rows, empty=NO_CHECK)
