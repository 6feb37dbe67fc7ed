"""The recovery envelope: the ward secret and the root key, under the recovery code."""

from __future__ import annotations

from uuid import UUID

from msgspec import Struct

from nursedesk.errors import KnownError
from nursedesk.keys import recovery_code, vault
from nursedesk.keys.derivation import Cost, expand, from_passphrase, new_cost
from nursedesk.keys.slots import FORMAT, Recovery

_RECOVERY = b"recovery"


class Recovered(Struct, frozen=True, kw_only=True):
    """What the recovery code opens: the ward secret and the root key (PKCS 8 DER)."""

    secret: bytes
    root_key: bytes


def sealed(ward: UUID, code: bytes, secret: bytes, root_key: bytes) -> Recovery:
    """The envelope that this code opens; `root_key` is PKCS 8 DER."""
    binding, cost = _binding(ward), new_cost()
    sealing, wrapping = _keys(code, cost, binding)
    return Recovery(
        format=FORMAT,
        ward=ward,
        cost=cost,
        sealed_secret=vault.seal(secret, vault.public_half(sealing), binding),
        wrapped_root_key=vault.encrypt(root_key, wrapping, binding),
    )


def recover(recovery: Recovery, typed: str) -> Recovered:
    """Opens the recovery envelope.

    Raises:
        KnownError: a slip in the code, or the code of another ward.
    """
    code, ward = recovery_code.parsed(typed), recovery.ward
    binding = _binding(ward)
    sealing, wrapping = _keys(code, recovery.cost, binding)
    try:
        secret = vault.open_sealed(recovery.sealed_secret, sealing, binding)
        root_key = vault.decrypt(recovery.wrapped_root_key, wrapping, binding)
    except vault.CannotOpen as error:
        raise KnownError(
            "recovery-code-wrong",
            "This is not the recovery code of this ward.",
            do="Check that the sealed sheet belongs to this ward.",
        ) from error
    return Recovered(secret=secret, root_key=root_key)


def _keys(code: bytes, cost: Cost, binding: bytes) -> tuple[bytes, bytes]:
    """The X25519 private key and the wrapping key of a code.

    The whole code has 160 random bits, but a sheet may be read in part: six groups seen leave
    40 bits to try, so that trying is made as dear as for a passphrase.
    """
    master = from_passphrase(code.hex(), cost, binding)
    return expand(master, b"recovery sealing"), expand(master, b"recovery root")


def _binding(ward: UUID) -> bytes:
    return _RECOVERY + bytes([FORMAT]) + ward.bytes
