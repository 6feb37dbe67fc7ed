"""Texts and numbers that nobody in a ward would type, and that a program must bear."""

from __future__ import annotations

from random import Random

BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e"
CONTROLS = "".join(map(chr, (*range(32), *range(127, 160))))
SURROGATES = "\ud800\udbff\udc00\udfff"
_SCRIPTS = "äßčłñøœ東京病院관찰اسم الممرضةשלום воля นาง देवनागरी 👩‍⚕️🩸"
_BREAKS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
_SAYINGS = (
    "",
    " ",
    "Robert'); DROP TABLE entry;--",
    "<b>bold</b><img src='file:///nowhere'>",
    "<a href='http://example.org'>press</a>",
    "&amp;&lt;&#0;&&&",
    "{0} {name} %s %n %(x)s ${HOME} `id` $(id)",
    "../../../../nowhere/x",  # never a path that is somewhere
    "C:\\CON\\NUL:",
    "=1+1",
    "-1",
    "null",
    "NaN",
    "true",
    "\\u0000\\x00\\N{BULLET}",
    "'\"“”«»",
    "a\u0301" * 40,
    "Z\u0334\u0335\u0336\u0337\u0338" * 20,
    "O'Neil-Smith, Ann",
)
_STROKES = (
    ";" * 300,
    "," * 5000,
    "1 1 1",
    "1 1 9,1 1 1",
    "9999 999 0,1 1 1",
    "-1 0 0,1 1 1",
    "1.5 0 0,1 1 1",
    "٣ ٣ ٣,1 1 1",
    "1 1 1," * 4001 + "1 1 1",
    "1 1 1," * 90_000,
    "[[1,1,1],[2,2,2]]",
    "1 1 1,1 1 1\n",
)
_NUMBERS = (
    "0",
    "-0",
    "+0.0",
    "1e999",
    "1E-999",
    "9" * 400,
    "0." + "3" * 400,
    "-1",
    "Infinity",
    "-inf",
    "nan",
    "sNaN",
    "0x10",
    "1_000",
    "1,000",
    "1.000,5",
    "٣٫٥",
    "½",
    "²",
    "１２",
    "1 000",
    "1e1",
    "--1",
    ".5",
    "5.",
)


def text(draw: Random, longest: int = 10_000) -> str:
    """Anything that can stand in a Python text, lone surrogates too."""
    kind = draw.randrange(8)
    if kind == 0:
        return draw.choice(_SAYINGS)
    if kind == 1:
        return number(draw)
    if kind == 2:
        return draw.choice("aA0 é東\u202e\x00\n") * draw.choice((1, 200, 201, 1000, longest))
    if kind == 3:
        return "".join(chr(draw.randrange(0x110000)) for _ in range(draw.randint(1, 40)))
    pool = (BIDI + INVISIBLE, CONTROLS + _BREAKS, SURROGATES, _SCRIPTS)[kind - 4]
    odd = "".join(draw.choice(pool) for _ in range(draw.randint(1, 8)))
    return f"{draw.choice(('', 'Ann', 'Ward 7 '))}{odd}{draw.choice(('', 'Doe', '123'))}"


def typed(draw: Random) -> str:
    """What a keyboard, an input method or the clipboard brings into one line."""
    return text(draw, longest=1000).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def number(draw: Random) -> str:
    """A number, or what somebody may take for one."""
    if draw.random() < 0.3:
        return str(draw.randint(-(10**12), 10**12) / 10 ** draw.randint(0, 12))
    return draw.choice(_NUMBERS)


def strokes(draw: Random) -> str:
    """A drawn sample, or what somebody may take for one."""
    if draw.random() < 0.5:
        points = (f"{draw.randrange(1001)} {draw.randrange(301)} {at * 9}" for at in range(40))
        return ",".join(points)
    return draw.choice(_STROKES)


def unfit(text: str) -> str:
    """The first character of a text that nothing recorded and no message may hold, if any."""
    return next((f"U+{ord(one):04X}" for one in text if one in _NOWHERE), "")


_NOWHERE = frozenset(BIDI + INVISIBLE + CONTROLS + SURROGATES + _BREAKS) - frozenset(
    "\n\u200c\u200d"
)
