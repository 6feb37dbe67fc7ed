"""The recovery code: 160 bits as eight groups, each with a check character of its own.

Thirty-two characters without I, L, O and U carry five bits each. A group is four of them and a
check character, so that a slip of the pen is located to its group before anything is tried.

The check is a sum over GF(32) with another weight for each place: it finds every single wrong
character and every two of a group that changed places; the group's number finds swapped groups.
"""

from __future__ import annotations

import re
import secrets

from nursedesk.errors import KnownError

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOK_ALIKES = str.maketrans("OIL", "011")
_GROUPS, _CHARACTERS = 8, 4
CODE_BYTES = 20
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u2212]+")  # all that becomes of a hyphen


def generate() -> bytes:
    """A fresh code (20 bytes)."""
    return secrets.token_bytes(CODE_BYTES)


def printed(code: bytes) -> str:
    """The code as it is shown and written down: "4F7K2-..." in eight groups."""
    number = int.from_bytes(code, "big")
    digits = [number >> (5 * place) & 31 for place in reversed(range(_GROUPS * _CHARACTERS))]
    groups = [digits[at : at + _CHARACTERS] for at in range(0, len(digits), _CHARACTERS)]
    return "-".join(
        "".join(_ALPHABET[digit] for digit in [*group, _check(place, group)])
        for place, group in enumerate(groups)
    )


def parsed(typed: str) -> bytes:
    """The code that somebody typed; spaces, hyphens, case and look-alikes do not matter.

    Raises:
        KnownError: not eight groups of five, or a group with a slip in it (it is named).
    """
    number = 0
    for place, group in enumerate(_groups(typed)):
        digits = [_ALPHABET.find(character) for character in group]
        if -1 in digits or digits[-1] != _check(place, digits[:-1]):
            raise _wrong(f"Group {place + 1} of the recovery code has a slip in it.")
        for digit in digits[:-1]:
            number = number << 5 | digit
    return number.to_bytes(CODE_BYTES, "big")


def _groups(typed: str) -> list[str]:
    """Eight groups of five characters, look-alikes resolved."""
    size = _CHARACTERS + 1
    groups = [group for group in _SEPARATORS.split(typed.upper().translate(_LOOK_ALIKES)) if group]
    if len(groups) == _GROUPS:
        for place, group in enumerate(groups):
            if len(group) != size:
                raise _wrong(
                    f"Group {place + 1} of the recovery code has {len(group)} characters "
                    f"instead of {size}."
                )
        return groups
    characters = "".join(groups)
    if len(characters) != _GROUPS * size:
        raise _wrong(
            f"The recovery code has {_GROUPS} groups of {size} characters; "
            f"{len(characters)} characters were typed."
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


def _wrong(happened: str) -> KnownError:
    return KnownError("recovery-code-wrong", happened, do="Read the code again and correct it.")
