"""The PIN: in memory only, five tries, twelve hours, never instead of a first sign-in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from nursedesk.clock import SetClock
from nursedesk.errors import BugError, KnownError
from nursedesk.keys import certificates, pin
from nursedesk.keys.keyring import FileKeyring
from nursedesk.keys.unlocked import UnlockedSlot
from tests.keys.conftest import AT, CLARA_PHRASE, NINA_PHRASE, Ward

PIN, OTHER = "739104", "739105"
CopyOf = Callable[[Ward], FileKeyring]


@pytest.fixture
def clock() -> SetClock:
    return SetClock(AT)


@pytest.fixture
def keyring(ward: Ward, copy_of: CopyOf, clock: SetClock, tmp_path: Path) -> FileKeyring:
    copy_of(ward)
    return FileKeyring(tmp_path / "copy", clock)


@pytest.fixture
def nina(keyring: FileKeyring) -> UnlockedSlot:
    keys = keyring.sign_in("n.berg", NINA_PHRASE)
    keys.set_pin(NINA_PHRASE, PIN)
    assert isinstance(keys, UnlockedSlot)
    return keys


def refused(call: Callable[[], object]) -> KnownError:
    with pytest.raises(KnownError) as caught:
        call()
    return caught.value


@pytest.mark.parametrize(
    "typed",
    ["", "12345", "1234567890123", "73910a", "٧٣٩١٠٤", "111111", "121212", "123456", "987654"],
)
def test_what_is_no_pin(nina: UnlockedSlot, typed: str) -> None:
    assert refused(lambda: nina.set_pin(NINA_PHRASE, typed)).code == "pin-not-allowed"


def test_a_pin_is_set_with_the_passphrase(nina: UnlockedSlot) -> None:
    assert refused(lambda: nina.set_pin(CLARA_PHRASE, OTHER)).code == "passphrase-wrong"


def test_it_signs_a_document_in_place_of_the_passphrase(nina: UnlockedSlot) -> None:
    assert refused(lambda: nina.document_signer(OTHER)).code == "pin-wrong"
    signer = nina.document_signer(PIN)
    assert certificates.signed_by(signer.certificate, b"note", signer.sign(b"note"))
    assert nina.document_signer(NINA_PHRASE).certificate == signer.certificate


def test_it_opens_her_keys_again_with_a_new_session_key(
    keyring: FileKeyring, nina: UnlockedSlot
) -> None:
    kept = nina.take_pin()
    nina.lock()
    again = keyring.reopen("n.berg", PIN, kept)
    assert again.session_key != nina.session_key
    assert again.database_key()
    assert again.document_signer(PIN), "it stays hers"
    with pytest.raises(BugError):
        nina.sign_entry(bytes(32))


def test_after_the_passphrase_it_stays_hers_too(keyring: FileKeyring, nina: UnlockedSlot) -> None:
    kept = nina.take_pin()
    nina.lock()
    assert keyring.reopen("n.berg", NINA_PHRASE, kept).document_signer(PIN)


def test_it_opens_nobody_elses_keys(keyring: FileKeyring, nina: UnlockedSlot) -> None:
    kept = nina.take_pin()
    assert refused(lambda: keyring.reopen("c.weiss", PIN, kept)).code == "pin-gone"
    clara = keyring.reopen("c.weiss", CLARA_PHRASE, kept)
    assert refused(lambda: clara.document_signer(PIN)).code == "pin-gone"


def test_five_wrong_ones_in_a_row_and_it_is_gone(keyring: FileKeyring, nina: UnlockedSlot) -> None:
    for _ in range(pin.TRIES - 1):
        refused(lambda: nina.document_signer(OTHER))
    nina.document_signer(PIN)
    said = [refused(lambda: nina.document_signer(OTHER)).happened for _ in range(pin.TRIES)]
    assert "gone" in said[-1]
    assert "gone" not in said[-2]
    assert refused(lambda: nina.document_signer(PIN)).code == "pin-gone"
    assert nina.document_signer(NINA_PHRASE), "the passphrase has not to wait yet"
    assert nina.take_pin() is None


def test_after_twelve_hours_it_is_gone(nina: UnlockedSlot, clock: SetClock) -> None:
    clock.forward(hours=11, minutes=59)
    nina.document_signer(PIN)
    clock.sleep(minutes=1)
    assert refused(lambda: nina.document_signer(PIN)).code == "pin-gone"


def test_signing_off_forgets_it(keyring: FileKeyring, nina: UnlockedSlot) -> None:
    kept = nina._pin
    nina.lock()
    assert refused(lambda: keyring.reopen("n.berg", PIN, kept)).code == "pin-gone"


def test_without_one_digits_are_no_guess_at_the_passphrase(keyring: FileKeyring) -> None:
    keys = keyring.sign_in("n.berg", NINA_PHRASE)
    assert refused(lambda: keys.document_signer(PIN)).code == "pin-gone"
    assert keys.failed_before == 0


def test_a_passphrase_of_digits_is_a_passphrase() -> None:
    assert not pin.is_pin("7" * 15)
    assert pin.is_pin("7" * 14)


def test_it_never_opens_the_issuing_key(keyring: FileKeyring) -> None:
    clara = keyring.sign_in("c.weiss", CLARA_PHRASE)
    assert isinstance(clara, UnlockedSlot)
    clara.set_pin(CLARA_PHRASE, PIN)
    kept = clara.take_pin()
    assert kept is not None
    assert kept.open(PIN).issuing is None


def test_no_file_holds_anything_of_it(nina: UnlockedSlot, tmp_path: Path) -> None:
    kept = nina._pin
    assert kept is not None
    assert kept._wrapped is not None
    for path in (tmp_path / "copy").rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        assert PIN.encode() not in content
        assert kept._wrapped not in content
