"""The check before the first screen reads as of one moment, whoever writes meanwhile."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from nursedesk.bootstrap import hold_on, make_desk
from nursedesk.clock import SetClock
from nursedesk.store.chart_store import SqlChartStore
from nursedesk.store.instance import Instance
from nursedesk.walkthrough.crew import CLARA, NINA, Crew
from nursedesk.ward import entrance
from nursedesk.ward.desk import Desk
from tests.ward.conftest import START


class Unlocked(Instance):
    """A program whose lock does not hold, as on a disk that knows no locks."""

    def hold(self) -> None:
        """Nobody is kept out."""


def desk_at(folder: Path) -> Desk:
    clock = SetClock(START + timedelta(hours=1))
    return make_desk(folder, clock=clock, instance=Unlocked(folder, "ward-7", clock))


def test_what_a_second_program_appends_meanwhile_is_no_damage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, clock = tmp_path / "ward", SetClock(START)
    desk = make_desk(folder, clock=clock)
    Crew(desk, clock).found()
    desk.close()
    hold_on(folder, clock).release()
    writer, reader = desk_at(folder), desk_at(folder)
    entrance.sign_in(writer, NINA.account, NINA.passphrase)
    genuine = SqlChartStore.sessions

    def meanwhile(store: SqlChartStore) -> object:
        entrance.sign_out(writer)
        return genuine(store)

    keys = reader.keyring.sign_in(CLARA.account, CLARA.passphrase)
    monkeypatch.setattr(SqlChartStore, "sessions", meanwhile)
    entrance.open_ward(reader, keys)
    assert not reader.soundness.read_only, reader.soundness.sentence
    reader.close()
    writer.close()
