"""Reads a TOML table into the typed structures, strictly, and says exactly what does not fit.

Protocol files and case files both pass through here, so a number is a finite Decimal, an instant
names its zone, a code is one of its set, and no key is unknown, wherever it was written.
"""

from __future__ import annotations

import functools
import types
import typing
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal, TypeVar, cast

from msgspec import Struct, structs

from nursedesk import clock

T = TypeVar("T")
_Form = Any  # a type as annotations write it: `int | None`, `tuple[str, ...]`, a struct
_Reader = Callable[[object], object]

_LONGEST_TEXT = 20_000
_LARGEST_NUMBER = Decimal(10) ** 12
_MOST_DIGITS = 40
_YEARS = range(1900, 2200)


class Misfit(ValueError):
    """Something in a file does not fit: `where` is the dotted key, `problem` says why."""

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"{where or 'the file'}: {problem}")
        self.where = where
        self.problem = problem

    def within(self, outer: str) -> Misfit:
        """The same, seen from the table or list around it."""
        if not self.where:
            return Misfit(outer, self.problem)
        joint = "" if self.where.startswith("[") else "."
        return Misfit(f"{outer}{joint}{self.where}", self.problem)


def read(data: object, wanted: type[T], where: str = "") -> T:
    """The data as `wanted`, a struct, enum or plain type.

    Raises:
        Misfit: naming the first key that does not fit, and what is allowed there.
    """
    form: _Form = wanted
    try:
        return cast(T, _reader(form)(data))
    except Misfit as misfit:
        if not where:
            raise
        raise misfit.within(where) from None


def shown(text: object, most: int = 60) -> str:
    """Text from a file, fit for one line of a message: cut short, nothing unprintable."""
    plain = str(text)[: most + 1]
    safe = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in plain[:most])
    return safe + "..." if len(plain) > most else safe


@functools.cache
def _reader(wanted: _Form) -> _Reader:
    """What reads this type; made once for each, since case files ask ten thousand times."""
    origin: object = typing.get_origin(wanted)
    if origin is not None:
        return _generic_reader(origin, typing.get_args(wanted))
    if issubclass(wanted, Struct):
        return _struct_reader(wanted)
    if issubclass(wanted, StrEnum):
        return _code_reader({code.value: code for code in wanted})
    return _PLAIN[wanted]


def _generic_reader(origin: object, inner: tuple[_Form, ...]) -> _Reader:
    if origin is dict:
        return _table_reader(_reader(inner[0]), _reader(inner[1]))
    if origin is tuple:
        return _list_reader(_reader(inner[0]))
    if origin is Literal:
        return _code_reader({code: code for code in inner})
    (present,) = (one for one in inner if one is not types.NoneType)
    return _reader(present)


def _struct_reader(wanted: type[Struct]) -> _Reader:
    fields = {field.encode_name: field for field in structs.fields(wanted)}
    readers = {key: (field.name, _reader(field.type)) for key, field in fields.items()}
    required = {key for key, field in fields.items() if field.required}

    def read_struct(data: object) -> Struct:
        table = _expect(data, dict, "a table")
        found = {}
        for key, value in table.items():
            if key not in readers:
                raise Misfit(shown(key), f"unknown key; allowed here: {', '.join(readers)}")
            name, reader = readers[key]
            found[name] = _inside(key, reader, value)
        if not required <= table.keys():
            lacking = next(key for key in readers if key in required - table.keys())
            raise Misfit(lacking, "this key is missing")
        return wanted(**found)

    return read_struct


def _table_reader(key_reader: _Reader, value_reader: _Reader) -> _Reader:
    def read_table(data: object) -> dict[object, object]:
        table = _expect(data, dict, "a table")
        return {key_reader(key): _inside(key, value_reader, table[key]) for key in table}

    return read_table


def _list_reader(item_reader: _Reader) -> _Reader:
    def read_list(data: object) -> tuple[object, ...]:
        items = _expect(data, list, "a list")
        return tuple(_inside(f"[{n}]", item_reader, item) for n, item in enumerate(items))

    return read_list


def _code_reader(codes: dict[str, str]) -> _Reader:
    def read_code(data: object) -> str:
        if isinstance(data, str) and data in codes:
            return codes[data]
        raise Misfit("", f"'{shown(data)}' is not one of: {', '.join(codes)}")

    return read_code


def _inside(key: str, reader: _Reader, value: object) -> object:
    """Reads a value; a misfit is told with the key it stands under."""
    try:
        return reader(value)
    except Misfit as misfit:
        raise misfit.within(shown(key)) from None


def _expect(data: object, wanted: type[T], name: str) -> T:
    if type(data) is not wanted:
        raise Misfit("", f"this must be {name}, not '{shown(data)}'")
    return data


def _number(data: object) -> Decimal:
    number = Decimal(data) if type(data) is int else data
    if type(number) is not Decimal:
        raise Misfit("", f"this must be a number, not '{shown(data)}'")
    if not number.is_finite():
        raise Misfit("", "this must be a finite number")
    if abs(number) > _LARGEST_NUMBER or _digits(number) > _MOST_DIGITS:
        raise Misfit("", "this number is too large or has too many digits")
    return number


def _digits(number: Decimal) -> int:
    _, digits, exponent = number.as_tuple()
    return max(len(digits), -int(exponent))


def _whole(data: object) -> int:
    number = _expect(data, int, "a whole number")
    if abs(number) > _LARGEST_NUMBER:
        raise Misfit("", "this number is too large")
    return number


def _yes_or_no(data: object) -> bool:
    return _expect(data, bool, "true or false")


def _text(data: object) -> str:
    text = _expect(data, str, "text")
    if len(text) > _LONGEST_TEXT:
        raise Misfit("", f"this text is longer than {_LONGEST_TEXT} characters")
    if not text.isprintable() and not text.replace("\n", " ").isprintable():
        raise Misfit("", "this text holds characters that cannot be printed")
    return text


def _date(data: object) -> date:
    return _expect(data, date, "a date (2026-03-02)")


def _instant(data: object) -> datetime:
    instant = _expect(data, datetime, "a date and time (2026-03-02T08:00:00Z)")
    if instant.tzinfo is None:
        raise Misfit("", "this time must say its offset from UTC (2026-03-02T08:00:00Z)")
    if instant.year not in _YEARS:
        raise Misfit("", f"the year must lie from {_YEARS.start} to {_YEARS.stop - 1}")
    return clock.utc(instant)


def _as_it_is(data: object) -> object:
    return data


_PLAIN: dict[type, _Reader] = {
    object: _as_it_is,
    Decimal: _number,
    int: _whole,
    bool: _yes_or_no,
    str: _text,
    date: _date,
    datetime: _instant,
}
