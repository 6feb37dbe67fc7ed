"""What is asked when a patient session is opened, and the entry that it makes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from nursedesk.chart.field import NO, YES, Asks, Choice, Field, number_of, truth_of
from nursedesk.chart.session_entries import Patient, SessionOpened
from nursedesk.protocol.terms import Indication

UNKNOWN = "unknown"
_YES_NO_UNKNOWN = (
    Choice(value=YES, words="Yes"),
    Choice(value=NO, words="No"),
    Choice(value=UNKNOWN, words="Not known"),
)
_INDICATIONS = (
    Choice(value=str(Indication.MRD), words="MRD-positive"),
    Choice(value=str(Indication.RELAPSED_REFRACTORY), words="Relapsed or refractory"),
    Choice(value=str(Indication.CONSOLIDATION), words="Consolidation, Philadelphia-negative"),
)


def _asked(name: str, prompt: str, help_text: str = "") -> Field:
    return Field(
        name=name, prompt=prompt, asks=Asks.CHOICE, choices=_YES_NO_UNKNOWN, help=help_text
    )


WHO = (
    Field(name="identifier", prompt="Identifier", asks=Asks.IDENTIFIER),
    Field(name="family", prompt="Family name", asks=Asks.LINE),
    Field(name="given", prompt="Given name", asks=Asks.LINE),
    Field(name="born", prompt="Date of birth", asks=Asks.DATE),
    Field(
        name="bed",
        prompt="Bed",
        asks=Asks.LINE,
        optional=True,
        absent_words="no bed yet",
    ),
)
MEASURES = (
    Field(
        name="weight_kg",
        prompt="Weight",
        asks=Asks.NUMBER,
        unit="kg",
        low=Decimal(2),
        high=Decimal(200),
        help="In kilograms, as weighed. Never pounds.",
    ),
    Field(name="weighed_on", prompt="Weighed on", asks=Asks.DATE),
    Field(
        name="height_cm",
        prompt="Height",
        asks=Asks.NUMBER,
        unit="cm",
        optional=True,
        absent_words="not known",
        low=Decimal(40),
        high=Decimal(220),
    ),
    Field(
        name="bsa_m2",
        prompt="Body surface of the order",
        asks=Asks.NUMBER,
        unit="m²",
        optional=True,
        absent_words="not in the order",
        low=Decimal("0.1"),
        high=Decimal("2.6"),
    ),
)
TREATMENT = (
    Field(name="indication", prompt="Indication", asks=Asks.CHOICE, choices=_INDICATIONS),
    Field(
        name="cycle",
        prompt="Cycle",
        asks=Asks.WHOLE,
        low=Decimal(1),
        high=Decimal(9),
    ),
    Field(name="dose", prompt="Ordered dose", asks=Asks.NUMBER, unit="mcg/day"),
    Field(name="ordered_by", prompt="Ordered by", asks=Asks.LINE),
)
SPECIAL = (
    Field(
        name="hypersensitivity",
        prompt="Known hypersensitivity to blinatumomab or a component?",
        asks=Asks.YES_NO,
        help="It is a contraindication.",
    ),
    Field(
        name="preservative_free_only",
        prompt="Are only preservative-free bags allowed?",
        asks=Asks.YES_NO,
    ),
    _asked("preterm", "Born preterm or with a very low birth weight?"),
    _asked("down_syndrome", "Down syndrome?"),
    _asked("cns_history", "Neurological events or disease of the CNS, now or before?"),
)


def opened_of(answers: Mapping[str, str]) -> SessionOpened:
    """What is recorded of a session that is opened."""
    return SessionOpened(
        patient=Patient(
            family=answers["family"],
            given=answers["given"],
            identifier=answers["identifier"],
            born=date.fromisoformat(answers["born"]),
        ),
        weight_kg=Decimal(answers["weight_kg"]),
        weighed_on=date.fromisoformat(answers["weighed_on"]),
        height_cm=number_of(answers.get("height_cm")),
        bsa_m2=number_of(answers.get("bsa_m2")),
        indication=Indication(answers["indication"]),
        cycle=int(answers["cycle"]),
        ordered_dose_mcg_per_day=Decimal(answers["dose"]),
        ordered_by=answers["ordered_by"],
        hypersensitivity=answers["hypersensitivity"] == YES,
        preservative_free_only=answers["preservative_free_only"] == YES,
        preterm_or_very_low_birth_weight=truth_of(answers["preterm"]),
        down_syndrome=truth_of(answers["down_syndrome"]),
        cns_history=truth_of(answers["cns_history"]),
        bed=answers.get("bed"),
    )
