"""The recovery envelope: the ward secret and the root key, under the recovery code."""

from __future__ import annotations

from uuid import UUID

import msgspec
from msgspec import Struct

from nursedesk.errors import KnownError
from nursedesk.keys import recovery_code, vault
from nursedesk.keys.derivation import Cost, expand, from_passphrase, new_cost
from nursedesk.keys.slots import FORMAT, Recovery

_RECOVERY = b"recovery"


class Recovered(Struct, frozen=True, kw_only=True):
    """What the recovery code opens: the ward secret and the root key (PKCS 8 DER).

    `public_key` (X25519) is the code's own; `former` the ward secret before, while it is renewed.
    """

    secret: bytes
    root_key: bytes
    public_key: bytes
    former: bytes | None = None


def sealed(ward: UUID, code: bytes, secret: bytes, root_key: bytes) -> tuple[Recovery, bytes]:
    """The envelope that this code opens, and the code's X25519 public key (32 bytes).

    `root_key` is PKCS 8 DER.
    """
    binding, cost = _binding(ward), new_cost()
    sealing, wrapping = _keys(code, cost, binding)
    public = vault.public_half(sealing)
    envelope = Recovery(
        format=FORMAT,
        ward=ward,
        cost=cost,
        sealed_secret=vault.seal(secret, public, binding),
        wrapped_root_key=vault.encrypt(root_key, wrapping, binding),
    )
    return envelope, public


def sealed_again(recovery: Recovery, public_key: bytes, secret: bytes) -> Recovery:
    """The envelope with another ward secret: the code's public key is enough for that."""
    sealed_secret = vault.seal(secret, public_key, _binding(recovery.ward))
    return msgspec.structs.replace(recovery, sealed_secret=sealed_secret)


def recover(recovery: Recovery, typed: str) -> Recovered:
    """Opens the recovery envelope.

    Raises:
        KnownError: a slip in the code, or the code of another ward.
    """
    found = opens(recovery, typed)
    if found is None:
        raise KnownError(
            "recovery-code-wrong",
            "This is not the recovery code of this ward.",
            do="Check that the sealed sheet belongs to this ward, and that it is the newest one.",
        )
    return found


def opens(recovery: Recovery, typed: str) -> Recovered | None:
    """What the code opens, or None when it is another one's.

    Raises:
        KnownError: a slip in the code (its group is named).
    """
    code, binding = recovery_code.parsed(typed), _binding(recovery.ward)
    sealing, wrapping = _keys(code, recovery.cost, binding)
    try:
        return Recovered(
            secret=vault.open_sealed(recovery.sealed_secret, sealing, binding),
            root_key=vault.decrypt(recovery.wrapped_root_key, wrapping, binding),
            public_key=vault.public_half(sealing),
        )
    except vault.CannotOpen:
        return None


def _keys(code: bytes, cost: Cost, binding: bytes) -> tuple[bytes, bytes]:
    """The X25519 private key and the wrapping key of a code.

    The whole code has 160 random bits, but a sheet may be read in part: six groups seen leave
    40 bits to try, so that trying is made as dear as for a passphrase.
    """
    master = from_passphrase(code.hex(), cost, binding)
    return expand(master, b"recovery sealing"), expand(master, b"recovery root")


def _binding(ward: UUID) -> bytes:
    return _RECOVERY + bytes([FORMAT]) + ward.bytes
