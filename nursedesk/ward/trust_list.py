"""`ward-trust.pem`: the ward's root certificate and, in a block of its own, what was revoked.

Programs that know certificates alone read the root and pass over the rest. Whoever trusts the file
trusts its list: like the root, it counts for where it came from.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import textwrap
from uuid import UUID

import msgspec
from msgspec import Struct

from nursedesk.chart.terms import Instant, Sha256
from nursedesk.ward.standing import Standing

_FORMAT = 1
_BEGIN, _END = "-----BEGIN NURSEDESK REVOCATIONS-----", "-----END NURSEDESK REVOCATIONS-----"
_BLOCK = re.compile(rf"{_BEGIN}\s+([A-Za-z0-9+/=\s]*?){_END}")


class RevokedCertificate(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A certificate (its SHA-256, hex) that counts no longer from an instant on.

    `issued`: of an issuing certificate, those that its holder issued in office. They stay, and no
    other one that names this issuer counts: she may have kept the key.
    """

    certificate: Sha256
    at: Instant
    issued: tuple[Sha256, ...] | None = None


class TrustList(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was revoked up to an entry of the ward's chart (its `seq`), the last one at `at`."""

    format: int
    ward: UUID
    entry: int
    at: Instant
    revoked: tuple[RevokedCertificate, ...]


def revocations(chart: Standing) -> tuple[RevokedCertificate, ...]:
    """What the chart's entries revoked, in their order."""
    found = []
    for one in chart.revoked:
        found.append(RevokedCertificate(certificate=_sha256(one.certificate), at=one.at))
        if one.issuing is not None:
            issued = tuple(
                _sha256(certificate)
                for certificate, issuing in chart.issued.items()
                if issuing == one.issuing
            )
            issuing = _sha256(one.issuing)
            found.append(RevokedCertificate(certificate=issuing, at=one.at, issued=issued))
    return tuple(found)


def to_pem(root_pem: bytes, told: TrustList) -> bytes:
    """The file's bytes."""
    lines = textwrap.wrap(base64.b64encode(msgspec.json.encode(told)).decode(), 64)
    return root_pem + "\n".join((_BEGIN, *lines, _END, "")).encode()


def from_pem(content: bytes) -> TrustList | None:
    """The list in the file's bytes; None in a bare root certificate.

    Raises:
        ValueError: a block that is damaged, or not alone.
    """
    text = content.decode("ascii", errors="replace")
    blocks = _BLOCK.findall(text)
    if not blocks and "NURSEDESK REVOCATIONS" not in text:
        return None
    (block,) = blocks
    try:
        told = msgspec.json.decode(base64.b64decode(block), type=TrustList)
    except binascii.Error as error:
        raise ValueError("not base64") from error
    if told.format != _FORMAT:
        raise ValueError("another format")
    return told


def _sha256(der: bytes) -> str:
    return hashlib.sha256(der).hexdigest()
