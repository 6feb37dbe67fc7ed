"""A person's P-256 key: made, stored, used to sign; without certificate code, for a quick start."""

from __future__ import annotations

from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

_SESSION_LABEL = b"nursedesk session key\n"


def new_key() -> ec.EllipticCurvePrivateKey:
    """A fresh P-256 key."""
    return ec.generate_private_key(ec.SECP256R1())


def private_bytes(key: ec.EllipticCurvePrivateKey) -> bytes:
    """PKCS 8 DER."""
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def private_key(der: bytes) -> ec.EllipticCurvePrivateKey:
    """The P-256 key of PKCS 8 DER."""
    key = load_der_private_key(der, None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("not an elliptic-curve key")
    return key


def session_statement(ward: UUID, account: str, session_key: bytes) -> bytes:
    """The bytes by which a person certifies a session key (32 bytes)."""
    return _SESSION_LABEL + ward.bytes + session_key + account.encode()


def sign(key: ec.EllipticCurvePrivateKey, data: bytes) -> bytes:
    """DER-encoded ECDSA over SHA-256."""
    return key.sign(data, ec.ECDSA(SHA256()))
