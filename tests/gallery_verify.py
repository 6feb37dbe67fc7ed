"""The gallery's scenes of checking a note: nothing yet, genuine, refused, another ward's."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from nursedesk.documents.pdf_documents import PdfDocuments
from nursedesk.ui.verify_page import VerifyPage
from nursedesk.ward import handovers
from nursedesk.ward.desk import Desk
from tests.documents.genuine import made
from tests.documents.notes import VIENNA, note
from tests.ui.pages import Nurse

if TYPE_CHECKING:
    from tests.gallery_scenes import Scenes

_LONG = "PAPADIMITRIOU-WOLFESCHLEGELSTEINHAUSENBERGERDORFF, Maximiliana \u00b7 born 04-Mar-1987"


def verified(scenes: Scenes, nurse: Nurse) -> None:
    """A note of the demo ward, the same with a tail, no PDF, and another ward's note."""
    with TemporaryDirectory() as made_here:
        folder = Path(made_here)
        own, changed, letter = (folder / name for name in ("note.pdf", "changed.pdf", "letter.txt"))
        own.write_bytes(nurse.asks_the_desk(_some_note))
        changed.write_bytes(own.read_bytes() + b"% more\n")
        letter.write_text("hello", encoding="utf-8")
        nurse.goes_to("Check a note")
        page = nurse.on(VerifyPage)
        scenes.picture("verify")
        for file, words in ((own, "Genuine"), (changed, "Not accepted"), (letter, "Not checked")):
            page.look_at(file)
            nurse.sees(words)
            scenes.picture(f"verify-{file.stem}")
        _of_another_ward(scenes, nurse, page, folder)
    nurse.press("Ward board")


def _of_another_ward(scenes: Scenes, nurse: Nurse, page: VerifyPage, folder: Path) -> None:
    foreign = made(PdfDocuments(VIENNA), note(patient=_LONG))
    path, certificate = folder / "from-ward-4b.pdf", folder / "ward-trust.pem"
    path.write_bytes(foreign.countersigned)
    certificate.write_bytes(foreign.ward.root_pem)
    page.look_at(path)
    nurse.sees("Not accepted")
    page.check_against(certificate)
    nurse.sees("What the note says")
    bar = page.area.verticalScrollBar()
    bar.setValue(0)
    scenes.picture("verify-another-ward")
    bar.setValue(bar.maximum())
    scenes.picture("verify-another-ward-end")


def _some_note(desk: Desk) -> bytes:
    signed = next(note for session in desk.sessions() for note in session.notes)
    return handovers.document(desk, signed)
