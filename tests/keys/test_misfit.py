"""What a data folder lacks, said before anybody types a passphrase; a lost ward is never set up."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from nursedesk.bootstrap import make_desk
from nursedesk.clock import SetClock
from nursedesk.errors import KnownError
from nursedesk.keys.misfit import unusable
from nursedesk.walkthrough.crew import CLARA
from nursedesk.ward import entrance
from tests.backing import AT, Ward, founded


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Ward:
    return founded(tmp_path_factory.mktemp("made") / "ward")


@pytest.fixture
def ward(made: Ward, tmp_path: Path) -> Ward:
    return made.copied(tmp_path / "ward")


def told(folder: Path) -> str:
    error = unusable(folder)
    return "" if error is None else error.code


def test_a_ward_that_is_whole_and_an_empty_folder_lack_nothing(ward: Ward, tmp_path: Path) -> None:
    assert told(ward.folder) == ""
    assert told(tmp_path / "nothing") == ""


def test_what_was_lost_is_named(ward: Ward) -> None:
    slots = ward.folder / "keys" / "slots.json"
    content = slots.read_bytes()
    slots.write_text("{ not what was written")
    assert told(ward.folder) == "keys-damaged"
    slots.unlink()
    assert told(ward.folder) == "keys-missing"
    slots.write_bytes(content)
    ward.chart.unlink()
    assert told(ward.folder) == "chart-missing"


def test_a_ward_whose_keys_were_lost_is_not_set_up_anew(ward: Ward) -> None:
    shutil.rmtree(ward.folder / "keys")
    assert told(ward.folder) == "keys-missing"
    desk = make_desk(ward.folder, clock=SetClock(AT))
    founding = entrance.begin_founding(desk, "Ward 7", CLARA.account, CLARA.name, CLARA.passphrase)
    with pytest.raises(KnownError) as refused:
        entrance.finish_founding(
            desk, founding, "Ward 7", founding.recovery_code, CLARA.passphrase, demo=False
        )
    assert refused.value.code == "keys-missing"
    assert ward.chart.exists(), "the chart is where it was"
