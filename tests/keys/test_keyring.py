from __future__ import annotations

import base64
import json
import stat
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from nursedesk.chart.terms import Role
from nursedesk.errors import BugError, KnownError, Refused
from nursedesk.keys import certificates, signing, slots
from nursedesk.keys.keyring import FileKeyring
from nursedesk.keys.unlocked import open_keys
from nursedesk.ward.ports import NewAccount
from tests.keys.conftest import AT, CLARA, CLARA_PHRASE, NINA_PHRASE, Ward, opened_with

CopyOf = Callable[[Ward], FileKeyring]


def slot_file(folder: Path) -> Path:
    return folder / "keys" / slots.SLOTS


def edit(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    path = slot_file(folder)
    content = json.loads(path.read_text())
    change(content)
    path.write_text(json.dumps(content))


def test_everybody_opens_the_same_ward_secret(ward: Ward) -> None:
    assert ward.clara_keys.database_key() == ward.nina_keys.database_key()
    assert len(ward.nina_keys.database_key()) == 48


def test_another_ward_has_another_secret(ward: Ward, other_ward: Ward) -> None:
    assert ward.nina_keys.database_key() != other_ward.nina_keys.database_key()


def test_the_sign_in_screen_knows_the_accounts(ward: Ward) -> None:
    assert [card.account for card in ward.keyring.cards()] == ["c.weiss", "n.berg"]


def test_wrong_passphrase_and_unknown_account_are_not_told_apart(ward: Ward) -> None:
    sentences = set()
    for account, phrase in (("n.berg", CLARA_PHRASE), ("nobody", CLARA_PHRASE)):
        with pytest.raises(KnownError) as caught:
            ward.keyring.sign_in(account, phrase)
        sentences.add((caught.value.code, str(caught.value)))

    assert {code for code, _ in sentences} == {"passphrase-wrong"}
    assert len(sentences) == 1


def test_an_unknown_account_takes_as_long_as_a_wrong_passphrase(ward: Ward) -> None:
    def seconds(account: str) -> float:
        begun = time.perf_counter()
        with pytest.raises(KnownError):
            ward.keyring.sign_in(account, "not her passphrase at all")
        return time.perf_counter() - begun

    known = statistics.median(seconds("n.berg") for _ in range(3))
    unknown = statistics.median(seconds("nobody") for _ in range(3))

    assert unknown > known / 3  # without the derivation it is a hundredth


def test_the_derivation_is_the_designed_one(ward: Ward) -> None:
    for slot in slots.read(slot_file(ward.folder), slots.SlotFile).slots:
        assert (slot.cost.passes, slot.cost.memory_kib, slot.cost.lanes) == (3, 65536, 4)


def test_a_composed_and_a_decomposed_passphrase_are_the_same(tmp_path: Path) -> None:
    keyring = FileKeyring(tmp_path)
    new = msgspec.structs.replace(CLARA, passphrase="a caf\u00e9 in the morning")
    founding = keyring.found("Ward 7", new, demo=False, at=AT)
    keyring.write_founding(founding.recovery_code)

    assert keyring.sign_in("c.weiss", "a cafe\u0301 in the morning").account == "c.weiss"


def scalar(der: bytes) -> bytes:
    return signing.private_key(der).private_numbers().private_value.to_bytes(32, "big")


def test_neither_passphrase_nor_code_nor_secret_is_in_any_file(ward: Ward) -> None:
    found = slots.read(slot_file(ward.folder), slots.SlotFile)
    recovered = opened_with(ward.folder, ward.founding.recovery_code)
    secrets = [ward.nina_keys.ward_secret(), ward.nina_keys.database_key(), recovered.root_key]
    for account, phrase in (("c.weiss", CLARA_PHRASE), ("n.berg", NINA_PHRASE)):
        slot = found.slot(account)
        assert slot is not None
        keys = open_keys(found.identity, slot, phrase)
        secrets += [keys.sealing, keys.signing, scalar(keys.signing)]
        secrets += [] if keys.issuing is None else [keys.issuing, scalar(keys.issuing)]
    canaries = [CLARA_PHRASE.encode(), NINA_PHRASE.encode()]
    canaries += [ward.founding.recovery_code.encode(), scalar(recovered.root_key)]
    canaries += [ward.founding.sheet.code.encode(), ward.founding.sheet.phrase.encode()]
    for secret in secrets:
        canaries += [secret, base64.b64encode(secret), secret.hex().encode()]
    files = [path for path in ward.folder.rglob("*") if path.is_file()]

    assert len(files) == 5
    assert not any(canary in path.read_bytes() for canary in canaries for path in files)


def test_only_the_owner_reads_the_keys(ward: Ward) -> None:
    assert stat.S_IMODE((ward.folder / "keys").stat().st_mode) == 0o700
    for path in (ward.folder / "keys").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_locked_keys_sign_nothing(other_ward: Ward) -> None:
    keys = other_ward.keyring.sign_in("n.berg", NINA_PHRASE)
    keys.lock()

    with pytest.raises(BugError):
        keys.sign_entry(bytes(32))
    with pytest.raises(BugError):
        keys.database_key()


def test_a_document_is_signed_only_with_the_passphrase_typed_again(ward: Ward) -> None:
    with pytest.raises(KnownError) as caught:
        ward.nina_keys.document_signer(CLARA_PHRASE)
    assert caught.value.code == "passphrase-wrong"

    signer = ward.nina_keys.document_signer(NINA_PHRASE)
    signature = signer.sign(b"the note")

    assert certificates.signed_by(signer.certificate, b"the note", signature)
    assert not certificates.signed_by(signer.certificate, b"another note", signature)


def test_a_session_key_is_certified_by_its_own_person_only(ward: Ward) -> None:
    keyring, keys, ward_id = ward.keyring, ward.nina_keys, ward.founding.ward
    nina, clara = ward.nina.certificate, ward.founding.first.certificate

    def certified(certificate: bytes, account: str, session_key: bytes) -> bool:
        return keyring.session_key_certified(
            certificate, ward_id, account, session_key, keys.certified
        )

    assert certified(nina, "n.berg", keys.session_key)
    assert not certified(clara, "n.berg", keys.session_key)
    assert not certified(nina, "c.weiss", keys.session_key)
    assert not certified(nina, "n.berg", ward.clara_keys.session_key)


def test_an_entry_is_signed_by_its_session_key_only(ward: Ward) -> None:
    entry_hash = bytes(range(32))
    signature = ward.nina_keys.sign_entry(entry_hash)
    keyring = ward.keyring

    assert keyring.entry_signed(ward.nina_keys.session_key, entry_hash, signature)
    assert not keyring.entry_signed(ward.clara_keys.session_key, entry_hash, signature)
    assert not keyring.entry_signed(ward.nina_keys.session_key, bytes(32), signature)
    assert not keyring.entry_signed(b"short", entry_hash, signature)


def test_only_this_wards_certificates_were_issued_here(ward: Ward, other_ward: Ward) -> None:
    issuing, others = ward.founding.first.issuing, other_ward.founding.first.issuing
    assert issuing is not None
    assert others is not None
    nina, other = ward.nina.certificate, other_ward.nina.certificate

    assert ward.keyring.issued_here(nina, "n.berg", (Role.NURSE,), issuing)
    assert not ward.keyring.issued_here(other, "n.berg", (Role.NURSE,), issuing)
    assert not ward.keyring.issued_here(other, "n.berg", (Role.NURSE,), others)
    assert not ward.keyring.issued_here(nina, "n.berg", (Role.NURSE,), b"")


def test_only_an_administrator_makes_accounts(ward: Ward, copy_of: CopyOf) -> None:
    keyring = copy_of(ward)
    new = NewAccount(account="t.ruiz", name="Tom", roles=(Role.NURSE,), passphrase="x" * 15)
    with pytest.raises(Refused) as caught:
        keyring.enrol(ward.nina_keys, new, passphrase=NINA_PHRASE, at=AT)

    assert caught.value.code == "not-an-issuer"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"passphrase": "x" * 14}, "passphrase-too-short"),
        ({"roles": ()}, "role-missing"),
        ({"name": "x" * 65}, "name-not-allowed"),
        ({"name": "two\nlines"}, "name-not-allowed"),
        ({"roles": (Role.ADMINISTRATOR,)}, "administrator-needs-recovery-code"),
    ],
)
def test_an_account_that_may_not_be_made(
    ward: Ward, change: dict[str, Any], code: str, copy_of: CopyOf
) -> None:
    new = NewAccount(account="t.ruiz", name="Tom", roles=(Role.NURSE,), passphrase="x" * 15)
    with pytest.raises(KnownError) as caught:
        copy_of(ward).enrol(
            ward.clara_keys,
            msgspec.structs.replace(new, **change),
            passphrase=CLARA_PHRASE,
            at=AT,
        )

    assert caught.value.code == code


def test_a_withdrawn_account_is_gone(ward: Ward, copy_of: CopyOf) -> None:
    keyring = copy_of(ward)
    keyring.withdraw("n.berg")

    with pytest.raises(KnownError):
        keyring.sign_in("n.berg", NINA_PHRASE)


def test_a_ward_is_not_founded_over_another(ward: Ward, copy_of: CopyOf) -> None:
    keyring = copy_of(ward)
    founding = keyring.found("Ward 8", CLARA, demo=False, at=AT)
    before = slot_file(ward.folder).read_bytes()

    with pytest.raises(KnownError) as caught:
        keyring.write_founding(founding.recovery_code)

    assert caught.value.code == "ward-exists"
    assert slot_file(ward.folder).read_bytes() == before


def test_a_folder_that_refuses_leaves_no_half_ward(tmp_path: Path) -> None:
    missing = tmp_path / "not there"
    keyring = FileKeyring(missing)
    founding = keyring.found("Ward 7", CLARA, demo=False, at=AT)

    with pytest.raises(KnownError, match="Nothing was saved"):
        keyring.write_founding(founding.recovery_code)

    assert not keyring.exists()


def swap_people(content: dict[str, Any]) -> None:
    first, second = content["slots"]
    first["account"], second["account"] = second["account"], first["account"]


def weaken(content: dict[str, Any]) -> None:
    content["slots"][1]["cost"]["passes"] = 1


def change_cost(content: dict[str, Any]) -> None:
    content["slots"][1]["cost"]["passes"] = 4


def swap_certificates(content: dict[str, Any]) -> None:
    first, second = content["slots"]
    first["certificate"], second["certificate"] = second["certificate"], first["certificate"]


def newer(content: dict[str, Any]) -> None:
    content["format"] = 2


def unknown_key(content: dict[str, Any]) -> None:
    content["slots"][0]["colour"] = "red"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (swap_people, "passphrase-wrong"),
        (weaken, "keys-damaged"),
        (change_cost, "passphrase-wrong"),
        (swap_certificates, "passphrase-wrong"),
        (newer, "keys-newer"),
        (unknown_key, "keys-damaged"),
    ],
)
def test_an_edited_slot_file_opens_nothing(
    ward: Ward, copy_of: CopyOf, change: Callable[[dict[str, Any]], None], code: str, tmp_path: Path
) -> None:
    keyring = copy_of(ward)
    edit(tmp_path / "copy", change)

    with pytest.raises(KnownError) as caught:
        keyring.sign_in("n.berg", NINA_PHRASE)

    assert caught.value.code == code


def test_another_wards_slot_opens_nothing(
    ward: Ward, other_ward: Ward, copy_of: CopyOf, tmp_path: Path
) -> None:
    keyring = copy_of(ward)
    foreign = json.loads(slot_file(other_ward.folder).read_text())["slots"]
    edit(tmp_path / "copy", lambda content: content.update(slots=foreign))

    with pytest.raises(KnownError):
        keyring.sign_in("n.berg", NINA_PHRASE)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b'{"format": "1"}'])
def test_a_damaged_slot_file_is_said_so(
    ward: Ward, copy_of: CopyOf, content: bytes, tmp_path: Path
) -> None:
    keyring = copy_of(ward)
    slot_file(tmp_path / "copy").write_bytes(content)

    with pytest.raises(KnownError) as caught:
        keyring.cards()

    assert caught.value.code == "keys-damaged"


def test_an_unreadable_slot_file_is_said_so(ward: Ward, copy_of: CopyOf, tmp_path: Path) -> None:
    keyring = copy_of(ward)
    slot_file(tmp_path / "copy").unlink()
    slot_file(tmp_path / "copy").mkdir()

    with pytest.raises(KnownError) as caught:
        keyring.cards()

    assert caught.value.code == "keys-unreadable"


def test_the_ward_certificate_is_the_root_alone(ward: Ward) -> None:
    pem = (ward.folder / "ward-ca.pem").read_bytes()

    assert pem == ward.keyring.root_certificate()
    assert pem.count(b"BEGIN CERTIFICATE") == 1
    assert b"PRIVATE" not in pem
