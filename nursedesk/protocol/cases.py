"""Runs case files: what a pharmacist expects of the protocol against what it answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec import Struct

from nursedesk.errors import KnownError
from nursedesk.protocol import loader, toml_file
from nursedesk.protocol.answer import Answer
from nursedesk.protocol.compare import differences
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.questions import Ask, ask
from nursedesk.protocol.reading import Misfit, read, shown

Find = Callable[[str], Protocol]


class Case(Struct, frozen=True, kw_only=True):
    """One case of a file, as it is written."""

    id: str
    ask: Ask
    given: dict[str, object]
    expect: dict[str, object] | None = None
    absent: tuple[str, ...] = ()
    note: str = ""
    rules: tuple[str, ...] = ()
    protocol: str = loader.SHIPPED_ID


class Result(Struct, frozen=True, kw_only=True):
    """What became of one case; it passed when there is no problem.

    `unproved` names the rules that the case says it proves and the answer did not use.
    """

    file: str
    id: str
    problems: tuple[str, ...] = ()
    answer: Answer | None = None
    unproved: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether nothing differs from what the case expects."""
        return not self.problems


def beside_installed() -> tuple[Path, ...]:
    """The case files that lie beside the installed protocols."""
    return tuple(sorted(loader.folder().glob("*/cases/*.toml")))


def remembering(find: Find = loader.shipped) -> Find:
    """A `find` that loads each protocol once, and fails alike each time when it cannot."""
    known: dict[str, Protocol | KnownError] = {}

    def found(name: str) -> Protocol:
        if name not in known:
            try:
                known[name] = find(name)
            except KnownError as error:
                known[name] = error
        protocol = known[name]
        if isinstance(protocol, KnownError):
            raise protocol.with_traceback(None)
        return protocol

    return found


def run(path: Path, find: Find, *, expecting: bool = True) -> Iterator[Result]:
    """The results of one case file, in its order; a file that cannot be read is one result.

    `expecting` False answers the cases without comparing.
    """
    file = shown(path, 300)
    try:
        tables = _tables(path)
    except KnownError as error:
        yield Result(file=file, id="(file)", problems=(error.happened,))
        return
    except Misfit as misfit:
        yield Result(file=file, id="(file)", problems=(f"This is no case file: {misfit}.",))
        return
    seen: set[str] = set()
    for number, table in enumerate(tables, start=1):
        yield _result(table, file, number, seen, find, expecting=expecting)


def _tables(path: Path) -> list[object]:
    document = toml_file.parse(toml_file.contents(path), str(path))
    return list(read(document, _CaseFile).case)


class _CaseFile(Struct, frozen=True, kw_only=True):
    """The only key of a case file; each case is read for itself, so that one cannot hide others."""

    case: tuple[object, ...]

    def __post_init__(self) -> None:
        if not self.case:
            raise Misfit("case", "there is no [[case]] in it")


def _result(
    table: object, file: str, number: int, seen: set[str], find: Find, *, expecting: bool
) -> Result:
    name = _name(table, number)
    try:
        if name in seen:
            raise Misfit("id", "this id stands twice in the file")
        seen.add(name)
        case = read(table, Case)
        answer = ask(find(case.protocol), case.ask, case.given)
        problems = _problems(case, answer) if expecting else []
    except Misfit as misfit:
        return Result(file=file, id=name, problems=(str(misfit),))
    except KnownError as error:
        return Result(file=file, id=name, problems=(f"protocol: {error.happened}",))
    except ArithmeticError as error:
        return Result(file=file, id=name, problems=(f"given: out of reach: {shown(error)}",))
    unproved = tuple(shown(rule) for rule in case.rules if rule not in answer.rules)
    return Result(file=file, id=name, problems=tuple(problems), answer=answer, unproved=unproved)


def _name(table: object, number: int) -> str:
    """The id of a case for messages, its place in the file when it has none."""
    name = table.get("id") if isinstance(table, dict) else None
    return shown(name) if isinstance(name, str) and name else f"(case {number})"


def _problems(case: Case, answer: Answer) -> list[str]:
    if case.expect is None and not case.absent:
        raise Misfit("expect", "this key is missing")
    return differences(answer, case.expect or {}, case.absent)
