"""The page that checks a note: a file is dropped on it, and the verdict stands there in words."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog

from nursedesk.documents.pdf_documents import PdfDocuments
from nursedesk.ui.board_page import BoardPage
from nursedesk.ui.verified_note import NoteCard
from nursedesk.ui.verify_page import VerifyPage
from nursedesk.walkthrough.crew import CLARA, NINA
from nursedesk.ward import clock_watch, entrance, handovers
from nursedesk.ward.desk import Desk
from nursedesk.ward.note_files import TRUST_FILE
from tests.documents.genuine import Genuine, made
from tests.documents.notes import VIENNA, note, row
from tests.ui.pages import Nurse


def signed_note(desk: Desk, folder: Path) -> None:
    """Nina's note, and the same as Clara countersigned it, exported."""
    clock_watch.confirm(desk, desk.clock.now(), intent=uuid4())
    session = desk.sessions()[0].id
    begun = desk.clock.now() - timedelta(hours=8)
    drafted = handovers.draft(desk, session, note=uuid4(), period_from=begun)
    signed = handovers.sign(desk, drafted, NINA.passphrase, intent=uuid4())
    (folder / "signed.pdf").write_bytes(handovers.document(desk, signed))
    entrance.sign_in(desk, CLARA.account, CLARA.passphrase)
    both = handovers.countersign(desk, session, signed.note, CLARA.passphrase, intent=uuid4())
    (folder / "both.pdf").write_bytes(handovers.document(desk, both))
    entrance.sign_in(desk, NINA.account, NINA.passphrase)


@pytest.fixture
def folder(nina: Nurse, tmp_path: Path) -> Path:
    """A folder with two exported notes of this ward."""
    made_here = tmp_path / "out"
    made_here.mkdir()
    nina.asks_the_desk(lambda desk: signed_note(desk, made_here))
    return made_here


@pytest.fixture(scope="module")
def foreign() -> Genuine:
    """A note of another ward."""
    return made(PdfDocuments(VIENNA), note(row("Asked", "<b>5 & 6</b>")))


def drop(nurse: Nurse, *paths: Path) -> VerifyPage:
    """Drags files onto the page and lets them go."""
    page = nurse.on(VerifyPage)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    left, copy = Qt.MouseButton.LeftButton, Qt.DropAction.CopyAction
    none = Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPoint(50, 50), copy, mime, left, none)
    QApplication.sendEvent(page, entering)
    if entering.isAccepted():
        dropping = QDropEvent(QPointF(50, 50), copy, mime, left, none)
        QApplication.sendEvent(page, dropping)
    return page


def test_a_countersigned_note_is_dropped_and_found_genuine(nina: Nurse, folder: Path) -> None:
    nina.goes_to("Check a note")
    drop(nina, folder / "both.pdf")
    nina.sees("Signed by the nurse and by the charge nurse.")

    shown = nina.texts()
    assert "Genuine" in shown
    assert f"Prepared by: {NINA.name} ({NINA.account}), nurse, 20-Nov-2026 09:00 +01:00" in shown
    assert f"Reviewed by: {CLARA.name} ({CLARA.account}), charge nurse, 20-Nov-2026" in shown
    assert "It is the file that this ward's chart holds, byte for byte." in shown
    assert "workstation's own claim" in shown
    nina.press("Ward board")
    nina.on(BoardPage)


def test_of_a_note_before_its_countersignature_the_newer_copy_is_named(
    nina: Nurse, folder: Path
) -> None:
    nina.goes_to("Check a note")
    drop(nina, folder / "signed.pdf")
    nina.sees("Signed by the nurse, not countersigned.")

    nina.sees("A countersigned copy exists since 20-Nov-2026 09:00 +01:00: use that one.")


def test_a_changed_note_is_refused_in_words_and_nobody_is_named(nina: Nurse, folder: Path) -> None:
    changed = folder / "changed.pdf"
    changed.write_bytes((folder / "both.pdf").read_bytes() + b"% more\n")
    nina.goes_to("Check a note")
    drop(nina, changed)
    nina.sees("Not accepted")

    shown = nina.texts()
    assert "Something was added to the file after the last signature." in shown
    assert "Do not use this file." in shown
    assert "whole-file" in shown
    assert "Prepared by" not in shown


def test_another_ward_s_note_is_refused_until_its_certificate_is_chosen(
    nina: Nurse, folder: Path, foreign: Genuine
) -> None:
    path = folder / "foreign.pdf"
    path.write_bytes(foreign.countersigned)
    nina.goes_to("Check a note")
    drop(nina, path)

    nina.sees("A signature was not made with a key of this ward.")
    nina.sees("choose that ward's ward-trust.pem")


def test_another_ward_s_note_shows_its_data_as_plain_text(
    nina: Nurse, folder: Path, foreign: Genuine, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, certificate = folder / "foreign.pdf", folder / TRUST_FILE
    path.write_bytes(foreign.countersigned)
    certificate.write_bytes(foreign.ward.root_pem)
    nina.goes_to("Check a note")
    drop(nina, path)
    nina.sees("Not accepted")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(certificate), ""))
    nina.press("A note of another ward …")
    nina.sees("Genuine")

    shown = nina.texts()
    assert "Not compared with a chart" in shown
    assert "the certificate of Ward 4B East." in shown
    assert "What was revoked since is not known" in shown
    assert "DOE, Ann" in shown
    assert "<b>5 & 6</b>" in shown
    assert nina.on(VerifyPage).findChildren(NoteCard)
    assert "It is not compared with the file's printed pages" in shown
    nina.press("A note of this ward")
    nina.sees("A signature was not made with a key of this ward.")
    assert "DOE, Ann" not in nina.texts()


def test_what_cannot_be_looked_at_is_said_in_one_sentence(nina: Nurse, folder: Path) -> None:
    text, large = folder / "letter.txt", folder / "large.pdf"
    text.write_text("hello", encoding="utf-8")
    large.write_bytes(b"%PDF-1.7\n" + bytes(17 * 1024 * 1024))
    nina.goes_to("Check a note")
    drop(nina, text)
    nina.sees("letter.txt is not a PDF.")
    drop(nina, folder / "gone.pdf")
    nina.sees("could not be read: No such file or directory.")
    drop(nina, large)
    nina.sees("The file cannot be read as a PDF made by NurseDesk.")
    drop(nina, text, folder / "both.pdf")  # two at once are not taken
    nina.sees("The file cannot be read as a PDF made by NurseDesk.")


def test_a_file_is_chosen_without_a_mouse(
    nina: Nurse, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(folder / "both.pdf"), ""))
    nina.goes_to("Check a note")
    nina.press("Choose a file …")

    nina.sees("Genuine")


def test_a_wrong_certificate_is_said(
    nina: Nurse, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = Path(shutil.copy(folder / "both.pdf", folder / "wrong.pem"))
    nina.goes_to("Check a note")
    drop(nina, folder / "both.pdf")
    nina.sees("Genuine")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(wrong), ""))
    nina.press("A note of another ward …")

    nina.sees("does not hold the certificate of a ward")


def test_the_other_answer_is_gone_while_the_next_file_is_looked_at(
    nina: Nurse, folder: Path
) -> None:
    """Two files in a row: only the last one's verdict is ever left."""
    nina.goes_to("Check a note")
    page = drop(nina, folder / "both.pdf")
    page.look_at(folder / "signed.pdf")
    nina.sees("not countersigned")
    assert "by the charge nurse" not in nina.texts()
