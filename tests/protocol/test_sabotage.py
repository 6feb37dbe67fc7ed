"""Each clinical number in the protocol file, moved a little, makes a shipped case fail.

So no number is without a case on either side of it, and a slip in transcribing one is seen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial

import pytest
from msgspec import Struct, structs

from nursedesk.protocol import cases, toml_file
from nursedesk.protocol.compare import differences
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.quantities import Count, Cycles, Quantity, Span, WholeDays
from nursedesk.protocol.questions import Ask, ask
from nursedesk.protocol.reaction_values import ScoreBand
from nursedesk.protocol.reading import Misfit, read

Rebuild = Callable[[object], object]
WATCHED: dict[str, tuple[Ask, ...]] = {
    "patient": (Ask.DOSE, Ask.PREMEDICATION, Ask.PRESERVATIVE),
    "course": (Ask.DOSE,),
    "bags": (Ask.BAG, Ask.LINE, Ask.PRESERVATIVE),
    "storage": (Ask.BAG,),
    "line": (Ask.LINE,),
    "premedication": (Ask.PREMEDICATION,),
    "supervision": (Ask.SUPERVISION,),
    "interruption": (Ask.INTERRUPTION, Ask.PREMEDICATION, Ask.SUPERVISION),
    "toxicity": (Ask.TOXICITY,),
    "scales": (Ask.GRADE,),
    "preservative": (Ask.PRESERVATIVE,),
    "components": (Ask.COMPONENT,),
}
# Constants of formulas, held in test_body.py: a case compares too coarsely for them.
HELD_ELSEWHERE = {
    "mosteller_divisor",
    "estimate_factor",
    "estimate_addend",
    "estimate_divisor_addend",
    "estimate_tolerance",
}


def read_cases() -> dict[Ask, list[cases.Case]]:
    found: dict[Ask, list[cases.Case]] = {question: [] for question in Ask}
    for file in cases.beside_installed():
        tables = toml_file.parse(toml_file.contents(file), str(file))["case"]
        assert isinstance(tables, list)
        for table in tables:
            case = read(table, cases.Case)
            found[case.ask].append(case)
    return found


def moved(value: object) -> Iterator[object]:
    """The value a little larger and a little smaller; whole numbers by one."""
    if isinstance(value, Count | WholeDays):
        yield from (structs.replace(value, value=value.value + by) for by in (1, -1))
    elif isinstance(value, Quantity):
        step = Decimal(1) if value.value >= 50 else Decimal("0.1")
        steps = (step, -step) if value.value else (step,)
        yield from (structs.replace(value, value=value.value + by) for by in steps)
    elif isinstance(value, Span | ScoreBand):
        yield structs.replace(value, first=value.first + 1)
        yield from (structs.replace(value, last=value.last + by) for by in (1, -1))
    elif isinstance(value, Cycles):
        yield structs.replace(value, first=value.first + 1)
        yield structs.replace(value, last=None if value.last else value.first)


def sabotages(thing: object, where: str, rebuild: Rebuild) -> Iterator[tuple[str, object]]:
    """Every number moved, with its dotted name, as the whole that it makes."""
    for other in moved(thing):
        yield where, rebuild(other)
    for key, part, replace in parts(thing):
        yield from sabotages(part, f"{where}.{key}", after(replace, rebuild))


def parts(thing: object) -> Iterator[tuple[object, object, Rebuild]]:
    """Each part of a structure, with what puts another in its place."""
    if isinstance(thing, Struct):
        for name in thing.__struct_fields__:
            if name not in HELD_ELSEWHERE:
                yield name, getattr(thing, name), partial(with_field, thing, name)
    elif isinstance(thing, dict):
        for key, value in thing.items():
            yield key, value, partial(with_key, thing, key)
    elif isinstance(thing, tuple):
        for at, item in enumerate(thing):
            yield at, item, partial(with_item, thing, at)


def after(first: Rebuild, then: Rebuild) -> Rebuild:
    return lambda new: then(first(new))


def with_field(thing: Struct, name: str, new: object) -> object:
    return structs.replace(thing, **{name: new})


def with_key(thing: dict[object, object], key: object, new: object) -> object:
    return {**thing, key: new}


def with_item(thing: tuple[object, ...], at: int, new: object) -> object:
    return (*thing[:at], new, *thing[at + 1 :])


def seen(protocol: Protocol, watched: list[cases.Case]) -> bool:
    """Whether a case fails with this protocol."""
    for case in watched:
        try:
            answer = ask(protocol, case.ask, case.given)
        except Misfit:
            return True
        if differences(answer, case.expect or {}, case.absent):
            return True
    return False


ALL = read_cases()


@pytest.mark.parametrize("group", WATCHED)
def test_a_number_moved_a_little_fails_a_case(protocol: Protocol, group: str) -> None:
    watched = [case for question in WATCHED[group] for case in ALL[question]]
    assert not seen(protocol, watched)
    unseen = [
        where
        for where, whole in sabotages(
            getattr(protocol, group), group, partial(with_field, protocol, group)
        )
        if isinstance(whole, Protocol) and not seen(whole, watched)
    ]
    assert unseen == []


def test_every_group_of_values_is_watched(protocol: Protocol) -> None:
    told = {"header", "sources", "citations", "rules", "discrepancies", "reference", "sha256"}
    assert set(WATCHED) == set(protocol.__struct_fields__) - told
