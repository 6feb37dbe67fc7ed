"""The line from bag to patient: materials, filter, lumen, priming, pump and rate."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from msgspec import Struct

from nursedesk.protocol.answer import Answer
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.rules import Rule
from nursedesk.protocol.terms import (
    BagMaterial,
    Filter,
    FilterRule,
    Kind,
    LineStop,
    LineVerdict,
    Lumen,
    PharmacyFilterInstruction,
    PrimedWith,
    Tubing,
)
from nursedesk.protocol.trail import Trail


class Pump(Struct, frozen=True, kw_only=True):
    """What was seen of the pump; a fact that was not looked at is None."""

    programmable: bool | None = None
    lockable: bool | None = None
    non_elastomeric: bool | None = None
    alarm: bool | None = None
    locked: bool | None = None


class LineGiven(Struct, frozen=True, kw_only=True):
    """What was seen of the line; a missing fact is the stop of that fact."""

    kind: Kind
    bag_material: BagMaterial | None = None
    tubing: Tubing | None = None
    filter: Filter | None = None
    lumen: Lumen | None = None
    primed_with: PrimedWith | None = None
    flushed: bool | None = None
    pump: Pump = Pump()
    rate_ml_per_h: Decimal | None = None
    pharmacy_filter_instruction: PharmacyFilterInstruction | None = None
    kind_or_dose_changed: bool | None = None
    new_tubing: bool | None = None


class LineAnswer(Answer, frozen=True, kw_only=True):
    """Whether the infusion may start on this line; rates in mL/h."""

    verdict: LineVerdict
    filter_rule: FilterRule
    expected_rate_ml_per_h: Decimal
    dose_factor: Decimal | None = None
    stops: tuple[LineStop, ...] = ()


def line(protocol: Protocol, given: LineGiven) -> LineAnswer:
    """Whether the infusion may start on this line.

    Rules: LINE-*. Every stop that applies is listed; those that end in `-unknown` ask pharmacy,
    all others stop.
    """
    trail = Trail(protocol)
    filter_rule = _filter_rule(protocol, given, trail)
    stops = [
        *_material_stops(protocol, given, trail),
        *_filter_stops(given, filter_rule, trail),
        *_handling_stops(given, trail),
        *_pump_stops(given.pump, trail),
        *_tubing_change_stops(given, trail),
    ]
    bag = protocol.bags[given.kind]
    trail.rule(bag.rate_rule)
    expected = trail.take(bag.rate)
    if given.rate_ml_per_h is None or given.rate_ml_per_h != expected:
        stops.append(LineStop.RATE_MISMATCH)
    if _has_unseen(given):
        trail.rule(Rule.LINE_FACTS_MISSING)
    return LineAnswer(
        verdict=_verdict(stops),
        filter_rule=filter_rule,
        expected_rate_ml_per_h=expected,
        dose_factor=_dose_factor(given.rate_ml_per_h, expected),
        stops=tuple(stops),
        grounds=trail.grounds(),
    )


def _filter_rule(protocol: Protocol, given: LineGiven, trail: Trail) -> FilterRule:
    fact = protocol.bags[given.kind].filter
    if fact.value is not FilterRule.UNKNOWN:
        trail.note(fact)
        trail.rule(_FILTER_RULES[fact.value])
        return fact.value
    if given.pharmacy_filter_instruction is None:
        trail.rule(Rule.LINE_FILTER_NOT_STATED)
        return FilterRule.UNKNOWN
    trail.rule(Rule.LINE_FILTER_PHARMACY)
    return FilterRule(given.pharmacy_filter_instruction.value)


def _filter_stops(given: LineGiven, filter_rule: FilterRule, trail: Trail) -> list[LineStop]:
    if filter_rule is FilterRule.UNKNOWN:
        return [LineStop.FILTER_RULE_UNKNOWN]
    if given.filter in (None, Filter.UNKNOWN):
        trail.rule(Rule.LINE_FACTS_MISSING)
        return [LineStop.FILTER_UNKNOWN]
    if filter_rule is FilterRule.REQUIRED:
        return [] if given.filter is Filter.IN_LINE else [LineStop.FILTER_REQUIRED]
    return [] if given.filter is Filter.NONE else [LineStop.FILTER_PROHIBITED]


def _material_stops(protocol: Protocol, given: LineGiven, trail: Trail) -> list[LineStop]:
    trail.rule(Rule.LINE_MATERIAL, Rule.LINE_TUBING)
    stops = []
    if given.bag_material in (None, BagMaterial.UNKNOWN):
        trail.rule(Rule.LINE_FACTS_MISSING)
        stops.append(LineStop.BAG_MATERIAL_UNKNOWN)
    elif given.bag_material not in protocol.line.materials.value:
        stops.append(LineStop.BAG_MATERIAL_NOT_COMPATIBLE)
    if given.tubing in (None, Tubing.UNKNOWN):
        trail.rule(Rule.LINE_FACTS_MISSING)
        stops.append(LineStop.TUBING_UNKNOWN)
    elif given.tubing is Tubing.CONTAINS_DEHP:
        stops.append(LineStop.TUBING_CONTAINS_DEHP)
    return stops


def _handling_stops(given: LineGiven, trail: Trail) -> list[LineStop]:
    trail.rule(Rule.LINE_LUMEN, Rule.LINE_PRIMING, Rule.LINE_NO_FLUSH)
    stops = []
    if given.lumen is not Lumen.DEDICATED:
        stops.append(LineStop.LUMEN_NOT_DEDICATED)
    if given.primed_with is not PrimedWith.INFUSION_SOLUTION:
        stops.append(LineStop.NOT_PRIMED_WITH_INFUSION_SOLUTION)
    if given.flushed is not False:
        stops.append(LineStop.LINE_FLUSHED)
    return stops


def _pump_stops(pump: Pump, trail: Trail) -> list[LineStop]:
    trail.rule(Rule.LINE_PUMP)
    stops = []
    if not (pump.programmable and pump.lockable and pump.non_elastomeric and pump.alarm):
        stops.append(LineStop.PUMP_NOT_SUITABLE)
    if not pump.locked:
        trail.rule(Rule.LINE_PUMP_LOCKED)
        stops.append(LineStop.PUMP_NOT_LOCKED)
    return stops


def _tubing_change_stops(given: LineGiven, trail: Trail) -> list[LineStop]:
    if not given.kind_or_dose_changed or given.new_tubing:
        return []
    trail.rule(Rule.LINE_NEW_TUBING)
    return [LineStop.USED_TUBING_AFTER_CHANGE]


def _has_unseen(given: LineGiven) -> bool:
    """Whether a fact that every line has was not looked at."""
    pump = given.pump
    return None in (
        given.lumen,
        given.primed_with,
        given.flushed,
        given.rate_ml_per_h,
        *(pump.programmable, pump.lockable, pump.non_elastomeric, pump.alarm, pump.locked),
    )


def _dose_factor(rate: Decimal | None, expected: Decimal) -> Decimal | None:
    """How many times the intended dose the entered rate would give, to two decimals."""
    if rate is None:
        return None
    return (rate / expected).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def _verdict(stops: Iterable[LineStop]) -> LineVerdict:
    verdicts = [_ASKS.get(stop, LineVerdict.STOP) for stop in stops]
    return max(verdicts, key=list(LineVerdict).index, default=LineVerdict.PROCEED)


_ASKS = dict.fromkeys(
    (
        LineStop.BAG_MATERIAL_UNKNOWN,
        LineStop.TUBING_UNKNOWN,
        LineStop.FILTER_UNKNOWN,
        LineStop.FILTER_RULE_UNKNOWN,
    ),
    LineVerdict.ASK_PHARMACY,
)
_FILTER_RULES = {
    FilterRule.REQUIRED: Rule.LINE_FILTER_REQUIRED,
    FilterRule.PROHIBITED: Rule.LINE_FILTER_PROHIBITED,
}
