"""Rows: a hand-over rendered, signed and written; a countersigned one verified."""

from __future__ import annotations

from asn1crypto import x509  # type: ignore[import-untyped]
from pyhanko.sign import signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from nursedesk.documents.pdf_documents import PdfDocuments
from nursedesk.store import documents
from nursedesk.store.database import Database
from tests.bench.baselines.bare_note import pages, signed
from tests.bench.baselines.bare_validation import valid
from tests.bench.bench import Bench, Told
from tests.bench.figure import against
from tests.bench.turns import in_turn, timed
from tests.documents.genuine import SIGNED_AT, made
from tests.documents.notes import VIENNA, note, row
from tests.documents.ward import TestSigner, TestWard

GOAL, VERIFY_GOAL, _RUNS = 1.5, 1.3, 25
_ROWS = 22  # so that it has two pages
_WORDS = "Some ordinary words of a hand-over, as long as a line is."


CONTENT = note(*(row(f"Row {n}", _WORDS, "plain" if n % 3 else "strong") for n in range(_ROWS)))


def measure(bench: Bench) -> Told:
    """Two pages and one signature, put into an encrypted chart; theirs is left in memory."""
    ward = TestWard()
    nurse = ward.signer("b.moreno", "Bea Moreno", "nurse")
    papers, bare = PdfDocuments(VIENNA), _their_signer(nurse)
    connection = Database(bench.wards.small.chart, bench.wards.small.key()).connect()

    def ours() -> None:
        pdf = papers.sign(papers.render(CONTENT), nurse, name="Bea Moreno", at=SIGNED_AT)
        connection.execute("BEGIN IMMEDIATE")
        documents.keep(connection, pdf)
        connection.execute("COMMIT")

    try:
        told = in_turn(timed(ours), timed(lambda: signed(pages(CONTENT), bare)), runs=_RUNS)
    finally:
        connection.close()
    return [against("hand-over", told[0], told[1], GOAL, told="signature 38 ms")]


def measure_verifying(_bench: Bench) -> Told:
    """Every clause of the acceptance rule, against pyHanko's word on the two signatures."""
    papers = PdfDocuments(VIENNA)
    genuine = made(papers, CONTENT)
    root = genuine.root.der
    assert papers.verify(genuine.countersigned, genuine.ward.root_pem).state.endswith(
        "accepted-countersigned"
    )
    assert valid(genuine.countersigned, root) == 2
    told = in_turn(
        timed(lambda: papers.verify(genuine.countersigned, genuine.ward.root_pem)),
        timed(lambda: valid(genuine.countersigned, root)),
        runs=_RUNS,
    )
    return [against("verify", told[0], told[1], VERIFY_GOAL)]


def _their_signer(nurse: TestSigner) -> signers.SimpleSigner:
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple([x509.Certificate.load(one) for one in nurse.chain])
    certificate = x509.Certificate.load(nurse.certificate)
    return signers.SimpleSigner(
        signing_cert=certificate, signing_key=nurse.asn1_key(), cert_registry=store
    )
