"""Lost, swapped, old and foreign key files: each one clear sentence, and nothing opens."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest

from nursedesk.bootstrap import make_desk
from nursedesk.clock import SetClock
from nursedesk.errors import KnownError
from nursedesk.keys import slots
from nursedesk.walkthrough.crew import CLARA, NINA, TOM, Crew
from nursedesk.ward import entrance, leaving
from nursedesk.ward.desk import Desk
from tests.ward.conftest import START, RealWard, confirm_time


def refused(desk: Desk) -> KnownError:
    with pytest.raises(KnownError) as caught:
        entrance.sign_in(desk, CLARA.account, CLARA.passphrase)
    assert not desk.is_open
    return caught.value


@pytest.fixture
def path(ward: RealWard) -> Path:
    return ward.folder / "keys" / slots.SLOTS


def test_a_lost_file(path: Path, start: Callable[[], Desk]) -> None:
    path.unlink()
    error = refused(start())

    assert error.code == "keys-missing"
    assert "slots.json is not there" in error.happened


def test_two_slots_that_were_swapped(path: Path, start: Callable[[], Desk]) -> None:
    content = json.loads(path.read_text())
    first, second = content["slots"][:2]
    first["account"], second["account"] = second["account"], first["account"]
    path.write_text(json.dumps(content))

    assert refused(start()).code == "passphrase-wrong"


def test_an_old_file(path: Path, ward: RealWard, start: Callable[[], Desk]) -> None:
    before = path.read_bytes()
    desk = start()
    entrance.sign_in(desk, CLARA.account, CLARA.passphrase)
    confirm_time(desk)
    tom = entrance.second_person(desk, TOM.account, TOM.passphrase)
    leaving.remove(desk, NINA.account, second=tom, intent=uuid4())
    desk.close()
    path.write_bytes(before)
    error = refused(start())

    assert error.code == "keys-older"
    assert error.saved == "Nothing was changed."


@pytest.mark.parametrize("root", [True, False])
def test_a_foreign_file(
    path: Path,
    ward: RealWard,
    start: Callable[[], Desk],
    tmp_path: Path,
    root: bool,
) -> None:
    """Another ward's, whose people have the same accounts and the same passphrases."""
    other, clock = tmp_path / "other", SetClock(START)
    desk = make_desk(other, clock=clock)
    Crew(desk, clock).found()
    desk.close()
    shutil.copy(other / "keys" / slots.SLOTS, path)
    if not root:
        (ward.folder / "ward-ca.pem").unlink()

    assert refused(start()).code == ("keys-foreign" if root else "keys-older")
