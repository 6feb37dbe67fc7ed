"""Each stop of the question `line` as a sentence with its rule, its numbers and their formula."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from nursedesk.chart.finding import Finding, Level
from nursedesk.chart.grounds import by_rule
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.line import LineAnswer
from nursedesk.protocol.quantities import Cited
from nursedesk.protocol.rules import Rule
from nursedesk.protocol.terms import FilterRule, Kind, LineStop, PharmacyFilterInstruction
from nursedesk.writing import amount, number

FILTER_INSTRUCTIONS = tuple(i.value for i in PharmacyFilterInstruction)
_MINUTES_AN_HOUR = Decimal(60)
_FILTER_STOPS = (LineStop.FILTER_REQUIRED, LineStop.FILTER_PROHIBITED)
_ASKS_PHARMACY = frozenset(
    {
        LineStop.BAG_MATERIAL_UNKNOWN,
        LineStop.TUBING_UNKNOWN,
        LineStop.FILTER_UNKNOWN,
        LineStop.FILTER_RULE_UNKNOWN,
    }
)


def line_finding(
    protocol: Protocol,
    stop: LineStop,
    answer: LineAnswer,
    kind: Kind,
    *,
    rate: Decimal | None = None,
    old_rate: Decimal | None = None,
) -> Finding:
    """One stop of the line; rates in mL/h: `rate` as read from the pump, `old_rate` before."""
    sentence, rules = _SENTENCES[stop]
    values: list[Cited] = []
    if stop is LineStop.LINE_FLUSHED:
        values.append(protocol.bags[kind].rate)
        sentence += " " + minutes_pushed(answer.expected_rate_ml_per_h)
    elif stop is LineStop.RATE_MISMATCH:
        values.append(protocol.bags[kind].rate)
        sentence = _rate(answer, rate)
    elif stop is LineStop.USED_TUBING_AFTER_CHANGE and old_rate:
        sentence += _left_in_line(old_rate, answer.expected_rate_ml_per_h)
    elif stop in _FILTER_STOPS:
        fact = protocol.bags[kind].filter
        values.append(fact)
        if fact.value is FilterRule.UNKNOWN:
            sentence = f"By pharmacy's instruction: {sentence[0].lower()}{sentence[1:]}"
            rules = (Rule.LINE_FILTER_PHARMACY,)
    return by_rule(
        protocol,
        Level.ASK_PHARMACY if stop in _ASKS_PHARMACY else Level.STOP,
        stop.value,
        sentence,
        *rules,
        values=values,
        lifted_by=FILTER_INSTRUCTIONS if stop is LineStop.FILTER_RULE_UNKNOWN else (),
    )


def minutes_pushed(rate_ml_per_h: Decimal) -> str:
    """What 1 mL pushed means at a rate, as a sentence with its formula."""
    minutes = (_MINUTES_AN_HOUR / rate_ml_per_h).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return (
        f"At this rate 1 mL pushed is about {number(minutes)} minutes of drug at once "
        f"(calculated: 60 min / {number(rate_ml_per_h)} mL)."
    )


def _rate(answer: LineAnswer, rate: Decimal | None) -> str:
    expected = amount(answer.expected_rate_ml_per_h, "mL/h")
    if rate is None:
        return f"The rate on the pump is not known; this bag runs at {expected}. Do not start."
    factor = "" if answer.dose_factor is None else _times(answer.dose_factor)
    return (
        f"The pump is set to {amount(rate, 'mL/h')}; this bag runs at {expected}.{factor} "
        "Do not start. Set the pump and read it again, both people."
    )


def _times(factor: Decimal) -> str:
    return f" That would be {number(factor)} times the dose (calculated: rate set / rate meant)."


def _left_in_line(old_rate: Decimal, new_rate: Decimal) -> str:
    if old_rate == new_rate:
        return ""
    factor = (new_rate / old_rate).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    return (
        f" The old solution left in the line would run at {number(factor)} times its rate until "
        f"it is cleared (calculated: {number(new_rate)} / {number(old_rate)} mL/h)."
    )


_ASK = " Ask pharmacy."
_SENTENCES: dict[LineStop, tuple[str, tuple[Rule, ...]]] = {
    LineStop.BAG_MATERIAL_NOT_COMPATIBLE: (
        (
            "This bag or cassette material is not one that suits this drug. Do not hang the bag. "
            "Call pharmacy."
        ),
        (Rule.LINE_MATERIAL,),
    ),
    LineStop.BAG_MATERIAL_UNKNOWN: (
        "What the bag or cassette is made of is not known." + _ASK,
        (
            Rule.LINE_MATERIAL,
            Rule.LINE_FACTS_MISSING,
        ),
    ),
    LineStop.TUBING_CONTAINS_DEHP: (
        "This tubing contains DEHP; particles may form. Take tubing free of DEHP.",
        (
            Rule.LINE_TUBING,
            Rule.LINE_MATERIAL,
        ),
    ),
    LineStop.TUBING_UNKNOWN: (
        "Whether the tubing contains DEHP is not known. Take tubing that says so, or ask pharmacy.",
        (
            Rule.LINE_TUBING,
            Rule.LINE_FACTS_MISSING,
        ),
    ),
    LineStop.FILTER_REQUIRED: (
        (
            "This bag needs a 0.2 micron, low-protein-binding in-line filter. Put it in before you "
            "go on."
        ),
        (Rule.LINE_FILTER_REQUIRED,),
    ),
    LineStop.FILTER_PROHIBITED: (
        "This bag must run without any in-line filter. Take tubing without a filter.",
        (Rule.LINE_FILTER_PROHIBITED,),
    ),
    LineStop.FILTER_UNKNOWN: (
        "It is not known which filter is in the line. Look at it, or ask pharmacy.",
        (Rule.LINE_FACTS_MISSING,),
    ),
    LineStop.FILTER_RULE_UNKNOWN: (
        (
            "Whether this kind of bag needs a filter is not stated in the loaded protocol. Ask "
            "pharmacy; enter who answered, and whether a filter is required or prohibited."
        ),
        (Rule.LINE_FILTER_NOT_STATED,),
    ),
    LineStop.LUMEN_NOT_DEDICATED: (
        "This infusion needs a lumen of its own. Free a lumen, or ask the prescriber.",
        (Rule.LINE_LUMEN,),
    ),
    LineStop.NOT_PRIMED_WITH_INFUSION_SOLUTION: (
        (
            "Tubing is filled with the bag's own solution only, never with saline. Take new tubing "
            "and fill it from the new bag."
        ),
        (Rule.LINE_PRIMING,),
    ),
    LineStop.LINE_FLUSHED: (
        (
            "The line or catheter was flushed: what was in it was pushed into the patient at once. "
            "Do not start. Call the prescriber now and watch the patient."
        ),
        (Rule.LINE_NO_FLUSH,),
    ),
    LineStop.PUMP_NOT_SUITABLE: (
        (
            "This pump does not suit: it must be programmable and lockable, not elastomeric, and "
            "have an alarm. Take another pump."
        ),
        (Rule.LINE_PUMP,),
    ),
    LineStop.PUMP_NOT_LOCKED: (
        "The pump is not locked. Lock it, then both people read it again.",
        (Rule.LINE_PUMP_LOCKED,),
    ),
    LineStop.RATE_MISMATCH: ("", (Rule.LINE_RATE,)),
    LineStop.USED_TUBING_AFTER_CHANGE: (
        (
            "The kind of bag or the dose changes, and the tubing was used before. Take new tubing "
            "and fill it from the new bag."
        ),
        (Rule.LINE_NEW_TUBING,),
    ),
}
