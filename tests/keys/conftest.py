"""One real ward's keys for the whole folder: argon2id at its real cost is slow on purpose."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec import Struct

from nursedesk.chart.terms import Role
from nursedesk.keys import throttle
from nursedesk.keys.envelope import Recovered
from nursedesk.keys.key_files import KeyFiles
from nursedesk.keys.keyring import FileKeyring
from nursedesk.keys.recovering import recovered
from nursedesk.keys.unlocked import UnlockedSlot
from nursedesk.ward.ports import Enrolment, Founding, NewAccount

AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
CLARA_PHRASE = "clara's canary passphrase"
NINA_PHRASE = "nina's canary passphrase"
CLARA = NewAccount(
    account="c.weiss",
    name="Clara Weiss",
    roles=(Role.CHARGE_NURSE, Role.ADMINISTRATOR),
    passphrase=CLARA_PHRASE,
)
NINA = NewAccount(account="n.berg", name="Nina Berg", roles=(Role.NURSE,), passphrase=NINA_PHRASE)


class Ward(Struct, frozen=True):
    """A founded ward with Clara (administrator) and Nina (nurse), both signed in once."""

    folder: Path
    founding: Founding
    nina: Enrolment
    clara_keys: UnlockedSlot
    nina_keys: UnlockedSlot

    @property
    def keyring(self) -> FileKeyring:
        return FileKeyring(self.folder)


def opened_with(folder: Path, code: str) -> Recovered:
    """What a recovery code opens in a data folder."""
    return recovered(KeyFiles(folder / "keys"), code)[1]


def founded(folder: Path) -> Ward:
    keyring = FileKeyring(folder)
    founding = keyring.found("Ward 7", CLARA, demo=False, at=AT)
    keyring.write_founding(founding.recovery_code)
    clara = keyring.sign_in("c.weiss", CLARA_PHRASE)
    nina = keyring.enrol(clara, NINA, passphrase=CLARA_PHRASE, at=AT)
    nina_keys = keyring.sign_in("n.berg", NINA_PHRASE)
    assert isinstance(clara, UnlockedSlot)
    assert isinstance(nina_keys, UnlockedSlot)
    return Ward(folder, founding, nina, clara, nina_keys)


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Ward:
    return founded(tmp_path_factory.mktemp("ward"))


@pytest.fixture(scope="session")
def other_made_once(tmp_path_factory: pytest.TempPathFactory) -> Ward:
    return founded(tmp_path_factory.mktemp("other"))


@pytest.fixture
def ward(made_once: Ward) -> Ward:
    """A ward that no test changes; nobody has typed a wrong passphrase yet."""
    return uncounted(made_once)


@pytest.fixture
def other_ward(other_made_once: Ward) -> Ward:
    """Another ward with the same people."""
    return uncounted(other_made_once)


def uncounted(ward: Ward) -> Ward:
    throttle.write(ward.folder / "keys" / throttle.FILE, throttle.Counts())
    return ward


@pytest.fixture
def copy_of(tmp_path: Path) -> Callable[[Ward], FileKeyring]:
    """A copy of a ward's folder, for a test to damage."""

    def copied(ward: Ward) -> FileKeyring:
        shutil.copytree(ward.folder, tmp_path / "copy")
        return FileKeyring(tmp_path / "copy")

    return copied
