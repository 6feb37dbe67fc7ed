"""The support file holds what a stranger needs to help, and nobody's name."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import msgspec
import pytest

from nursedesk.chart.record_entries import BackupMade, RecordChecked
from nursedesk.clock import SetClock
from nursedesk.errors import KnownError
from nursedesk.ward import clock_watch, entrance, record, sessions, support
from nursedesk.ward.desk import Desk
from nursedesk.ward.machine import Check
from nursedesk.ward.support import Window
from tests.ward.conftest import START, opened, passphrase
from tests.ward.fakes import FakeFiles, FakeMachine, MemoryStore

# Everything in this ward that names a patient, a person, a place or a secret.
CANARIES = """
    rowan alice A-100 1987 invented canary weiss clara berg nina ruiz tom holm pia ward-7
    bed-canary phrase RIGHT-CODE blue-folder
"""
WORDS = ("Ward 7", *CANARIES.split())


def found_in(text: str) -> list[str]:
    """Which canaries stand in a text; short names as whole words."""
    return [word for word in WORDS if re.search(rf"(?i)\b{re.escape(word)}", text)]


@pytest.fixture
def machine(desk: Desk) -> FakeMachine:
    assert isinstance(desk.machine, FakeMachine)
    return desk.machine


@pytest.fixture
def busy(desk: Desk, session: UUID, machine: FakeMachine) -> Desk:
    """A ward in which much happened, some of it wrong."""
    bedded = msgspec.structs.replace(opened("A-200"), bed="bed-canary")
    sessions.open_session(desk, bedded, intent=uuid4())
    desk.store.save_draft("note", b"Rowan, Alice")
    with pytest.raises(KnownError):
        entrance.sign_in(desk, "n.berg", "a wrong phrase")
    machine.told.append(
        Check(name="free space", holds=False, words="0.1 GB; 1 GB are needed", where="/anna-canary")
    )
    return desk


def backed_up() -> BackupMade:
    return BackupMade(
        head="1.9",
        head_hash=bytes(32),
        made_at=START,
        sha256="ab" * 32,
        where="/media/blue-folder",
        size=123456,
        asked=True,
    )


def test_the_search_for_canaries_finds_them() -> None:
    assert found_in("rowan, ALICE (A-100) of Ward 7, told by Dr Invented") == [
        "Ward 7", "rowan", "alice", "A-100", "invented"
    ]  # fmt: skip
    assert found_in("the atomic topic") == []


def test_no_name_no_place_and_no_secret_gets_in(busy: Desk) -> None:
    record.record(busy, backed_up(), intent=uuid4())
    text = support.text(busy, Window(facts=("Qt 6",), defect="NurseDesk 0.1.0: ValueError"))
    assert found_in(text) == []
    assert str(busy.roster.ward) not in text


def test_it_holds_what_a_stranger_needs(busy: Desk, clock: SetClock) -> None:
    checked = RecordChecked(entries=7, head="1.6", head_hash=bytes(32), asked=False)
    record.note(busy, checked, intent=uuid4())
    record.record(busy, backed_up(), intent=uuid4())
    text = support.text(busy, Window(facts=("Qt 6.11",), defect="NurseDesk 0.1.0: ValueError"))
    for line in (
        "ok      program: NurseDesk 0.1.0, Python 3.11.2",
        "FAILED  free space: 0.1 GB; 1 GB are needed",
        "Linux 6.1 x86_64",
        "Qt 6.11",
        "schema: 0002",
        "can be written to: yes",
        "places of safety copies: 1, at fault 0, late 0",
        "session-opened: 2",
        "bag-received: 1",
        "last whole check: 2026-03-02T08:00:00Z, 7 entries",
        "last backup: 2026-03-02T08:00:00Z, up to 1.9, 123456 bytes",
        "chart: 4096",
        "confirmed by a person: yes",
        "NurseDesk 0.1.0: ValueError",
    ):
        assert f"\n{line}\n" in text, line
    assert f"protocol in force: {busy.roster.adopted[-1].sha256}\n" in text


def test_a_kind_that_nobody_knows_is_counted_without_its_name(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MemoryStore, "counts", lambda _self: {"rowan-alice": 3, "signed-in": 2})
    text = support.text(desk, Window())
    assert "together: 5\nof a kind that this program does not know: 3\nsigned-in: 2\n" in text
    assert found_in(text) == []


def test_a_chart_that_cannot_be_read_does_not_hinder_it(
    busy: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(_self: MemoryStore) -> dict[str, int]:
        raise KnownError("chart-damaged", "The entry of Rowan is damaged.", do="Call Clara.")

    monkeypatch.setattr(MemoryStore, "counts", damaged)
    busy.soundness.file = ["the page of Rowan, Alice"]
    text = support.text(busy, Window())
    assert "\nEntries\ncould not be read: chart-damaged\n" in text
    assert "can be written to: no" in text
    assert "faults of the file itself: 1" in text
    assert "\nClock\n" in text
    assert found_in(text) == []


def test_a_jump_of_the_clock_is_told(desk: Desk, clock: SetClock) -> None:
    clock.turn_to(clock.now() + timedelta(hours=2))
    clock_watch.watch(desk)
    text = support.text(desk, Window())
    assert "jumped: expected 2026-03-02T08:00:00Z, shown 2026-03-02T10:00:00Z" in text
    assert "confirmed by a person: no" in text


def test_it_is_written_where_she_chose_under_a_name_that_names_nobody(busy: Desk) -> None:
    path = Path("stick") / support.file_name(busy.clock.now())
    support.save(busy, path, Window())
    assert isinstance(busy.files, FakeFiles)
    assert path.name == "nursedesk-support-2026-03-02-0800.txt"
    assert busy.files.written[path].startswith(b"NurseDesk support file, made 2026-03-02T08:00")


def test_nobody_signed_in_gets_none(desk: Desk) -> None:
    entrance.sign_out(desk)
    with pytest.raises(KnownError, match="Nobody is signed in"):
        support.text(desk, Window())
    entrance.sign_in(desk, "n.berg", passphrase("n.berg"))
    assert support.text(desk, Window())
