"""A handwriting sample drawn on the screen: strokes of points with time, of a bounded size.

As text it is `x y t` for each point, points parted by a comma and strokes by a semicolon: whole
numbers only, places in thousandths of the field's width, times in milliseconds from the first.
"""

from __future__ import annotations

import re
from datetime import datetime
from itertools import pairwise

from msgspec import Struct

WIDTH, HEIGHT = 1000, 300  # the field, in thousandths of its width
MOST_STROKES, MOST_POINTS = 200, 4000
LONGEST_MS = 10 * 60 * 1000
UNREADABLE = "a drawn sample that cannot be read"
LONGEST_TEXT = MOST_POINTS * 17  # characters: "1000 300 600000," is the longest point
_POINT = re.compile(r"([0-9]{1,4}) ([0-9]{1,3}) ([0-9]{1,6})", re.ASCII)


class Point(Struct, frozen=True, array_like=True):
    """Where the pen was: thousandths of the field's width, milliseconds since the first point."""

    x: int
    y: int
    ms: int


Stroke = tuple[Point, ...]


class Sample(Struct, frozen=True, kw_only=True):
    """A drawn sample of a symptom check, with what was said of it."""

    at: datetime
    strokes: tuple[Stroke, ...]
    words: str


def strokes_of(text: str) -> tuple[Stroke, ...]:
    """The strokes of a text.

    Raises:
        ValueError: no such text, empty, or beyond the bounds of a sample.
    """
    if len(text) > LONGEST_TEXT:
        raise ValueError("the drawn sample is too large")
    parts = text.split(";")
    if len(parts) > MOST_STROKES:
        raise ValueError("the drawn sample has too many strokes")
    strokes = tuple(tuple(_point(each) for each in part.split(",")) for part in parts)
    points = [point for stroke in strokes for point in stroke]
    if not 2 <= len(points) <= MOST_POINTS:
        raise ValueError("the drawn sample has too few or too many points")
    if any(later.ms < before.ms for before, later in pairwise(points)):
        raise ValueError("the times of the drawn sample run backwards")
    return strokes


def text_of(strokes: tuple[Stroke, ...]) -> str:
    """The one text of these strokes."""
    return ";".join(",".join(f"{p.x} {p.y} {p.ms}" for p in stroke) for stroke in strokes)


def canonical_strokes(text: str) -> str:
    """The text anew from its strokes, so that there is one for each sample.

    Raises:
        ValueError: as `strokes_of`.
    """
    return text_of(strokes_of(text))


def told(text: str) -> str:
    """What is said of a sample where it cannot be drawn; never fails, whatever the chart holds."""
    try:
        strokes = strokes_of(text)
    except ValueError:
        return UNREADABLE
    seconds = (strokes[-1][-1].ms - strokes[0][0].ms) // 1000
    count = "1 stroke" if len(strokes) == 1 else f"{len(strokes)} strokes"
    return f"drawn: {count} in {seconds} s"


def _point(text: str) -> Point:
    found = _POINT.fullmatch(text)
    if found is None:
        raise ValueError("a point of the drawn sample cannot be read")
    x, y, ms = (int(each) for each in found.groups())
    if x > WIDTH or y > HEIGHT or ms > LONGEST_MS:
        raise ValueError("a point of the drawn sample lies outside the field")
    return Point(x, y, ms)
