"""When a backup is due, what is recorded of it, and what the screen says."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from nursedesk.chart.record_entries import BackupMade, BackupPlaceChosen
from nursedesk.chart.terms import kind_of
from nursedesk.clock import SetClock
from nursedesk.errors import KnownError, Refused
from nursedesk.ward import backup, bags, clock_watch, entrance, handovers
from nursedesk.ward.backup_ports import BackupState
from nursedesk.ward.desk import Desk
from nursedesk.ward.views.backup import backup_card
from tests.ward.conftest import passphrase, received
from tests.ward.fakes import FakeBackup, MemoryPlace, MemoryStore


@pytest.fixture
def clara(desk: Desk) -> Desk:
    entrance.sign_in(desk, "c.weiss", passphrase("c.weiss"))
    clock_watch.confirm(desk, desk.clock.now(), intent=uuid4())
    return desk


def background(desk: Desk) -> FakeBackup:
    made = desk.backing.background
    assert isinstance(made, FakeBackup)
    return made


def place(desk: Desk, store: MemoryStore) -> None:
    """A place is chosen, and the first backup made."""
    backup.choose_place(desk, "disk", intent=uuid4())
    background(desk).ends(store)
    backup.watch(desk)


def wishes(desk: Desk) -> int:
    return len(background(desk).wishes)


def test_without_a_place_that_is_what_the_screen_says(desk: Desk) -> None:
    assert backup.watch(desk) == BackupState()
    card = backup_card(desk)
    assert card.finding.startswith("No place for the backups is chosen")
    assert card.facts[0] == "There is no backup yet."


def test_choosing_a_place_makes_the_first_backup_and_records_it(
    clara: Desk, store: MemoryStore
) -> None:
    entry = backup.choose_place(clara, "disk", intent=uuid4())
    assert entry.body == BackupPlaceChosen(folder="disk")
    [wish] = background(clara).wishes
    assert (wish.folder, wish.at, wish.begins, wish.thins) == (
        "disk",
        clara.clock.now(),
        True,
        True,
    )
    background(clara).ends(store)
    head = store.chain[-1]
    backup.watch(clara)
    body = store.chain[-1].body
    assert isinstance(body, BackupMade)
    assert (body.head, body.head_hash, body.where, body.asked) == (
        head.number,
        head.hash,
        "disk",
        False,
    )
    card = backup_card(clara)
    assert card.finding == ""
    assert "opened and checked; nothing was recorded since" in card.facts[0]


def test_an_hour_later_one_is_made_if_anything_was_recorded(
    clara: Desk, session: UUID, store: MemoryStore, clock: SetClock
) -> None:
    place(clara, store)
    clock.forward(hours=1)
    backup.watch(clara)
    assert wishes(clara) == 1, "nothing is newer than the last one but its own entry"
    bags.receive(clara, session, received(), intent=uuid4())
    backup.watch(clara)
    assert wishes(clara) == 2
    assert not background(clara).wishes[-1].begins, "a disk that is away is missed"
    background(clara).ends(store)
    backup.watch(clara)
    bags.receive(clara, session, received("B-2"), intent=uuid4())
    clock.forward(minutes=59)
    backup.watch(clara)
    assert wishes(clara) == 2
    clock.forward(minutes=1)
    backup.watch(clara)
    assert wishes(clara) == 3


def test_a_signed_note_does_not_wait_for_the_hour(
    clara: Desk, session: UUID, store: MemoryStore, clock: SetClock
) -> None:
    place(clara, store)
    begun = clock.now() - timedelta(hours=2)
    drafted = handovers.draft(clara, session, note=uuid4(), period_from=begun)
    handovers.sign(clara, drafted, passphrase("c.weiss"), intent=uuid4())
    backup.watch(clara)
    assert wishes(clara) == 2
    background(clara).ends(store)
    backup.watch(clara)
    backup.watch(clara)
    assert wishes(clara) == 2


def test_after_a_new_ward_secret_one_is_made_at_once(
    clara: Desk, session: UUID, store: MemoryStore
) -> None:
    place(clara, store)
    clara.renew_store(clara.signed_in().keys)
    bags.receive(clara, session, received(), intent=uuid4())
    backup.watch(clara)
    assert wishes(clara) == 2


def test_a_failure_is_said_and_tried_again_after_5_minutes(
    clara: Desk, session: UUID, store: MemoryStore, clock: SetClock
) -> None:
    place(clara, store)
    bags.receive(clara, session, received(), intent=uuid4())
    clock.forward(hours=1)
    backup.watch(clara)
    background(clara).now = BackupState(failure="The disk is full.")
    before = len(store.chain)
    backup.watch(clara)
    assert len(store.chain) == before, "a backup that was not made is in no record"
    assert backup_card(clara).finding == "The last backup was not made. The disk is full."
    assert wishes(clara) == 2
    clock.forward(minutes=5)
    backup.watch(clara)
    assert wishes(clara) == 3
    background(clara).ends(store)
    backup.watch(clara)
    assert backup_card(clara).finding == ""


def test_a_backup_counts_once_its_entry_is_recorded(
    clara: Desk, store: MemoryStore, places: dict[str | None, MemoryPlace]
) -> None:
    backup.choose_place(clara, "disk", intent=uuid4())
    background(clara).ends(store)
    places[None].refuses = True
    entrance.sign_out(clara)
    entrance.sign_in(clara, "c.weiss", passphrase("c.weiss"))
    backup.watch(clara)
    assert "backup-made" not in {kind_of(entry.body) for entry in store.chain}
    places[None].refuses = False
    clock_watch.watch(clara)
    backup.watch(clara)
    assert kind_of(store.chain[-1].body) == "backup-made"


def test_an_unconfirmed_clock_removes_no_older_backup(
    clara: Desk, store: MemoryStore, clock: SetClock
) -> None:
    place(clara, store)
    clock.turn_to(clock.now() + timedelta(days=400))
    clock.forward(hours=1)
    clock_watch.watch(clara)
    backup.watch(clara)
    assert wishes(clara) == 2
    assert not background(clara).wishes[-1].thins


def test_by_hand_to_the_place_or_once_to_another_medium(clara: Desk, store: MemoryStore) -> None:
    with pytest.raises(Refused) as told:
        backup.back_up_now(clara)
    assert told.value.code == "no-backup-place"
    place(clara, store)
    backup.back_up_now(clara, "stick")
    assert background(clara).wishes[-1].folder == "stick"
    background(clara).ends(store)
    backup.watch(clara)
    body = store.chain[-1].body
    assert isinstance(body, BackupMade)
    assert body.asked
    assert clara.refresh_roster().backup_folder == "disk"


def test_a_place_that_cannot_be_used_is_not_chosen(clara: Desk, store: MemoryStore) -> None:
    background(clara).missing = True
    before = len(store.chain)
    with pytest.raises(KnownError, match="away"):
        backup.choose_place(clara, "disk", intent=uuid4())
    assert len(store.chain) == before


def test_a_nurse_chooses_no_place_and_starts_none(desk: Desk) -> None:
    for act in (
        lambda: backup.choose_place(desk, "disk", intent=uuid4()),
        lambda: backup.back_up_now(desk, "disk"),
    ):
        with pytest.raises(Refused):
            act()


def test_nothing_is_backed_up_of_a_record_that_is_not_whole(
    clara: Desk, store: MemoryStore, clock: SetClock
) -> None:
    place(clara, store)
    clara.soundness.file = ["a page"]
    clock.forward(hours=2)
    backup.watch(clara)
    assert wishes(clara) == 1
