"""Genuine notes: a ward, its people, and a note of theirs in each state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from msgspec.structs import replace

from nursedesk.chart.handover import HandoverNote
from nursedesk.documents.pdf_documents import PdfDocuments
from nursedesk.documents.trust import Root, read_root
from tests.documents.notes import VIENNA, missing, note, row
from tests.documents.ward import TestSigner, TestWard

SIGNED_AT = datetime(2026, 11, 21, 6, 4, 30, tzinfo=UTC)
REVIEWED_AT = datetime(2026, 11, 21, 6, 20, tzinfo=UTC)
_NAMES = (
    "DOE, Ann",
    "KOWALSKA, Zo\u0119",
    "\u0416\u0443\u043a\u043e\u0432, \u0418\u0432\u0430\u043d",
    "O'NEIL-SMITH, Jo",
    "M\u00dcLLER, \u00c4nne",
)
_PEOPLE = ("Bea Moreno", "Cia Holm", "Dag Lind", "Eva Berg", "Xi Other")


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


def made(documents: PdfDocuments, content: HandoverNote, *, demo: bool = False) -> Genuine:
    """A note of the usual people, signed and countersigned in a ward of its own."""
    ward = TestWard(demo=demo)
    nurse = ward.signer("b.moreno", "Bea Moreno", "nurse")
    charge_nurse = ward.signer("c.holm", "Cia Holm", "nurse", "charge-nurse", "administrator")
    unsigned = documents.render(content)
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


def drawn(draw: Random) -> Genuine:
    """A note of other names, another period and other contents, of one page or of several."""
    demo = draw.random() < 0.2
    rows = tuple(
        missing(f"Row {number}")
        if draw.random() < 0.2
        else row(f"Row {number}", "text " * draw.randrange(90))
        for number in range(draw.choice((0, 1, 3, 8, 25)))
    )
    name = draw.choice(_NAMES)
    patient = f"{name} \u00b7 born 04-Mar-1987 (39 y) \u00b7 ID {draw.randrange(10**9)}"
    content = note(*rows, patient=patient, demo=demo, author=draw.choice(_PEOPLE))
    begun = content.period_to - timedelta(minutes=draw.randrange(1, 3_000))
    return made(PdfDocuments(VIENNA), replace(content, period_from=begun), demo=demo)
