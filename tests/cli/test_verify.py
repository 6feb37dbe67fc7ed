"""`nursedesk verify` as people and programs use it."""

import argparse
import hashlib
import io
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from nursedesk.cli import verify
from nursedesk.documents import verify as rule
from nursedesk.documents.anatomy import dissect
from nursedesk.documents.clauses import Clause
from nursedesk.documents.pdf_documents import PdfDocuments
from nursedesk.ward.trust_list import RevokedCertificate, TrustList, to_pem
from tests.documents.notes import VIENNA, note
from tests.documents.ward import TestWard

SIGNED_AT = datetime(2026, 11, 21, 6, 4, 30, tzinfo=UTC)
REVIEWED_AT = datetime(2026, 11, 21, 6, 20, tzinfo=UTC)


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Folder:
    """A folder as the walkthrough leaves it: both notes and the ward's certificate."""

    path: Path
    demo: bool

    @property
    def signed(self) -> Path:
        return self.path / "handover-signed.pdf"

    @property
    def countersigned(self) -> Path:
        return self.path / "handover-countersigned.pdf"

    @property
    def ca(self) -> Path:
        return self.path / "ward-ca.pem"


def ask(*words: str | Path) -> Answer:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path)
    verify.add_parser(parser.add_subparsers())
    arguments = parser.parse_args([str(word) for word in words])
    out, err = io.StringIO(), io.StringIO()
    code = verify.run(arguments, out, PdfDocuments(VIENNA), err)
    return Answer(code=code, out=out.getvalue(), err=err.getvalue())


def make(path: Path, *, demo: bool) -> Folder:
    folder, documents, ward = (
        Folder(path=path, demo=demo),
        PdfDocuments(VIENNA),
        TestWard(demo=demo),
    )
    nurse = ward.signer("b.moreno", "Bea Moreno", "nurse")
    charge_nurse = ward.signer("c.holm", "Cia Holm", "nurse", "charge-nurse")
    unsigned = documents.render(note(demo=demo))
    signed = documents.sign(unsigned, nurse, name="Bea Moreno", at=SIGNED_AT)
    folder.signed.write_bytes(signed)
    both = documents.countersign(signed, charge_nurse, name="Cia Holm", at=REVIEWED_AT)
    folder.countersigned.write_bytes(both)
    folder.ca.write_bytes(ward.root_pem)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    return make(tmp_path_factory.mktemp("ward"), demo=False)


@pytest.fixture(scope="module")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    return make(tmp_path_factory.mktemp("demo"), demo=True)


def test_an_accepted_note_is_said_in_words(folder: Folder) -> None:
    answer = ask("verify", folder.countersigned)
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith("Accepted: signed by the nurse, countersigned by the charge nurse")
    assert "Prepared by (nurse): Bea Moreno (b.moreno), nurse, " in answer.out
    assert "Reviewed by (charge nurse): Cia Holm (c.holm), charge-nurse, " in answer.out
    assert "Not compared with a chart." in answer.out
    assert "Ward 4B East" in answer.out
    assert str(folder.ca) in answer.out
    assert "DEMO" not in answer.out


def test_a_note_that_is_not_countersigned_is_said_to_be_so(folder: Folder) -> None:
    answer = ask("verify", folder.signed)
    assert answer.code == 0
    assert "not countersigned" in answer.out


def test_json_has_exactly_the_agreed_keys(folder: Folder) -> None:
    answer = ask("verify", folder.countersigned, "--json")
    assert json.loads(answer.out) == {
        "state": "accepted-countersigned",
        "clause": "",
        "chart": "absent",
        "demo": False,
        "signatures": [
            {
                "field": "nurse",
                "account": "b.moreno",
                "name": "Bea Moreno",
                "role": "nurse",
                "at": "2026-11-21T06:04:30Z",
            },
            {
                "field": "charge-nurse",
                "account": "c.holm",
                "name": "Cia Holm",
                "role": "charge-nurse",
                "at": "2026-11-21T06:20:00Z",
            },
        ],
    }


def test_a_rejected_note_names_the_clause(folder: Folder, tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(folder.signed.read_bytes() + b"% more\n")
    answer = ask("verify", broken, "--ca", folder.ca)
    assert (answer.code, answer.err) == (1, "")
    assert answer.out.startswith("Rejected: Something was added to the file after the last")
    assert "(failed: whole-file)" in answer.out
    assert "Bea Moreno" not in answer.out
    said = json.loads(ask("verify", broken, "--ca", folder.ca, "--json").out)
    assert (said["state"], said["clause"], said["signatures"]) == ("rejected", "whole-file", [])


def test_another_ward_s_certificate_is_not_enough(folder: Folder, demo_folder: Folder) -> None:
    answer = ask("verify", folder.signed, "--ca", demo_folder.ca)
    assert answer.code == 1
    assert "(failed: trusted)" in answer.out


def test_a_demo_ward_is_said_to_be_one(demo_folder: Folder) -> None:
    answer = ask("verify", demo_folder.signed)
    assert answer.code == 0
    assert "DEMO, not for clinical use" in answer.out
    assert json.loads(ask("verify", demo_folder.signed, "--json").out)["demo"] is True


def test_a_certificate_beside_a_forged_note_does_not_count_where_there_is_a_ward(
    folder: Folder, demo_folder: Folder
) -> None:
    """On the stick lie another ward's note and its certificate, both named as ours are."""
    answer = ask("--data", folder.path, "verify", demo_folder.signed)
    assert answer.code == 1
    assert "(failed: trusted)" in answer.out


def test_the_data_folder_s_certificate_is_used_when_none_lies_beside(
    folder: Folder, tmp_path: Path
) -> None:
    alone = tmp_path / "note.pdf"
    alone.write_bytes(folder.signed.read_bytes())
    assert ask("--data", folder.path, "verify", alone).code == 0
    missing = ask("--data", tmp_path, "verify", alone)
    assert (missing.code, missing.out) == (2, "")
    assert "--ca" in missing.err


@pytest.mark.parametrize("content", [b"", b"hello", b" " * 1020 + b"%PDF-1.7", bytes(5000)])
def test_what_is_no_pdf_could_not_be_read(content: bytes, folder: Folder, tmp_path: Path) -> None:
    path = tmp_path / "note.pdf"
    path.write_bytes(content)
    answer = ask("verify", path, "--ca", folder.ca)
    assert (answer.code, answer.out) == (2, "")
    assert "is not a PDF" in answer.err


def test_the_mark_of_a_pdf_counts_within_1024_bytes(folder: Folder, tmp_path: Path) -> None:
    path = tmp_path / "note.pdf"
    path.write_bytes(b" " * 1019 + b"%PDF-1.7")
    assert ask("verify", path, "--ca", folder.ca).code == 1
    path.write_bytes(b"%PDF-")
    assert ask("verify", path, "--ca", folder.ca).code == 1


def test_what_cannot_be_opened_is_said(folder: Folder, tmp_path: Path) -> None:
    for path in (tmp_path / "none.pdf", tmp_path, tmp_path / "nul\0.pdf"):
        answer = ask("verify", path, "--ca", folder.ca)
        assert (answer.code, answer.out) == (2, "")
        assert "could not be read" in answer.err


def test_a_certificate_file_that_is_none_is_said(folder: Folder, tmp_path: Path) -> None:
    ca = tmp_path / "ca.pem"
    ca.write_text("hello", encoding="utf-8")
    for wrong in (ca, tmp_path / "none.pem"):
        answer = ask("verify", folder.signed, "--ca", wrong)
        assert (answer.code, answer.out) == (2, "")
        assert "certificate" in answer.err


def trust_file(folder: Folder, *revoked: RevokedCertificate) -> bytes:
    told = TrustList(format=1, ward=UUID(int=7), entry=9, at=REVIEWED_AT, revoked=revoked)
    return to_pem(folder.ca.read_bytes(), told)


def test_the_ward_s_revocations_are_looked_at_when_the_file_has_them(
    folder: Folder, tmp_path: Path
) -> None:
    """Beside the PDF the file with the revocations goes before the bare certificate."""
    for path in (folder.signed, folder.ca):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    note_file = tmp_path / folder.signed.name
    assert "What was revoked since is not known" in ask("verify", note_file).out
    (tmp_path / "ward-trust.pem").write_bytes(trust_file(folder))
    answer = ask("verify", note_file)
    assert (answer.code, "Revocations as of 21-Nov-2026" in answer.out) == (0, True)


def test_a_note_signed_after_its_signer_left_is_rejected(folder: Folder, tmp_path: Path) -> None:
    (signature,) = (
        PdfDocuments(VIENNA).verify(folder.signed.read_bytes(), folder.ca.read_bytes()).signatures
    )
    assert signature.account == "b.moreno"
    certificate = next(iter(dissect(folder.signed.read_bytes()).signatures)).signer_cert.dump()
    gone = RevokedCertificate(
        certificate=hashlib.sha256(certificate).hexdigest(), at=SIGNED_AT - timedelta(days=1)
    )
    ca = tmp_path / "ward-trust.pem"
    ca.write_bytes(trust_file(folder, gone))
    answer = ask("verify", folder.signed, "--ca", ca)
    assert (answer.code, answer.out.splitlines()[0]) == (
        1,
        "Rejected: A signer's certificate had been revoked when it signed. (failed: revoked)",
    )


def test_a_rejected_note_s_json_has_the_same_keys(folder: Folder, tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(folder.countersigned.read_bytes()[:-9])
    answer = ask("verify", broken, "--ca", folder.ca, "--json")
    assert (answer.code, answer.out.count("\n")) == (1, 1)
    assert json.loads(answer.out) == {
        "state": "rejected",
        "clause": "readable",
        "chart": "absent",
        "demo": False,
        "signatures": [],
    }


def test_a_file_too_large_for_a_note_is_rejected_not_unreadable(
    folder: Folder, tmp_path: Path
) -> None:
    large = tmp_path / "large.pdf"
    large.write_bytes(folder.signed.read_bytes() + bytes(17 * 1024 * 1024))
    answer = ask("verify", large, "--ca", folder.ca)
    assert (answer.code, "(failed: readable)" in answer.out) == (1, True)


@pytest.mark.parametrize("error", [RuntimeError, RecursionError, MemoryError, KeyError])
def test_any_exception_inside_is_a_rejection(
    error: type[Exception], folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_case: rule.Case) -> bool:
        raise error

    changed = [(name, fails if name is Clause.ROLE else check) for name, check in rule.RULE]
    monkeypatch.setattr(rule, "RULE", tuple(changed))
    answer = ask("verify", folder.signed, "--json")
    said = json.loads(answer.out)
    assert (answer.code, said["state"], said["clause"]) == (1, "rejected", "role")
    assert said["signatures"] == []
