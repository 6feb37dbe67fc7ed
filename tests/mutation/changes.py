"""The small faults that are put into a module: each changes one place of its syntax tree.

Left alone: docstrings, annotations, imports, asserts (they narrow types), decorators, and whether a
structure is frozen. A message for people is changed as a whole: one test of its words is enough.
"""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

Put = Callable[[ast.AST], None]
Codes = Mapping[str, list[str]]  # the members of each enum

_COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_RECKONED = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult}
_CALLED = {"min": "max", "max": "min", "any": "all", "all": "any"}
_NAMES_OF_TYPES = re.compile(r"^__all__ =|= (TypeVar\(|Callable\[|tuple\[|dict\[)")
_LEFT_ALONE = {"annotation", "returns", "decorator_list", "bases"}


@dataclass(frozen=True)
class Change:
    """One fault: its line, in which function it is, what it does; `make` changes the tree."""

    line: int
    within: str
    says: str
    make: Callable[[], None]


def codes_of(tree: ast.Module) -> dict[str, list[str]]:
    """The enums of a module with the names of their members."""
    return {
        node.name: [ast.unparse(one.targets[0]) for one in node.body if isinstance(one, ast.Assign)]
        for node in tree.body
        if isinstance(node, ast.ClassDef)
        and [ast.unparse(base) for base in node.bases] == ["StrEnum"]
    }


def changes(tree: ast.Module, codes: Codes) -> list[Change]:
    """All faults of a module, always in the same order; at most one of them is made in a tree."""
    found: list[Change] = []
    for node, put, line, within in _places(tree, 0, ""):
        for other in _others(node, codes):
            says = f"{_told(node)} -> {_told(other)}"
            found.append(Change(line, within, says, lambda put=put, other=other: put(other)))  # type: ignore[misc]
    return found


def _places(node: ast.AST, line: int, within: str) -> Iterator[tuple[ast.AST, Put, int, str]]:
    """Every node that may be changed, with what puts another in its place."""
    for name, value in ast.iter_fields(node):
        if name in _LEFT_ALONE or (isinstance(node, ast.ClassDef) and name == "keywords"):
            continue
        for at, child in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(child, ast.AST) and not _is_left_alone(child):
                in_line = getattr(child, "lineno", line)
                inside = getattr(child, "name", None) or within
                yield child, _putter(node, name, at), in_line, inside
                if not isinstance(child, ast.JoinedStr):
                    yield from _places(child, in_line, inside)


def _putter(parent: ast.AST, field: str, at: int) -> Put:
    def put(new: ast.AST) -> None:
        held = getattr(parent, field)
        if isinstance(held, list):
            held[at] = new
        else:
            setattr(parent, field, new)

    return put


def _is_left_alone(node: ast.AST) -> bool:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True  # a docstring
    if isinstance(node, ast.Assign):
        return _NAMES_OF_TYPES.search(ast.unparse(node)) is not None
    return isinstance(node, ast.Import | ast.ImportFrom | ast.Assert)


def _others(node: ast.AST, codes: Codes) -> Iterator[ast.AST]:
    """What may stand in a node's place."""
    yield from _other_operators(node)
    yield from _other_values(node, codes)
    yield from _other_parts(node)
    yield from _other_statements(node)


def _with(node: ast.AST, **fields: object) -> ast.AST:
    made = copy.copy(node)
    for name, value in fields.items():
        setattr(made, name, value)
    return made


def _other_operators(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Compare(ops=ops):
            for at, operator in enumerate(ops):
                for kind in _COMPARED[type(operator)]:
                    yield _with(node, ops=[*ops[:at], kind(), *ops[at + 1 :]])
        case ast.BinOp(op=operator) if type(operator) in _RECKONED:
            yield _with(node, op=_RECKONED[type(operator)]())
        case ast.BoolOp(op=operator):
            yield _with(node, op=ast.Or() if isinstance(operator, ast.And) else ast.And())
        case ast.UnaryOp(operand=operand):
            yield operand


def _other_values(node: ast.AST, codes: Codes) -> Iterator[ast.AST]:
    match node:
        case ast.Constant(value=bool(held)):
            yield ast.Constant(not held)
        case ast.Constant(value=int(number)):
            yield from (ast.Constant(number + 1), ast.Constant(number - 1))
        case ast.Constant(value=str(text)):
            yield ast.Constant("changed" if text != "changed" else "")
        case ast.JoinedStr():
            yield ast.Constant("changed")
        case ast.Attribute(value=ast.Name(id=name), attr=member) if member in codes.get(name, ()):
            members = codes[name]
            yield _with(node, attr=members[(members.index(member) + 1) % len(members)])


def _other_parts(node: ast.AST) -> Iterator[ast.AST]:
    """Another function called, or one argument, item or entry less."""
    match node:
        case ast.Call(func=ast.Name(id=name)) if name in _CALLED:
            yield _with(node, func=ast.Name(_CALLED[name], ast.Load()))
        case ast.Tuple(ctx=ast.Load(), elts=items) | ast.List(elts=items) | ast.Set(elts=items):
            yield from (_with(node, elts=_without(items, at)) for at in range(len(items)))
        case ast.Dict(keys=keys, values=values):
            for at in range(len(keys)):
                yield _with(node, keys=_without(keys, at), values=_without(values, at))
    if isinstance(node, ast.Call):
        for at in range(len(node.keywords)):
            yield _with(node, keywords=_without(node.keywords, at))


def _without(items: Sequence[object], at: int) -> list[object]:
    return [*items[:at], *items[at + 1 :]]


def _other_statements(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.If() | ast.IfExp() | ast.While():
            yield from (_with(node, test=ast.Constant(held)) for held in (True, False))
        case ast.comprehension(ifs=[_, *_]):
            yield _with(node, ifs=[])
        case ast.Return(value=ast.AST() as value) if not isinstance(value, ast.Constant):
            yield _with(node, value=ast.Constant(None))
        case ast.Expr() | ast.Raise() | ast.AugAssign() | ast.Continue() | ast.Break():
            yield ast.Pass()


def _told(node: ast.AST) -> str:
    """A node in one short line."""
    if isinstance(node, ast.If | ast.While):
        return f"if {_told(node.test)}"
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 100 else f"{text[:60]} ... {text[-37:]}"
