"""What an invented nurse who does everything right answers to each step of a walk."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from msgspec import Struct

from nursedesk.chart.field import NO, NOT_PRINTED, YES, Asks, Field
from nursedesk.chart.session_entries import BagLabel, Patient
from nursedesk.clock import iso
from nursedesk.errors import BugError
from nursedesk.protocol.care_terms import Arousal, Oxygen
from nursedesk.protocol.terms import BagMaterial, Filter, Lumen, PrimedWith, Tubing
from nursedesk.ward.walks import WalkView
from nursedesk.writing import number

Answers = Mapping[str, str]


class Change(Struct, frozen=True, kw_only=True):
    """The facts of one bag change; `paused_at` None for a first bag or a pump that stood."""

    patient: Patient
    label: BagLabel
    volume_ml: Decimal
    started_at: datetime
    next_change_at: datetime
    paused_at: datetime | None = None
    residual_ml: Decimal = Decimal(2)
    filter: Filter = Filter.NONE
    restart_ordered_by: str = ""

    def answers(self, shown: WalkView) -> Answers:
        """The answers to the step shown.

        Raises:
            BugError: a step that the rehearsal does not know.
        """
        step = shown.step
        if step is None or step.id not in _STEPS:
            raise BugError(f"the rehearsal has no answer to {step}")
        return _STEPS[step.id](self)


def label_answers(label: BagLabel) -> Answers:
    """What a nurse reads off a label."""
    return {
        "patient_identifier": label.patient_identifier,
        "dose_mcg_per_day": number(label.dose_mcg_per_day),
        "kind": str(label.bag_kind),
        "preservative": YES if label.preservative else NO,
        "rate_ml_per_h": number(label.rate_ml_per_h),
        "prepared_at": _printed(label.prepared_at),
        "use_by": _printed(label.use_by),
    }


def _printed(instant: datetime | None) -> str:
    return iso(instant) if instant else NOT_PRINTED


def _patient(change: Change) -> Answers:
    patient = change.patient
    return {"identifier": patient.identifier, "born": patient.born.isoformat()}


def _symptoms_before(_change: Change) -> Answers:
    return {"crs_signs": NO, "neurological_signs": NO}


def _new_bag(change: Change) -> Answers:
    return label_answers(change.label)


def _looks(_change: Change) -> Answers:
    return {"particles": NO, "leak": NO, "discoloured": NO}


def _line(change: Change) -> Answers:
    return {
        "bag_material": BagMaterial.EVA,
        "tubing": Tubing.DEHP_FREE,
        "filter": change.filter,
        "lumen": Lumen.DEDICATED,
        "primed_with": PrimedWith.INFUSION_SOLUTION,
        "flushed": NO,
        "new_tubing": YES,
        "programmable": YES,
        "lockable": YES,
        "non_elastomeric": YES,
        "alarm": YES,
    }


def _pause(change: Change) -> Answers:
    return {
        "paused_at": iso(change.paused_at) if change.paused_at else "",
        "disconnected_without_flush": YES,
    }


def _pump(change: Change) -> Answers:
    return {
        "rate_ml_per_h": number(change.label.rate_ml_per_h),
        "volume_ml": number(change.volume_ml),
        "locked": YES,
        "traced": YES,
    }


def _start(change: Change) -> Answers:
    return {
        "started_at": iso(change.started_at),
        "restart_ordered_by": change.restart_ordered_by,
    }


def _old_bag(change: Change) -> Answers:
    return {"residual_ml": number(change.residual_ml), "pushed_in": NO, "discarded": YES}


def _next(change: Change) -> Answers:
    return {"next_change_at": iso(change.next_change_at)}


_STEPS = {
    "patient": _patient,
    "symptoms-before": _symptoms_before,
    "new-bag": _new_bag,
    "looks": _looks,
    "line": _line,
    "pause": _pause,
    "pump": _pump,
    "start": _start,
    "old-bag": _old_bag,
    "next": _next,
}


class Check(Struct, frozen=True, kw_only=True):
    """The facts of one symptom check in which no sign is present, but for what `given` says.

    `given` maps field names to canonical answers; a question that it leaves out is answered
    with what an unremarkable patient shows.
    """

    given: Answers = {}

    def answers(self, shown: WalkView) -> Answers:
        """The answers to the step shown."""
        assert shown.step is not None
        return unremarkable({**_UNREMARKABLE, **self.given}, shown.step.fields)


_UNREMARKABLE: Answers = {
    "oxygen": Oxygen.NONE,
    "year": YES,
    "month": YES,
    "city": YES,
    "hospital": YES,
    "objects": "3",
    "command": YES,
    "sentence": YES,
    "count_back": YES,
    "arousal": Arousal.SPONTANEOUS,
    "eye_contact": "always",
    "purposeful": "always",
    "aware": "always",
    "communicates": "always",
    "restless": "never",
    "inconsolable": "never",
    "underactive": "never",
    "slow_to_respond": "never",
    "sample": "not-taken",
    "compared": "no-earlier",
    "crs_scale": "not-graded",
    "neurological_scale": "not-graded",
}


def unremarkable(given: Answers, fields: tuple[Field, ...]) -> dict[str, str]:
    """The given answers to these fields, and "no" to what can be answered so.

    Raises:
        BugError: a question that the rehearsal has no answer to.
    """
    answers = {}
    for field in fields:
        if field.name in given:
            answers[field.name] = given[field.name]
        elif field.asks is Asks.YES_NO or any(c.value == NO for c in field.choices):
            answers[field.name] = NO
        elif not field.optional:
            raise BugError(f"the rehearsal has no answer to “{field.prompt}”")
    return answers
