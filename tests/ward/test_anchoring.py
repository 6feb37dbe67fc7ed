"""After each commit an anchor; one that cannot be written is said, and the next action waits."""

from __future__ import annotations

from uuid import UUID, uuid4

import msgspec
import pytest

from nursedesk.chart.terms import kind_of
from nursedesk.errors import KnownError, Refused
from nursedesk.ward import bags, clock_watch, entrance, mending, whole_check
from nursedesk.ward.desk import Desk
from nursedesk.ward.record_ports import CheckState, anchor_of
from tests.ward.conftest import Restart, passphrase, received
from tests.ward.fakes import FakeCheck, MemoryPlace, MemoryStore

Places = dict[str | None, MemoryPlace]


def own(places: Places) -> MemoryPlace:
    return places[None]


def receive(desk: Desk, session: UUID, intent: UUID | None = None) -> None:
    intent = intent or uuid4()
    body = msgspec.structs.replace(received(), bag=intent)  # repeated, the same bag
    bags.receive(desk, session, body, intent=intent)


def as_clara(desk: Desk) -> None:
    entrance.sign_in(desk, "c.weiss", passphrase("c.weiss"))
    clock_watch.confirm(desk, desk.clock.now(), intent=uuid4())


def test_every_entry_has_its_anchor(session: UUID, store: MemoryStore, places: Places) -> None:
    assert own(places).kept == [anchor_of(entry) for entry in store.chain]


def test_what_is_saved_is_saved_and_the_next_action_waits(
    desk: Desk, session: UUID, store: MemoryStore, places: Places
) -> None:
    own(places).refuses = True
    intent, before = uuid4(), len(store.chain)
    for _ in range(2):  # repeated, it is told the same and not recorded twice
        with pytest.raises(KnownError) as told:
            receive(desk, session, intent)
        assert told.value.code == "safety-copy-not-written"
        assert told.value.happened.startswith("Saved; safety copy not written.")
        assert told.value.saved == f"The entry was saved (entry {store.chain[-1].number})."
        assert len(store.chain) == before + 1
    with pytest.raises(KnownError) as told:
        receive(desk, session)
    assert (told.value.code, told.value.saved) == ("safety-copy-waits", "Nothing was saved.")
    assert len(store.chain) == before + 1

    own(places).refuses = False
    receive(desk, session, intent)
    receive(desk, session)
    assert own(places).kept == [anchor_of(entry) for entry in store.chain]
    assert len(store.chain) == before + 2


def test_a_program_that_ended_before_the_anchor_catches_up(
    session: UUID, restart: Restart, store: MemoryStore, places: Places
) -> None:
    last = own(places).kept
    assert last is not None
    del last[-1]
    again = restart()
    entrance.sign_in(again, "n.berg", passphrase("n.berg"))
    assert not again.soundness.read_only
    assert own(places).kept == [anchor_of(entry) for entry in store.chain]


def test_people_come_and_go_while_a_safety_copy_waits(
    desk: Desk, session: UUID, store: MemoryStore, places: Places
) -> None:
    own(places).refuses = True
    entrance.sign_in(desk, "t.ruiz", passphrase("t.ruiz"))
    assert kind_of(store.chain[-1].body) == "signed-out", "of the person before"
    assert len(desk.sessions()) == 1, "she reads"
    with pytest.raises(KnownError, match="safety copy"):
        receive(desk, session)
    entrance.sign_out(desk)
    assert kind_of(store.chain[-1].body) == "signed-out"

    entrance.sign_in(desk, "t.ruiz", passphrase("t.ruiz"))
    own(places).refuses = False
    clock_watch.watch(desk)
    receive(desk, session)
    kinds = [kind_of(entry.body) for entry in store.chain[-2:]]
    assert kinds == ["signed-in", "bag-received"], "her sign-in is entered before what she does"


def test_what_the_program_finds_is_entered_behind_the_sign_in_that_waited(
    desk: Desk, session: UUID, restart: Restart, store: MemoryStore, places: Places
) -> None:
    own(places).refuses = True
    entrance.sign_in(desk, "t.ruiz", passphrase("t.ruiz"))
    whole_check.watch(desk)
    report = whole_check.whole_check(desk.store, desk.keyring, lambda _done, _total: None)
    own(places).refuses = False
    desk.checking.background = FakeCheck(CheckState(report=report))
    whole_check.watch(desk)
    assert [kind_of(entry.body) for entry in store.chain[-2:]] == ["signed-in", "record-checked"]
    desk.close()
    again = restart()
    entrance.sign_in(again, "c.weiss", passphrase("c.weiss"))
    assert again.soundness.sentence == ""


def test_a_second_place_keeps_all_that_the_first_one_keeps(
    desk: Desk, session: UUID, store: MemoryStore, places: Places
) -> None:
    as_clara(desk)
    mending.choose_places(desk, ["disk"], intent=uuid4())
    receive(desk, session)
    assert places["disk"].kept is not None
    assert places["disk"].kept[-1] == anchor_of(store.chain[-1])
    assert desk.refresh_roster().anchor_folders == ("disk",)


def test_a_second_place_that_refuses_is_not_chosen(
    desk: Desk, session: UUID, store: MemoryStore, places: Places
) -> None:
    as_clara(desk)
    places["disk"] = MemoryPlace("disk")
    places["disk"].refuses = True
    before = len(store.chain)
    with pytest.raises(KnownError, match="refused"):
        mending.choose_places(desk, ["disk"], intent=uuid4())
    assert len(store.chain) == before


@pytest.mark.parametrize("folder", ["a\x00b", "x" * 201, "a\u202eb", " "])
def test_what_is_no_folder_s_name_is_not_even_tried(
    desk: Desk, store: MemoryStore, places: Places, folder: str
) -> None:
    as_clara(desk)
    before = len(store.chain)
    with pytest.raises(KnownError) as caught:
        mending.choose_places(desk, [folder], intent=uuid4())
    assert caught.value.code == "name-not-allowed"
    assert len(store.chain) == before
    assert folder not in places


def test_a_nurse_chooses_no_places(desk: Desk, store: MemoryStore) -> None:
    before = len(store.chain)
    with pytest.raises(Refused, match="may not"):
        mending.choose_places(desk, ["disk"], intent=uuid4())
    assert [kind_of(entry.body) for entry in store.chain[before:]] == ["denied"]


def test_places_are_chosen_once_the_gap_is_recorded(
    desk: Desk, session: UUID, store: MemoryStore, places: Places, restart: Restart
) -> None:
    as_clara(desk)
    mending.choose_places(desk, ["disk"], intent=uuid4())
    receive(desk, session)
    desk.close()
    del store.chain[-3:]
    places["disk"].kept = None  # and the second disk is away
    again = restart()
    entrance.sign_in(again, "c.weiss", passphrase("c.weiss"))
    with pytest.raises(Refused, match="damaged or missing") as told:
        mending.choose_places(again, [], reason="It broke.", intent=uuid4())
    assert told.value.code == "gap-first"

    clara = passphrase("c.weiss")
    mending.acknowledge_gap(again, reason="r", paper="p", passphrase=clara, intent=uuid4())
    mending.choose_places(again, [], reason="It broke.", intent=uuid4())
    again.close()
    third = restart()
    entrance.sign_in(third, "c.weiss", clara)
    assert third.soundness.sentence == ""


def test_a_charge_nurse_gives_up_a_place_that_is_away_and_says_why(
    desk: Desk, session: UUID, store: MemoryStore, places: Places
) -> None:
    as_clara(desk)
    mending.choose_places(desk, ["disk"], intent=uuid4())
    places["disk"].refuses = True
    with pytest.raises(KnownError, match="Saved"):
        receive(desk, session)
    with pytest.raises(KnownError) as told:
        mending.choose_places(desk, [], intent=uuid4())
    assert told.value.code == "reason-needed"
    mending.choose_places(desk, [], reason="The disk broke.", intent=uuid4())
    receive(desk, session)
    kept = own(places).kept
    assert kept is not None
    assert kept[-1] == anchor_of(store.chain[-1])
