"""What happened to a patient, entry by entry, in words.

Of a walk's step the answers are told only once they are accepted: no unsettled blind reading is
here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from functools import singledispatch
from uuid import UUID

from msgspec import Struct

from nursedesk.chart.plan_entries import PlanAccepted, PlanWithdrawn
from nursedesk.chart.session import Event, PatientSession
from nursedesk.chart.session_entries import (
    BagDiscarded,
    BagMoved,
    BagReceived,
    DoseOrdered,
    HandoverCountersigned,
    HandoverSigned,
    InfusionStopped,
    PharmacyAnswered,
    SessionOpened,
    WalkBegun,
    WalkEnded,
    WalkStep,
)
from nursedesk.chart.terms import Body, WalkOutcome, kind_of
from nursedesk.chart.walk import Who
from nursedesk.chart.walks import walk_for
from nursedesk.clock import hours_between
from nursedesk.ward.views.answers import said
from nursedesk.writing import amount, moment

_LATE_HOURS = 0.25  # recorded later than this after it happened: both times are shown


class TimelineRow(Struct, frozen=True, kw_only=True):
    """One thing that happened. `recorded`: when it was told, where that was later.

    `weighty` rows tell the story; the others are the steps between.
    """

    when: str
    recorded: str
    what: str
    detail: str
    who: str
    weighty: bool


def timeline(
    session: PatientSession, names: Mapping[str, str], zone: tzinfo
) -> tuple[TimelineRow, ...]:
    """All of a session's entries, the latest first."""
    told = sorted(session.history, key=lambda event: (event.happened_at, event.seq), reverse=True)
    return tuple(_row(event, session, names, zone) for event in told)


def _row(
    event: Event, session: PatientSession, names: Mapping[str, str], zone: tzinfo
) -> TimelineRow:
    late = float(hours_between(event.happened_at, event.recorded_at)) > _LATE_HOURS
    who = names.get(event.author, event.author)
    if event.witness:
        who = f"{who}, with {names.get(event.witness, event.witness)}"
    return TimelineRow(
        when=moment(event.happened_at, zone),
        recorded=f"told {moment(event.recorded_at, zone)}" if late else "",
        what=_words(event.body, session, zone),
        detail=_detail(event, session, zone),
        who=who,
        weighty=not isinstance(event.body, WalkStep | WalkBegun),
    )


def _detail(event: Event, session: PatientSession, zone: tzinfo) -> str:
    """What was answered, where the answers of this very entry were accepted."""
    body = event.body
    if not isinstance(body, WalkStep):
        return ""
    state = session.walks[body.walk]
    accepted = state.accepted.get(body.step)
    if accepted is None or accepted.session_seq != event.seq:
        return ""
    step = walk_for(state.kind).step(body.step)
    return "; ".join(
        f"{field.prompt} {said(field, accepted.answers[field.name], zone)}"
        for field in step.fields
        if field.name in accepted.answers
    )


@singledispatch
def _words(body: Body, _session: PatientSession, _zone: tzinfo) -> str:
    return kind_of(body).replace("-", " ").capitalize()


@_words.register
def _(_body: SessionOpened, _session: PatientSession, _zone: tzinfo) -> str:
    return "Session opened"


@_words.register
def _(body: DoseOrdered, _session: PatientSession, zone: tzinfo) -> str:
    dose = amount(body.dose_mcg_per_day, "mcg/day")
    by = f"{body.ordered_by}, by telephone" if body.by_telephone else body.ordered_by
    return f"Dose ordered: {dose} from {moment(body.valid_from, zone)} ({by})"


@_words.register
def _(body: BagReceived, session: PatientSession, _zone: tzinfo) -> str:
    label = body.label
    return (
        f"{_bag(session, body.bag)} received: {label.bag_kind}, "
        f"{amount(label.dose_mcg_per_day, 'mcg/day')}, {amount(label.rate_ml_per_h, 'mL/h')}; "
        f"put: {body.place}"
    )


@_words.register
def _(body: BagMoved, session: PatientSession, _zone: tzinfo) -> str:
    read = f", {amount(body.celsius, '°C')}" if body.celsius is not None else ""
    return f"{_bag(session, body.bag)} put: {body.place}{read}"


@_words.register
def _(body: BagDiscarded, session: PatientSession, _zone: tzinfo) -> str:
    return f"{_bag(session, body.bag)} discarded: {body.reason}"


@_words.register
def _(body: PharmacyAnswered, _session: PatientSession, _zone: tzinfo) -> str:
    return f"Pharmacy answered ({body.pharmacist}): {body.answer}"


@_words.register
def _(body: InfusionStopped, _session: PatientSession, _zone: tzinfo) -> str:
    why = " (adverse reaction)" if body.adverse_reaction else ""
    return f"Infusion stopped: {body.reason}{why}"


@_words.register
def _(body: PlanAccepted, _session: PatientSession, zone: tzinfo) -> str:
    changes = len(body.plan.changes)
    return f"Plan accepted: {changes} bag changes, the cycle ends {moment(body.plan.ends, zone)}"


@_words.register
def _(body: PlanWithdrawn, _session: PatientSession, _zone: tzinfo) -> str:
    return f"Plan withdrawn: {body.reason}"


@_words.register
def _(body: WalkBegun, session: PatientSession, _zone: tzinfo) -> str:
    bag = f": {_bag(session, body.bag).lower()}" if body.bag else ""
    return f"{_walk(body.walk_kind)} begun{bag}"


@_words.register
def _(body: WalkStep, session: PatientSession, _zone: tzinfo) -> str:
    kind = session.walks[body.walk].kind
    step = walk_for(kind).step(body.step)
    if step.who is Who.ONE:
        return f"{_walk(kind)}: {step.title}"
    reading = "second person's reading" if body.second else "first person's reading"
    return f"{_walk(kind)}: {step.title}, {reading}"


@_words.register
def _(body: WalkEnded, session: PatientSession, _zone: tzinfo) -> str:
    ended = {
        WalkOutcome.COMPLETED: "completed",
        WalkOutcome.ABANDONED: "left",
        WalkOutcome.SET_ASIDE: "ended, the bag is set aside",
    }[body.outcome]
    reason = f": {body.reason}" if body.reason else ""
    return f"{_walk(session.walks[body.walk].kind)} {ended}{reason}"


@_words.register
def _(_body: HandoverSigned, _session: PatientSession, _zone: tzinfo) -> str:
    return "Hand-over note signed"


@_words.register
def _(_body: HandoverCountersigned, _session: PatientSession, _zone: tzinfo) -> str:
    return "Hand-over note countersigned"


def _bag(session: PatientSession, bag: UUID) -> str:
    return session.bags[bag].name.capitalize()


def _walk(kind: str) -> str:
    return str(kind).replace("-", " ").capitalize()
