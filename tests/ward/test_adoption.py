"""Adoption of a protocol: two people, every point confirmed, and a session keeps what it has."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID, uuid4

import pytest

from nursedesk.chart.entry import Entry
from nursedesk.chart.terms import Role, kind_of
from nursedesk.chart.ward_entries import ProtocolAdopted
from nursedesk.errors import Refused
from nursedesk.protocol import loader
from nursedesk.protocol.adoption import to_confirm
from nursedesk.ward import accounts, adoption, bags, entrance, sessions
from nursedesk.ward.adoption import Candidate
from nursedesk.ward.desk import Desk, Person
from nursedesk.ward.ports import NewAccount
from nursedesk.ward.rights import may_adopt
from nursedesk.ward.views import protocol as views
from tests.ward.conftest import adopt, confirm_time, found, opened, passphrase, received
from tests.ward.fakes import MemoryStore


def own_version(desk: Desk, version: str = "1.1.0", status: str = "draft") -> Path:
    """The ward's own version of the delivered protocol, in its folder."""
    text = (loader.installed()[0]).read_text(encoding="utf-8")
    text = text.replace("version = '1.0.0'", f"version = '{version}'", 1)
    text = text.replace("status = 'active'", f"status = '{status}'", 1)
    path = desk.protocols / "blinatumomab-us" / f"{version}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def candidate(desk: Desk, version: str) -> Candidate:
    lying, _unusable = adoption.candidates(desk)
    return next(c for c in lying if c.verified.protocol.version == version)


def pages(chosen: Candidate) -> frozenset[str]:
    return frozenset(page.id for page in to_confirm(chosen.verified.protocol))


def come(desk: Desk, first: str, second: str) -> Person:
    entrance.sign_in(desk, first, passphrase(first))
    return entrance.second_person(desk, second, passphrase(second))


def adopted(desk: Desk, version: str, first: str = "c.weiss", second: str = "p.holm") -> Entry:
    other = come(desk, first, second)
    chosen = candidate(desk, version)
    both = (pages(chosen), pages(chosen))
    return adoption.adopt(desk, chosen, confirmed=both, second=other, intent=uuid4())


@pytest.mark.parametrize(
    ("one", "other", "may"),
    [
        ({Role.PHARMACIST}, {Role.CHARGE_NURSE}, True),
        ({Role.CHARGE_NURSE}, {Role.PHARMACIST}, True),
        ({Role.PHARMACIST}, {Role.PHARMACIST}, True),
        ({Role.CHARGE_NURSE, Role.PHARMACIST}, {Role.CHARGE_NURSE}, True),
        ({Role.CHARGE_NURSE}, {Role.CHARGE_NURSE}, False),
        ({Role.PHARMACIST}, {Role.NURSE}, False),
        ({Role.NURSE}, {Role.PHARMACIST}, False),
        ({Role.PHARMACIST}, {Role.ADMINISTRATOR}, False),
        ({Role.NURSE}, {Role.NURSE}, False),
    ],
)
def test_who_adopts_a_protocol(one: set[Role], other: set[Role], *, may: bool) -> None:
    assert may_adopt(one, other) is may


def test_without_adoption_no_session_is_opened(bare_desk: Desk) -> None:
    found(bare_desk)
    with pytest.raises(Refused) as caught:
        sessions.open_session(bare_desk, opened(), intent=uuid4())

    assert caught.value.code == "no-protocol-adopted"
    assert not bare_desk.sessions()


def test_the_entry_names_the_file_and_carries_both_people(desk: Desk, store: MemoryStore) -> None:
    entry = adopted(desk, "1.0.0")
    body = entry.body
    assert isinstance(body, ProtocolAdopted)

    assert body.sha256 == loader.shipped().sha256
    assert (entry.header.author, entry.header.witness) == ("c.weiss", "p.holm")
    assert store.document(body.sha256) == loader.installed()[0].read_bytes()


def test_the_pharmacist_may_be_first(desk: Desk) -> None:
    assert adopted(desk, "1.0.0", "p.holm", "c.weiss").header.author == "p.holm"


@pytest.mark.parametrize(("first", "second"), [("c.weiss", "n.berg"), ("n.berg", "p.holm")])
def test_others_are_denied(desk: Desk, store: MemoryStore, first: str, second: str) -> None:
    before = len(desk.refresh_roster().adopted)
    with pytest.raises(Refused) as caught:
        adopted(desk, "1.0.0", first, second)

    assert caught.value.code == "not-allowed"
    assert kind_of(store.chain[-1].body) == "denied"
    assert len(desk.refresh_roster().adopted) == before


@pytest.mark.parametrize("person", [0, 1])
def test_each_of_both_confirms_every_page(desk: Desk, person: int) -> None:
    other = come(desk, "c.weiss", "p.holm")
    chosen = candidate(desk, "1.0.0")
    both = [pages(chosen), pages(chosen)]
    both[person] -= {"discrepancies"}
    before = len(desk.refresh_roster().adopted)
    with pytest.raises(Refused) as caught:
        adoption.adopt(desk, chosen, confirmed=(both[0], both[1]), second=other, intent=uuid4())

    assert caught.value.code == "not-all-confirmed"
    assert len(desk.refresh_roster().adopted) == before


def test_a_session_keeps_its_protocol(desk: Desk, session: UUID) -> None:
    own_version(desk)
    adopted(desk, "1.1.0")
    entrance.sign_in(desk, "n.berg", passphrase("n.berg"))
    later = sessions.open_session(desk, opened("B-200"), intent=uuid4())
    old = bags.receive(desk, session, received(), intent=uuid4())
    new = bags.receive(desk, later, received("B-200"), intent=uuid4())

    assert desk.protocol_of(desk.session(session)).version == "1.0.0"
    assert desk.protocol_of(desk.session(later)).version == "1.1.0"
    assert old.header.protocol_sha256 == loader.shipped().sha256
    assert new.header.protocol_sha256 == desk.current_protocol().sha256


def test_a_session_keeps_it_when_the_file_is_gone(desk: Desk) -> None:
    """The chart holds the bytes: neither an update of the program nor a lost file changes it."""
    path = own_version(desk)
    adopted(desk, "1.1.0")
    path.unlink()
    store = desk.store
    desk.close()
    desk.store = store
    entrance.sign_in(desk, "n.berg", passphrase("n.berg"))

    assert desk.current_protocol().version == "1.1.0"


def test_a_retired_version_is_not_adopted(desk: Desk) -> None:
    own_version(desk, "0.9.0", "retired")
    with pytest.raises(Refused) as caught:
        adopted(desk, "0.9.0")

    assert caught.value.code == "retired"


def test_a_file_that_is_refused_is_named_with_the_reason(desk: Desk) -> None:
    own_version(desk, "1.2.0", "active")
    lying, unusable = adoption.candidates(desk)

    assert [c.verified.protocol.version for c in lying] == ["1.0.0"]
    assert unusable[0].name == "blinatumomab-us/1.2.0.toml"
    assert "calls itself active" in unusable[0].sentence


def test_the_page_says_that_demo_people_are_invented(desk: Desk) -> None:
    page = views.protocol_page(desk)

    assert page.adopted
    assert "Clara Weiss and Pia Holm" in page.standing
    assert "invented" in page.standing


def test_the_page_says_that_nothing_is_adopted(bare_desk: Desk) -> None:
    found(bare_desk)
    page = views.protocol_page(bare_desk)

    assert not page.adopted
    assert "has not adopted a protocol" in page.standing


def test_a_place_that_differs_between_versions_is_named_with_both(desk: Desk) -> None:
    path = own_version(desk)
    text = path.read_text(encoding="utf-8")
    citation, cited = next(iter(loader.shipped().citations.items()))
    assert text.count(cited.locator) >= 1
    path.write_text(text.replace(cited.locator, "elsewhere", 1), encoding="utf-8")
    before = views.sources(desk)[citation]
    adopted(desk, "1.1.0")

    assert views.sources(desk)[citation].startswith(f"{before} (version 1.0.0); ")


def test_a_new_ward_adopts_with_its_own_people(bare_desk: Desk) -> None:
    found(bare_desk)
    confirm_time(bare_desk)
    new = NewAccount(
        account="p.holm", name="Pia Holm", roles=(Role.PHARMACIST,), passphrase=passphrase("p.holm")
    )
    accounts.add_account(bare_desk, new, passphrase=passphrase("c.weiss"), intent=uuid4())

    assert adopt(bare_desk).header.witness == "p.holm"
    assert sessions.open_session(bare_desk, opened(), intent=uuid4())
