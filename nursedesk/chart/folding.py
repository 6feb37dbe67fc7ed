"""How each kind of session entry changes the fold; `session.begin` and `session.apply` call it."""

from __future__ import annotations

from functools import singledispatch
from uuid import UUID

from nursedesk.chart.bag import Bag, Stay
from nursedesk.chart.entry import Entry
from nursedesk.chart.infusing import HANG_A_BAG, infuse
from nursedesk.chart.infusion import Cause, Stop
from nursedesk.chart.medicine_entries import MedicineGiven
from nursedesk.chart.medicines import Medicine
from nursedesk.chart.plan.accepted import AcceptedPlan
from nursedesk.chart.plan_entries import PlanAccepted, PlanWithdrawn
from nursedesk.chart.session import Event, Order, PatientSession, SymptomCheck
from nursedesk.chart.session_entries import (
    BagDiscarded,
    BagMoved,
    BagReceived,
    DoseOrdered,
    InfusionStopped,
    PharmacyAnswered,
    SessionClosed,
    SessionOpened,
    WalkBegun,
    WalkEnded,
    WalkStep,
)
from nursedesk.chart.signal_entries import ChargeNurseTold, DueAcknowledged
from nursedesk.chart.signed_note import NoteBody, tell_of_note
from nursedesk.chart.terms import WalkKind, WalkOutcome
from nursedesk.chart.walk import Answered, PharmacyAnswer, WalkState
from nursedesk.chart.walks import walk_for
from nursedesk.errors import BugError

SET_ASIDE = "the bag was set aside"


def opened(history: list[Event], last: Entry) -> PatientSession:
    """The session that this history makes; `last` is the entry of its last event.

    Raises:
        BugError: it does not begin with an opening, or an entry corrects what it does not have.
    """
    header = last.header
    if header.session is None:
        raise BugError(f"entry {last.number} belongs to no session")
    if header.protocol_sha256 is None:
        raise BugError(f"entry {last.number} stands under no protocol")
    session = _told(history, header.session, last.hash, header.protocol_sha256)
    at_head(session, last)
    return session


def retold(session: PatientSession, event: Event) -> PatientSession:
    """The session as it would be with this event at its end; `session` stays as it is.

    Raises:
        BugError: the history as a whole would not fold.
    """
    again = _told([*session.history, event], session.id, session.head, session.protocol_sha256)
    again.offset_minutes = session.offset_minutes
    return again


def _told(
    history: list[Event], session_id: UUID, head: bytes, protocol_sha256: str
) -> PatientSession:
    told, last = effective(history), history[-1]
    first = told[0]
    if not isinstance(first.body, SessionOpened):
        raise BugError(f"entry {first.number} opens no session")
    session = PatientSession(
        id=session_id,
        opened=first.body,
        opened_at=first.happened_at,
        opened_by=first.author,
        seq=last.seq,
        head=head,
        number=last.number,
        protocol_sha256=protocol_sha256,
        last_at=last.recorded_at,
        latest_at=max(event.recorded_at for event in history),
    )
    session.orders.append(
        Order(
            dose_mcg_per_day=first.body.ordered_dose_mcg_per_day,
            valid_from=first.happened_at,
            ordered_by=first.body.ordered_by,
            seq=first.seq,
        )
    )
    for event in told[1:]:
        take(event.body, session, event)
    session.history = history
    return session


def effective(history: list[Event]) -> list[Event]:
    """What holds: a corrected entry's place is taken by the last word on it.

    Raises:
        BugError: an entry corrects one that the session does not have.
    """
    place = {event.ward_seq: at for at, event in enumerate(history)}
    last_word = dict(enumerate(history))
    for at, event in enumerate(history):
        if event.supersedes is None:
            continue
        if place.get(event.supersedes, at) >= at:
            raise BugError(f"entry {event.number} corrects an entry that is not before it")
        corrected = place[event.supersedes]
        place[event.ward_seq] = corrected  # a correction of the correction goes to the same place
        del last_word[at]
        last_word[corrected] = event
    return [last_word[at] for at in sorted(last_word)]


def at_head(session: PatientSession, entry: Entry) -> None:
    """Notes the entry as the session's last one."""
    header = entry.header
    session.seq = header.session_seq if header.session_seq is not None else session.seq
    session.head = entry.hash
    session.number = entry.number
    session.last_at = header.recorded_at
    session.latest_at = max(session.latest_at, header.recorded_at)
    session.offset_minutes = header.offset_minutes


@singledispatch
def take(body: object, _session: PatientSession, event: Event) -> None:
    """Folds one event.

    Raises:
        BugError: its kind does not belong into a session, or it speaks of an unknown bag or walk.
    """
    raise BugError(f"entry {event.number} ({type(body).__name__}) does not belong into a session")


@take.register
def _(body: DoseOrdered, session: PatientSession, event: Event) -> None:
    order = Order(
        dose_mcg_per_day=body.dose_mcg_per_day,
        valid_from=body.valid_from,
        ordered_by=body.ordered_by,
        seq=event.seq,
    )
    session.orders = [*session.not_replaced_from(body.valid_from), order]


@take.register
def _(_body: SessionClosed, session: PatientSession, event: Event) -> None:
    session.closed_at = event.happened_at


@take.register
def _(body: BagReceived, session: PatientSession, event: Event) -> None:
    if body.bag in session.bags:
        raise BugError(f"entry {event.number} receives a bag twice")
    bag = Bag(
        id=body.bag,
        number=len(session.bags) + 1,
        label=body.label,
        stays=[],
        received_at=event.happened_at,
    )
    prepared = body.label.prepared_at
    if body.kept_before is not None and prepared is not None and prepared < event.happened_at:
        bag.put(Stay(place=body.kept_before, since=prepared, celsius=None))
    bag.put(Stay(place=body.place, since=event.happened_at, celsius=body.celsius))
    session.bags[body.bag] = bag


@take.register
def _(body: BagMoved, session: PatientSession, event: Event) -> None:
    bag = _bag(session, body.bag, event)
    bag.put(Stay(place=body.place, since=event.happened_at, celsius=body.celsius))


@take.register
def _(body: BagDiscarded, session: PatientSession, event: Event) -> None:
    _bag(session, body.bag, event).discarded = body.reason


@take.register
def _(body: PharmacyAnswered, session: PatientSession, event: Event) -> None:
    _walk(session, body.walk, event).pharmacy[(body.step, body.code)] = PharmacyAnswer(
        pharmacist=body.pharmacist,
        answer=body.answer,
        instruction=body.instruction,
        at=event.happened_at,
        author=event.author,
    )


@take.register
def _(body: InfusionStopped, session: PatientSession, event: Event) -> None:
    session.stops.append(
        Stop(
            at=event.happened_at,
            reason=body.reason,
            adverse_reaction=body.adverse_reaction,
            seq=event.seq,
        )
    )
    session.reckon_infusion()


@take.register
def _(body: MedicineGiven, session: PatientSession, event: Event) -> None:
    session.medicines.append(
        Medicine(at=event.happened_at, given=body, author=event.author, seq=event.seq)
    )
    session.medicines.sort(key=lambda medicine: (medicine.at, medicine.seq))


@take.register
def _(_body: DueAcknowledged | ChargeNurseTold, session: PatientSession, event: Event) -> None:
    session.notices.append(event)


@take.register
def _(body: PlanAccepted, session: PatientSession, event: Event) -> None:
    session.plan = AcceptedPlan(
        plan=body.plan,
        wishes=body.wishes,
        at=event.happened_at,
        by=event.author,
        seq=event.seq,
    )


@take.register
def _(_body: PlanWithdrawn, session: PatientSession, event: Event) -> None:
    if session.plan is None:
        raise BugError(f"entry {event.number} withdraws a plan that there is not")
    session.plan = None


@take.register
def _(body: WalkBegun, session: PatientSession, event: Event) -> None:
    if body.walk_kind in HANG_A_BAG and body.bag is None:
        raise BugError(f"entry {event.number} begins a {body.walk_kind} without a bag")
    if body.bag is not None:
        _bag(session, body.bag, event)
    hanging = session.hanging
    session.walks[body.walk] = WalkState(
        walk=body.walk,
        kind=body.walk_kind,
        bag=body.bag,
        begun_at=event.happened_at,
        begun_by=event.author,
        old_bag=hanging.id if hanging else None,
        done_at=body.done_at,
        because=body.because,
    )


@take.register
def _(body: WalkStep, session: PatientSession, event: Event) -> None:
    state = _walk(session, body.walk, event)
    try:
        step = walk_for(state.kind).step(body.step)
    except KeyError as error:
        raise BugError(f"entry {event.number} answers an unknown step {body.step}") from error
    answered = Answered(
        answers=body.answers,
        author=event.author,
        happened_at=event.happened_at,
        recorded_at=event.recorded_at,
        session_seq=event.seq,
    )
    if event.witness is not None:
        state.settle(step, answered, event.witness)
    else:
        state.record(step, answered, second=body.second)
    if state.kind in HANG_A_BAG:
        infuse(session, state, body.step, answered)


@take.register
def _(body: WalkEnded, session: PatientSession, event: Event) -> None:
    state = _walk(session, body.walk, event)
    state.outcome = body.outcome
    state.ended_at = event.happened_at
    state.end_reason = body.reason
    if body.outcome is WalkOutcome.SET_ASIDE:
        _set_aside(session, state, event)
    elif body.outcome is WalkOutcome.COMPLETED and state.kind is WalkKind.SYMPTOM_CHECK:
        session.symptom_checks.append(_symptom_check(state, event))
        session.symptom_checks.sort(key=lambda check: check.at)


@take.register
def _(body: NoteBody, session: PatientSession, event: Event) -> None:
    tell_of_note(body, session.notes, event)


def _bag(session: PatientSession, bag: UUID, event: Event) -> Bag:
    if bag not in session.bags:
        raise BugError(f"entry {event.number} speaks of an unknown bag")
    return session.bags[bag]


def _walk(session: PatientSession, walk: UUID, event: Event) -> WalkState:
    if walk not in session.walks:
        raise BugError(f"entry {event.number} speaks of an unknown walk")
    return session.walks[walk]


def _set_aside(session: PatientSession, state: WalkState, event: Event) -> None:
    """The bag of a walk is set aside; when it hangs, it comes down now."""
    hanging = session.hanging
    hangs = hanging is not None and hanging.id == state.bag
    if state.bag is None or (state.kind is WalkKind.RESTART and not hangs):
        return  # nothing to set aside, or it came down meanwhile
    session.bags[state.bag].set_aside = True
    if hangs:
        stop = Stop(
            at=event.happened_at,
            reason=SET_ASIDE,
            adverse_reaction=False,
            cause=Cause.SET_ASIDE,
            walk=state.walk,
            seq=event.seq,
        )
        session.stops.append(stop)
        session.reckon_infusion()


def _symptom_check(state: WalkState, event: Event) -> SymptomCheck:
    first = min(state.accepted.values(), key=lambda a: a.happened_at, default=None)
    return SymptomCheck(
        walk=state.walk,
        at=first.happened_at if first else event.happened_at,
        author=first.author if first else event.author,
        answers={step: dict(answered.answers) for step, answered in state.accepted.items()},
    )
