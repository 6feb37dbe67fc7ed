"""What an entry of a session says, in words: for the timeline and for the printed record.

`detail` tells the answers of a walk's step only once they are accepted: no unsettled blind reading
is in it.
"""

from __future__ import annotations

from datetime import tzinfo
from functools import singledispatch
from uuid import UUID

from nursedesk.chart.closing import ENDING_WORDS
from nursedesk.chart.medicine_entries import MedicineGiven
from nursedesk.chart.medicines import PURPOSE_WORDS
from nursedesk.chart.note_entries import HandoverMisread, HandoverReceived, HandoverReturned
from nursedesk.chart.plan_entries import PlanAccepted, PlanWithdrawn
from nursedesk.chart.read_back import misread
from nursedesk.chart.said import said
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
    SessionClosed,
    SessionOpened,
    WalkBegun,
    WalkEnded,
    WalkStep,
)
from nursedesk.chart.signal_entries import ChargeNurseTold, DueAcknowledged
from nursedesk.chart.terms import Body, WalkOutcome, kind_of
from nursedesk.chart.walk import Who
from nursedesk.chart.walks import walk_for
from nursedesk.writing import amount, moment


def detail(event: Event, session: PatientSession, zone: tzinfo) -> str:
    """What was answered, where the answers of this very entry were accepted."""
    body = event.body
    if not isinstance(body, WalkStep):
        return ""
    state = session.walks[body.walk]
    accepted = state.accepted.get(body.step)
    if accepted is None or accepted.session_seq != event.seq:
        return ""
    return answers(body, session, zone)


def answers(body: WalkStep, session: PatientSession, zone: tzinfo) -> str:
    """What was answered at a step: `Heart rate 80 per minute; ...`."""
    step = walk_for(session.walks[body.walk].kind).step(body.step)
    return "; ".join(
        f"{field.prompt} {said(field, body.answers[field.name], zone)}"
        for field in step.fields
        if field.name in body.answers
    )


@singledispatch
def words(body: Body, _session: PatientSession, _zone: tzinfo) -> str:
    """What an entry says, in one line."""
    return kind_of(body).replace("-", " ").capitalize()


@words.register
def _(_body: SessionOpened, _session: PatientSession, _zone: tzinfo) -> str:
    return "Session opened"


@words.register
def _(body: SessionClosed, _session: PatientSession, _zone: tzinfo) -> str:
    note = f": {body.note}" if body.note else ""
    return f"Session closed: {ENDING_WORDS[body.ending]}{note}"


@words.register
def _(body: DoseOrdered, _session: PatientSession, zone: tzinfo) -> str:
    dose = amount(body.dose_mcg_per_day, "mcg/day")
    by = f"{body.ordered_by}, by telephone" if body.by_telephone else body.ordered_by
    return f"Dose ordered: {dose} from {moment(body.valid_from, zone)} ({by})"


@words.register
def _(body: BagReceived, session: PatientSession, _zone: tzinfo) -> str:
    label = body.label
    return (
        f"{_bag(session, body.bag)} received: {label.bag_kind}, "
        f"{amount(label.dose_mcg_per_day, 'mcg/day')}, {amount(label.rate_ml_per_h, 'mL/h')}; "
        f"put: {body.place}"
    )


@words.register
def _(body: BagMoved, session: PatientSession, _zone: tzinfo) -> str:
    read = f", {amount(body.celsius, '°C')}" if body.celsius is not None else ""
    return f"{_bag(session, body.bag)} put: {body.place}{read}"


@words.register
def _(body: BagDiscarded, session: PatientSession, _zone: tzinfo) -> str:
    return f"{_bag(session, body.bag)} discarded: {body.reason}"


@words.register
def _(body: PharmacyAnswered, _session: PatientSession, _zone: tzinfo) -> str:
    return f"Pharmacy answered ({body.pharmacist}): {body.answer}"


@words.register
def _(body: InfusionStopped, _session: PatientSession, _zone: tzinfo) -> str:
    why = " (adverse reaction)" if body.adverse_reaction else ""
    return f"Infusion stopped: {body.reason}{why}"


@words.register
def _(body: MedicineGiven, _session: PatientSession, _zone: tzinfo) -> str:
    return (
        f"Medicine given: {body.substance} {body.dose}, {body.route}, "
        f"{PURPOSE_WORDS[body.purpose]} (ordered by {body.ordered_by})"
    )


@words.register
def _(body: DueAcknowledged, _session: PatientSession, zone: tzinfo) -> str:
    return f"Acknowledged, not done by that: {body.what}{_due(body, zone)}"


@words.register
def _(body: ChargeNurseTold, _session: PatientSession, zone: tzinfo) -> str:
    return f"Charge nurse told ({body.told}): {body.what}{_due(body, zone)}"


@words.register
def _(body: PlanAccepted, _session: PatientSession, zone: tzinfo) -> str:
    changes = len(body.plan.changes)
    return f"Plan accepted: {changes} bag changes, the cycle ends {moment(body.plan.ends, zone)}"


@words.register
def _(body: PlanWithdrawn, _session: PatientSession, _zone: tzinfo) -> str:
    return f"Plan withdrawn: {body.reason}"


@words.register
def _(body: WalkBegun, session: PatientSession, _zone: tzinfo) -> str:
    bag = f": {_bag(session, body.bag).lower()}" if body.bag else ""
    return f"{_walk(body.walk_kind)} begun{bag}"


@words.register
def _(body: WalkStep, session: PatientSession, _zone: tzinfo) -> str:
    kind = session.walks[body.walk].kind
    step = walk_for(kind).step(body.step)
    if step.who is Who.ONE:
        return f"{_walk(kind)}: {step.title}"
    reading = "second person's reading" if body.second else "first person's reading"
    return f"{_walk(kind)}: {step.title}, {reading}"


@words.register
def _(body: WalkEnded, session: PatientSession, _zone: tzinfo) -> str:
    ended = {
        WalkOutcome.COMPLETED: "completed",
        WalkOutcome.ABANDONED: "left",
        WalkOutcome.SET_ASIDE: "ended, the bag is set aside",
    }[body.outcome]
    reason = f": {body.reason}" if body.reason else ""
    return f"{_walk(session.walks[body.walk].kind)} {ended}{reason}"


@words.register
def _(body: HandoverSigned, _session: PatientSession, _zone: tzinfo) -> str:
    if body.replaces is None:
        return "Hand-over note signed"
    return f"Hand-over note signed in place of an earlier one: {body.why}"


@words.register
def _(_body: HandoverReceived, _session: PatientSession, _zone: tzinfo) -> str:
    return "Hand-over received: read back as the record says"


@words.register
def _(body: HandoverMisread, _session: PatientSession, _zone: tzinfo) -> str:
    return f"Hand-over read back otherwise than the record says: {misread(body.differing)}"


@words.register
def _(body: HandoverReturned, _session: PatientSession, _zone: tzinfo) -> str:
    return f"Hand-over note returned: {body.reason}"


@words.register
def _(_body: HandoverCountersigned, _session: PatientSession, _zone: tzinfo) -> str:
    return "Hand-over note countersigned"


def _due(body: DueAcknowledged | ChargeNurseTold, zone: tzinfo) -> str:
    return "" if body.due_at is None else f", due {moment(body.due_at, zone)}"


def _bag(session: PatientSession, bag: UUID) -> str:
    return session.bags[bag].name.capitalize()


def _walk(kind: str) -> str:
    return str(kind).replace("-", " ").capitalize()
