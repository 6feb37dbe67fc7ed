"""Sealed codes: 160 bits (recovery) or 80 (emergency) in groups with a check character each.

Thirty-two characters without I, L, O and U carry five bits each. A group is four of them and a
check character, so that a slip of the pen is located to its group before anything is tried.

The check is a sum over GF(32) with another weight for each place: it finds every single wrong
character and every two of a group that changed places; the group's number finds swapped groups.
"""

from __future__ import annotations

import re
import secrets

from msgspec import Struct

from nursedesk.errors import KnownError

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOK_ALIKES = str.maketrans("OIL", "011")
_CHARACTERS = 4  # of a group, the check left out: five bits each
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u2212]+")  # all that becomes of a hyphen


class Sort(Struct, frozen=True):
    """A sort of sealed code: what people call it, its groups, its bytes, what is said of a slip."""

    name: str
    groups: int
    wrong: str

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return self.groups * _CHARACTERS * 5 // 8


RECOVERY = Sort("recovery code", 8, "recovery-code-wrong")
EMERGENCY = Sort("emergency code", 4, "emergency-code-slip")


def generate(sort: Sort = RECOVERY) -> bytes:
    """A fresh code."""
    return secrets.token_bytes(sort.size)


def printed(code: bytes) -> str:
    """The code as it is shown and written down: groups, "4F7K2-..."."""
    number = int.from_bytes(code, "big")
    digits = [number >> (5 * place) & 31 for place in reversed(range(len(code) * 8 // 5))]
    groups = [digits[at : at + _CHARACTERS] for at in range(0, len(digits), _CHARACTERS)]
    return "-".join(
        "".join(_ALPHABET[digit] for digit in [*group, _check(place, group)])
        for place, group in enumerate(groups)
    )


def parsed(typed: str, sort: Sort = RECOVERY) -> bytes:
    """The code that somebody typed; spaces, hyphens, case and look-alikes do not matter.

    Raises:
        KnownError: not as many groups of five, or a group with a slip in it (it is named).
    """
    number = 0
    for place, group in enumerate(_groups(typed, sort)):
        digits = [_ALPHABET.find(character) for character in group]
        if -1 in digits or digits[-1] != _check(place, digits[:-1]):
            raise _wrong(sort, f"Group {place + 1} of the {sort.name} has a slip in it.")
        for digit in digits[:-1]:
            number = number << 5 | digit
    return number.to_bytes(sort.size, "big")


def _groups(typed: str, sort: Sort) -> list[str]:
    """Groups of five characters, look-alikes resolved."""
    size = _CHARACTERS + 1
    groups = [group for group in _SEPARATORS.split(typed.upper().translate(_LOOK_ALIKES)) if group]
    if len(groups) == sort.groups:
        for place, group in enumerate(groups):
            if len(group) != size:
                raise _wrong(
                    sort,
                    f"Group {place + 1} of the {sort.name} has {len(group)} characters "
                    f"instead of {size}.",
                )
        return groups
    characters = "".join(groups)
    if len(characters) != sort.groups * size:
        raise _wrong(
            sort,
            f"The {sort.name} has {sort.groups} groups of {size} characters; "
            f"{len(characters)} characters were typed.",
        )
    return [characters[at : at + size] for at in range(0, len(characters), size)]


def _check(place: int, digits: list[int]) -> int:
    total = 0
    for digit in digits:
        total = _doubled(total ^ digit)
    return total ^ place


def _doubled(element: int) -> int:
    # Times x in GF(32) modulo x^5 + x^2 + 1.
    return (element << 1 ^ 0b100101) if element & 16 else element << 1


def _wrong(sort: Sort, happened: str) -> KnownError:
    return KnownError(sort.wrong, happened, do="Read the code again and correct it.")
