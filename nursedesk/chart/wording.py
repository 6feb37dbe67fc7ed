"""What a name and a free text may hold: one rule, for the forms' fields and for the chart.

Each character has a shape of its own, or is a space, or is a joiner that some scripts need inside
a word. So two names that look alike are alike (no zero-width characters), no text turns around the
dose that stands beside it (no direction controls), and whatever is recorded can be shown and
printed (no control characters, no halves of characters). A name is one line of at most 200
characters, because a banner, a label and a signature page must show the whole of it.
"""

from __future__ import annotations

import unicodedata

from nursedesk.errors import KnownError

LONGEST_LINE = 200
_WITHOUT_SHAPE = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
_JOINERS = "\u200c\u200d"  # in Persian and in Indian scripts they part or join letters
_NEW_LINE = "\n"  # in a free text alone


def odd_character(text: str) -> str:
    """The first character that no text may hold, as `U+202E`; empty when there is none."""
    if text.isascii() and text.isprintable():
        return ""
    for one in text:
        if one not in _JOINERS and one != _NEW_LINE and unicodedata.category(one) in _WITHOUT_SHAPE:
            return f"U+{ord(one):04X}"
    return ""


def is_line(text: str) -> bool:
    """Whether a text can stand as a name, or as another line."""
    fits = len(text) <= LONGEST_LINE and _NEW_LINE not in text
    seen = any(not one.isspace() and one not in _JOINERS for one in text)
    return fits and seen and not odd_character(text)


def must_be_line(text: str, what: str) -> None:
    """Refuses a name before anything is done with it; `what` says whose it is.

    Raises:
        KnownError: it is empty, too long, or holds what no text may hold.
    """
    if not is_line(text):
        raise KnownError(
            "name-not-allowed",
            f"{what} is one line of 1 to {LONGEST_LINE} characters that can be seen.",
            do="Type it again.",
        )


def must_be_shown(name: str, text: str) -> None:
    """Refuses a text that an entry would hold in its field `name`.

    Raises:
        KnownError: it holds what no text may hold; names the character.
    """
    odd = odd_character(text)
    if odd:
        raise KnownError(
            "value-not-allowed",
            f"“{name.replace('_', ' ')}” holds a character that has no shape of its own ({odd}).",
            do="Type it again without it, and save again.",
        )
