"""Signing: only ours, only in order, only appended; what it prints."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from nursedesk.documents.pdf_documents import PdfDocuments
from nursedesk.errors import KnownError
from tests.documents import forge
from tests.documents.conftest import REVIEWED_AT, SIGNED_AT, Genuine
from tests.documents.notes import VIENNA, note
from tests.documents.tools import text_of
from tests.documents.ward import TestWard


def test_each_signature_is_appended_to_what_was_there(genuine: Genuine) -> None:
    assert genuine.signed.startswith(genuine.unsigned)
    assert genuine.countersigned.startswith(genuine.signed)


def test_the_page_shows_name_time_with_offset_and_meaning(genuine: Genuine, tmp_path: Path) -> None:
    path = tmp_path / "note.pdf"
    path.write_bytes(genuine.countersigned)
    text = text_of(path)
    for shown in ("Bea Moreno", "21-Nov-2026 07:04 +01:00", "prepared by"):
        assert shown in text
    for shown in ("Cia Holm", "21-Nov-2026 07:20 +01:00", "reviewed by"):
        assert shown in text


def test_the_page_says_that_the_reviewer_acted_in_the_period(
    genuine: Genuine, documents: PdfDocuments, tmp_path: Path
) -> None:
    path = tmp_path / "note.pdf"
    both = documents.countersign(
        genuine.signed, genuine.charge_nurse, name="Cia Holm", at=REVIEWED_AT, acted=True
    )
    path.write_bytes(both)
    assert "reviewed by; acted in this period too" in text_of(path)
    verdict = documents.verify(both, genuine.ward.root_pem)
    assert verdict.state == "accepted-countersigned"


def test_the_offset_tells_the_two_half_past_two_apart(tmp_path: Path) -> None:
    documents, ward = PdfDocuments(VIENNA), TestWard()
    nurse = ward.signer("b.moreno", "Bea Moreno", "nurse")
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    for at, shown in ((first, "+02:00"), (first + timedelta(hours=1), "+01:00")):
        path = tmp_path / "note.pdf"
        path.write_bytes(documents.sign(documents.render(note()), nurse, name="Bea", at=at))
        assert f"25-Oct-2026 02:30 {shown}" in text_of(path)
        verdict = documents.verify(path.read_bytes(), ward.root_pem)
        assert verdict.signatures[0].at == at


def test_without_a_zone_the_workstation_s_own_is_printed(genuine: Genuine) -> None:
    documents = PdfDocuments()
    signed = documents.sign(documents.render(note()), genuine.nurse, name="Bea", at=SIGNED_AT)
    assert documents.verify(signed, genuine.ward.root_pem).signatures[0].at == SIGNED_AT


@pytest.mark.parametrize(
    "name", ["Maximiliana Alexandra " * 8, "\u05e9\u05e8\u05d4", "<b>&", "\u202e", " "]
)
def test_any_name_can_be_printed(name: str, genuine: Genuine, documents: PdfDocuments) -> None:
    signed = documents.sign(genuine.unsigned, genuine.nurse, name=name, at=SIGNED_AT)
    assert documents.verify(signed, genuine.ward.root_pem).state == "accepted-signed"


def test_a_file_that_was_not_rendered_here_is_not_signed(genuine: Genuine) -> None:
    with pytest.raises(KnownError) as refused:
        PdfDocuments(VIENNA).sign(genuine.unsigned, genuine.nurse, name="Bea", at=SIGNED_AT)
    assert refused.value.code == "not-rendered-here"
    assert "Nothing was saved." in str(refused.value)


WRONG: dict[str, Callable[[Genuine], bytes]] = {
    "unsigned": lambda genuine: genuine.unsigned,
    "countersigned already": lambda genuine: genuine.countersigned,
    "no PDF": lambda _: b"hello",
    "empty": lambda _: b"",
    "cut": lambda genuine: genuine.signed[:-20],
    "junk": lambda genuine: genuine.signed + b"% more\n",
    "edited": lambda genuine: forge.update(genuine.signed, forge.edit_page),
    "saved again": lambda genuine: forge.update(genuine.signed, forge.touch),
    "third field": lambda genuine: forge.update(genuine.signed, forge.add_field),
    "rewritten": lambda genuine: forge.rewrite(genuine.signed, lambda _: None),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_does_not_wait_for_the_charge_nurse_is_not_countersigned(
    name: str, genuine: Genuine, documents: PdfDocuments
) -> None:
    wrong = WRONG[name](genuine)
    with pytest.raises(KnownError) as refused:
        documents.countersign(wrong, genuine.charge_nurse, name="Cia Holm", at=REVIEWED_AT)
    assert refused.value.code == "not-our-note"


def test_a_refusing_key_leaves_no_file(genuine: Genuine, documents: PdfDocuments) -> None:
    class Locked:
        certificate = genuine.nurse.certificate
        chain = genuine.nurse.chain

        def sign(self, data: bytes) -> bytes:
            raise KnownError("locked", "The key is locked.", do="Sign in again.")

    with pytest.raises(KnownError, match="locked"):
        documents.sign(genuine.unsigned, Locked(), name="Bea Moreno", at=SIGNED_AT)


def test_an_update_holds_the_signature_and_nothing_about_the_file(genuine: Genuine) -> None:
    appended = genuine.countersigned[len(genuine.unsigned) :]
    assert b"/Version" not in appended
    assert b"/Producer" not in appended
    assert b"/Type /Metadata" not in appended
