"""The signature's own bytes (CMS): outside every signed range, so they must be exactly ours.

What the signature covers is the signed attributes and, through them, the file. Versions, algorithm
lists and embedded certificates around them are covered by nothing: they are built again from what
counts, and must come out the same, so that no byte of a file can be changed unnoticed.
"""

from __future__ import annotations

from asn1crypto import cms, x509  # type: ignore[import-untyped]  # has no stubs
from asn1crypto.parser import peek  # type: ignore[import-untyped]
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

_SHA256 = {"algorithm": "sha256"}
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256 (FIPS 186)


def one_form(signature: bytes) -> bytes:
    """Of the two values (DER) that an ECDSA P-256 signature can have, the one that counts here.

    Whoever has one can work out the other without a key: both prove the same.

    Raises:
        ValueError: no such value.
    """
    r, s = decode_dss_signature(signature)
    return encode_dss_signature(r, min(s, _ORDER - s))


def value_is_plain(pdf: bytes, signature: EmbeddedPdfSignature) -> bool:
    """Whether the gap in the byte range holds the value as we write it, and then only room."""
    _, start, end, _ = map(int, signature.byte_range)
    content = signature.pkcs7_content
    length = peek(content)
    return (
        pdf[start:end] == b"<%s>" % content.hex().upper().encode("ascii")
        and not any(content[length:])
        and content[:length] == _rebuilt(signature)
    )


def embeds_only(signature: EmbeddedPdfSignature, path: list[x509.Certificate]) -> bool:
    """Whether the embedded certificates are all on the path from the root to the signer."""
    known = {each.dump() for each in path}
    return all(each.dump() in known for each in signature.other_embedded_certs)


def _rebuilt(signature: EmbeddedPdfSignature) -> bytes:
    signer = signature.signer_cert
    sealed = signature.signer_info
    info = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                {
                    "issuer_and_serial_number": cms.IssuerAndSerialNumber(
                        {"issuer": signer.issuer, "serial_number": signer.serial_number}
                    )
                }
            ),
            "digest_algorithm": cms.DigestAlgorithm(_SHA256),
            "signature_algorithm": cms.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
            "signed_attrs": sealed["signed_attrs"],
            "signature": one_form(sealed["signature"].native),
        }
    )
    certificates = [signer, *signature.other_embedded_certs]
    data = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": cms.DigestAlgorithms((cms.DigestAlgorithm(_SHA256),)),
            "encap_content_info": {"content_type": "data"},
            "certificates": [
                cms.CertificateChoices(name="certificate", value=each) for each in certificates
            ],
            "signer_infos": [info],
        }
    )
    rebuilt = cms.ContentInfo({"content_type": cms.ContentType("signed_data"), "content": data})
    return bytes(rebuilt.dump())
