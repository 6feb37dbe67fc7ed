"""From a passphrase or a code to keys: argon2id and HKDF.

Design: argon2id with t=3, 64 MiB, p=4. Parameters found in a slot file count only inside
bounds, so that an edited file can neither weaken a slot nor exhaust the machine.
"""

from __future__ import annotations

import secrets
import unicodedata
from typing import Annotated

from msgspec import Meta, Struct

from nursedesk.errors import KnownError

SHORTEST_PASSPHRASE = 15
_KEY_BYTES = 32
_SALT_BYTES = 16


class Cost(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one derivation costs: passes, memory in KiB, lanes; and its salt."""

    passes: Annotated[int, Meta(ge=3, le=10)]
    memory_kib: Annotated[int, Meta(ge=64 * 1024, le=1024 * 1024)]
    lanes: Annotated[int, Meta(ge=1, le=16)]
    salt: Annotated[bytes, Meta(min_length=_SALT_BYTES, max_length=_SALT_BYTES)]


def new_cost() -> Cost:
    """The cost of a new slot, with a fresh salt."""
    return Cost(passes=3, memory_kib=64 * 1024, lanes=4, salt=secrets.token_bytes(_SALT_BYTES))


def normal(passphrase: str) -> str:
    """The passphrase as it is counted and derived from: NFC, so that every keyboard agrees."""
    return unicodedata.normalize("NFC", passphrase)


def from_passphrase(passphrase: str, cost: Cost, context: bytes) -> bytes:
    """The slot key (32 bytes) of a passphrase; `context` binds it to its slot.

    Raises:
        KnownError: the machine has not the memory for it (code `memory-short`).
    """
    from argon2.exceptions import HashingError
    from argon2.low_level import Type, hash_secret_raw

    try:
        secret = hash_secret_raw(
            normal(passphrase).encode(errors="surrogatepass"),  # half a character is just wrong
            cost.salt,
            time_cost=cost.passes,
            memory_cost=cost.memory_kib,
            parallelism=cost.lanes,
            hash_len=_KEY_BYTES,
            type=Type.ID,
        )
    except (HashingError, MemoryError) as error:
        raise KnownError(
            "memory-short",
            f"This workstation has not the {cost.memory_kib // 1024} MiB of free memory "
            "that checking a passphrase takes.",
            do="Close other programs and try again.",
        ) from error
    return expand(secret, b"slot", context)


def expand(secret: bytes, label: bytes, context: bytes = b"", length: int = _KEY_BYTES) -> bytes:
    """HKDF-SHA256 under one of NurseDesk's labels."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    info = b"nursedesk " + label + b"\n" + context
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=info).derive(secret)
