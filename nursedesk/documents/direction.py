"""Which pieces of a line run from right to left, and how such a piece stands on paper.

Our sheets are English. In a line with Latin letters, each name of another direction stands alone:
numbers and punctuation beside it stay where they were written, so that no time or dose is pulled
into a name, which the usual rules of the Unicode standard (UAX 9) would do. A line whose letters
all run from right to left is one such piece, with its numbers inside, as those rules say.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby

from msgspec import Struct

_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_BETWEEN = frozenset({"NSM", "WS", "ON", "ES", "CS", "ET"})  # no letters, no digits
_APART = frozenset("\u00b7;")  # what our sheets put between one fact and the next
_DIGITS = frozenset({"EN", "AN"})
_NUMBER = re.compile(r"[^\W_]+(?:[.,:/+-][^\W_]+)*")  # 38.5, 12:00, 21/11/2026


class Piece(Struct, frozen=True, kw_only=True):
    """Letters of one direction as they were written; `start` is the first one's place."""

    start: int
    text: str
    right_to_left: bool


def right_to_left(line: str) -> list[tuple[int, int]]:
    """The places (from, up to) of the pieces of a line that run from right to left."""
    kinds = [unicodedata.bidirectional(each) for each in line]
    if not _RIGHT_TO_LEFT.intersection(kinds):
        return []
    if "L" not in kinds:
        return [(0, len(line))]
    found: list[tuple[int, int]] = []
    start = end = -1
    for place, kind in enumerate(kinds):
        if kind in _RIGHT_TO_LEFT or (kind == "NSM" and place == end):
            start, end = (place if start < 0 else start), place + 1
        elif start >= 0 and (kind not in _BETWEEN or line[place] in _APART):
            found.append((start, end))
            start = end = -1
    return [*found, (start, end)] if start >= 0 else found


def as_seen(text: str) -> list[Piece]:
    """A piece that runs from right to left as it stands on paper, from the left.

    Numbers in it run from left to right.
    """
    pieces: list[Piece] = []
    start = 0
    for is_number, group in groupby(_words(text), _is_number):
        words = "".join(group)
        pieces.append(Piece(start=start, text=words, right_to_left=not is_number))
        start += len(words)
    return pieces[::-1]


def _words(text: str) -> list[str]:
    """The text cut before and after each number."""
    cut: list[str] = []
    at = 0
    for found in _NUMBER.finditer(text):
        if _is_number(found[0]):
            cut += [text[at : found.start()], found[0]]
            at = found.end()
    return [word for word in (*cut, text[at:]) if word]


def _is_number(word: str) -> bool:
    return unicodedata.bidirectional(word[0]) in _DIGITS
