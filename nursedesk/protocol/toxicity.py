"""What the label says to an adverse reaction of a stated grade; the prescriber decides."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct

from nursedesk.protocol.answer import Answer
from nursedesk.protocol.care_terms import Action, ToxicityEvent, ToxicityStop
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.quantities import Duration
from nursedesk.protocol.reaction_doses import (
    Dexamethasone,
    RestartDoses,
    dexamethasone,
    restart_doses,
)
from nursedesk.protocol.reaction_values import Neurological, OtherReaction
from nursedesk.protocol.rules import Rule
from nursedesk.protocol.trail import Trail

_GRADES = (1, 2, 3, 4)
_SEVERE, _LIFE_THREATENING = 3, 4


class ToxicityGiven(Struct, frozen=True, kw_only=True):
    """The reaction on the label's own scale (grade 1 to 4); weight in kg, BSA in m2, days."""

    weight_kg: Decimal
    bsa_m2: Decimal | None = None
    event: ToxicityEvent
    grade: int | None = None
    at_low_dose: bool | None = None
    seizures_total: int | None = None
    days_to_resolve: Decimal | None = None
    transaminases_x_uln: Decimal | None = None
    bilirubin_x_uln: Decimal | None = None


class ToxicityAnswer(Answer, frozen=True, kw_only=True):
    """The label's action with its doses (mcg a day) and day limits."""

    action: Action | None = None
    dexamethasone: Dexamethasone | None = None
    restart_dose_mcg_per_day: Decimal | None = None
    escalate_dose_mcg_per_day: Decimal | None = None
    escalate_after_days: Decimal | None = None
    withhold_at_least_days: Decimal | None = None
    max_days_to_resolve: Decimal | None = None
    stops: tuple[ToxicityStop, ...] = ()


def toxicity(protocol: Protocol, given: ToxicityGiven) -> ToxicityAnswer:
    """What the protocol states for this adverse reaction.

    Rules: TOX-*. Where the grade is missing nothing else is said; a missing body surface or low
    dose takes away the doses, never the action.
    """
    trail = Trail(protocol)
    if given.event is ToxicityEvent.LIVER:
        return _liver(protocol, given, trail)
    if given.event is ToxicityEvent.SEIZURE:
        return _seizure(protocol, given, trail)
    return _graded(protocol, given, given.event, trail)


def _liver(protocol: Protocol, given: ToxicityGiven, trail: Trail) -> ToxicityAnswer:
    """One value over its limit is enough; to say that there is nothing takes both."""
    trail.rule(Rule.TOX_LIVER)
    limits = protocol.toxicity.liver
    pairs = (
        (given.transaminases_x_uln, trail.take(limits.transaminases)),
        (given.bilirubin_x_uln, trail.take(limits.bilirubin)),
    )
    if any(value is not None and value > limit for value, limit in pairs):
        return ToxicityAnswer(action=Action.INTERRUPT, grounds=trail.grounds())
    if any(value is None for value, _ in pairs):
        return _only(ToxicityStop.LAB_VALUE_MISSING, trail)
    return ToxicityAnswer(action=Action.NONE_STATED, grounds=trail.grounds())


def _seizure(protocol: Protocol, given: ToxicityGiven, trail: Trail) -> ToxicityAnswer:
    """More than one seizure ends the treatment; the first is a neurological event of its grade."""
    trail.rule(Rule.TOX_SEIZURES)
    most = trail.count(protocol.toxicity.neurological.seizures_at_most)
    total = given.seizures_total
    if total is not None and total > most:
        return ToxicityAnswer(action=Action.DISCONTINUE_PERMANENTLY, grounds=trail.grounds())
    if given.grade not in _GRADES:
        return _only(ToxicityStop.GRADE_MISSING, trail)
    if total is not None and total > 0:
        trail.rule(Rule.TOX_FIRST_SEIZURE)
        return _graded(protocol, given, ToxicityEvent.NEUROLOGICAL, trail)
    if given.grade == _LIFE_THREATENING:
        # However many there were, a neurological event of this grade ends the treatment.
        trail.rule(Rule.TOX_FIRST_SEIZURE, Rule.TOX_NEURO_4, Rule.TOX_FACTS_MISSING)
        return ToxicityAnswer(
            action=Action.DISCONTINUE_PERMANENTLY,
            stops=(ToxicityStop.SEIZURES_TOTAL_MISSING,),
            grounds=trail.grounds(),
        )
    return _only(ToxicityStop.SEIZURES_TOTAL_MISSING, trail)


def _only(stop: ToxicityStop, trail: Trail) -> ToxicityAnswer:
    trail.rule(Rule.TOX_FACTS_MISSING)
    return ToxicityAnswer(stops=(stop,), grounds=trail.grounds())


def _graded(
    protocol: Protocol, given: ToxicityGiven, event: ToxicityEvent, trail: Trail
) -> ToxicityAnswer:
    """The answer by grade, on the label's own scale."""
    if given.grade not in _GRADES:
        return _only(ToxicityStop.GRADE_MISSING, trail)
    if given.grade < _SEVERE:
        trail.rule(Rule.TOX_LOW_GRADES)
        return ToxicityAnswer(action=Action.NONE_STATED, grounds=trail.grounds())
    severe = given.grade == _SEVERE
    if event is ToxicityEvent.CRS:
        return _crs(protocol, given, trail, severe=severe)
    if event is ToxicityEvent.NEUROLOGICAL:
        return _neurological(protocol, given, trail, severe=severe)
    return _other(protocol, given, trail, severe=severe)


def _crs(protocol: Protocol, given: ToxicityGiven, trail: Trail, *, severe: bool) -> ToxicityAnswer:
    trail.rule(Rule.TOX_CRS_3 if severe else Rule.TOX_CRS_4)
    values = protocol.toxicity.crs
    course = dexamethasone(protocol, given.weight_kg, given.bsa_m2, trail)
    restart = _restart(protocol, given, values.escalate_after, trail) if severe else None
    restart = restart or RestartDoses()
    return ToxicityAnswer(
        action=Action.INTERRUPT if severe else Action.DISCONTINUE_PERMANENTLY,
        dexamethasone=course,
        restart_dose_mcg_per_day=restart.low,
        escalate_dose_mcg_per_day=restart.full,
        escalate_after_days=restart.after_days,
        stops=() if course is not None else (ToxicityStop.BSA_MISSING,),
        grounds=trail.grounds(),
    )


def _restart(
    protocol: Protocol, given: ToxicityGiven, escalate_after: Duration, trail: Trail
) -> RestartDoses | None:
    return restart_doses(protocol, given.weight_kg, given.bsa_m2, escalate_after, trail)


def _neurological(
    protocol: Protocol, given: ToxicityGiven, trail: Trail, *, severe: bool
) -> ToxicityAnswer:
    if not severe:
        trail.rule(Rule.TOX_NEURO_4)
        return ToxicityAnswer(action=Action.DISCONTINUE_PERMANENTLY, grounds=trail.grounds())
    trail.rule(Rule.TOX_NEURO_3)
    values = protocol.toxicity.neurological
    most = trail.days(values.resolve_within)
    stops = []
    if given.at_low_dose is None:
        trail.rule(Rule.TOX_FACTS_MISSING)
        stops.append(ToxicityStop.AT_LOW_DOSE_MISSING)
    if given.at_low_dose or _lasted_beyond(given, most):
        return ToxicityAnswer(
            action=Action.DISCONTINUE_PERMANENTLY,
            max_days_to_resolve=most,
            stops=tuple(stops),
            grounds=trail.grounds(),
        )
    return _withheld(
        protocol, given, trail, values, stops, at_least=trail.days(values.withhold_at_least)
    )


def _other(
    protocol: Protocol, given: ToxicityGiven, trail: Trail, *, severe: bool
) -> ToxicityAnswer:
    if not severe:
        trail.rule(Rule.TOX_OTHER_4)
        return ToxicityAnswer(action=Action.CONSIDER_DISCONTINUING, grounds=trail.grounds())
    trail.rule(Rule.TOX_OTHER_3)
    values = protocol.toxicity.other
    most = trail.days(values.resolve_within)
    if _lasted_beyond(given, most):
        return ToxicityAnswer(
            action=Action.DISCONTINUE_PERMANENTLY,
            max_days_to_resolve=most,
            grounds=trail.grounds(),
        )
    if _lasted_beyond(given, protocol.interruption.same_cycle_up_to.days):
        trail.rule(Rule.TOX_OTHER_NEW_CYCLE)
    return _withheld(protocol, given, trail, values, [], at_least=None)


def _lasted_beyond(given: ToxicityGiven, most: Decimal) -> bool:
    return given.days_to_resolve is not None and given.days_to_resolve > most


def _withheld(
    protocol: Protocol,
    given: ToxicityGiven,
    trail: Trail,
    values: Neurological | OtherReaction,
    stops: list[ToxicityStop],
    *,
    at_least: Decimal | None,
) -> ToxicityAnswer:
    """Withheld, with the restart where nothing that it depends on is missing."""
    restart = _restart(protocol, given, values.escalate_after, trail)
    if restart is None:
        stops.append(ToxicityStop.BSA_MISSING)
    if restart is None or stops:
        restart = RestartDoses()
    return ToxicityAnswer(
        action=Action.WITHHOLD,
        restart_dose_mcg_per_day=restart.low,
        escalate_dose_mcg_per_day=restart.full,
        escalate_after_days=restart.after_days,
        withhold_at_least_days=at_least,
        max_days_to_resolve=trail.days(values.resolve_within),
        stops=tuple(stops),
        grounds=trail.grounds(),
    )
