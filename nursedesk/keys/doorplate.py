"""What the sign-in window shows of the keys; it loads no cryptography, which the worker does."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from nursedesk.keys.key_files import KeyFiles
from nursedesk.ward.ports import AccountCard

_KEYS = "keys"


class Doorplate(Struct, frozen=True, kw_only=True):
    """Who has an account, and whether the ward is a practice ward."""

    cards: list[AccountCard]
    demo: bool


def read(folder: Path) -> Doorplate | None:
    """The plate of a data folder; None: it holds no ward.

    Raises:
        KnownError: its keys are lost, damaged, newer.
    """
    keys = folder / _KEYS
    if not keys.is_dir():
        return None
    told = KeyFiles(keys).slots()
    cards = [AccountCard(account=slot.account, name=slot.name) for slot in told.slots]
    return Doorplate(cards=cards, demo=told.demo)
