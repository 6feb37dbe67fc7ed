"""A canonical answer in the words in which people read it."""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from decimal import Decimal

from nursedesk.chart.field import NO, YES, Asks, Field, words
from nursedesk.writing import amount, day, moment, number

NOTHING = "nothing entered"


def said(field: Field, text: str | None, zone: tzinfo) -> str:
    """An answer as the screen says it back: `28 mcg/day`, `21-Nov-2026 03:00`, `Yes`."""
    if text is None:
        return field.absent_words or NOTHING
    match field.asks:
        case Asks.YES_NO:
            plain = {YES: "Yes", NO: "No"}
            return plain.get(text, words(field, text))
        case Asks.NUMBER | Asks.WHOLE:
            value = Decimal(text)
            return amount(value, field.unit) if field.unit else number(value)
        case Asks.INSTANT:
            return moment(datetime.fromisoformat(text), zone)
        case Asks.DATE:
            return day(date.fromisoformat(text))
        case _:
            return words(field, text)
