"""The ward's certificates: root, an administrator's issuing certificate, a person's.

The root key lies in the recovery envelope only. Each administrator has an issuing certificate
(path length 0) that is embedded in signatures. Authority ends by revocation, not by expiry: an
expired leaf would make every old note invalid.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)
from cryptography.x509.oid import NameOID

from nursedesk.chart.body import Role

DEMO_WORDS = "DEMO, not for clinical use"
LONGEST_NAME = 64  # X.520's bound on a common name
_YEAR = timedelta(days=365.25)
_ROOT_YEARS, _PERSON_YEARS = 30, 20
_SLACK = timedelta(minutes=5)  # a workstation's clock may be set back a little
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


def der(certificate: x509.Certificate) -> bytes:
    """The certificate's DER."""
    return certificate.public_bytes(Encoding.DER)


def pem(certificate_der: bytes) -> bytes:
    """The certificate's PEM."""
    return x509.load_der_x509_certificate(certificate_der).public_bytes(Encoding.PEM)


def root(
    key: ec.EllipticCurvePrivateKey, ward_name: str, at: datetime, *, demo: bool
) -> x509.Certificate:
    """A ward's self-signed root, 30 years."""
    kind = f"{DEMO_WORDS}: root" if demo else "NurseDesk root"
    name = _name((NameOID.ORGANIZATION_NAME, ward_name), (NameOID.COMMON_NAME, kind))
    return _certificate(name, name, key, key, at=at, years=_ROOT_YEARS, path_length=1)


def issuing(
    key: ec.EllipticCurvePrivateKey,
    root_certificate: x509.Certificate,
    root_key: ec.EllipticCurvePrivateKey,
    account: str,
    at: datetime,
) -> x509.Certificate:
    """An administrator's issuing certificate: it issues people, never another authority."""
    subject = _name(
        *((NameOID.ORGANIZATION_NAME, o) for o in _organization(root_certificate)),
        (NameOID.COMMON_NAME, f"NurseDesk issuing by {account}"),
    )
    return _certificate(
        subject,
        root_certificate.subject,
        key,
        root_key,
        at=at,
        years=_PERSON_YEARS,
        path_length=0,
    )


def person(
    key: ec.EllipticCurvePrivateKey,
    issuer: x509.Certificate,
    issuer_key: ec.EllipticCurvePrivateKey,
    *,
    account: str,
    name: str,
    roles: tuple[Role, ...],
    at: datetime,
) -> x509.Certificate:
    """A person's certificate: account in serialNumber, one OU a role; signs and commits."""
    subject = _name(
        *((NameOID.ORGANIZATION_NAME, o) for o in _organization(issuer)),
        *((NameOID.ORGANIZATIONAL_UNIT_NAME, str(role)) for role in roles),
        (NameOID.SERIAL_NUMBER, account),
        (NameOID.COMMON_NAME, name),
    )
    return _certificate(subject, issuer.subject, key, issuer_key, at=at, years=_PERSON_YEARS)


def issued_by(certificate_der: bytes, issuer_der: bytes) -> bool:
    """Whether the issuer is an authority that directly issued this certificate."""
    certificate = x509.load_der_x509_certificate(certificate_der)
    issuer = x509.load_der_x509_certificate(issuer_der)
    try:
        if not issuer.extensions.get_extension_for_class(x509.BasicConstraints).value.ca:
            return False
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, ValueError, TypeError, x509.ExtensionNotFound):
        return False
    return True


def session_statement(ward: UUID, account: str, session_key: bytes) -> bytes:
    """The bytes by which a person certifies a session key."""
    return _SESSION_LABEL + ward.bytes + session_key + account.encode()


def sign(key: ec.EllipticCurvePrivateKey, data: bytes) -> bytes:
    """DER-encoded ECDSA over SHA-256."""
    return key.sign(data, ec.ECDSA(SHA256()))


def signed_by(certificate_der: bytes, data: bytes, signature: bytes) -> bool:
    """Whether the certificate's key signed these bytes."""
    key = x509.load_der_x509_certificate(certificate_der).public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey):
        return False
    try:
        key.verify(signature, data, ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def _organization(certificate: x509.Certificate) -> list[str]:
    names = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    return [str(attribute.value) for attribute in names]


def _name(*parts: tuple[x509.ObjectIdentifier, str]) -> x509.Name:
    return x509.Name([x509.NameAttribute(kind, value) for kind, value in parts])


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    issuer_key: ec.EllipticCurvePrivateKey,
    *,
    at: datetime,
    years: int,
    path_length: int | None = None,
) -> x509.Certificate:
    """A certificate; with a path length it is an authority's, else a signer's."""
    authority = path_length is not None
    usage = x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_cert_sign=authority,
        crl_sign=authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
    public = key.public_key()
    authority_key = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - _SLACK)
        .not_valid_after(at + years * _YEAR)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=path_length), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(authority_key, critical=False)
        .sign(issuer_key, SHA256())
    )
