"""A bag's label against the patient, the protocol's products and the bag that was received."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from msgspec import structs

from nursedesk.chart.finding import Finding, Level
from nursedesk.chart.grounds import by_reference, by_rule, plainly
from nursedesk.chart.patient import same_identifier
from nursedesk.chart.preserved import preservative_findings
from nursedesk.chart.session import PatientSession
from nursedesk.chart.session_entries import BagLabel, SessionOpened
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.rules import Rule
from nursedesk.protocol.terms import Kind
from nursedesk.writing import amount

ML_PER_H = "mL/h"
KIND_WORDS = {
    Kind.H24: "24 h",
    Kind.H48: "48 h",
    Kind.H72: "72 h",
    Kind.H96: "96 h",
    Kind.D7: "7 day",
}
_LABEL_WORDS = {
    "patient_identifier": "the patient's identifier",
    "dose_mcg_per_day": "the dose",
    "bag_kind": "how long it runs",
    "preservative": "the preservative",
    "rate_ml_per_h": "the rate",
    "prepared_at": "the time of preparation",
    "use_by": "the use-by",
}


def is_preserved(protocol: Protocol, kind: Kind) -> bool:
    """Whether the protocol's bag of this kind contains benzyl alcohol."""
    return protocol.bags[kind].benzyl_alcohol.value > 0


def label_findings(
    session: PatientSession, protocol: Protocol, label: BagLabel, now: datetime
) -> tuple[Finding, ...]:
    """Whether this label is this patient's, of a product that the protocol knows, and suits her."""
    return (
        *contraindicated(session.opened, protocol, "Do not hang a bag."),
        *_patient(session, label),
        *_product(protocol, label),
        *_preservative_free_only(session, protocol, label),
        *preservative_findings(session.opened, protocol, label.bag_kind, now),
    )


def contraindicated(
    opened: SessionOpened, protocol: Protocol, what_not: str
) -> tuple[Finding, ...]:
    """The stop of a known hypersensitivity, when a session is opened and ever after."""
    if not opened.hypersensitivity:
        return ()
    sentence = (
        "Known hypersensitivity to blinatumomab or a component is a contraindication. "
        f"{what_not} Call the prescriber."
    )
    found = by_reference(
        protocol,
        Level.STOP,
        "contraindicated",
        sentence,
        section="contraindications",
        about="hypersensitivity",
    )
    return (structs.replace(found, final=True),)


def _patient(session: PatientSession, label: BagLabel) -> tuple[Finding, ...]:
    patient = session.opened.patient
    if same_identifier(label.patient_identifier, patient.identifier):
        return ()
    sentence = (
        f"The identifier on this bag is not that of {patient.family.upper()}, {patient.given}. "
        "Do not hang it. Set it aside and call pharmacy."
    )
    return (plainly(Level.STOP, "other-patients-bag", sentence),)


def _product(protocol: Protocol, label: BagLabel) -> tuple[Finding, ...]:
    """A kind counts only together with the label's preservative and rate (H05)."""
    values = protocol.bags[label.bag_kind]
    differing = []
    if label.preservative != is_preserved(protocol, label.bag_kind):
        has = "with" if is_preserved(protocol, label.bag_kind) else "without"
        differing.append(f"it is {has} preservative")
    if label.rate_ml_per_h != values.rate.value:
        rate, printed = amount(values.rate.value, ML_PER_H), amount(label.rate_ml_per_h, ML_PER_H)
        differing.append(f"it runs at {rate}, the label says {printed}")
    if not differing:
        return ()
    sentence = (
        f"This is not the {KIND_WORDS[label.bag_kind]} bag of the loaded protocol: there "
        f"{' and '.join(differing)}. Bags of other regions are other products. Ask pharmacy."
    )
    found = by_rule(
        protocol,
        Level.ASK_PHARMACY,
        "product-not-in-protocol",
        sentence,
        Rule.LINE_RATE,
        values=(values.rate, values.benzyl_alcohol),
        own=True,
    )
    return (found,)


def _preservative_free_only(
    session: PatientSession, protocol: Protocol, label: BagLabel
) -> tuple[Finding, ...]:
    preserved = label.preservative or is_preserved(protocol, label.bag_kind)
    if not session.opened.preservative_free_only or not preserved:
        return ()
    sentence = (
        "This patient is to get bags without preservative only, and this bag has preservative "
        "(benzyl alcohol). Do not hang it. Call pharmacy and the prescriber."
    )
    return (
        by_rule(
            protocol,
            Level.STOP,
            "preservative-free-only",
            sentence,
            Rule.PRS_PRETERM,
            values=(protocol.bags[label.bag_kind].benzyl_alcohol,),
        ),
    )


def differing_from_received(read: BagLabel, received: BagLabel) -> tuple[Finding, ...]:
    """A stop that names what two people read otherwise than it was received."""
    differing = [
        words
        for name, words in _LABEL_WORDS.items()
        if not _same(name, getattr(read, name), getattr(received, name))
    ]
    if not differing:
        return ()
    sentence = (
        f"The label read now differs from the one recorded when this bag came: "
        f"{', '.join(differing)}. This may be another bag. Do not hang it. Compare the bag with "
        "its record, and call pharmacy."
    )
    return (plainly(Level.STOP, "label-differs-from-received", sentence),)


def _same(name: str, one: object, other: object) -> bool:
    if name == "patient_identifier":
        return same_identifier(str(one), str(other))
    return one == other


def full_volume_ml(protocol: Protocol, kind: Kind) -> Decimal:
    """What a full bag delivers in mL, calculated as rate times duration."""
    values = protocol.bags[kind]
    return values.rate.value * values.duration.hours
