"""Whoever signs in gets her own first screen, whatever of the record can be read."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nursedesk.bootstrap import make_desk
from nursedesk.clock import SetClock
from nursedesk.errors import KnownError
from nursedesk.keys.keyring import FileKeyring
from nursedesk.store.chart_store import SqlChartStore
from nursedesk.ui.app import Wardrobe
from nursedesk.ui.arrival import ArrivalPage
from nursedesk.ui.board_page import BoardPage
from nursedesk.ui.record_page import RecordView
from nursedesk.ui.sign_in_page import SignInPage
from nursedesk.ui.start import Start
from nursedesk.ui.window import MainWindow
from nursedesk.walkthrough.crew import CLARA, NINA, TOM
from nursedesk.ward import passphrases
from nursedesk.ward.desk import Desk
from nursedesk.ward.views import protocol
from tests.ui.conftest import Prepared
from tests.ui.pages import Nurse
from tests.ui.test_lock import everything_typed, somebody_signs_in
from tests.ui.test_walk import ODD, at_the_label

_PAGE = 4096


def spoil_protocol(folder: Path) -> None:
    """One wrong bit in a page on which nothing lies but the adopted protocol's bytes."""
    path = folder / "chart" / "chart.db"
    key = FileKeyring(folder).sign_in(NINA.account, NINA.passphrase).database_key()
    whole = path.read_bytes()
    for page in reversed(range(len(whole) // _PAGE)):
        spoilt = bytearray(whole)
        spoilt[page * _PAGE + 50] ^= 1
        path.write_bytes(spoilt)
        if _only_the_protocol(path, key):
            return
    pytest.fail("no page is the protocol's alone")


def _only_the_protocol(path: Path, key: bytes) -> bool:
    try:
        store = SqlChartStore.open(path, key)
    except KnownError:
        return False
    try:
        entries = store.entries()
        store.draft("any")
    except KnownError:
        store.close()
        return False
    (adopted,) = (e.header.protocol_sha256 for e in entries if e.header.session_seq == 0)
    assert adopted is not None
    try:
        store.document(adopted)
    except KnownError:
        return True
    finally:
        store.close()
    return False


@pytest.fixture
def clara(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, clock: SetClock, prepared: Prepared
) -> Iterator[Nurse]:
    """Clara signs in to a ward whose adopted protocol lies on a damaged page."""
    folder = Path(shutil.copytree(prepared.folder, tmp_path / "ward"))
    spoil_protocol(folder)
    start = Start(
        ward_exists=True,
        cards=FileKeyring(folder).cards(),
        make_desk=lambda: make_desk(folder, clock=clock),
        clock=clock,
    )
    window = MainWindow(start, Wardrobe(qapp))
    qtbot.addWidget(window)
    window.show()
    nurse = Nurse(qtbot, window)
    nurse.on(SignInPage)
    nurse.answer("account", CLARA.account)
    nurse.answer("passphrase", CLARA.passphrase)
    nurse.press("Sign in")
    yield nurse
    window.close()


def test_a_damaged_protocol_is_named_and_keeps_nobody_from_the_record(clara: Nurse) -> None:
    clara.on(BoardPage)
    clara.until(lambda: clara.window.messages.text != "")
    clara.sees("blinatumomab")
    clara.sees("cannot be read")
    assert clara.window.me.account == CLARA.account
    clara.goes_to("Record")
    clara.on(RecordView)


def test_a_fault_in_between_gives_nothing_of_the_first_to_somebody_else(
    nina: Nurse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A blind second reading is no blind one once she has seen the first."""
    at_the_label(nina)
    for name, value in list(ODD.items())[:3]:
        nina.answer(name, value)
    before = [value for value in everything_typed(nina).split("\n") if value]
    assert before
    nina.press("Lock now")

    def broken(_desk: Desk) -> NoReturn:
        raise KnownError("disk-error", "The chart's disk reported an error.", do="Try again.")

    monkeypatch.setattr(protocol, "sources", broken)
    monkeypatch.setattr(passphrases, "unread_reset", broken)
    somebody_signs_in(nina)
    nina.until(lambda: nina.window.messages.text != "")
    nina.sees("The chart's disk reported an error.")
    assert nina.window.me.account == TOM.account
    assert isinstance(nina.window.page, ArrivalPage)
    seen = everything_typed(nina).split("\n")
    assert not [value for value in before if value in seen]

    monkeypatch.undo()
    nina.press("Ward board")
    nina.on(BoardPage)
