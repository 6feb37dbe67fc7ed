"""The ward's certificates: root, an administrator's issuing certificate, a person's.

The root key lies in the recovery envelope only. Each administrator has an issuing certificate
(path length 0) that is embedded in signatures. Authority ends by revocation, not by expiry: an
expired leaf would make every old note invalid.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from nursedesk.chart.terms import Role
from nursedesk.errors import KnownError

DEMO_WORDS = "DEMO, not for clinical use"
_YEAR = timedelta(days=365.25)
_ROOT_YEARS, _PERSON_YEARS = 30, 20
_SLACK = timedelta(minutes=5)  # a workstation's clock may be set back a little
# What reading somebody else's certificate can raise: then it is no certificate of ours.
_UNREADABLE = (
    InvalidSignature,
    UnsupportedAlgorithm,
    ValueError,
    TypeError,
    x509.ExtensionNotFound,
    x509.DuplicateExtension,
)


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
    until = at + _ROOT_YEARS * _YEAR
    begins = at - _SLACK
    return _certificate(name, name, key, key, begins=begins, until=until, path_length=1)


def issuing(
    key: ec.EllipticCurvePrivateKey,
    root_certificate: x509.Certificate,
    root_key: ec.EllipticCurvePrivateKey,
    account: str,
    at: datetime,
) -> x509.Certificate:
    """An administrator's issuing certificate: it issues people, never another authority.

    It lasts as long as the root, so that nobody's certificate outlives the one above it.

    Raises:
        KnownError: `at` lies outside the root's own time (the workstation's clock is wrong).
    """
    subject = _name(
        *((NameOID.ORGANIZATION_NAME, o) for o in _organization(root_certificate)),
        (NameOID.COMMON_NAME, f"NurseDesk issuing by {account}"),
    )
    return _certificate(
        subject,
        root_certificate.subject,
        key,
        root_key,
        begins=_begins(root_certificate, at),
        until=root_certificate.not_valid_after_utc,
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
    """A person's certificate: account in serialNumber, one OU a role; signs and commits.

    Raises:
        KnownError: `at` lies outside the issuer's own time (the workstation's clock is wrong).
    """
    begins = _begins(issuer, at)
    subject = _name(
        *((NameOID.ORGANIZATION_NAME, o) for o in _organization(issuer)),
        *((NameOID.ORGANIZATIONAL_UNIT_NAME, str(role)) for role in roles),
        (NameOID.SERIAL_NUMBER, account),
        (NameOID.COMMON_NAME, name),
    )
    until = min(at + _PERSON_YEARS * _YEAR, issuer.not_valid_after_utc)
    return _certificate(subject, issuer.subject, key, issuer_key, begins=begins, until=until)


def _begins(issuer: x509.Certificate, at: datetime) -> datetime:
    """When a certificate made at this time begins: with the issuer's own.

    It ends by revocation anyway, and one that began with a clock that was ahead would sign nothing
    until that time has come.

    Raises:
        KnownError: `at` lies outside the issuer's time.
    """
    begins, ends = issuer.not_valid_before_utc, issuer.not_valid_after_utc
    if begins <= at < ends:
        return begins
    raise KnownError(
        "clock-outside-ward",
        f"By this workstation's clock it is {at:%d %B %Y}, a day on which "
        "the ward's certificates do not count.",
        do="Ask ward IT to set the clock, then make the account again.",
    )


def issued_by(certificate_der: bytes, issuer_der: bytes) -> bool:
    """Whether the issuer is an authority that directly issued this certificate."""
    try:
        certificate = x509.load_der_x509_certificate(certificate_der)
        issuer = x509.load_der_x509_certificate(issuer_der)
        if not _is_authority(issuer):
            return False
        certificate.verify_directly_issued_by(issuer)
    except _UNREADABLE:
        return False
    return True


def names(certificate_der: bytes, account: str, roles: tuple[Role, ...]) -> bool:
    """Whether this is a signer's certificate for just this account and these roles."""
    try:
        certificate = x509.load_der_x509_certificate(certificate_der)
        if _is_authority(certificate):
            return False
        subject = certificate.subject
    except _UNREADABLE:
        return False
    accounts = subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER)
    units = subject.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME)
    return [a.value for a in accounts] == [account] and {u.value for u in units} == {
        str(role) for role in roles
    }


def signed_by(certificate_der: bytes, data: bytes, signature: bytes) -> bool:
    """Whether the certificate's key (P-256) signed these bytes."""
    try:
        key = x509.load_der_x509_certificate(certificate_der).public_key()
        if not isinstance(key, ec.EllipticCurvePublicKey):
            return False
        if not isinstance(key.curve, ec.SECP256R1):
            return False
        key.verify(signature, data, ec.ECDSA(SHA256()))
    except _UNREADABLE:
        return False
    return True


def _is_authority(certificate: x509.Certificate) -> bool:
    return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca


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
    begins: datetime,
    until: datetime,
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
        .not_valid_before(begins)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=path_length), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(authority_key, critical=False)
        .sign(issuer_key, SHA256())
    )
