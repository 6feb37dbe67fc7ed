"""A revoked certificate: what was signed before counts, what was signed since does not."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from nursedesk.documents.pdf_documents import PdfDocuments
from nursedesk.documents.trust import Root, read_root
from nursedesk.documents.verify import verify
from nursedesk.errors import KnownError
from nursedesk.ward.ports import Verdict
from nursedesk.ward.trust_list import RevokedCertificate, TrustList, to_pem
from tests.documents.conftest import REVIEWED_AT, SIGNED_AT, Genuine
from tests.documents.ward import TestSigner

WARD = UUID(int=7)
LONG_AGO = datetime(2026, 1, 2, tzinfo=UTC)


def sha256(der: bytes) -> str:
    return hashlib.sha256(der).hexdigest()


def trust(genuine: Genuine, *revoked: RevokedCertificate) -> Root:
    told = TrustList(format=1, ward=WARD, entry=9, at=REVIEWED_AT, revoked=revoked)
    return read_root(to_pem(genuine.ward.root_pem, told))


def leaf(signer: TestSigner, at: datetime) -> RevokedCertificate:
    return RevokedCertificate(certificate=sha256(signer.certificate), at=at)


def issuer(signer: TestSigner, *issued: TestSigner) -> RevokedCertificate:
    known = tuple(sha256(one.certificate) for one in issued)
    return RevokedCertificate(certificate=sha256(signer.chain[0]), at=LONG_AGO, issued=known)


def judged(verdict: Verdict) -> tuple[str, str]:
    return verdict.state, verdict.clause


ACCEPTED, REVOKED = ("accepted-countersigned", ""), ("rejected", "revoked")


def test_without_revocations_nothing_changes(genuine: Genuine) -> None:
    assert judged(verify(genuine.countersigned, trust(genuine))) == ACCEPTED


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (SIGNED_AT + timedelta(seconds=1), ACCEPTED),
        (SIGNED_AT, REVOKED),
        (LONG_AGO, REVOKED),
    ],
)
def test_a_nurse_who_left_signed_before_or_since(
    genuine: Genuine, at: datetime, expected: tuple[str, str]
) -> None:
    root = trust(genuine, leaf(genuine.nurse, at))

    assert judged(verify(genuine.countersigned, root)) == expected


def test_each_signature_counts_at_its_own_time(genuine: Genuine) -> None:
    """The charge nurse was revoked between the two signatures."""
    root = trust(genuine, leaf(genuine.charge_nurse, SIGNED_AT + timedelta(seconds=1)))

    assert judged(verify(genuine.countersigned, root)) == REVOKED
    assert judged(verify(genuine.signed, root)) == ("accepted-signed", "")


def test_with_the_chart_its_entry_decides_not_the_claim(genuine: Genuine) -> None:
    """Whoever kept her keys may claim any time; the chart knows when it took the note in."""
    root = trust(genuine, leaf(genuine.nurse, SIGNED_AT + timedelta(hours=1)))
    known = sha256(genuine.signed)
    before, after = SIGNED_AT + timedelta(seconds=2), SIGNED_AT + timedelta(hours=2)

    assert verify(genuine.signed, root, known, (before,)).state == "accepted-signed"
    assert judged(verify(genuine.signed, root, known, (after,))) == REVOKED


def test_of_an_issuer_who_left_only_what_the_ward_knows_counts(genuine: Genuine) -> None:
    nurse, charge_nurse = genuine.nurse, genuine.charge_nurse

    both = (nurse, charge_nurse)
    known = trust(genuine, issuer(nurse, *both), issuer(charge_nurse, *both))
    assert judged(verify(genuine.countersigned, known)) == ACCEPTED
    forged = trust(genuine, issuer(nurse, nurse), issuer(charge_nurse, nurse))
    assert judged(verify(genuine.countersigned, forged)) == REVOKED
    assert judged(verify(genuine.signed, forged)) == ("accepted-signed", "")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda pem: pem.replace(b"REVOCATIONS-----\n", b"REVOCATIONS-----\n!!!!", 1),
        lambda pem: pem.replace(b"-----END NURSEDESK REVOCATIONS-----", b""),
        lambda pem: pem + pem[pem.index(b"-----BEGIN NURSEDESK") :],
        lambda pem: pem.replace(b"\neyJ", b"\nAAAA", 1),
    ],
    ids=["not base64", "no end", "twice", "not a list"],
)
def test_a_damaged_list_is_refused_not_passed_over(genuine: Genuine, spoil: object) -> None:
    told = TrustList(format=1, ward=WARD, entry=9, at=REVIEWED_AT, revoked=())
    pem = to_pem(genuine.ward.root_pem, told)
    assert callable(spoil)
    spoilt = spoil(pem)
    assert spoilt != pem
    with pytest.raises(KnownError) as caught:
        read_root(spoilt)

    assert caught.value.code == "ca-unreadable"


def test_another_format_is_refused(genuine: Genuine) -> None:
    told = TrustList(format=2, ward=WARD, entry=9, at=REVIEWED_AT, revoked=())
    with pytest.raises(KnownError):
        PdfDocuments().verify(genuine.signed, to_pem(genuine.ward.root_pem, told))
