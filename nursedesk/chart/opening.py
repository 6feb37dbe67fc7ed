"""Opening a patient session: what the protocol says of the patient and of the ordered dose."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from decimal import Decimal

from msgspec import structs

from nursedesk.chart.dosing import order_against_protocol, stop_findings
from nursedesk.chart.finding import Finding, Level
from nursedesk.chart.grounds import by_answer, by_reference, by_rule, plainly
from nursedesk.chart.labels import contraindicated, is_preserved
from nursedesk.chart.patient import age_months, today
from nursedesk.chart.preserved import preservative_findings
from nursedesk.chart.session_entries import SessionOpened
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.dose import DoseAnswer, DoseGiven, dose
from nursedesk.protocol.rules import Rule
from nursedesk.writing import amount

FIRST_DAY = 1
_PERCENT = Decimal(100)
_INDICATION_WORDS = {
    "mrd": "minimal residual disease",
    "relapsed-refractory": "relapsed or refractory disease",
    "consolidation": "the consolidation phase (Philadelphia-negative)",
}


def check(
    opened: SessionOpened, protocol: Protocol, now: datetime, zone: tzinfo | None = None
) -> tuple[Finding, ...]:
    """Everything to know before the session is opened; a stop keeps it from being opened."""
    on = today(now, zone or UTC)
    age = age_months(opened.patient.born, on)
    answer = dose(
        protocol,
        DoseGiven(
            indication=opened.indication,
            age_months=age,
            weight_kg=opened.weight_kg,
            bsa_m2=opened.bsa_m2,
            height_cm=opened.height_cm,
            cycle=opened.cycle,
            day=FIRST_DAY,
        ),
    )
    return (
        *_dates(opened, now, zone),
        *contraindicated(opened, protocol, "Do not open the session."),
        *stop_findings(answer, Level.STOP),
        *order_against_protocol(answer, opened.ordered_dose_mcg_per_day, FIRST_DAY),
        *_course(opened, answer),
        *_weight_boundary(opened, protocol),
        *_bsa_estimate(opened, answer, protocol),
        *_infant(opened, protocol, now),
        *_open_questions(opened, protocol, age),
    )


def _dates(opened: SessionOpened, now: datetime, zone: tzinfo | None) -> tuple[Finding, ...]:
    on, found = today(now, zone or UTC), []
    if opened.patient.born > on:
        sentence = "The date of birth lies in the future. Read it again."
        found.append(plainly(Level.STOP, "born-in-the-future", sentence))
    if opened.weighed_on > on:
        sentence = "The day of weighing lies in the future. Read it again."
        found.append(plainly(Level.STOP, "weighed-in-the-future", sentence))
    elif opened.weighed_on < opened.patient.born:
        sentence = "The day of weighing lies before the date of birth. Read both again."
        found.append(plainly(Level.STOP, "weighed-before-birth", sentence))
    return tuple(found)


def _course(opened: SessionOpened, answer: DoseAnswer) -> tuple[Finding, ...]:
    """Consolidation means three things: indication and cycle are always said together."""
    if answer.phase is None:
        return ()
    words = _INDICATION_WORDS[opened.indication.value]
    sentence = (
        f"Cycle {opened.cycle} for {words}: {answer.phase.value} phase. Consolidation has three "
        "meanings: compare indication and cycle with the order."
    )
    return (by_answer(answer, Level.NOTE, "indication-and-cycle", sentence),)


def _weight_boundary(opened: SessionOpened, protocol: Protocol) -> tuple[Finding, ...]:
    limit = protocol.patient.fixed_dose_from
    side = "fixed" if opened.weight_kg >= limit.value else "by body surface"
    sentence = (
        f"At {amount(opened.weight_kg, 'kg')} the dose is {side}; from {amount(limit.value, 'kg')} "
        "it is fixed. Weigh again at each cycle; crossing this weight is for the prescriber."
    )
    found = by_rule(
        protocol, Level.NOTE, "fixed-dose-boundary", sentence, Rule.DOSE_FIXED, values=(limit,)
    )
    return (found,)


def _bsa_estimate(
    opened: SessionOpened, answer: DoseAnswer, protocol: Protocol
) -> tuple[Finding, ...]:
    """Asks again where body surface and weight do not fit: the caps would hide a slip (H35)."""
    bsa, values = answer.bsa_m2 or opened.bsa_m2, protocol.patient
    if bsa is None:
        return ()
    estimate = (values.estimate_factor.value * opened.weight_kg + values.estimate_addend.value) / (
        opened.weight_kg + values.estimate_divisor_addend.value
    )
    if abs(bsa - estimate) / estimate * _PERCENT <= values.estimate_tolerance.value:
        return ()
    shown = amount(estimate.quantize(Decimal("0.01")), "m2")
    sentence = (
        f"A body surface of {amount(bsa.quantize(Decimal('0.01')), 'm2')} does not fit "
        f"{amount(opened.weight_kg, 'kg')} (about {shown} expected, calculated from the weight). "
        "Read weight, height and body surface again."
    )
    return (
        by_rule(
            protocol,
            Level.WARN,
            "bsa-does-not-fit-weight",
            sentence,
            Rule.DOSE_BSA_PLAUSIBLE,
            values=(values.estimate_tolerance,),
        ),
    )


def _infant(opened: SessionOpened, protocol: Protocol, now: datetime) -> tuple[Finding, ...]:
    """Whom bags with preservative do not suit, said before any bag has come."""
    preserved = next(kind for kind in protocol.bags if is_preserved(protocol, kind))
    found = preservative_findings(opened, protocol, preserved, now)
    return tuple(structs.replace(f, level=Level.WARN) for f in found if f.level is not Level.NOTE)


_NOT_KNOWN = {
    "preterm": (
        "Whether the patient was born preterm or very small is not known. Until it is known, ask "
        "pharmacy before a bag with preservative is used."
    ),
    "down-syndrome": (
        "Whether the patient has Down syndrome is not known. The risk of seizures may be higher "
        "with it: ask the prescriber."
    ),
    "cns-history": (
        "Whether the patient has a history of disease of brain or nerves is not known. Experience "
        "there is limited: ask the prescriber."
    ),
}
_SPECIAL = {
    "preterm": (
        "Born preterm or with very low birth weight. Pharmacy and the prescriber know before a bag "
        "with preservative is used."
    ),
    "down-syndrome": (
        "Down syndrome: the risk of seizures may be higher. The prescriber considers prophylaxis "
        "before the start."
    ),
    "cns-history": (
        "History of disease of brain or nerves: experience is limited. The prescriber knows and "
        "decides."
    ),
}
_ABOUT = {
    "preterm": ("benzyl-alcohol", "preterm"),
    "down-syndrome": ("neurology", "Down syndrome"),
    "cns-history": ("neurology", "limited experience"),
}


def _open_questions(opened: SessionOpened, protocol: Protocol, age: Decimal) -> tuple[Finding, ...]:
    """Not known is never harmless: it is said, with what it would change."""
    answers = {"down-syndrome": opened.down_syndrome, "cns-history": opened.cns_history}
    if age < protocol.patient.adult_from.value:
        answers["preterm"] = opened.preterm_or_very_low_birth_weight
    found = []
    for code, answer in answers.items():
        section, about = _ABOUT[code]
        if answer is None:
            sentence, code_said = _NOT_KNOWN[code], f"{code}-not-known"
        elif answer:
            sentence, code_said = _SPECIAL[code], code
        else:
            continue
        found.append(
            by_reference(protocol, Level.WARN, code_said, sentence, section=section, about=about)
        )
    return tuple(found)
