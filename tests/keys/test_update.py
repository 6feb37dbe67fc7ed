"""An update folder is taken only when it is the hospital's own, whole and newer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from nursedesk.__main__ import main
from nursedesk.errors import KnownError
from nursedesk.keys.update import MANIFEST, SIGNATURE, checked

INSTALLED, NEWER = "0.1.0", "0.2.0"
NAME = "nursedesk-0.2.0.deb"
PACKAGE = b"!<arch>\nnot really"


class Stick:
    """A USB stick with an update, as ward IT makes it; each part can be spoilt."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "stick"
        self.key = folder / "update-key.pem"
        self.folder.mkdir()
        self._private = Ed25519PrivateKey.generate()
        public = self._private.public_key()
        self.key.write_bytes(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
        (self.folder / NAME).write_bytes(PACKAGE)
        self.manifest: dict[str, Any] = {
            "purpose": "nursedesk update 1",
            "version": NEWER,
            "packages": [
                {"name": NAME, "kind": "deb", "sha256": hashlib.sha256(PACKAGE).hexdigest()}
            ],
        }
        self.sign()

    def sign(self, told: bytes = b"") -> None:
        """Signs the manifest as it is now, or these bytes in its place."""
        told = told or json.dumps(self.manifest).encode()
        (self.folder / MANIFEST).write_bytes(told)
        (self.folder / SIGNATURE).write_bytes(self._private.sign(told))

    def refused(self, kind: str = "deb") -> str:
        """The code of the refusal, in words that say that nothing was installed."""
        with pytest.raises(KnownError) as caught:
            checked(self.folder, kind, self.key, INSTALLED)
        assert caught.value.saved == "Nothing was installed."
        return caught.value.code


@pytest.fixture
def stick(tmp_path: Path) -> Stick:
    return Stick(tmp_path)


def test_a_genuine_newer_update_is_taken(stick: Stick) -> None:
    assert checked(stick.folder, "deb", stick.key, INSTALLED).name == NAME


@pytest.mark.parametrize("version", [INSTALLED, "0.0.9", "0.1.0"])
def test_nothing_older_and_nothing_equal(stick: Stick, version: str) -> None:
    stick.manifest["version"] = version
    stick.sign()
    assert stick.refused() == "update-not-newer"


def test_versions_are_numbers_and_not_letters(stick: Stick) -> None:
    stick.manifest["version"] = "0.10.0"
    stick.sign()
    assert checked(stick.folder, "deb", stick.key, "0.9.0").name == NAME


def test_another_hospitals_signature_is_none(stick: Stick, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    stick.key.write_bytes(Stick(tmp_path / "other").key.read_bytes())
    assert stick.refused() == "update-not-genuine"


@pytest.mark.parametrize("name", [MANIFEST, SIGNATURE, NAME])
def test_one_changed_bit_anywhere(stick: Stick, name: str) -> None:
    content = bytearray((stick.folder / name).read_bytes())
    content[len(content) // 2] ^= 1
    (stick.folder / name).write_bytes(content)
    assert stick.refused() == ("update-damaged" if name == NAME else "update-not-genuine")


@pytest.mark.parametrize("name", [MANIFEST, SIGNATURE, NAME])
def test_a_file_that_lacks(stick: Stick, name: str) -> None:
    (stick.folder / name).unlink()
    assert stick.refused() == "update-damaged"


@pytest.mark.parametrize("name", ["../evil.deb", "sub/evil.deb", "--force-all", ".hidden", ""])
def test_a_signed_name_is_a_plain_name(stick: Stick, name: str) -> None:
    """Also where a file with the signed bytes lies there."""
    (stick.folder / "sub").mkdir()
    if name:
        (stick.folder / name).write_bytes(PACKAGE)
    stick.manifest["packages"][0]["name"] = name
    stick.sign()
    assert stick.refused() == "update-damaged"


SPOILT: dict[str, Callable[[dict[str, Any]], object]] = {
    "another purpose": lambda m: m.update(purpose="something else"),
    "no version": lambda m: m.update(version="newest"),
    "an unknown field": lambda m: m.update(after="rm -rf"),
}


@pytest.mark.parametrize("how", SPOILT)
def test_a_signed_manifest_is_still_read_with_care(stick: Stick, how: str) -> None:
    SPOILT[how](stick.manifest)
    stick.sign()
    assert stick.refused() == "update-damaged"


@pytest.mark.parametrize("told", [b'{"purpose":"\xff"}', b"{", b"[" * 20_000])
def test_what_is_no_manifest_is_refused_although_it_is_signed(stick: Stick, told: bytes) -> None:
    stick.sign(told)
    assert stick.refused() == "update-damaged"


def test_a_refusal_shows_nothing_that_turns_around(stick: Stick) -> None:
    stick.manifest["version"] = "1.0\u202e\x00"
    stick.sign()
    with pytest.raises(KnownError, match=r"1\.0\\u202e\\u0000 is not a version"):
        checked(stick.folder, "deb", stick.key, INSTALLED)


def test_another_systems_update(stick: Stick) -> None:
    assert stick.refused("windows") == "update-damaged"


def test_a_stick_full_of_something_else(stick: Stick) -> None:
    (stick.folder / MANIFEST).write_bytes(b" " * 70_000)
    assert stick.refused() == "update-damaged"


def test_without_a_key_nothing_is_taken(stick: Stick) -> None:
    stick.key.unlink()
    assert stick.refused() == "update-no-key"


@pytest.mark.parametrize("content", [b"", b"no key at all"])
def test_a_damaged_key(stick: Stick, content: bytes) -> None:
    stick.key.write_bytes(content)
    assert stick.refused() == "update-no-key"


def test_a_key_of_another_kind(stick: Stick) -> None:
    other = generate_private_key(SECP256R1()).public_key()
    stick.key.write_bytes(other.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    assert stick.refused() == "update-no-key"


def test_the_command_prints_the_package_or_why_not(
    stick: Stick, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["check-update", str(stick.folder), "--kind", "deb", "--key", str(stick.key)]
    assert main(words) == 0
    assert capsys.readouterr().out == f"{NAME}\n"

    (stick.folder / NAME).write_bytes(b"changed")
    assert main(words) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert "is not the file that was signed" in told.err
