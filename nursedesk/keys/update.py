"""Whether an update folder is genuine, whole and newer: checked offline, by the hospital's own key.

The hospital holds the private key (Ed25519); its public half lies where only an administrator can
write. A folder holds `manifest.json`, `manifest.sig` over exactly its bytes, and the packages.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Literal

import msgspec
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from msgspec import Struct

from nursedesk.errors import KnownError
from nursedesk.protocol.reading import shown

MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
KINDS = ("deb", "windows", "macos")
_VERSION = re.compile(r"(\d{1,4})\.(\d{1,4})\.(\d{1,4})")
_MOST_BYTES = 64 * 1024  # a manifest is a few hundred; a stick may hold anything
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")  # a name and never a path
_CHUNK = 1024 * 1024
_NOTHING = "Nothing was installed."


class Package(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file of an update: for which system it is, and its SHA-256 in hexadecimal."""

    name: str
    kind: Literal["deb", "windows", "macos"]
    sha256: str


class Manifest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a signed update holds; `purpose` keeps the signature from serving anything else."""

    purpose: Literal["nursedesk update 1"]
    version: str
    packages: tuple[Package, ...]


def checked(folder: Path, kind: str, key: Path, installed: str) -> Package:
    """The package of this kind in an update folder, once all is proved.

    `key` is the hospital's public key (PEM), `installed` this program's version.

    Raises:
        KnownError: no key, no update, a wrong signature, a changed file, not newer.
    """
    public = _public_key(key)
    told = _read(folder / MANIFEST)
    try:
        public.verify(_read(folder / SIGNATURE), told)
    except InvalidSignature as error:
        raise KnownError(
            "update-not-genuine",
            "The update is not signed with this hospital's key, or was changed since.",
            saved=_NOTHING,
            do="Do not install it. Tell ward IT where the stick came from.",
        ) from error
    manifest = _manifest(told)
    _must_be_newer(manifest.version, installed)
    package = next((one for one in manifest.packages if one.kind == kind), None)
    if package is None or not _NAME.fullmatch(package.name):
        raise _damaged(f"it names no package for this system ({kind})")
    _must_be_whole(folder / package.name, package.sha256)
    return package


def _public_key(path: Path) -> Ed25519PublicKey:
    try:
        key = load_pem_public_key(path.read_bytes())
    except FileNotFoundError as error:
        raise _no_key(f"There is no key for updates at {path}.") from error
    except (OSError, ValueError, UnsupportedAlgorithm) as error:
        raise _no_key(f"The key for updates at {path} cannot be read.") from error
    if not isinstance(key, Ed25519PublicKey):
        raise _no_key(f"The key for updates at {path} is of another kind than Ed25519.")
    return key


def _no_key(happened: str) -> KnownError:
    return KnownError(
        "update-no-key",
        happened,
        saved=_NOTHING,
        do="Ask ward IT to put this hospital's public key there (see INSTALL.md).",
    )


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise _damaged(f"{path.name} cannot be read: {error.strerror}") from error
    if len(content) > _MOST_BYTES:
        raise _damaged(f"{path.name} is too big")
    return content


def _manifest(told: bytes) -> Manifest:
    try:
        return msgspec.json.decode(told, type=Manifest)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise _damaged(f"{MANIFEST} is not understood") from error


def _must_be_newer(offered: str, installed: str) -> None:
    if _number(offered) <= _number(installed):
        raise KnownError(
            "update-not-newer",
            f"The update is version {offered}, and {installed} is installed.",
            saved=_NOTHING,
            do="An older version is never installed over a newer one: it could not read the "
            "chart. Use nursedesk-previous to go on with the program before the last update.",
        )


def _number(version: str) -> tuple[int, ...]:
    found = _VERSION.fullmatch(version)
    if found is None:
        raise _damaged(f"{shown(version)} is not a version such as 1.2.3")
    return tuple(int(part) for part in found.groups())


def _must_be_whole(path: Path, sha256: str) -> None:
    told = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                told.update(chunk)
    except OSError as error:
        raise _damaged(f"{path.name} cannot be read: {error.strerror}") from error
    if told.hexdigest() != sha256:
        raise _damaged(f"{path.name} is not the file that was signed")


def _damaged(why: str) -> KnownError:
    return KnownError(
        "update-damaged",
        f"The update cannot be used: {why}.",
        saved=_NOTHING,
        do="Copy the update folder to the stick again, or ask ward IT for another stick.",
    )
