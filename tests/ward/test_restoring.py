"""Restoring on real files: what is refused, what is kept, what the record says of it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from nursedesk.bootstrap import make_desk
from nursedesk.chart.record_entries import ChartRestored
from nursedesk.clock import SetClock
from nursedesk.errors import KnownError, Refused
from nursedesk.keys import throttle
from nursedesk.store import restore as store_restore
from nursedesk.walkthrough.crew import CLARA, NINA, TOM
from nursedesk.ward import entrance, leaving, mending, recovery, restoring
from nursedesk.ward.check import check_ward
from nursedesk.ward.desk import Desk
from nursedesk.ward.restoring import Opened
from nursedesk.ward.unusable import UNUSABLE
from tests.backing import AT, Ward, accepts, back_up, founded, goes_on, signed_in
from tests.ward.conftest import confirm_time


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Ward:
    return founded(tmp_path_factory.mktemp("made") / "ward")


@pytest.fixture
def ward(made: Ward, tmp_path: Path) -> Ward:
    return made.copied(tmp_path / "ward")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "disk"


def empty(tmp_path: Path) -> Desk:
    """The program on another machine, whose data folder holds nothing."""
    return make_desk(tmp_path / "other", clock=SetClock(AT + timedelta(hours=5)))


def opened(desk: Desk, backup: str) -> Opened:
    staged = restoring.choose(desk, backup)
    return restoring.open_with_passphrase(desk, staged, CLARA.account, CLARA.passphrase)


def broken(ward: Ward) -> None:
    ward.chart.write_bytes(os.urandom(ward.chart.stat().st_size))
    for log in ward.chart.parent.glob("*-wal"):
        log.unlink()


def test_on_the_same_machine_the_lost_entries_are_named_and_a_new_epoch_begins(
    ward: Ward, place: Path
) -> None:
    backup = back_up(ward, place)
    last = goes_on(ward, 2)
    before = ward.chart.read_bytes()
    broken(ward)
    damaged = ward.chart.read_bytes()
    desk = make_desk(ward.folder, clock=SetClock(AT + timedelta(hours=5)))
    with pytest.raises(KnownError) as told:
        entrance.sign_in(desk, CLARA.account, CLARA.passphrase)
    assert told.value.code in UNUSABLE
    preview = opened(desk, backup.where)
    head = int(backup.head.split(".")[1])
    [loss] = preview.losses
    assert loss.words == f"entries 1.{head + 1} to {last} are missing"
    assert loss.entries == int(last.split(".")[1]) - head
    assert loss.patients == ("ROWAN, Alice (P-1)",)
    kept, cards = restoring.restore(desk, preview)
    assert CLARA.account in {card.account for card in cards}
    assert (Path(kept) / "chart" / "chart.db").read_bytes() == damaged != before
    assert (Path(kept) / "keys" / "slots.json").exists()

    entrance.sign_in(desk, CLARA.account, CLARA.passphrase)
    assert desk.soundness.read_only
    assert desk.soundness.sentence.startswith("This record was restored from a backup up to")
    entry = accepts(desk)
    body = entry.body
    assert isinstance(body, ChartRestored)
    assert (body.head, body.made_at, body.sha256) == (
        backup.head,
        backup.made_at,
        backup.sha256,
    )
    [lost] = body.ranges
    assert (lost.epoch, lost.first, lost.last) == (1, head + 1, int(last.split(".")[1]))
    assert body.sessions == (ward.session,)
    assert entry.number == f"2.{head + 2}", "after her sign-in"
    desk.close()
    assert goes_on(ward, hours=6).startswith("2.")
    with signed_in(ward, hours=7) as later:
        assert not later.soundness.read_only
        check_ward(later)


def test_on_another_machine_with_the_recovery_code_and_a_new_administrator(
    ward: Ward, place: Path, tmp_path: Path
) -> None:
    backup = back_up(ward, place)
    desk = empty(tmp_path)
    staged = restoring.choose(desk, backup.where)
    with pytest.raises(KnownError) as told:
        restoring.open_with_code(desk, staged, "00000-" * 7 + "00000")
    assert told.value.code == "recovery-code-wrong"
    preview = restoring.open_with_code(desk, staged, ward.code)
    assert (preview.losses, preview.only_keys) == ((), "")
    restoring.restore(desk, preview)
    assert (tmp_path / "other" / "keys" / throttle.FILE).exists()
    begun = recovery.begin(desk, ward.code, "r.ada", "Rita Ada", "five words nobody else knows")
    person = recovery.finish(desk, begun, begun.recovery_code, intent=uuid4())
    entry = mending.acknowledge_gap(
        desk,
        reason="Another workstation.",
        paper="All of it.",
        passphrase="five words nobody else knows",
        intent=uuid4(),
    )
    assert isinstance(entry.body, ChartRestored)
    assert (entry.header.author, entry.header.epoch) == (person.account, 2)
    assert entry.body.ranges == ()
    check_ward(desk)
    entrance.sign_in(desk, NINA.account, NINA.passphrase)
    assert not desk.soundness.read_only
    desk.close()


def test_a_second_place_that_another_workstation_has_not_hinders_nobody(
    ward: Ward, place: Path, tmp_path: Path
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    for folder in (here, there):
        folder.mkdir()
    with signed_in(ward) as desk:
        mending.choose_places(desk, [str(here), str(there)], intent=uuid4())
    backup = back_up(ward, place)
    shutil.rmtree(there)
    desk = empty(tmp_path)
    restoring.restore(desk, opened(desk, backup.where))
    entrance.sign_in(desk, CLARA.account, CLARA.passphrase)
    body = accepts(desk).body
    assert isinstance(body, ChartRestored)
    assert body.folders == (str(here),)
    assert not desk.soundness.read_only
    desk.close()
    with signed_in(Ward(tmp_path / "other", ward.session, ward.code), hours=6) as later:
        assert not later.soundness.read_only, later.soundness.sentence
        assert later.roster.anchor_folders == (str(here),)


def test_nothing_is_written_before_somebody_signed_how_it_goes_on(
    ward: Ward, place: Path, tmp_path: Path
) -> None:
    backup = back_up(ward, place)
    desk = empty(tmp_path)
    restoring.restore(desk, opened(desk, backup.where))
    for _ in range(2):  # and a restart does not change that
        entrance.sign_in(desk, NINA.account, NINA.passphrase)
        assert desk.soundness.restored is not None
        with pytest.raises(Refused, match="may not"):
            accepts(desk, NINA.passphrase)
        desk.close()


def test_a_chart_that_lacks_only_its_keys_loses_nothing(ward: Ward, place: Path) -> None:
    backup = back_up(ward, place)
    last = goes_on(ward)
    shutil.rmtree(ward.folder / "keys")
    desk = make_desk(ward.folder, clock=SetClock(AT + timedelta(hours=5)))
    preview = opened(desk, backup.where)
    assert preview.only_keys == last
    restoring.restore(desk, preview)
    entrance.sign_in(desk, CLARA.account, CLARA.passphrase)
    assert not desk.soundness.read_only
    head = desk.store.last()
    assert head is not None
    assert head.header.epoch == 1
    desk.close()


def test_a_record_that_is_whole_is_not_replaced(ward: Ward, place: Path) -> None:
    backup = back_up(ward, place)
    with signed_in(ward) as desk, pytest.raises(Refused) as told:
        restoring.choose(desk, backup.where)
    assert told.value.code == "record-whole"


def test_while_nobody_signed_how_it_goes_on_another_backup_may_be_restored(
    ward: Ward, place: Path, tmp_path: Path
) -> None:
    older = back_up(ward, place)
    goes_on(ward)
    newer = back_up(ward, tmp_path / "stick", hours=4)
    desk = empty(tmp_path)
    restoring.restore(desk, opened(desk, older.where))
    entrance.sign_in(desk, CLARA.account, CLARA.passphrase)
    restoring.restore(desk, opened(desk, newer.where))
    entrance.sign_in(desk, CLARA.account, CLARA.passphrase)
    body = accepts(desk).body
    assert isinstance(body, ChartRestored)
    assert body.head == newer.head
    desk.close()
    assert len(list((tmp_path / "other").glob("before-restore-*"))) == 1


def test_only_a_charge_nurse_or_an_administrator_restores_over_an_open_record(
    ward: Ward, place: Path
) -> None:
    backup = back_up(ward, place)
    with signed_in(ward, NINA) as desk:
        desk.soundness.file = ["a page"]
        with pytest.raises(Refused, match="may not"):
            restoring.choose(desk, backup.where)


def no_list(backup: Path, _other: Ward, _place: Path) -> Path:
    (backup / "backup.json").unlink()
    return backup


def cut_short(backup: Path, _other: Ward, _place: Path) -> Path:
    chart = backup / "chart" / "chart.db"
    chart.write_bytes(chart.read_bytes()[:-4096])
    return backup


def lacks_a_file(backup: Path, _other: Ward, _place: Path) -> Path:
    (backup / "keys" / "recovery.json").unlink()
    return backup


def wrong_bit(backup: Path, _other: Ward, _place: Path) -> Path:
    chart = backup / "chart" / "chart.db"
    content = bytearray(chart.read_bytes())
    content[len(content) // 2] ^= 1
    chart.write_bytes(content)
    return backup


def edited_list(backup: Path, _other: Ward, _place: Path) -> Path:
    path = backup / "backup.json"
    path.write_text(path.read_text().replace('"head"', '"tail"'))
    return backup


def anything(_backup: Path, _other: Ward, place: Path) -> Path:
    return place.parent


def foreign(_backup: Path, other: Ward, place: Path) -> Path:
    return Path(back_up(other, place, hours=4).where)


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (no_list, "backup-partial"),
        (cut_short, "backup-partial"),
        (lacks_a_file, "backup-partial"),
        (wrong_bit, "backup-damaged"),
        (edited_list, "backup-damaged"),
        (anything, "not-a-backup"),
        (foreign, "backup-foreign"),
    ],
)
def test_what_is_no_backup_of_this_ward_is_refused_and_nothing_is_changed(
    ward: Ward,
    place: Path,
    tmp_path: Path,
    harm: Callable[[Path, Ward, Path], Path],
    code: str,
) -> None:
    other = founded(tmp_path / "foreign") if harm is foreign else ward
    harmed = harm(Path(back_up(ward, place).where), other, place)
    broken(ward)
    before = sorted(path for path in ward.folder.rglob("*"))
    desk = make_desk(ward.folder, clock=SetClock(AT + timedelta(hours=5)))
    with pytest.raises(KnownError) as refused:
        restoring.choose(desk, str(harmed))
    assert refused.value.code == code
    desk.close()
    assert sorted(path for path in ward.folder.rglob("*")) == before


def test_of_two_in_one_place_the_newer_is_taken_unless_it_is_damaged(
    ward: Ward, place: Path
) -> None:
    first = back_up(ward, place)
    goes_on(ward)
    second = back_up(ward, place, hours=4)
    broken(ward)
    desk = make_desk(ward.folder, clock=SetClock(AT + timedelta(hours=5)))
    assert [one.folder for one in desk.restorer.listed(str(place))] == [
        second.where,
        first.where,
    ]
    with pytest.raises(KnownError) as refused:
        restoring.choose(desk, first.where)
    assert refused.value.code == "backup-old"
    wrong_bit(Path(second.where), ward, place)
    assert opened(desk, first.where).head == first.head
    desk.close()


def test_a_backup_from_before_somebody_left_is_refused_where_the_ward_is_newer(
    ward: Ward, place: Path, tmp_path: Path
) -> None:
    backup = back_up(ward, place)
    with signed_in(ward) as desk:
        confirm_time(desk)
        second = entrance.second_person(desk, TOM.account, TOM.passphrase)
        leaving.remove(desk, NINA.account, second=second, intent=uuid4())
    broken(ward)
    desk = make_desk(ward.folder, clock=SetClock(AT + timedelta(hours=5)))
    with pytest.raises(KnownError) as refused:
        opened(desk, backup.where)
    assert refused.value.code == "backup-old"
    desk.close()
    there = empty(tmp_path)
    assert opened(there, backup.where).head == backup.head
    there.close()


def test_wrong_passphrases_are_counted(ward: Ward, place: Path, tmp_path: Path) -> None:
    backup = back_up(ward, place)
    desk = empty(tmp_path)
    staged = restoring.choose(desk, backup.where)
    codes = []
    for _ in range(throttle.FREE + 2):
        with pytest.raises(KnownError) as told:
            restoring.open_with_passphrase(desk, staged, CLARA.account, "a wrong one, sadly")
        codes.append(told.value.code)
    assert codes[-1] == "sign-in-waits"
    desk.close()


def test_a_restore_that_dies_midway_is_finished_by_the_next_start(
    ward: Ward, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = back_up(ward, place)
    broken(ward)
    desk = make_desk(ward.folder, clock=SetClock(AT + timedelta(hours=5)))
    preview = opened(desk, backup.where)
    genuine = os.replace

    def dies(source: Path, target: Path) -> None:
        if source.name == "chart" and source.parent != ward.folder:
            raise KeyboardInterrupt
        genuine(source, target)

    with monkeypatch.context() as killed:
        killed.setattr("nursedesk.store.restore.os.replace", dies)
        with pytest.raises(KeyboardInterrupt):
            restoring.restore(desk, preview)
    assert not ward.chart.exists()
    desk.close()
    store_restore.finish(ward.folder)
    with signed_in(ward, hours=6) as later:
        assert later.soundness.restored is not None
    assert not list(ward.folder.glob("restore-ready-*"))
