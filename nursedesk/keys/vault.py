"""What a slot holds: private keys wrapped by a passphrase, the ward secret sealed to a person."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

if TYPE_CHECKING:
    from cryptography.hazmat.primitives import hpke

_NONCE_BYTES = 12
SECRET_BYTES = 32


class PrivateKeys(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A person's private keys: X25519 raw (32 bytes), P-256 and issuing P-256 as PKCS 8 DER."""

    sealing: bytes
    signing: bytes
    issuing: bytes | None


class CannotOpen(Exception):
    """The key does not fit, or the bytes were altered."""


def wrap(keys: PrivateKeys, slot_key: bytes, binding: bytes) -> bytes:
    """The private keys under AES-256-GCM; `binding` is the additional data."""
    return encrypt(msgspec.json.encode(keys), slot_key, binding)


def unwrap(wrapped: bytes, slot_key: bytes, binding: bytes) -> PrivateKeys:
    """The private keys again.

    Raises:
        CannotOpen: wrong passphrase, or the slot was altered.
    """
    return msgspec.json.decode(decrypt(wrapped, slot_key, binding), type=PrivateKeys)


def encrypt(plain: bytes, key: bytes, binding: bytes) -> bytes:
    """AES-256-GCM, nonce first."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, binding)


def decrypt(sealed: bytes, key: bytes, binding: bytes) -> bytes:
    """What `encrypt` hid.

    Raises:
        CannotOpen: another key or binding, or altered bytes.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], binding)
    except (InvalidTag, ValueError) as error:
        raise CannotOpen from error


def seal(secret: bytes, public_key: bytes, binding: bytes) -> bytes:
    """Seals a secret to an X25519 public key (HPKE), so that no passphrase is needed for it."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

    return _suite().encrypt(secret, X25519PublicKey.from_public_bytes(public_key), binding)


def open_sealed(sealed: bytes, private_key: bytes, binding: bytes) -> bytes:
    """Opens what was sealed to this X25519 private key.

    Raises:
        CannotOpen: sealed to somebody else, for another slot, or altered.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    try:
        return _suite().decrypt(sealed, X25519PrivateKey.from_private_bytes(private_key), binding)
    except (InvalidTag, ValueError) as error:
        raise CannotOpen from error


def public_half(private_key: bytes) -> bytes:
    """The X25519 public key (32 bytes) of a raw private key."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    return X25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw()


def _suite() -> hpke.Suite:
    from cryptography.hazmat.primitives import hpke

    return hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
