"""What the question `preservative` says of benzyl alcohol for a patient, in sentences."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from nursedesk.chart.finding import Finding, Level
from nursedesk.chart.grounds import by_answer, by_rule, statement
from nursedesk.chart.patient import age_months, today
from nursedesk.chart.session_entries import SessionOpened
from nursedesk.protocol.care_terms import PreservativeNotice, PreservativeVerdict
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.preservative import (
    PreservativeAnswer,
    PreservativeGiven,
    preservative,
)
from nursedesk.protocol.rules import Rule
from nursedesk.protocol.terms import Kind
from nursedesk.writing import amount


def preservative_findings(
    opened: SessionOpened, protocol: Protocol, kind: Kind, now: datetime
) -> tuple[Finding, ...]:
    """The load, whom it does not suit, what to watch; nothing for a bag without preservative."""
    answer = preservative(
        protocol,
        PreservativeGiven(
            kind=kind,
            age_months=age_months(opened.patient.born, today(now, UTC)),
            weight_kg=opened.weight_kg,
            preterm_or_very_low_birth_weight=opened.preterm_or_very_low_birth_weight,
        ),
    )
    if answer.verdict is PreservativeVerdict.NONE:
        return ()
    found = [_load(answer, opened.weight_kg)]
    if answer.verdict is PreservativeVerdict.NOT_RECOMMENDED:
        sentence = (
            f"{statement(protocol, Rule.PRS_WEIGHT_LIMIT)} Ask pharmacy and the prescriber before "
            "this bag is used."
        )
        found.append(
            by_rule(
                protocol,
                Level.ASK_PHARMACY,
                PreservativeVerdict.NOT_RECOMMENDED.value,
                sentence,
                Rule.PRS_WEIGHT_LIMIT,
                values=(protocol.preservative.lowest_weight,),
            )
        )
    found += [_notice(protocol, notice, opened) for notice in answer.notices]
    return tuple(found)


def _load(answer: PreservativeAnswer, weight_kg: Decimal) -> Finding:
    each_kg = answer.benzyl_alcohol_mg_per_kg_per_day
    by_weight = ""
    if each_kg is not None:
        shown = amount(each_kg.quantize(Decimal("0.01")), "mg/kg")
        by_weight = f", {shown} a day at {amount(weight_kg, 'kg')}"
    load = amount(answer.benzyl_alcohol_mg_per_day.quantize(Decimal("0.01")), "mg")
    sentence = (
        f"With preservative: {load} of benzyl alcohol a day{by_weight} (calculated: concentration "
        "x rate x 24 h). The least amount at which serious reactions may occur in neonates is not "
        "known; add up what comes from other drugs."
    )
    return by_answer(answer, Level.NOTE, "benzyl-alcohol-load", sentence)


def _notice(protocol: Protocol, notice: PreservativeNotice, opened: SessionOpened) -> Finding:
    preterm = bool(opened.preterm_or_very_low_birth_weight)
    rule = {
        PreservativeNotice.PREFER_PRESERVATIVE_FREE: (
            Rule.PRS_PRETERM if preterm else Rule.PRS_INFANT
        ),
        PreservativeNotice.WATCH_FOR_METABOLIC_ACIDOSIS: Rule.PRS_ACIDOSIS,
        PreservativeNotice.OLDER_LIMIT_22_KG: Rule.PRS_OLDER_LIMIT,
    }[notice]
    return by_rule(protocol, Level.WARN, notice.value, statement(protocol, rule), rule)
