"""Opens a TOML file that anybody may have written: bounded, exact numbers, one clear refusal."""

from __future__ import annotations

import stat
import tomllib
from decimal import Decimal
from pathlib import Path

from nursedesk.errors import KnownError
from nursedesk.protocol.reading import shown

_MOST_BYTES = 8_000_000
# A key of many dotted parts costs tomllib time that grows with the square of their number; no
# honest line comes near.
_MOST_POINTS_A_LINE = 400

_DO = "Correct the file, or use it as it was delivered."


def contents(path: Path) -> bytes:
    """The bytes of the file.

    Raises:
        KnownError: `file-unreadable` or `file-too-large`.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise OSError(0, "it is not a plain file")
        with path.open("rb") as opened:
            data = opened.read(_MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a usable file name"
        raise KnownError(
            "file-unreadable",
            f"{shown(path, 300)} cannot be read: {reason}.",
            do="Check the name and the rights of the file.",
        ) from error
    if len(data) > _MOST_BYTES:
        raise KnownError(
            "file-too-large",
            f"{shown(path, 300)} is larger than {_MOST_BYTES // 1_000_000} MB.",
            do="Split the file.",
        )
    return data


def parse(data: bytes, name: str) -> dict[str, object]:
    """The tables of a TOML file, every number with a point as an exact Decimal.

    Raises:
        KnownError: `not-toml`, with the line that tomllib names.
    """
    try:
        text = data.decode("utf-8")
        if any(line.count(".") > _MOST_POINTS_A_LINE for line in text.split("\n")):
            raise ValueError("a line is nested too deeply")
        return tomllib.loads(text, parse_float=Decimal)
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise KnownError(
            "not-toml", f"{shown(name, 300)} is not a TOML file: {_reason(error)}.", do=_DO
        ) from error


def _reason(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8 text"
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if isinstance(error, ArithmeticError):
        return "a number in it is too large"
    return shown(error, 200)
