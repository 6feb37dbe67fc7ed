"""Files that somebody altered on purpose: at a value of theirs, or at any byte."""

from __future__ import annotations

import json
import re
from random import Random

_HOLE = "@hole@"
_DEEP = 20_000
_JSON = (
    "NaN",
    "-Infinity",
    "1e999",
    "-1",
    "9" * 5000,
    "0." + "1" * 5000,
    "null",
    "true",
    '""',
    '"\\ud800"',
    '"\\u0000\\u202e"',
    '"../../../nowhere"',
    '"' + "A" * 70_000 + '"',
    "[" * _DEEP + "]" * _DEEP,
    '{"a":' * _DEEP + "1" + "}" * _DEEP,
    "[]",
    "{}",
    '{"format":1,"format":2}',
    '"9999-12-31T23:59:59.999999-23:59"',
    '"0001-01-01T00:00:00+14:00"',
)
_TOML = (
    "nan",
    "-inf",
    "1e9999",
    "1e-9999",
    "9" * 5000,
    "0x" + "f" * 400,
    "0." + "7" * 5000,
    "-0.0",
    '""',
    '"\\u202e\\u0000"',
    '"""a\nb\u202e"""',
    '"' + "A" * 30_000 + '"',
    "[" * 500 + "]" * 500,
    "[" * 5000,
    "{a = " * 300 + "1" + "}" * 300,
    "{a.b.c = 1, a.b = 2}",
    "9999-12-31T23:59:59.999999-23:59",
    "0001-01-01T00:00:00+14:00",
    "2026-02-30",
    "00:00:60",
    "[1, 'a', {}]",
    "true",
    "= =",
)
_LINE = re.compile(r"^(\w+) = .*$", re.MULTILINE)


def bytes_of(draw: Random, content: bytes) -> bytes:
    """Some bytes of it changed, cut off, doubled or put in."""
    at, much = draw.randrange(len(content) + 1), draw.choice((1, 3, 64, 1000))
    other = draw.choice(
        (b"", b"\0", b"\xff\xfe", b"\xed\xa0\x80", b"\xef\xbb\xbf", draw.randbytes(much))
    )
    ways = (
        content[:at],
        content[:at] + other + content[at:],
        content[:at] + other + content[at + much :],
        content[:at] + content[at : at + much] * 3 + content[at:],
        b"\xef\xbb\xbf" + content,
        content.decode(errors="replace").encode("utf-16"),
    )
    return draw.choice(ways)


def json_of(draw: Random, content: bytes) -> bytes:
    """One value of a JSON file replaced, a key doubled or added; or bytes of it altered."""
    if draw.random() < 0.3:
        return bytes_of(draw, content)
    tree = json.loads(content)
    holders = list(_holders(tree))
    holder = draw.choice(holders)
    if isinstance(holder, dict):
        key = draw.choice((*holder, "more"))
        holder[key] = _HOLE
    elif holder:
        holder[draw.randrange(len(holder))] = _HOLE
    text = json.dumps(tree).replace(f'"{_HOLE}"', draw.choice(_JSON))
    return text.encode(errors="surrogatepass")


def _holders(tree: object) -> list[dict[str, object] | list[object]]:
    if not isinstance(tree, dict | list):
        return []
    inner = tree.values() if isinstance(tree, dict) else tree
    return [tree, *(one for value in inner for one in _holders(value))]


def toml_of(draw: Random, content: bytes) -> bytes:
    """One value of a TOML file replaced, doubled or moved deep; or bytes of it altered."""
    if draw.random() < 0.2:
        return bytes_of(draw, content)
    text = content.decode()
    line = draw.choice(list(_LINE.finditer(text)))
    key, value = line[1], draw.choice(_TOML)
    put = draw.choice(
        (
            f"{key} = {value}",
            f"{key} = {value}",
            f"{line[0]}\n{line[0]}",
            f"{line[0]}\n{'a.' * draw.choice((10, 390, 3000))}a = 1",
            f"{line[0]}\nmore = {value}",
            f"[{key}]\n{key} = {value}",
            "",
        )
    )
    return (text[: line.start()] + put + text[line.end() :]).encode()
