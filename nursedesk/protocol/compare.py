"""Compares what a case expects with what the protocol answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from nursedesk.clock import iso, utc
from nursedesk.protocol.answer import Answer
from nursedesk.protocol.reading import Misfit, read, shown

_DOSE_KEYS = frozenset(
    {
        "dose_mcg_per_day",
        "restart_dose_mcg_per_day",
        "escalate_dose_mcg_per_day",
        "dose_mg",
    }
)
_DOSE_TOLERANCE = Decimal("0.05")
_TOLERANCE = Decimal("0.01")


def plain(answer: Answer) -> dict[str, object]:
    """The answer as plain tables, lists, numbers and codes; absent keys are left out."""
    return {
        name: _plain(getattr(answer, name))
        for name in answer.__struct_fields__
        if name != "grounds" and getattr(answer, name) is not None
    }


def differences(answer: Answer, expect: Mapping[str, object], absent: tuple[str, ...]) -> list[str]:
    """One sentence for each key that differs from what the case expects; none when it passes."""
    got = plain(answer)
    keys = [name for name in answer.__struct_fields__ if name != "grounds"]
    found = []
    for key in [*expect, *absent]:
        if key not in keys:
            found.append(f"{shown(key)}: this answer has no such key; it has {', '.join(keys)}")
        elif key in expect and not _matches(key, expect[key], got.get(key)):
            found.append(f"{key}: expected {_said(expect[key])}, got {_said(got.get(key))}")
        elif key in absent and key in got:
            found.append(f"{key}: expected to be absent, got {_said(got[key])}")
    return found


def _plain(value: object) -> object:
    if isinstance(value, Struct):
        fields = value.__struct_fields__
        return {name: _plain(getattr(value, name)) for name in fields}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value.value if isinstance(value, StrEnum) else value


def _matches(key: str, expected: object, got: object) -> bool:
    if isinstance(got, bool):
        return expected is got
    if isinstance(got, Decimal | int):
        return _close(key, expected, Decimal(got))
    if isinstance(got, datetime):
        return _same_second(expected, got)
    if isinstance(got, list):
        return isinstance(expected, list) and _same_set(key, expected, got)
    if isinstance(got, dict):
        return isinstance(expected, dict) and _same_table(expected, got)
    return expected == got


def _close(key: str, expected: object, got: Decimal) -> bool:
    try:
        wanted = read(expected, Decimal, key)
    except Misfit:
        return False
    return abs(wanted - got) <= (_DOSE_TOLERANCE if key in _DOSE_KEYS else _TOLERANCE)


def _same_second(expected: object, got: datetime) -> bool:
    if not isinstance(expected, datetime) or expected.tzinfo is None:
        return False
    return _to_second(expected) == _to_second(got)


def _to_second(instant: datetime) -> datetime:
    return utc(instant).replace(microsecond=0)


def _same_set(key: str, expected: list[object], got: list[object]) -> bool:
    """Whether each item of either list is found in the other."""
    return all(any(_matches(key, one, other) for other in got) for one in expected) and all(
        any(_matches(key, one, other) for one in expected) for other in got
    )


def _same_table(expected: dict[str, object], got: dict[str, object]) -> bool:
    return all(_matches(key, value, got.get(key)) for key, value in expected.items())


def _said(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime) and value.tzinfo is not None:
        return iso(value)
    if isinstance(value, list):
        return f"[{', '.join(_said(item) for item in value[:20])}]"
    if isinstance(value, dict):
        inside = ", ".join(f"{shown(k)} = {_said(v)}" for k, v in list(value.items())[:20])
        return f"{{{inside}}}"
    return shown(value)
