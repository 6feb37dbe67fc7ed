"""The screen for ward IT: what it shows, and that its support file names nobody."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nursedesk import __version__
from nursedesk.bootstrap import make_desk
from nursedesk.clock import SetClock
from nursedesk.ui.app import Wardrobe
from nursedesk.ui.board_page import BoardPage
from nursedesk.ui.bug_page import report_of
from nursedesk.ui.start import Start
from nursedesk.ui.window import MainWindow
from nursedesk.ui.workstation_page import WorkstationView
from nursedesk.walkthrough.crew import CLARA, NINA, TOM
from nursedesk.ward.ports import AccountCard
from tests.ui.conftest import Prepared
from tests.ui.pages import Nurse

CREW = (CLARA, NINA, TOM)


@pytest.fixture
def folder(tmp_path: Path, prepared: Prepared) -> Path:
    """A ward whose folder, and what lies in it, are named after a patient."""
    made = Path(shutil.copytree(prepared.folder, tmp_path / "Canaria Patient" / "ward"))
    (made / "Canaria Patient 1987.pdf").write_bytes(b"left here by somebody")
    return made


@pytest.fixture
def nurse(qtbot: QtBot, qapp: QApplication, folder: Path, clock: SetClock) -> Iterator[Nurse]:
    start = Start(
        ward_exists=True,
        cards=[AccountCard(account=m.account, name=m.name) for m in CREW],
        make_desk=lambda: make_desk(folder, clock=clock),
        clock=clock,
    )
    window = MainWindow(start, Wardrobe(qapp))
    window.resize(1024, 768)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    nurse = Nurse(qtbot, window)
    nurse.sign_in(NINA.account, NINA.passphrase)
    yield nurse
    window.close()


def canaries(prepared: Prepared) -> list[str]:
    """Every name and secret of the prepared ward."""
    words = ["canaria", "doe", "a-1001", "dr. lind", "demo ward", prepared.code, str(Path.home())]
    for member in CREW:
        words += [member.account, member.passphrase, *member.name.split()]
    return words


def test_it_shows_what_ward_it_asks_for(nurse: Nurse, folder: Path) -> None:
    nurse.goes_to("This workstation")
    page = nurse.on(WorkstationView)
    nurse.sees("Last backup")
    shown = nurse.texts()
    for words in (
        f"NurseDesk {__version__}, Python 3",
        "Qt 6.",
        "inside SQLCipher 4.",
        "blinatumomab-us 1.0.0, since ",
        "SHA-256",
        str(folder),
        str(folder / "anchors"),
        "The whole record has not been checked yet.",
        "There is no backup yet.",
        " GB",
        "Not yet in this shift.",
        "Schema 0",
        "NurseDesk writes none",
    ):
        assert words in shown, words
    assert not page.standing.isVisible()
    assert shown.count("There is no backup yet.") == 2, "first of all, and in its place"
    assert "Not in order: No place for the backups is chosen" in shown
    nurse.press("Ward board")
    nurse.on(BoardPage)


def test_the_support_file_names_nobody(
    nurse: Nurse, folder: Path, tmp_path: Path, prepared: Prepared
) -> None:
    nurse.window.bug(ValueError("Doe, Ann (A-1001) of Clara Weiss"))
    nurse.press("Back to the ward board")
    nurse.goes_to("This workstation")
    nurse.on(WorkstationView)
    nurse.press("Save the support file")
    nurse.sees("Say where the file goes")
    nurse.answer("path", str(folder / "support.txt"))
    nurse.press("Save the support file")
    nurse.sees("among the ward's own data")
    nurse.answer("path", str(tmp_path / "support.txt"))
    nurse.press("Save the support file")
    nurse.sees("The support file was written")
    text = (tmp_path / "support.txt").read_text(encoding="utf-8")
    found = [w for w in canaries(prepared) if re.search(rf"(?i)\b{re.escape(w)}\b", text)]
    assert found == []
    assert str(tmp_path) not in text
    for words in ("session-opened: 1", "ok      data folder", "Qt 6.", "ValueError", "chart: "):
        assert words in text, words


def test_a_report_names_places_in_the_program_only() -> None:
    code = compile("def fails():\n    raise ValueError('Ann')", "/srv/canaria/notes/own.py", "exec")
    space: dict[str, Callable[[], None]] = {}
    exec(code, space)  # a file whose folders are named after people
    with pytest.raises(ValueError, match="Ann") as caught:
        space["fails"]()
    report = report_of(caught.value)
    assert "own.py:2 in fails" in report
    assert "canaria" not in report
    assert "Ann" not in report
