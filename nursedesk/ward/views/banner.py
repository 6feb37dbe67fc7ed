"""Who a patient is: the line that stands on every screen of hers."""

from __future__ import annotations

from uuid import UUID

from msgspec import Struct

from nursedesk.chart.present import present
from nursedesk.chart.record_entries import RecordGap
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
    today = utc(present(session, desk.clock.now())).astimezone(desk.clock.zone).date()
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
        alerts=(*_gap(desk, session), *_alerts(session)),
    )


def _gap(desk: Desk, session: PatientSession) -> tuple[Alert, ...]:
    """What must be said of a session that lost entries: what is shown is not all."""
    told = [gap.body for gap in desk.roster.gaps]
    sessions = {one for body in told if isinstance(body, RecordGap) for one in body.sessions}
    if session.id not in sessions | desk.soundness.touched:
        return ()
    return (Alert(words="Entries are missing: see paper", level="stop"),)


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


def patient_words(desk: Desk, session: UUID) -> str:
    """Whose session it is, as far as it can be read."""
    known = desk.soundness.patients.get(session) or desk.patient_of(session)
    if known is None:
        return f"session {session.hex[:8]}"
    return f"{family_given(known.family, known.given)} ({known.identifier})"
