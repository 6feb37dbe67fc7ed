"""Every fact of an entry, field by field, where its one line of words does not tell all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, tzinfo
from decimal import Decimal
from enum import Enum

from msgspec import Struct

from nursedesk.chart.body import AnyBody
from nursedesk.chart.field import instant_of
from nursedesk.chart.medicine_entries import MedicineGiven
from nursedesk.chart.note_entries import HandoverReturned
from nursedesk.chart.plan_entries import PlanAccepted, PlanWithdrawn
from nursedesk.chart.session_entries import (
    BagDiscarded,
    BagMoved,
    InfusionStopped,
    SessionClosed,
    WalkBegun,
    WalkEnded,
    WalkStep,
)
from nursedesk.chart.signal_entries import ChargeNurseTold, DueAcknowledged
from nursedesk.clock import utc
from nursedesk.writing import amount, day, moment, number

NOT_KNOWN = "not known"
# Whose words tell all; of a plan the bags stand on its own sheet, of a step its answers are told.
TOLD_IN_WORDS: frozenset[type[AnyBody]] = frozenset(
    {
        BagDiscarded,
        BagMoved,
        ChargeNurseTold,
        DueAcknowledged,
        HandoverReturned,
        InfusionStopped,
        MedicineGiven,
        PlanAccepted,
        PlanWithdrawn,
        SessionClosed,
        WalkBegun,
        WalkEnded,
        WalkStep,
    }
)
# The line names them itself.
_NAMED = frozenset({"bag", "walk", "note", "document", "signed", "because"})
_UNITS = {
    "_mcg_per_day": "mcg/day",
    "_ml_per_h": "mL/h",
    "_kg": "kg",
    "_cm": "cm",
    "_m2": "m2",
}


_WORDS = {
    "bsa": "body surface",
    "celsius": "temperature in C",
    "cns history": "history of disease of brain or nerves",
    "down syndrome": "Down syndrome",
    "as of": "as of the session's entry",
}


def facts(body: AnyBody, zone: tzinfo) -> str:
    """`weight 70 kg; cycle 1; ...`; empty where the entry's words tell all."""
    if type(body) in TOLD_IN_WORDS:
        return ""
    return "; ".join(_facts({name: getattr(body, name) for name in body.__struct_fields__}, zone))


def _facts(fields: Mapping[str, object], zone: tzinfo) -> Iterator[str]:
    for name, value in fields.items():
        if name in _NAMED:
            continue
        if isinstance(value, Struct):
            yield from _facts({n: getattr(value, n) for n in value.__struct_fields__}, zone)
        elif isinstance(value, Mapping):
            yield from _facts(value, zone)
        else:
            label, unit = _labelled(name)
            told = instant_of(value) if name.endswith("_at") and isinstance(value, str) else value
            yield f"{label} {_said(told, unit, zone)}"


def _labelled(name: str) -> tuple[str, str]:
    """A field's name in words, and the unit that the name ends with."""
    for ending, unit in _UNITS.items():
        if name.endswith(ending):
            return _in_words(name.removesuffix(ending)), unit
    return _in_words(name), ""


def _in_words(name: str) -> str:
    plain = name.replace("_", " ")
    return _WORDS.get(plain, plain)


def _said(value: object, unit: str, zone: tzinfo) -> str:
    match value:
        case None:
            said = NOT_KNOWN
        case bool():
            said = "yes" if value else "no"
        case Decimal():
            said = amount(value, unit) if unit else number(value)
        case datetime():
            said = moment(utc(value), zone)
        case date():
            said = day(value)
        case Enum():
            said = str(value.value).replace("-", " ")
        case tuple():
            said = ", ".join(_said(each, unit, zone) for each in value)
        case _:
            said = f"{value} {unit}".strip()
    return said
