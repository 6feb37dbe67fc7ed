"""A ward made for these tests: real keys and certificates, and signers behind the port."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from asn1crypto import keys  # type: ignore[import-untyped]  # has no stubs
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

NOT_BEFORE = datetime(2026, 1, 1, tzinfo=UTC)
DEMO = "DEMO, not for clinical use"
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True)
class TestSigner:
    """A `DocumentSigner` that holds its key itself."""

    __test__ = False

    key: Key
    certificate: bytes
    chain: tuple[bytes, ...]
    lie: bool = False  # signs something else than it was given

    @property
    def is_p256(self) -> bool:
        return (
            isinstance(self.key, ec.EllipticCurvePrivateKey) and self.key.curve.name == "secp256r1"
        )

    def asn1_key(self) -> keys.PrivateKeyInfo:
        """The key as pyHanko's own signer wants it."""
        der = self.key.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        return keys.PrivateKeyInfo.load(der)

    def sign(self, data: bytes) -> bytes:
        if self.lie:
            data += b"something else"
        assert isinstance(self.key, ec.EllipticCurvePrivateKey)
        return self.key.sign(data, ec.ECDSA(hashes.SHA256()))


@dataclass(frozen=True)
class TestWard:
    """A root, one issuing certificate, and people as they are asked for."""

    __test__ = False

    name: str = "Ward 4B East"
    demo: bool = False
    root_key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    issuing_key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    @property
    def root_pem(self) -> bytes:
        return self._root().public_bytes(serialization.Encoding.PEM)

    def _root(self) -> x509.Certificate:
        name = self._root_name()
        return _certificate(name, name, self.root_key.public_key(), self.root_key, path_length=1)

    def _root_name(self) -> x509.Name:
        kind = f"{DEMO}: root" if self.demo else "NurseDesk root"
        return _name((NameOID.ORGANIZATION_NAME, self.name), (NameOID.COMMON_NAME, kind))

    def _issuing_name(self) -> x509.Name:
        return _name(
            (NameOID.ORGANIZATION_NAME, self.name), (NameOID.COMMON_NAME, "NurseDesk issuing")
        )

    def issuing(self) -> x509.Certificate:
        return _certificate(
            self._issuing_name(),
            self._root_name(),
            self.issuing_key.public_key(),
            self.root_key,
            path_length=0,
        )

    def signer(
        self,
        account: str,
        name: str,
        *roles: str,
        key: Key | None = None,
        until: datetime = datetime(2046, 1, 1, tzinfo=UTC),
        since: datetime = NOT_BEFORE,
        issued_by_root: bool = False,
        authority: bool = False,
        usable: bool = False,
        lie: bool = False,
    ) -> TestSigner:
        own = key or ec.generate_private_key(ec.SECP256R1())
        subject = _name(
            (NameOID.ORGANIZATION_NAME, self.name),
            *((NameOID.ORGANIZATIONAL_UNIT_NAME, role) for role in roles),
            (NameOID.SERIAL_NUMBER, account),
            (NameOID.COMMON_NAME, name),
        )
        certificate = _certificate(
            subject,
            self._root_name() if issued_by_root else self._issuing_name(),
            own.public_key(),
            self.root_key if issued_by_root else self.issuing_key,
            path_length=0 if authority else None,
            since=since,
            until=until,
            signs=not authority or usable,
        )
        der = serialization.Encoding.DER
        chain = () if issued_by_root else (self.issuing().public_bytes(der),)
        return TestSigner(key=own, certificate=certificate.public_bytes(der), chain=chain, lie=lie)


def _name(*parts: tuple[x509.ObjectIdentifier, str]) -> x509.Name:
    return x509.Name([x509.NameAttribute(kind, value) for kind, value in parts])


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    public: ec.EllipticCurvePublicKey | rsa.RSAPublicKey,
    signed_with: ec.EllipticCurvePrivateKey,
    *,
    path_length: int | None,
    since: datetime = NOT_BEFORE - timedelta(days=1),
    until: datetime = datetime(2056, 1, 1, tzinfo=UTC),
    signs: bool = False,
) -> x509.Certificate:
    """A certificate; `path_length` makes it an authority's."""
    authority = path_length is not None
    usage = {
        "digital_signature": signs,
        "content_commitment": signs,
        "key_cert_sign": authority,
        "crl_sign": authority,
    }
    others = ("key_encipherment", "data_encipherment", "key_agreement", "encipher_only")
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=path_length), critical=True)
        .add_extension(
            x509.KeyUsage(**usage, **dict.fromkeys(others, False), decipher_only=False),
            critical=True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signed_with.public_key()),
            critical=False,
        )
        .sign(signed_with, hashes.SHA256())
    )
