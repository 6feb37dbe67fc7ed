"""Somebody else's bytes: an altered slot file, foreign certificates, forged statements."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import argon2.low_level
import msgspec
import pytest
from argon2.exceptions import HashingError
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from nursedesk.chart.terms import Role
from nursedesk.errors import BugError, KnownError, Refused
from nursedesk.keys import certificates, signing, slots
from nursedesk.keys.keyring import FileKeyring
from nursedesk.keys.unlocked import open_keys
from tests.keys.conftest import AT, CLARA_PHRASE, NINA, NINA_PHRASE, Ward

CopyOf = Callable[[Ward], FileKeyring]


def issuing_of(ward: Ward) -> bytes:
    issuing = ward.founding.first.issuing
    assert issuing is not None
    return issuing


def edited(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    path = folder / "keys" / slots.SLOTS
    content = json.loads(path.read_text())
    change(content)
    path.write_text(json.dumps(content))


def text(certificate: x509.Certificate) -> str:
    return base64.b64encode(certificates.der(certificate)).decode()


def signed_again(
    certificate: x509.Certificate, root: x509.Certificate, key: ec.EllipticCurvePrivateKey
) -> x509.Certificate:
    """The same issuing key under another root, so that everybody's certificate still fits."""
    builder = (
        x509.CertificateBuilder()
        .subject_name(certificate.subject)
        .issuer_name(root.subject)
        .public_key(certificate.public_key())
        .serial_number(certificate.serial_number)
        .not_valid_before(certificate.not_valid_before_utc)
        .not_valid_after(certificate.not_valid_after_utc)
    )
    for extension in certificate.extensions:
        builder = builder.add_extension(extension.value, extension.critical)
    return builder.sign(key, SHA256())


def another_root(content: dict[str, Any]) -> None:
    """A rogue root that also vouches for the genuine issuing key: a believable whole."""
    key = signing.new_key()
    root = certificates.root(key, "Ward 7", AT, demo=False)
    issuing = x509.load_der_x509_certificate(base64.b64decode(content["slots"][0]["chain"][0]))
    content["root"] = text(root)
    for slot in content["slots"]:
        slot["chain"] = [text(signed_again(issuing, root, key))]


def root_alone(content: dict[str, Any]) -> None:
    content["root"] = text(certificates.root(signing.new_key(), "Ward 7", AT, demo=False))


def chain_alone(content: dict[str, Any]) -> None:
    content["slots"][1]["chain"] = [content["root"]]


def no_demo_any_more(content: dict[str, Any]) -> None:
    content["demo"] = not content["demo"]


def another_name(content: dict[str, Any]) -> None:
    content["slots"][1]["name"] = "Somebody Else"


def another_ward_id(content: dict[str, Any]) -> None:
    content["ward"] = "12345678-1234-4234-8234-123456789abc"


def another_salt(content: dict[str, Any]) -> None:
    content["slots"][1]["cost"]["salt"] = base64.b64encode(bytes(16)).decode()


@pytest.mark.parametrize(
    "change",
    [
        another_root,
        root_alone,
        chain_alone,
        no_demo_any_more,
        another_name,
        another_ward_id,
        another_salt,
    ],
)
def test_what_stands_beside_the_keys_is_bound_to_them(
    ward: Ward, copy_of: CopyOf, tmp_path: Path, change: Callable[[dict[str, Any]], None]
) -> None:
    keyring = copy_of(ward)
    edited(tmp_path / "copy", change)

    with pytest.raises(KnownError) as caught:
        keyring.sign_in("n.berg", NINA_PHRASE)
    assert caught.value.code == "passphrase-wrong"


def test_a_slot_moved_to_another_account_opens_nothing(
    ward: Ward, copy_of: CopyOf, tmp_path: Path
) -> None:
    """Her own slot and her own passphrase, under the account of somebody else."""
    keyring = copy_of(ward)
    edited(tmp_path / "copy", lambda content: content["slots"][1].update(account="t.ruiz"))

    with pytest.raises(KnownError) as caught:
        keyring.sign_in("t.ruiz", NINA_PHRASE)
    assert caught.value.code == "passphrase-wrong"


def test_a_secret_sealed_to_somebody_else_is_said_so(
    ward: Ward, copy_of: CopyOf, tmp_path: Path
) -> None:
    keyring = copy_of(ward)

    def swap(content: dict[str, Any]) -> None:
        content["slots"][1]["sealed_secret"] = content["slots"][0]["sealed_secret"]

    edited(tmp_path / "copy", swap)
    with pytest.raises(KnownError) as caught:
        keyring.sign_in("n.berg", NINA_PHRASE)

    assert caught.value.code == "keys-damaged"


@pytest.mark.parametrize(
    ("key", "value"),
    [("passes", 2), ("passes", 11), ("memory_kib", 65535), ("memory_kib", 1024 * 1024 + 1)],
)
def test_a_cost_outside_the_bounds_is_refused(
    ward: Ward, copy_of: CopyOf, tmp_path: Path, key: str, value: int
) -> None:
    keyring = copy_of(ward)
    edited(tmp_path / "copy", lambda content: content["slots"][1]["cost"].update({key: value}))

    with pytest.raises(KnownError) as caught:
        keyring.sign_in("n.berg", NINA_PHRASE)
    assert caught.value.code == "keys-damaged"


def test_a_file_nested_without_end_is_damage(ward: Ward, copy_of: CopyOf, tmp_path: Path) -> None:
    keyring = copy_of(ward)
    (tmp_path / "copy" / "keys" / slots.SLOTS).write_text('{"more":' + "[" * 20_000)

    with pytest.raises(KnownError) as caught:
        keyring.cards()
    assert caught.value.code == "keys-damaged"


@pytest.mark.parametrize("number", [0, -1])
def test_a_format_that_never_was_is_damage(
    ward: Ward, copy_of: CopyOf, tmp_path: Path, number: int
) -> None:
    keyring = copy_of(ward)
    edited(tmp_path / "copy", lambda content: content.update(format=number))

    with pytest.raises(KnownError) as caught:
        keyring.cards()
    assert caught.value.code == "keys-damaged"


def test_too_little_memory_is_said_so(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    def short(*_args: object, **_named: object) -> bytes:
        raise HashingError("Memory allocation error")

    monkeypatch.setattr(argon2.low_level, "hash_secret_raw", short)
    with pytest.raises(KnownError) as caught:
        ward.keyring.sign_in("n.berg", NINA_PHRASE)

    assert caught.value.code == "memory-short"


def test_half_a_character_is_a_wrong_passphrase(ward: Ward) -> None:
    with pytest.raises(KnownError) as caught:
        ward.keyring.sign_in("n.berg", "\udc80" * 20)

    assert caught.value.code == "passphrase-wrong"


@pytest.mark.parametrize("certificate", [b"", b"garbage", b"\x30\x03\x02\x01\x01"])
def test_what_is_no_certificate_was_not_issued_here(ward: Ward, certificate: bytes) -> None:
    keys, keyring = ward.nina_keys, ward.keyring

    assert not keyring.issued_here(certificate, "n.berg", (Role.NURSE,), issuing_of(ward))
    assert not keyring.session_key_certified(
        certificate, ward.founding.ward, "n.berg", keys.session_key, keys.certified
    )


def test_an_authority_is_no_person(ward: Ward) -> None:
    (issuing,) = ward.nina_keys.document_signer(NINA_PHRASE).chain

    root = ward.founding.root_certificate
    assert not ward.keyring.issued_here(root, "n.berg", (Role.NURSE,), root)
    assert not ward.keyring.issued_here(issuing, "n.berg", (Role.NURSE,), root)


def test_an_authority_that_an_administrator_made_is_no_person(ward: Ward) -> None:
    file = slots.read(ward.folder / "keys" / slots.SLOTS, slots.SlotFile)
    clara = file.slots[0]
    issuing_key = open_keys(file.identity, clara, CLARA_PHRASE).issuing
    assert issuing_key is not None
    issuing = x509.load_der_x509_certificate(clara.chain[0])
    made = certificates.issuing(
        signing.new_key(), issuing, signing.private_key(issuing_key), "m.allory", AT
    )

    assert certificates.issued_by(certificates.der(made), clara.chain[0])
    assert not ward.keyring.issued_here(
        certificates.der(made), "n.berg", (Role.NURSE,), clara.chain[0]
    )


def test_a_statement_says_one_thing_only(ward: Ward) -> None:
    """Bytes may not move from the account's name into a session key of another length."""
    keys, nina = ward.nina_keys, ward.nina.certificate
    longer, shorter = keys.session_key + b"n", ".berg"
    statement = signing.session_statement(ward.founding.ward, shorter, longer)
    assert certificates.signed_by(nina, statement, keys.certified)

    assert not ward.keyring.session_key_certified(
        nina, ward.founding.ward, shorter, longer, keys.certified
    )


def test_locked_keys_sign_no_document(other_ward: Ward) -> None:
    keys = other_ward.keyring.sign_in("n.berg", NINA_PHRASE)
    keys.lock()

    with pytest.raises(BugError):
        keys.document_signer(NINA_PHRASE)


def test_another_wards_keys_make_no_account(ward: Ward, other_ward: Ward, copy_of: CopyOf) -> None:
    new = msgspec.structs.replace(NINA, account="t.ruiz")
    with pytest.raises(BugError):
        copy_of(ward).enrol(other_ward.clara_keys, new, passphrase=CLARA_PHRASE, at=AT)


def test_nobody_replaces_her_own_slot(ward: Ward, copy_of: CopyOf) -> None:
    new = msgspec.structs.replace(NINA, account="c.weiss")
    with pytest.raises(Refused) as caught:
        copy_of(ward).enrol(ward.clara_keys, new, passphrase=CLARA_PHRASE, at=AT)

    assert caught.value.code == "account-exists"


@pytest.mark.parametrize(
    "at", [AT.replace(year=1940), AT.replace(year=1970), AT.replace(year=2060)]
)
def test_a_clock_outside_the_wards_time_makes_no_account(
    ward: Ward, copy_of: CopyOf, at: datetime
) -> None:
    new = msgspec.structs.replace(NINA, account="t.ruiz")
    with pytest.raises(KnownError) as caught:
        copy_of(ward).enrol(ward.clara_keys, new, passphrase=CLARA_PHRASE, at=at)

    assert caught.value.code == "clock-outside-ward"


def test_nobodys_certificate_outlives_its_issuer(ward: Ward, copy_of: CopyOf) -> None:
    keyring = copy_of(ward)
    new = msgspec.structs.replace(NINA, account="t.ruiz")
    late = AT + timedelta(days=365.25 * 15)
    enrolment = keyring.enrol(ward.clara_keys, new, passphrase=CLARA_PHRASE, at=late)
    leaf = x509.load_der_x509_certificate(enrolment.certificate)
    (issuing_der,) = ward.nina_keys.document_signer(NINA_PHRASE).chain
    issuing = x509.load_der_x509_certificate(issuing_der)
    root = x509.load_der_x509_certificate(ward.founding.root_certificate)

    assert leaf.not_valid_after_utc == issuing.not_valid_after_utc == root.not_valid_after_utc
