"""Which entries may be corrected, what each of them said, and the entry that takes its place.

What somebody signed for with more than a fact is never corrected: sign-ins, the beginning and the
end of a walk, who was compared, pharmacy's answers, accepted plans, hand-over papers, the close.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import singledispatch
from typing import Any

from msgspec import Struct, structs

from nursedesk.chart.bag_form import (
    DISCARDED,
    LABEL,
    MOVED,
    TIMES,
    WHERE,
    discarded_of,
    moved_of,
    received_of,
)
from nursedesk.chart.field import NO, YES, Asks, Field, checked_fields, instant_of, plain
from nursedesk.chart.medicine_entries import MedicineGiven
from nursedesk.chart.medicines import GIVEN, given_of
from nursedesk.chart.opening_form import (
    MEASURES,
    SPECIAL,
    TREATMENT,
    UNKNOWN,
    WHO,
    opened_of,
)
from nursedesk.chart.ordering import ORDERED, ordered_of
from nursedesk.chart.session import Event, PatientSession
from nursedesk.chart.session_entries import (
    BagDiscarded,
    BagMoved,
    BagReceived,
    DoseOrdered,
    InfusionStopped,
    SessionOpened,
    WalkStep,
)
from nursedesk.chart.stopping import STOPPED
from nursedesk.chart.terms import Happening
from nursedesk.chart.walk import Who
from nursedesk.chart.walks import walk_for
from nursedesk.clock import iso
from nursedesk.errors import BugError, KnownError

AnyHappening = (
    SessionOpened
    | DoseOrdered
    | BagReceived
    | BagMoved
    | BagDiscarded
    | InfusionStopped
    | MedicineGiven
    | WalkStep
)
DONE_AT = Field(name="step_done_at", prompt="When was this step done?", asks=Asks.INSTANT)
_OPENING = (*WHO, *MEASURES, *TREATMENT, *SPECIAL)
_SECOND_PERSON = "second person"
_COMPARED = "patient"  # who was compared with the chart at a walk's begin
GIVEN_AT = frozenset({"at", "came_at", DONE_AT.name})  # the entry's own given-time


class Correction(Struct, frozen=True, kw_only=True):
    """What takes an entry's place: which of its answers were wrong, the right ones, and why.

    A name in `wrong` without one in `answers` was left out on purpose: it is not known.
    """

    wrong: tuple[str, ...]
    answers: Mapping[str, str]
    because: str


def may_be_corrected(session: PatientSession, event: Event) -> bool:
    """Whether this entry is the last word on something that may be corrected."""
    corrected = any(other.supersedes == event.ward_seq for other in session.history)
    if session.closed_at is not None or corrected or not asked_of(session, event):
        return False
    return not isinstance(event.body, WalkStep) or _is_settled(session, event.body, event)


def _is_settled(session: PatientSession, body: WalkStep, event: Event) -> bool:
    """Whether it is the accepted answer of a walk that is over: before, the walk asks again."""
    state = session.walks[body.walk]
    accepted = state.accepted.get(body.step)
    return state.outcome is not None and accepted is not None and accepted.session_seq == event.seq


def asked_of(session: PatientSession, event: Event) -> tuple[Field, ...]:
    """What can be wrong in this entry; nothing where it is never corrected."""
    return _asked(event.body, session)


def recorded_in(session: PatientSession, event: Event) -> dict[str, str]:
    """What the entry says, as answers to `asked_of`."""
    answers = {name: text for name, text in _recorded(event.body).items() if text is not None}
    for field in asked_of(session, event):
        if field.name in GIVEN_AT:
            answers[field.name] = iso(event.happened_at)
    return answers


def is_blind(session: PatientSession, event: Event) -> bool:
    """Whether two people entered this blind."""
    body = event.body
    if not isinstance(body, WalkStep):
        return False
    return walk_for(session.walks[body.walk].kind).step(body.step).who is Who.TWO_BLIND


def corrected_answers(
    session: PatientSession, event: Event, correction: Correction
) -> dict[str, str]:
    """All answers of the corrected entry: those that were wrong anew, the others as they were.

    Raises:
        KnownError: an answer is missing, not understood, or belongs to no question.
    """
    beside = set(correction.answers) - set(correction.wrong)
    if beside:
        raise KnownError(
            "not-called-wrong",
            f"What was not called wrong cannot be corrected ({', '.join(sorted(beside))}).",
            do="Choose it as wrong first.",
        )
    stays = recorded_in(session, event)
    for name in correction.wrong:
        stays.pop(name, None)
    fields = asked_of(session, event)
    return checked_fields(fields, stays | dict(correction.answers), "Correct an entry")


def corrected_body(
    session: PatientSession, event: Event, correction: Correction
) -> tuple[AnyHappening, datetime]:
    """What the new entry says, and when it happened.

    Raises:
        KnownError: as `corrected_answers`.
    """
    answers = corrected_answers(session, event, correction)
    at = next((instant_of(answers[name]) for name in GIVEN_AT if name in answers), None)
    body = _ANEW[type(event.body)](event.body, answers)
    return structs.replace(body, because=correction.because), at or event.happened_at


def corrected_event(
    session: PatientSession, old: Event, correction: Correction, *, by: str, now: datetime
) -> Event:
    """The event that the correction would be, to look at what follows from it.

    What two people entered is taken as entered by two: whether it was is settled when it is saved.

    Raises:
        KnownError: as `corrected_answers`.
    """
    body, at = corrected_body(session, old, correction)
    last = session.history[-1]
    return structs.replace(
        old,
        seq=last.seq + 1,
        ward_seq=last.ward_seq + 1,
        happened_at=at,
        recorded_at=now,
        author=by,
        witness=_SECOND_PERSON if is_blind(session, old) else None,
        supersedes=old.ward_seq,
        body=body,
    )


@singledispatch
def _asked(_body: object, _session: PatientSession) -> tuple[Field, ...]:
    return ()


_ASKED: dict[type[Happening], tuple[Field, ...]] = {
    SessionOpened: _OPENING,
    DoseOrdered: ORDERED,
    BagReceived: (*LABEL, *TIMES, *WHERE),
    BagMoved: MOVED,
    BagDiscarded: DISCARDED,
    InfusionStopped: STOPPED,
    MedicineGiven: GIVEN,
}


@_asked.register
def _(body: Happening, _session: PatientSession) -> tuple[Field, ...]:
    return _ASKED[type(body)]


@_asked.register
def _(body: WalkStep, session: PatientSession) -> tuple[Field, ...]:
    if body.step == _COMPARED:
        return ()
    return (*walk_for(session.walks[body.walk].kind).step(body.step).fields, DONE_AT)


@singledispatch
def _recorded(body: object) -> dict[str, str | None]:
    raise BugError(f"an entry that is never corrected: {type(body).__name__}")


@_recorded.register
def _(body: WalkStep) -> dict[str, str | None]:
    return dict(body.answers)


@_recorded.register
def _(body: SessionOpened) -> dict[str, str | None]:
    patient = body.patient
    return {
        "identifier": patient.identifier,
        "family": patient.family,
        "given": patient.given,
        "born": patient.born.isoformat(),
        "bed": body.bed,
        "weight_kg": plain(body.weight_kg),
        "weighed_on": body.weighed_on.isoformat(),
        "height_cm": None if body.height_cm is None else plain(body.height_cm),
        "bsa_m2": None if body.bsa_m2 is None else plain(body.bsa_m2),
        "indication": body.indication.value,
        "cycle": str(body.cycle),
        "dose": plain(body.ordered_dose_mcg_per_day),
        "ordered_by": body.ordered_by,
        "hypersensitivity": _yes(said=body.hypersensitivity),
        "preservative_free_only": _yes(said=body.preservative_free_only),
        "preterm": _yes(said=body.preterm_or_very_low_birth_weight),
        "down_syndrome": _yes(said=body.down_syndrome),
        "cns_history": _yes(said=body.cns_history),
    }


@_recorded.register
def _(body: DoseOrdered) -> dict[str, str | None]:
    return {
        "dose": plain(body.dose_mcg_per_day),
        "valid_from": iso(body.valid_from),
        "ordered_by": body.ordered_by,
        "by_telephone": _yes(said=body.by_telephone),
        "read_back": _yes(said=body.read_back),
    }


@_recorded.register
def _(body: BagReceived) -> dict[str, str | None]:
    label = body.label
    return {
        "patient_identifier": label.patient_identifier,
        "bag_kind": label.bag_kind.value,
        "preservative": _yes(said=label.preservative),
        "dose": plain(label.dose_mcg_per_day),
        "rate": plain(label.rate_ml_per_h),
        "prepared_at": None if label.prepared_at is None else iso(label.prepared_at),
        "use_by": None if label.use_by is None else iso(label.use_by),
        "kept_before": None if body.kept_before is None else body.kept_before.value,
        "place": body.place.value,
        "celsius": None if body.celsius is None else plain(body.celsius),
    }


@_recorded.register
def _(body: BagMoved) -> dict[str, str | None]:
    celsius = None if body.celsius is None else plain(body.celsius)
    return {"place": body.place.value, "celsius": celsius}


@_recorded.register
def _(body: BagDiscarded) -> dict[str, str | None]:
    return {"reason": body.reason}


@_recorded.register
def _(body: InfusionStopped) -> dict[str, str | None]:
    return {"reason": body.reason, "adverse": _yes(said=body.adverse_reaction)}


@_recorded.register
def _(body: MedicineGiven) -> dict[str, str | None]:
    return {
        "purpose": body.purpose.value,
        "substance": body.substance,
        "dose": body.dose,
        "route": body.route,
        "ordered_by": body.ordered_by,
    }


def _yes(*, said: bool | None) -> str:
    return UNKNOWN if said is None else YES if said else NO


def _step_anew(body: WalkStep, answers: Mapping[str, str]) -> WalkStep:
    said = {name: text for name, text in answers.items() if name != DONE_AT.name}
    return structs.replace(body, answers=said)


def _stop_anew(_body: InfusionStopped, answers: Mapping[str, str]) -> InfusionStopped:
    return InfusionStopped(reason=answers["reason"], adverse_reaction=answers["adverse"] == YES)


# The body of these answers, about the same bag or the same step of the same walk.
_ANEW: dict[type, Callable[[Any, Mapping[str, str]], AnyHappening]] = {
    SessionOpened: lambda _body, answers: opened_of(answers),
    DoseOrdered: lambda _body, answers: ordered_of(answers),
    BagReceived: lambda body, answers: received_of(body.bag, answers),
    BagMoved: lambda body, answers: moved_of(body.bag, answers),
    BagDiscarded: lambda body, answers: discarded_of(body.bag, answers),
    InfusionStopped: _stop_anew,
    MedicineGiven: lambda _body, answers: given_of(answers),
    WalkStep: _step_anew,
}
