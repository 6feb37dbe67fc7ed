from __future__ import annotations

import itertools
import os
import stat
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from nursedesk.errors import KnownError
from nursedesk.keys import slots
from nursedesk.keys.keyring import FileKeyring
from nursedesk.ward.ports import Founding
from tests.keys.conftest import AT, CLARA, CLARA_PHRASE


def refuse(*_args: object) -> None:
    raise OSError(5, "Input/output error")


def refused_at(nth: int, genuine: Callable[..., None]) -> Callable[..., None]:
    """The genuine call, refused the nth time."""
    calls = itertools.count(1)

    def call(*args: object) -> None:
        if next(calls) == nth:
            refuse()
        genuine(*args)

    return call


@pytest.fixture
def begun(tmp_path: Path) -> tuple[FileKeyring, Founding]:
    """A ward whose keys are in memory and whose recovery code was not typed back yet."""
    keyring = FileKeyring(tmp_path)
    return keyring, keyring.found("Ward 7", CLARA, demo=False, at=AT)


def test_nothing_is_on_disk_before_the_code_was_typed_back(
    begun: tuple[FileKeyring, Founding], tmp_path: Path
) -> None:
    keyring, founding = begun
    other = FileKeyring(tmp_path / "other").found("Ward 7", CLARA, demo=False, at=AT)
    assert list(tmp_path.iterdir()) == []

    with pytest.raises(KnownError, match="not the recovery code that was shown"):
        keyring.write_founding(other.recovery_code)
    assert list(tmp_path.iterdir()) == []

    keyring.write_founding(founding.recovery_code)
    assert keyring.exists()


@pytest.mark.parametrize("call", ["replace", "fsync"])
def test_a_disk_that_refuses_leaves_no_ward_and_the_retry_makes_it(
    begun: tuple[FileKeyring, Founding],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    call: str,
) -> None:
    """Four files are synced and renamed, their folder is synced; its rename makes the ward."""
    keyring, founding = begun
    for nth in (1, 2, 3, 4, 5):
        with monkeypatch.context() as fault:
            fault.setattr(os, call, refused_at(nth, getattr(os, call)))
            with pytest.raises(KnownError, match="Nothing was saved") as caught:
                keyring.write_founding(founding.recovery_code)
        assert caught.value.code == "keys-not-written"
        assert not keyring.exists()
        assert {path.name for path in tmp_path.iterdir()} <= {"ward-ca.pem"}

    keyring.write_founding(founding.recovery_code)
    assert keyring.sign_in("c.weiss", CLARA_PHRASE).account == "c.weiss"


def test_an_unconfirmed_ward_is_said_so_and_the_retry_confirms_it(
    begun: tuple[FileKeyring, Founding], monkeypatch: pytest.MonkeyPatch
) -> None:
    keyring, founding = begun
    with monkeypatch.context() as fault:
        fault.setattr(slots, "sync_folder", refuse)
        with pytest.raises(KnownError, match="keys were written") as caught:
            keyring.write_founding(founding.recovery_code)
    assert caught.value.code == "keys-not-confirmed"
    assert "Nothing was saved" not in str(caught.value)

    keyring.write_founding(founding.recovery_code)
    assert keyring.exists()


def test_what_a_killed_set_up_left_is_cleared(
    begun: tuple[FileKeyring, Founding], tmp_path: Path
) -> None:
    keyring, founding = begun
    (tmp_path / ".keys-0123456789abcdef").mkdir()
    (tmp_path / ".keys-0123456789abcdef" / "slots.json").write_text("{}")

    keyring.write_founding(founding.recovery_code)

    assert {path.name for path in tmp_path.iterdir()} == {"keys", "ward-ca.pem"}
    assert stat.S_IMODE((tmp_path / "ward-ca.pem").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": "Ж" * 33}, "name-too-long"),
        ({"name": "\udc80 Weiss"}, "name-not-allowed"),
        ({"account": "Clara Weiss"}, "account-not-allowed"),
        ({"account": "жук"}, "account-not-allowed"),
        ({"passphrase": "e\u0301" * 8}, "passphrase-too-short"),
        ({"passphrase": " " * 20}, "passphrase-too-short"),
    ],
)
def test_a_first_account_that_may_not_be_made(
    tmp_path: Path, change: dict[str, str], code: str
) -> None:
    with pytest.raises(KnownError) as caught:
        FileKeyring(tmp_path).found(
            "Ward 7", msgspec.structs.replace(CLARA, **change), demo=False, at=AT
        )

    assert caught.value.code == code
