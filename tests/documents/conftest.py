"""One ward, its people and a genuine note of each state, made once."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from nursedesk.documents.pdf_documents import PdfDocuments
from nursedesk.documents.trust import Root, read_root
from tests.documents.notes import VIENNA, note
from tests.documents.ward import TestSigner, TestWard

SIGNED_AT = datetime(2026, 11, 21, 6, 4, 30, tzinfo=UTC)
REVIEWED_AT = datetime(2026, 11, 21, 6, 20, tzinfo=UTC)


@dataclass(frozen=True)
class Genuine:
    """A ward's genuine files and who signed them."""

    ward: TestWard
    nurse: TestSigner
    charge_nurse: TestSigner
    unsigned: bytes
    signed: bytes
    countersigned: bytes

    @property
    def root(self) -> Root:
        return read_root(self.ward.root_pem)


@pytest.fixture(scope="session")
def documents() -> PdfDocuments:
    return PdfDocuments(VIENNA)


@pytest.fixture(scope="session")
def genuine(documents: PdfDocuments) -> Genuine:
    ward = TestWard()
    nurse = ward.signer("b.moreno", "Bea Moreno", "nurse")
    charge_nurse = ward.signer("c.holm", "Cia Holm", "nurse", "charge-nurse", "administrator")
    unsigned = documents.render(note())
    signed = documents.sign(unsigned, nurse, name="Bea Moreno", at=SIGNED_AT)
    countersigned = documents.countersign(signed, charge_nurse, name="Cia Holm", at=REVIEWED_AT)
    return Genuine(
        ward=ward,
        nurse=nurse,
        charge_nurse=charge_nurse,
        unsigned=unsigned,
        signed=signed,
        countersigned=countersigned,
    )
