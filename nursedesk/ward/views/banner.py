"""Who a patient is: the line that stands on every screen of hers."""

from __future__ import annotations

from msgspec import Struct

from nursedesk.chart.session import PatientSession
from nursedesk.clock import utc
from nursedesk.protocol.terms import Indication
from nursedesk.ward.desk import Desk
from nursedesk.writing import age, amount, day, family_given

INDICATIONS = {
    Indication.MRD: "MRD-positive",
    Indication.RELAPSED_REFRACTORY: "Relapsed or refractory",
    Indication.CONSOLIDATION: "Consolidation, Philadelphia-negative",
}


class Alert(Struct, frozen=True, kw_only=True):
    """Something about a patient that must not be overlooked. Level: stop, warn or plain."""

    words: str
    level: str = "warn"


class Banner(Struct, frozen=True, kw_only=True):
    """Who the patient is: on every screen of hers."""

    name: str
    born: str
    identifier: str
    facts: tuple[str, ...]
    alerts: tuple[Alert, ...]


def banner(desk: Desk, session: PatientSession) -> Banner:
    """The patient's banner as of now."""
    opened = session.opened
    today = utc(desk.clock.now()).astimezone(desk.clock.zone).date()
    facts = [
        amount(opened.weight_kg, "kg") + f" on {day(opened.weighed_on)}",
        f"{INDICATIONS[opened.indication]}, cycle {opened.cycle}",
    ]
    if opened.bed:
        facts.append(f"bed {opened.bed}")
    return Banner(
        name=family_given(opened.patient.family, opened.patient.given),
        born=f"born {day(opened.patient.born)} ({age(opened.patient.born, today)})",
        identifier=opened.patient.identifier,
        facts=tuple(facts),
        alerts=_alerts(session),
    )


def _alerts(session: PatientSession) -> tuple[Alert, ...]:
    opened = session.opened
    found = [
        (opened.hypersensitivity, "Hypersensitivity: contraindicated", "stop"),
        (opened.preservative_free_only, "Preservative-free only", "warn"),
        (opened.preterm_or_very_low_birth_weight, "Preterm or very low birth weight", "warn"),
        (opened.down_syndrome, "Down syndrome", "warn"),
        (opened.cns_history, "CNS history", "warn"),
    ]
    return tuple(Alert(words=words, level=level) for here, words, level in found if here)
