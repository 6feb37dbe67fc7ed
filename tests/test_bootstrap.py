"""Founding on real files: a folder holds a whole ward or none, and no ward is ever lost to it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from nursedesk.bootstrap import make_desk, prepare
from nursedesk.clock import SetClock
from nursedesk.errors import KnownError
from nursedesk.walkthrough.crew import CLARA, NINA, Crew
from nursedesk.ward import entrance, sessions
from nursedesk.ward.desk import Desk
from nursedesk.ward.ports import Founding
from tests.ward.conftest import opened

AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def desk_at(folder: Path) -> Desk:
    return make_desk(folder, clock=SetClock(AT))


def begun(desk: Desk) -> Founding:
    return entrance.begin_founding(desk, "Ward 7", CLARA.account, CLARA.name, CLARA.passphrase)


def finish(desk: Desk, founding: Founding) -> None:
    entrance.finish_founding(
        desk, founding, "Ward 7", founding.recovery_code, CLARA.passphrase, demo=False
    )


def test_a_set_up_that_dies_before_the_keys_leaves_no_ward_and_may_begin_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_at(tmp_path)
    founding = begun(desk)

    def die(_code: str) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as killed:
        killed.setattr(desk.keyring, "write_founding", die)
        with pytest.raises(KeyboardInterrupt):
            finish(desk, founding)
    assert not desk_at(tmp_path).keyring.exists()
    assert not desk.is_open

    again = desk_at(tmp_path)
    finish(again, begun(again))
    assert again.signed_in().account == CLARA.account
    left = [path.name for path in tmp_path.iterdir() if path.name.startswith("chart-without-keys")]
    assert len(left) == 1, "what was there is moved aside, never deleted"


def test_a_second_set_up_never_touches_the_ward_of_the_first(tmp_path: Path) -> None:
    first, second = desk_at(tmp_path), desk_at(tmp_path)
    slow = begun(second)
    crew = Crew(first, SetClock(AT))
    crew.found()
    crew.sign_in(NINA)
    sessions.open_session(first, opened(), intent=uuid4())

    with pytest.raises(KnownError) as caught:
        finish(second, slow)
    assert caught.value.code == "ward-exists"

    first.close()
    later = desk_at(tmp_path)
    entrance.sign_in(later, NINA.account, NINA.passphrase)
    assert len(later.sessions()) == 1


def test_a_folder_that_cannot_be_made_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(KnownError, match="cannot be written to"):
        prepare(tmp_path / "file")
