"""The ward's root certificate, and what a signer's certificate says of its holder."""

from __future__ import annotations

import hashlib
import re

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID
from msgspec import Struct

from nursedesk.chart.terms import Role
from nursedesk.documents.fields import Field
from nursedesk.errors import KnownError
from nursedesk.ward.trust_list import TrustList, from_pem

DEMO_WORDS = "DEMO, not for clinical use"
_ACCOUNT = re.compile(r"[a-z][a-z0-9.-]{1,30}[a-z0-9]")


class Root(Struct, frozen=True, kw_only=True):
    """A ward's root: everything that its people signed is traced back to this certificate (DER).

    `told` is the ward's own list of revocations, where the file has one.
    """

    der: bytes
    ward: str
    demo: bool
    fingerprint: str
    told: TrustList | None = None


class Holder(Struct, frozen=True, kw_only=True):
    """Whose certificate it is; `key` is the public key (DER)."""

    account: str
    name: str
    roles: frozenset[Role]
    key: bytes


def read_root(root_pem: bytes) -> Root:
    """Reads the root certificate from PEM, with the revocations where the file has them.

    Raises:
        KnownError: it is not one certificate of a certificate authority, or its revocations are
            damaged (code `ca-unreadable`).
    """
    try:
        (certificate,) = x509.load_pem_x509_certificates(root_pem)
        if not _is_authority(certificate):
            raise ValueError("a person's certificate")
        names = [str(attribute.value) for attribute in certificate.subject]
        wards = _values(certificate, NameOID.ORGANIZATION_NAME)
        told = from_pem(root_pem)
    except Exception as broken:
        raise KnownError(
            "ca-unreadable",
            "The certificate file does not hold the certificate of a ward, holds several, or is "
            "damaged.",
            do="Name the ward-trust.pem or ward-ca.pem that the ward exported.",
        ) from broken
    der = certificate.public_bytes(Encoding.DER)
    return Root(
        der=der,
        ward=", ".join(wards),
        demo=any(DEMO_WORDS in name for name in names),
        fingerprint=hashlib.sha256(der).hexdigest(),
        told=told,
    )


def holder(certificate_der: bytes) -> Holder:
    """The account, name and roles in a person's certificate.

    Raises:
        ValueError: it is an authority's, names not exactly one account and one person, or has a
            role that does not exist.
    """
    certificate = x509.load_der_x509_certificate(certificate_der)
    (account,) = _values(certificate, NameOID.SERIAL_NUMBER)
    (name,) = _values(certificate, NameOID.COMMON_NAME)
    if _is_authority(certificate) or not _ACCOUNT.fullmatch(account):
        raise ValueError("not a person's certificate")
    key = certificate.public_key()
    return Holder(
        account=account,
        name=name,
        roles=frozenset(map(Role, _values(certificate, NameOID.ORGANIZATIONAL_UNIT_NAME))),
        key=key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
    )


def role_for(person: Holder, field: Field) -> Role | None:
    """The role in which a person may fill a field, or None."""
    return next((role for role in field.roles if role in person.roles), None)


def _values(certificate: x509.Certificate, kind: x509.ObjectIdentifier) -> list[str]:
    return [str(each.value) for each in certificate.subject.get_attributes_for_oid(kind)]


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        found = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    except x509.ExtensionNotFound:
        return False
    return found.value.ca
