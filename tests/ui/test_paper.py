"""Paper in the real window: blank checklists without a sign-in, prints for who is signed in."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QMenu

from nursedesk.ui.board_page import BoardPage
from nursedesk.ui.paper_page import PaperPage
from nursedesk.ui.sign_in_page import SignInPage
from tests.ui.pages import Nurse


def test_blank_checklists_need_no_sign_in(nina: Nurse, tmp_path: Path) -> None:
    nina.press("Change user")
    nina.on(SignInPage)
    nina.press("Paper")
    page = nina.on(PaperPage)
    nina.until(lambda: bool(page.where.text()))
    assert not page.prints.isVisible()
    nina.answer("path", str(tmp_path / "blank.pdf"))
    nina.press("Save the checklists")
    nina.sees("The checklists were written to")
    assert (tmp_path / "blank.pdf").read_bytes().startswith(b"%PDF-")
    nina.press("Back to the sign-in")
    nina.on(SignInPage)


def test_whoever_is_signed_in_has_the_files_written_and_copies_them(
    nina: Nurse, tmp_path: Path
) -> None:
    nina.press(nina.window.bar.more.accessibleName())
    menu = nina.window.bar.findChildren(QMenu)[-1]
    next(action for action in menu.actions() if action.text() == "Paper").trigger()
    menu.close()
    page = nina.on(PaperPage)
    nina.until(page.now.isEnabled)
    nina.press("Write them now")
    nina.until(lambda: "1 file lies" in page.lying.text())  # the page looks by itself
    (file,) = (tmp_path / "ward" / "downtime").glob("*.pdf")
    assert b"/AESV3" in file.read_bytes()
    copies = tmp_path / "copies"
    copies.mkdir()
    nina.answer("folder", str(copies))
    nina.press("Copy them for printing")
    nina.sees("1 copy was written to")
    assert [path.name for path in copies.iterdir()] == [file.name]
    nina.press("Ward board")
    nina.on(BoardPage)
