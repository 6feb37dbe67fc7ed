"""What a protocol file must hold beyond its types: citations that lead somewhere, whole ranges."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from itertools import pairwise

from msgspec import Struct

from nursedesk.protocol.care_terms import Item
from nursedesk.protocol.definition import Authority, Content
from nursedesk.protocol.quantities import Cited, Count, Quantity, WholeDays
from nursedesk.protocol.reaction_values import ScoreBand
from nursedesk.protocol.reading import Misfit
from nursedesk.protocol.rules import Rule
from nursedesk.protocol.terms import Indication, Kind, Status
from nursedesk.protocol.values import Block, Steroid

_Things = tuple[tuple[str, Struct], ...]

_VERSION = re.compile(r"\d+\.\d+\.\d+")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def check(content: Content) -> None:
    """Refuses a protocol that is not whole.

    Raises:
        Misfit: naming the key and what is wrong with it.
    """
    for of_content in _OF_CONTENT:
        of_content(content)
    things = tuple(walk(content))
    for of_things in _OF_THINGS:
        of_things(content, things)


def walk(thing: object, where: str = "") -> Iterator[tuple[str, Struct]]:
    """Every structure in a protocol with its dotted name, the outermost first."""
    if isinstance(thing, Struct):
        yield where, thing
        for name in thing.__struct_fields__:
            yield from walk(getattr(thing, name), _dotted(where, name))
    elif isinstance(thing, dict):
        for key, value in thing.items():
            yield from walk(value, _dotted(where, key))
    elif isinstance(thing, tuple):
        for number, value in enumerate(thing):
            yield from walk(value, f"{where}[{number}]")


def _dotted(where: str, key: str) -> str:
    return f"{where}.{key}" if where else key


def _header(content: Content) -> None:
    header = content.header
    if not _ID.fullmatch(header.id):
        raise Misfit("header.id", "small letters, digits and single hyphens only")
    if not _VERSION.fullmatch(header.version):
        raise Misfit("header.version", "three numbers with points, such as 1.0.0")
    if not header.effective <= header.last_reviewed < header.review_due:
        raise Misfit(
            "header.review_due",
            "dates out of order: effective, then last_reviewed, then review_due",
        )
    for name in ("title", "transcribed_by", "checked_by", "supersedes"):
        if not getattr(header, name).strip():
            raise Misfit(f"header.{name}", "must not be empty; write 'not yet checked' or 'none'")


def _sources(content: Content) -> None:
    for name, citation in content.citations.items():
        if citation.source not in content.sources:
            raise Misfit(f"citations.{name}.source", f"there is no source '{citation.source}'")
        if not citation.locator.strip():
            raise Misfit(f"citations.{name}.locator", "a citation must say where in its source")


def _citations(content: Content, things: _Things) -> None:
    used: set[str] = set()
    for where, thing in things:
        cite = getattr(thing, "cite", None)
        if cite is None:
            continue
        if not cite:
            raise Misfit(f"{where}.cite", "a value without a citation")
        for name in cite:
            if name not in content.citations:
                raise Misfit(f"{where}.cite", f"there is no citation '{name}'")
        used.update(cite)
    for name in content.citations:
        if name not in used:
            raise Misfit(f"citations.{name}", "no value, rule or entry uses this citation")


def _authority(content: Content, things: _Things) -> None:
    """Nothing is called the label's, or a secondary source's, that cites no such source."""
    for where, thing in things:
        if isinstance(thing, Cited):
            found = {content.sources[content.citations[c].source].authority for c in thing.cite}
            if not _HOLDS[thing.status](found):
                raise Misfit(f"{where}.status", f"'{thing.status}' does not fit what it cites")


_HOLDS: dict[Status, Callable[[set[Authority]], bool]] = {
    Status.LABEL: lambda found: found == {Authority.LABEL},
    Status.INFERRED: lambda found: Authority.LABEL in found,
    Status.SECONDARY: lambda found: Authority.SECONDARY in found,
    Status.DECISION: lambda found: Authority.PRODUCT in found,
}


def _complete(content: Content) -> None:
    wanted: list[tuple[str, Iterable[object], type[StrEnum]]] = [
        ("rules", content.rules, Rule),
        ("bags", content.bags, Kind),
        ("course", content.course, Indication),
        ("premedication.adult", content.premedication.adult, Indication),
        ("premedication.child", content.premedication.child, Indication),
        ("supervision", content.supervision, Indication),
        ("components", content.components, Item),
    ]
    for where, found, codes in wanted:
        lacking = [code for code in codes if code not in found]
        if lacking:
            raise Misfit(where, f"missing: {', '.join(lacking)}")


def _numbers(_: Content, things: _Things) -> None:
    for where, thing in things:
        if isinstance(thing, Quantity | Count | WholeDays) and thing.value < 0:
            raise Misfit(f"{where}.value", "must not be negative")
        first, last = getattr(thing, "first", None), getattr(thing, "last", None)
        if first is not None and last is not None and first > last:
            raise Misfit(where, "the first comes after the last")


def _bags(content: Content) -> None:
    for kind, bag in content.bags.items():
        for name, positive in (("duration", bag.duration), ("rate", bag.rate)):
            if positive.value == 0:
                raise Misfit(f"bags.{kind}.{name}", "must be above 0")


def _ranges(content: Content) -> None:
    for name, group in (("patient", content.patient), ("storage", content.storage)):
        for lowest in group.__struct_fields__:
            highest = lowest.replace("_lowest", "_highest")
            if highest == lowest:
                continue
            if getattr(group, lowest).value >= getattr(group, highest).value:
                raise Misfit(f"{name}.{lowest}", f"must lie below {highest}")


def _courses(content: Content) -> None:
    for indication, blocks in content.course.items():
        where = f"course.{indication}"
        _contiguous([(b.cycles.first, b.cycles.last) for b in blocks], 1, f"{where}.cycles")
        for number, block in enumerate(blocks):
            _steps(block, f"{where}[{number}]")


def _steps(block: Block, where: str) -> None:
    days = [(step.days.first, step.days.last) for step in block.steps]
    _contiguous(days, 1, f"{where}.steps")
    if days[-1][1] != block.infusion.value:
        raise Misfit(f"{where}.steps", "the steps must end on the last infusion day")


def _contiguous(spans: list[tuple[int, int]], start: int, where: str) -> None:
    if not spans or spans[0][0] != start:
        raise Misfit(where, f"must begin with {start}")
    if any(later[0] != earlier[1] + 1 for earlier, later in pairwise(spans)):
        raise Misfit(where, "must follow one another without a gap or overlap")


def _scores(content: Content) -> None:
    icans = content.scales.icans
    bands: Mapping[str, tuple[ScoreBand, ...]] = {"ice": icans.ice, "capd": icans.capd}
    for name, scores in bands.items():
        _contiguous([(s.first, s.last) for s in scores], 0, f"scales.icans.{name}")


def _steroids(_: Content, things: _Things) -> None:
    for where, thing in things:
        if isinstance(thing, Steroid):
            by_bsa = thing.by_bsa is not None and thing.cap is not None and thing.fixed is None
            fixed = thing.fixed is not None and thing.by_bsa is None and thing.cap is None
            if not (by_bsa or fixed):
                raise Misfit(where, "either a fixed dose, or a dose by_bsa with its cap")


_OF_CONTENT: tuple[Callable[[Content], None], ...] = (
    _header,
    _sources,
    _complete,
    _bags,
    _ranges,
    _courses,
    _scores,
)
_OF_THINGS: tuple[Callable[[Content, _Things], None], ...] = (
    _citations,
    _authority,
    _numbers,
    _steroids,
)
