"""A ward with its people, on fakes: founder and charge nurse Clara, nurses Nina and Tom."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from msgspec import Struct

from nursedesk.bootstrap import make_desk
from nursedesk.chart.entry import Entry
from nursedesk.chart.session_entries import BagLabel, BagReceived, Patient, SessionOpened
from nursedesk.chart.terms import Place, Role
from nursedesk.clock import SetClock
from nursedesk.protocol.adoption import to_confirm
from nursedesk.protocol.terms import Indication, Kind
from nursedesk.walkthrough.crew import Crew
from nursedesk.ward import accounts, adoption, bags, clock_watch, entrance, sessions
from nursedesk.ward.desk import Desk
from nursedesk.ward.ports import NewAccount
from tests.ward.fakes import (
    FakeBackup,
    FakeCheck,
    FakeDocuments,
    FakeDowntime,
    FakeFiles,
    FakeKeyring,
    FakeMachine,
    MemoryPlace,
    MemoryStore,
    NoBackups,
)

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
def places() -> dict[str | None, MemoryPlace]:
    """The folders that keep anchors, by name (None: the ward's own)."""
    return {}


Restart = Callable[[], Desk]  # the program is started on what the ward's folder holds


@pytest.fixture
def restart(
    clock: SetClock, store: MemoryStore, places: dict[str | None, MemoryPlace], tmp_path: Path
) -> Restart:
    keyring = FakeKeyring()

    def make() -> Desk:
        return Desk(
            clock=clock,
            keyring=keyring,
            documents=FakeDocuments(),
            files=FakeFiles(),
            protocols=tmp_path / "protocols",
            workstation="ward-7",
            open_store=lambda _keys: store,
            create_store=lambda _keys: store,
            renew_store=lambda _keys: None,
            anchor_place=lambda _keys, chosen: places.setdefault(
                chosen, MemoryPlace(chosen or "anchors")
            ),
            checking=FakeCheck(),
            downtime=FakeDowntime(),
            machine=FakeMachine(),
            backing=FakeBackup(),
            restorer=NoBackups(),
        )

    return make


@pytest.fixture
def bare_desk(restart: Restart) -> Desk:
    return restart()


@pytest.fixture
def desk(bare_desk: Desk) -> Desk:
    """The founded ward, with everybody's account, and nurse Nina signed in."""
    found(bare_desk)
    confirm_time(bare_desk)
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
    adopt(bare_desk)
    entrance.sign_in(bare_desk, "n.berg", passphrase("n.berg"))
    confirm_time(bare_desk)
    return bare_desk


def found(desk: Desk) -> None:
    account, phrase = "c.weiss", passphrase("c.weiss")
    founding = entrance.begin_founding(desk, "Ward 7", account, "Clara Weiss", phrase, demo=True)
    entrance.finish_founding(desk, founding, "Ward 7", founding.recovery_code, phrase, demo=True)


def confirm_time(desk: Desk) -> None:
    """Whoever is at the desk finds its time right."""
    clock_watch.confirm(desk, desk.clock.now(), intent=uuid4())


def adopt(desk: Desk) -> Entry:
    """Whoever is signed in adopts the delivered protocol with Pia, the pharmacist."""
    (chosen, *_others), _unusable = adoption.candidates(desk)
    pages = frozenset(page.id for page in to_confirm(chosen.verified.protocol))
    pia = entrance.second_person(desk, "p.holm", passphrase("p.holm"))
    entry = adoption.adopt(desk, chosen, confirmed=(pages, pages), second=pia, intent=uuid4())
    entrance.leave(desk, pia)
    return entry


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


class RealWard(Struct, frozen=True):
    """A ward with real keys and a real encrypted chart: its folder and its recovery code."""

    folder: Path
    code: str


@pytest.fixture(scope="session")
def founded_for_real(tmp_path_factory: pytest.TempPathFactory) -> RealWard:
    """Clara, Nina, Tom and Pia; made once."""
    folder = tmp_path_factory.mktemp("real") / "ward"
    clock = SetClock(START)
    desk = make_desk(folder, clock=clock)
    code = Crew(desk, clock).found()
    entrance.sign_out(desk)
    desk.close()
    return RealWard(folder, code)


@pytest.fixture
def ward(founded_for_real: RealWard, tmp_path: Path) -> RealWard:
    """A copy of it, nobody signed in."""
    copy = shutil.copytree(founded_for_real.folder, tmp_path / "real-ward")
    return RealWard(Path(copy), founded_for_real.code)


@pytest.fixture
def start(ward: RealWard) -> Callable[[], Desk]:
    """Starts the program on that copy, an hour later each time."""
    hours = iter(range(1, 99))
    return lambda: make_desk(ward.folder, clock=SetClock(START + timedelta(hours=next(hours))))
