"""The faults of the mutation check: which are made, and that tests see one and miss another."""

from __future__ import annotations

import ast

import pytest

from tests.mutation.__main__ import faults, main
from tests.mutation.changes import changes, codes_of

ENUM = 'class Stop(StrEnum):\n    AGE = "age"\n    LATE = "late"\n'


def made(source: str) -> list[str]:
    """The source after each fault by itself."""
    codes = codes_of(ast.parse(ENUM))
    found = []
    for number in range(len(changes(ast.parse(source), codes))):
        tree = ast.parse(source)
        changes(tree, codes)[number].make()
        found.append(ast.unparse(ast.fix_missing_locations(tree)))
    return found


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("a < b", {"a <= b", "a >= b"}),
        ("a <= b is c", {"a < b is c", "a > b is c", "a <= b is not c"}),
        ("a + b * c", {"a - b * c", "a + b / c"}),
        ("a and b", {"a or b"}),
        ("not a", {"a"}),
        ("True", {"False"}),
        ("7", {"8", "6"}),
        ("'code'", {"'changed'"}),
        ("f'{a} is too small'", {"'changed'"}),
        ("Stop.AGE", {"Stop.LATE"}),
        ("Stop.LATE", {"Stop.AGE"}),
        ("Other.AGE", set()),
        ("min(a, b)", {"max(a, b)"}),
        ("g(a, b=b, c=c)", {"g(a, c=c)", "g(a, b=b)"}),
        ("(a, b)", {"(b,)", "(a,)"}),
        ("{a: b, c: d}", {"{c: d}", "{a: b}"}),
        ("[a for a in b if c]", {"[a for a in b]"}),
        ("a if b else c", {"a if True else c", "a if False else c"}),
    ],
)
def test_the_faults_of_an_expression(source: str, wanted: set[str]) -> None:
    assert set(made(f"x = {source}")) == {f"x = {other}" for other in wanted}


def test_the_faults_of_statements() -> None:
    source = "def f(a):\n    if a:\n        stops.append(a)\n        raise a\n    return a"
    assert set(made(source)) == {
        source.replace("if a", "if True"),
        source.replace("if a", "if False"),
        source.replace("stops.append(a)", "pass"),
        source.replace("raise a", "pass"),
        source.replace("return a", "return None"),
    }


@pytest.mark.parametrize(
    "source",
    [
        '"""What it is for."""',
        "from a import b",
        "assert a is not b",
        "T = TypeVar('T')",
        "Find = Callable[[str], Protocol]",
        "Rows = tuple[tuple[str, Struct], ...]",
        "__all__ = ['a', 'b']",
        "class A(B, frozen=True):\n    x: Literal['h']",
        "@cache(7)\ndef f(a: Literal[1]) -> Literal[2]:\n    return None",
    ],
)
def test_what_is_left_alone(source: str) -> None:
    assert made(source) == []


def test_a_fault_says_where_it_is() -> None:
    source = "class A:\n    def f(self):\n        return (\n            self.a > 1\n        )"
    (found, *_) = [one for one in changes(ast.parse(source), {}) if ">=" in one.says]
    assert (found.line, found.within, found.says) == (4, "f", "self.a > 1 -> self.a >= 1")


def test_faults_are_the_same_each_time() -> None:
    first, again = (["".join(one.says) for one in faults("component")[1]] for _ in range(2))
    assert first == again
    assert len(first) > 20


def test_an_unknown_module_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["component", "no_such"]) == 2
    said = capsys.readouterr().out
    assert said == "There is no module no_such in nursedesk/protocol.\n"
