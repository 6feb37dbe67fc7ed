"""What ward IT is told of the workstation, and what of it is marked as not in order."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from nursedesk.chart.record_entries import BackupPlaceChosen, RecordChecked
from nursedesk.clock import SetClock
from nursedesk.ward import record
from nursedesk.ward.desk import Desk
from nursedesk.ward.machine import Check
from nursedesk.ward.views.workstation import Fact, workstation_page
from tests.ward.fakes import FakeMachine


def told(desk: Desk) -> dict[str, Fact]:
    page = workstation_page(desk)
    return {fact.name: fact for fact in (*page.program, *page.now, *page.record, *page.places)}


@pytest.fixture
def machine(desk: Desk) -> FakeMachine:
    assert isinstance(desk.machine, FakeMachine)
    return desk.machine


def test_a_ward_in_order_but_for_its_backup(desk: Desk) -> None:
    assert [fact.name for fact in workstation_page(desk).amiss] == ["Last backup"]
    facts = told(desk)
    assert facts["Data folder"].words == "For its owner alone (/data/anna-canary)"
    assert facts["Program"].words == "/data/anna-canary/nursedesk"
    assert facts["Record"].words == "It is whole and can be written to."
    assert facts["Backups"].words == "No folder is chosen."
    assert facts["Form of the chart's file"].words == "Schema 0002."
    assert facts["Time confirmed"].words == "By a person, in this shift."
    sha256 = desk.roster.adopted[-1].sha256
    assert facts["Protocol in force"].words.replace(" ", "").endswith(f"SHA-256{sha256}")


def test_a_check_that_fails_is_marked_and_says_where(desk: Desk, machine: FakeMachine) -> None:
    machine.told.append(
        Check(name="free space", holds=False, words="0.1 GB; 1 GB are needed", where="/data")
    )
    (first, _backup) = workstation_page(desk).amiss
    assert first == Fact(name="Free space", words="0.1 GB; 1 GB are needed (/data)", in_order=False)


def test_a_clock_that_jumped_is_marked(desk: Desk, clock: SetClock) -> None:
    clock.turn_to(clock.now() + timedelta(hours=2))
    fact = told(desk)["Time confirmed"]
    assert not fact.in_order
    assert "showed 02-Mar-2026 10:00 where 02-Mar-2026 08:00 was expected" in fact.words


def test_a_record_that_cannot_be_written_to_is_marked(desk: Desk) -> None:
    workstation_page(desk)  # while it is sound; then a page of the file is found damaged
    desk.found_damage([], set(), ["page 3"])
    fact = told(desk)["Record"]
    assert (fact.in_order, fact.words) == (False, "The chart's file is damaged.")


def test_the_last_whole_check_and_the_folder_of_the_backups(desk: Desk) -> None:
    record.note(
        desk,
        RecordChecked(entries=7, head="1.6", head_hash=bytes(32), asked=False),
        intent=uuid4(),
    )
    record.note(desk, BackupPlaceChosen(folder="/media/blue-folder"), intent=uuid4())
    facts = told(desk)
    assert "7 entries up to 1.6, all in order" in facts["Last check of the whole record"].words
    assert facts["Backups"].words == "/media/blue-folder"


def test_without_a_key_it_says_that_no_update_is_accepted(
    desk: Desk, machine: FakeMachine, tmp_path: Path
) -> None:
    assert "no update from a stick is accepted" in told(desk)["Key for updates"].words
    machine.update_key = tmp_path / "update-key.pem"
    machine.update_key.write_text("a public key")
    assert told(desk)["Key for updates"].words == str(machine.update_key)
