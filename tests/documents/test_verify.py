"""Genuine notes are accepted, in their right state; what is no note at all is refused in words."""

import hashlib
from datetime import UTC, datetime

import pytest

from nursedesk.documents.clauses import Clause
from nursedesk.documents.pdf_documents import PdfDocuments
from nursedesk.documents.trust import read_root
from nursedesk.documents.verify import RULE, verify
from nursedesk.errors import KnownError
from tests.documents.conftest import REVIEWED_AT, SIGNED_AT, Genuine
from tests.documents.notes import note
from tests.documents.ward import TestWard


def test_a_signed_note_is_accepted_as_signed(genuine: Genuine, documents: PdfDocuments) -> None:
    verdict = documents.verify(genuine.signed, genuine.ward.root_pem)
    assert (verdict.state, verdict.clause, verdict.chart) == ("accepted-signed", "", "absent")
    (found,) = verdict.signatures
    assert (found.field, found.account, found.name) == ("nurse", "b.moreno", "Bea Moreno")
    assert (found.role, found.at) == ("nurse", SIGNED_AT)
    assert not verdict.demo


def test_a_countersigned_note_names_both_people(genuine: Genuine) -> None:
    verdict = verify(genuine.countersigned, genuine.root)
    assert verdict.state == "accepted-countersigned"
    assert [each.account for each in verdict.signatures] == ["b.moreno", "c.holm"]
    assert [each.role for each in verdict.signatures] == ["nurse", "charge-nurse"]
    assert [each.at for each in verdict.signatures] == [SIGNED_AT, REVIEWED_AT]


def test_a_countersigned_note_cut_back_is_the_signed_one(genuine: Genuine) -> None:
    cut = genuine.countersigned[: len(genuine.signed)]
    assert cut == genuine.signed
    assert verify(cut, genuine.root).state == "accepted-signed"


def test_no_other_cut_is_accepted(genuine: Genuine) -> None:
    whole, part = len(genuine.countersigned), len(genuine.signed)
    near = [*range(part - 8, part), *range(part + 1, part + 8), *range(whole - 8, whole)]
    for length in [*near, *range(0, whole, 6151)]:
        assert verify(genuine.countersigned[:length], genuine.root).state == "rejected", length


def test_with_the_chart_the_bytes_must_be_those_in_the_chart(genuine: Genuine) -> None:
    right = hashlib.sha256(genuine.signed).hexdigest()
    assert verify(genuine.signed, genuine.root, right).chart == "match"
    assert verify(genuine.signed, genuine.root, right.upper()).state == "accepted-signed"
    other = verify(genuine.countersigned, genuine.root, right)
    assert (other.state, other.clause, other.chart) == ("rejected", "chart", "differs")
    assert other.signatures == ()


def test_a_charge_nurse_may_prepare_and_another_one_review(documents: PdfDocuments) -> None:
    ward = TestWard()
    unsigned = documents.render(note())
    first = ward.signer("c.holm", "Cia Holm", "charge-nurse")
    second = ward.signer("d.lind", "Dag Lind", "charge-nurse")
    signed = documents.sign(unsigned, first, name="Cia Holm", at=SIGNED_AT)
    both = documents.countersign(signed, second, name="Dag Lind", at=REVIEWED_AT)
    verdict = documents.verify(both, ward.root_pem)
    assert [each.role for each in verdict.signatures] == ["charge-nurse", "charge-nurse"]


def test_a_certificate_that_expired_since_does_not_spoil_the_note(documents: PdfDocuments) -> None:
    ward = TestWard()
    until = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)  # valid when she signed, expired by any now
    nurse = ward.signer("b.moreno", "Bea Moreno", "nurse", until=until)
    signed = documents.sign(documents.render(note()), nurse, name="Bea Moreno", at=SIGNED_AT)
    assert documents.verify(signed, ward.root_pem).state == "accepted-signed"


def test_a_certificate_issued_by_the_root_itself_is_the_ward_s_too(documents: PdfDocuments) -> None:
    ward = TestWard()
    nurse = ward.signer("b.moreno", "Bea Moreno", "nurse", issued_by_root=True)
    signed = documents.sign(documents.render(note()), nurse, name="Bea Moreno", at=SIGNED_AT)
    assert documents.verify(signed, ward.root_pem).state == "accepted-signed"


def test_a_demo_ward_is_said_to_be_one(documents: PdfDocuments) -> None:
    ward = TestWard(demo=True)
    nurse = ward.signer("b.moreno", "Bea Moreno", "nurse")
    unsigned = documents.render(note(demo=True))
    signed = documents.sign(unsigned, nurse, name="Bea Moreno", at=SIGNED_AT)
    assert documents.verify(signed, ward.root_pem).demo
    assert documents.verify(b"%PDF-", ward.root_pem).demo


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-", b"hello\n", bytes(range(256)) * 40, b"%PDF-1.7\n%%EOF\n", b"%PDF-1.7" * 4000],
    ids=["empty", "magic", "text", "binary", "hollow", "stutter"],
)
def test_what_is_no_pdf_is_rejected_as_unreadable(content: bytes, genuine: Genuine) -> None:
    verdict = verify(content, genuine.root)
    assert (verdict.state, verdict.clause) == ("rejected", "readable")


def test_a_pdf_behind_something_else_is_rejected(genuine: Genuine) -> None:
    assert verify(b"GIF89a" + genuine.signed, genuine.root).clause == "readable"


def test_a_file_too_large_for_a_note_is_not_even_read(genuine: Genuine) -> None:
    large = genuine.signed + bytes(16 * 1024 * 1024)
    assert verify(large, genuine.root).clause == "readable"


def test_an_unsigned_note_is_rejected_as_unsigned(genuine: Genuine) -> None:
    assert verify(genuine.unsigned, genuine.root).clause == "signed"


def test_every_clause_stands_in_the_rule_once_and_in_order() -> None:
    assert [clause for clause, _ in RULE] == list(Clause)
    assert all(clause.failure.endswith(".") for clause in Clause)


@pytest.mark.parametrize("case", ["empty", "text", "person", "two"])
def test_a_certificate_file_without_one_ward_s_root_is_refused(
    case: str, genuine: Genuine, documents: PdfDocuments
) -> None:
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    person = x509.load_der_x509_certificate(genuine.nurse.certificate).public_bytes(Encoding.PEM)
    content = {
        "empty": b"",
        "text": b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        "person": person,
        "two": genuine.ward.root_pem * 2,
    }[case]
    with pytest.raises(KnownError) as refused:
        documents.verify(genuine.signed, content)
    assert refused.value.code == "ca-unreadable"


def test_the_root_says_its_ward(genuine: Genuine) -> None:
    root = read_root(genuine.ward.root_pem)
    assert (root.ward, root.demo, len(root.fingerprint)) == ("Ward 4B East", False, 64)
