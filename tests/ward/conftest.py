"""A ward with its people, on fakes: founder and charge nurse Clara, nurses Nina and Tom."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from nursedesk.chart.session_entries import BagLabel, BagReceived, Patient, SessionOpened
from nursedesk.chart.terms import Place, Role
from nursedesk.clock import SetClock
from nursedesk.protocol import loader
from nursedesk.protocol.terms import Indication, Kind
from nursedesk.ward import accounts, bags, entrance, sessions
from nursedesk.ward.desk import Desk
from nursedesk.ward.ports import NewAccount
from tests.ward.fakes import FakeDocuments, FakeFiles, FakeKeyring, MemoryStore

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def passphrase(account: str) -> str:
    return f"the long phrase of {account}"


@pytest.fixture
def clock() -> SetClock:
    return SetClock(START)


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def bare_desk(clock: SetClock, store: MemoryStore) -> Desk:
    return Desk(
        clock=clock,
        keyring=FakeKeyring(),
        documents=FakeDocuments(),
        files=FakeFiles(),
        protocol=loader.shipped(),
        workstation="ward-7",
        open_store=lambda _keys: store,
        create_store=lambda _keys: store,
    )


@pytest.fixture
def desk(bare_desk: Desk) -> Desk:
    """The founded ward, with everybody's account, and nurse Nina signed in."""
    found(bare_desk)
    second = None
    for account, name, roles in (
        ("n.berg", "Nina Berg", (Role.NURSE,)),
        ("t.ruiz", "Tom Ruiz", (Role.NURSE,)),
        ("p.holm", "Pia Holm", (Role.PHARMACIST,)),
    ):
        new = NewAccount(account=account, name=name, roles=roles, passphrase=passphrase(account))
        accounts.add_account(
            bare_desk, new, passphrase=passphrase("c.weiss"), intent=uuid4(), second=second
        )
        if second is None:
            second = entrance.second_person(bare_desk, "n.berg", passphrase("n.berg"))
    entrance.sign_in(bare_desk, "n.berg", passphrase("n.berg"))
    return bare_desk


def found(desk: Desk) -> None:
    account, phrase = "c.weiss", passphrase("c.weiss")
    founding = entrance.begin_founding(desk, "Ward 7", account, "Clara Weiss", phrase, demo=True)
    entrance.finish_founding(desk, founding, "Ward 7", founding.recovery_code, phrase, demo=True)


def opened(identifier: str = "A-100") -> SessionOpened:
    return SessionOpened(
        patient=Patient(
            family="Rowan", given="Alice", identifier=identifier, born=date(1987, 3, 4)
        ),
        weight_kg=Decimal(70),
        weighed_on=date(2026, 3, 1),
        height_cm=None,
        bsa_m2=None,
        indication=Indication.MRD,
        cycle=1,
        ordered_dose_mcg_per_day=Decimal(28),
        ordered_by="Dr Invented",
        hypersensitivity=False,
        preservative_free_only=False,
        preterm_or_very_low_birth_weight=False,
        down_syndrome=False,
        cns_history=False,
    )


def received(identifier: str = "A-100") -> BagReceived:
    return BagReceived(
        bag=uuid4(),
        label=BagLabel(
            patient_identifier=identifier,
            dose_mcg_per_day=Decimal(28),
            bag_kind=Kind("24h"),
            preservative=False,
            rate_ml_per_h=Decimal(10),
            prepared_at=START,
            use_by=None,
        ),
        place=Place.ROOM,
        celsius=None,
    )


@pytest.fixture
def session(desk: Desk) -> UUID:
    """An open session with one bag in stock."""
    made = sessions.open_session(desk, opened(), intent=uuid4())
    bags.receive(desk, made, received(), intent=uuid4())
    return made
