"""Which kinds of bag a plan may use: the ward's, those without preservative only, the weight."""

from __future__ import annotations

from decimal import Decimal

from nursedesk.chart.plan.rest import Treated
from nursedesk.chart.plan.result import Excluded, WhyExcluded
from nursedesk.chart.plan.wishes import PlanWishes
from nursedesk.protocol.answer import Grounds
from nursedesk.protocol.care_terms import PreservativeVerdict
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.preservative import PreservativeAnswer, PreservativeGiven, preservative
from nursedesk.protocol.terms import Kind


def excluded_kinds(
    protocol: Protocol, treated: Treated, wishes: PlanWishes
) -> tuple[tuple[Excluded, ...], tuple[Grounds, ...]]:
    """The kinds that are not planned with, each for its first reason, and what that rests on.

    Rules: PRS-FREE, PRS-WEIGHT-LIMIT. A kind that the label does not recommend for the weight is
    never planned; a notice (an infant, an older limit) keeps no kind out.
    """
    found = []
    answers = {kind: _ask(protocol, treated, kind) for kind in Kind if kind in wishes.kinds}
    for kind in Kind:
        why = _why(answers.get(kind), treated, wishes)
        if why is not None:
            found.append(Excluded(kind=kind, why=why, kg_short=_short(protocol, treated, why)))
    return tuple(found), tuple(answer.grounds for answer in answers.values())


def _ask(protocol: Protocol, treated: Treated, kind: Kind) -> PreservativeAnswer:
    return preservative(
        protocol,
        PreservativeGiven(
            kind=kind,
            age_months=treated.age_months,
            weight_kg=treated.weight_kg,
            preterm_or_very_low_birth_weight=treated.preterm_or_very_low_birth_weight,
        ),
    )


def _why(
    answer: PreservativeAnswer | None, treated: Treated, wishes: PlanWishes
) -> WhyExcluded | None:
    if answer is None:
        return WhyExcluded.WARD
    if answer.verdict is PreservativeVerdict.NONE:
        return None
    if wishes.preservative_free_only or treated.preservative_free_only:
        return WhyExcluded.PRESERVATIVE_FREE_ONLY
    if answer.verdict is PreservativeVerdict.NOT_RECOMMENDED:
        return WhyExcluded.WEIGHT
    return None


def _short(protocol: Protocol, treated: Treated, why: WhyExcluded) -> Decimal | None:
    if why is not WhyExcluded.WEIGHT:
        return None
    return protocol.preservative.lowest_weight.value - treated.weight_kg
