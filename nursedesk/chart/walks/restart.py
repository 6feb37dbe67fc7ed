"""Starting again after a stop: what the protocol's limits make of the time off.

The rules speak of 4 hours and 7 days; the numbers come from the protocol. The prescriber decides.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from nursedesk.chart.finding import Finding, Level
from nursedesk.chart.grounds import by_rule, our_own, statement
from nursedesk.chart.patient import age_months, today
from nursedesk.chart.storage import short
from nursedesk.chart.walk import Context
from nursedesk.chart.walks.change_facts import off_hours, started_at, stop_before
from nursedesk.protocol.quantities import Duration
from nursedesk.protocol.rules import Rule
from nursedesk.writing import amount

WARN_BEFORE_HOURS = Decimal(1)  # how long before the restart rules the screens begin to warn


def restart_before_start(context: Context) -> tuple[Finding, ...]:
    """What the time off means while nobody has pressed start yet."""
    if started_at(context) is not None:
        return ()
    off = off_hours(context, context.now)
    if off is None:
        return ()
    limit = context.protocol.interruption.restart_from
    if off >= limit.hours:
        return (_restart_rules(context, Level.WARN, off, "Do not start before that."),)
    if off >= limit.hours - WARN_BEFORE_HOURS:
        sentence = (
            f"Off for {short(off)}. From {_length(limit)} off on, the restart rules apply and the "
            "prescriber has to order the restart."
        )
        return (_by_limit(context, Level.WARN, "restart-rules-soon", sentence, limit),)
    return ()


def restart_at_start(
    context: Context, started: datetime, ordered_by: str | None
) -> tuple[Finding, ...]:
    """What the time off until `started` means; without the prescriber's order it stops the walk."""
    off = off_hours(context, started)
    if off is None or off < 0:
        return ()
    level = Level.WARN if ordered_by else Level.STOP
    then = (
        f"By this record {ordered_by} ordered it."
        if ordered_by
        else "Ask the prescriber now and enter who ordered the restart."
    )
    limits = context.protocol.interruption
    found = []
    if off >= limits.restart_from.hours:
        found.append(_restart_rules(context, level, off, then))
    if off > limits.same_cycle_up_to.hours:
        found.append(_long_gap(context, level, off, then))
    stop = stop_before(context)
    if stop is not None and stop.adverse_reaction:
        sentence = (
            f"The infusion was stopped for an adverse reaction ({stop.reason}). The prescriber "
            f"decides on the restart and its dose. {then}"
        )
        found.append(our_own(level, "restart-after-reaction", sentence))
    return tuple(found)


def order_is_needed(context: Context, at: datetime) -> bool:
    """Whether a start at this instant needs the prescriber's order."""
    return any(f.level is Level.STOP for f in restart_at_start(context, at, None))


def _restart_rules(context: Context, level: Level, off: Decimal, then: str) -> Finding:
    limit = context.protocol.interruption.restart_from
    premedication, supervision = _rules(context)
    sentence = (
        f"Off for {short(off)}. From {_length(limit)} off on, the restart rules for premedication "
        f"and supervision apply: ask the prescriber. {then} "
        f"Premedication: {statement(context.protocol, premedication)} "
        f"Supervision: {statement(context.protocol, supervision)}"
    )
    return by_rule(
        context.protocol,
        level,
        "restart-rules",
        sentence,
        Rule.INT_FOUR_HOURS,
        premedication,
        supervision,
        values=(limit,),
    )


def _rules(context: Context) -> tuple[Rule, Rule]:
    """The rules of premedication and of long restarts for this patient."""
    opened, protocol = context.session.opened, context.protocol
    age = age_months(opened.patient.born, today(context.now, context.reading_zone))
    adult = age >= protocol.patient.adult_from.value
    regimens = protocol.premedication.adult if adult else protocol.premedication.child
    return (
        regimens[opened.indication].rule,
        protocol.supervision[opened.indication].restart_rule,
    )


def _long_gap(context: Context, level: Level, off: Decimal, then: str) -> Finding:
    limit = context.protocol.interruption.same_cycle_up_to
    stop = stop_before(context)
    rule = Rule.INT_NEW_CYCLE if stop and stop.adverse_reaction else Rule.INT_OTHER_REASON
    sentence = (
        f"Off for {short(off)}, more than {_length(limit)}. {statement(context.protocol, rule)} "
        f"{then}"
    )
    return by_rule(
        context.protocol, level, "off-too-long-for-this-cycle", sentence, rule, values=(limit,)
    )


def _by_limit(context: Context, level: Level, code: str, sentence: str, limit: Duration) -> Finding:
    return by_rule(
        context.protocol,
        level,
        code,
        sentence,
        Rule.INT_FOUR_HOURS,
        values=(limit,),
        own=True,
    )


def _length(limit: Duration) -> str:
    if limit.unit == "h":
        return amount(limit.value, "hours")
    return amount(limit.value, "days")
