"""The slot file: one slot an account, each bound to its ward and to all that stands beside it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import msgspec
from msgspec import Struct

from nursedesk.durable import sync_folder, write_whole
from nursedesk.errors import KnownError
from nursedesk.keys.derivation import Cost

FORMAT = 1
SLOTS, RECOVERY, EMERGENCY = "slots.json", "recovery.json", "emergency.json"


class Identity(Struct, frozen=True, kw_only=True):
    """Which ward it is. `root` is the root certificate (DER): whoever swaps it opens no slot."""

    ward: UUID
    demo: bool
    root: bytes


class Slot(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One account's slot. Certificates DER; `chain` holds its issuer, without the root."""

    slot: UUID
    account: str
    name: str
    cost: Cost
    certificate: bytes
    chain: tuple[bytes, ...]
    wrapped_keys: bytes
    sealed_secret: bytes

    def binding(self, of: Identity) -> bytes:
        """The additional data that ties what is encrypted to everything beside it."""
        return msgspec.json.encode(
            {
                "format": FORMAT,
                "ward": of.ward,
                "demo": of.demo,
                "root": _fingerprint(of.root),
                "slot": self.slot,
                "account": self.account,
                "name": self.name,
                "cost": self.cost,
                "certificate": _fingerprint(self.certificate),
                "chain": [_fingerprint(issuer) for issuer in self.chain],
            },
            order="sorted",
        )


class SlotFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All slots of a ward. `root` is the root certificate (DER).

    `generation` numbers the ward secret that they hold: a new one when somebody left.
    """

    format: int
    ward: UUID
    demo: bool
    root: bytes
    generation: int
    slots: tuple[Slot, ...]

    @property
    def identity(self) -> Identity:
        """What every slot is bound to."""
        return Identity(ward=self.ward, demo=self.demo, root=self.root)

    def slot(self, account: str) -> Slot | None:
        """The account's slot, if it has one."""
        return next((slot for slot in self.slots if slot.account == account), None)


class Recovery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The recovery envelope: the ward secret and the root key, under the recovery code."""

    format: int
    ward: UUID
    cost: Cost
    sealed_secret: bytes
    wrapped_root_key: bytes


class Emergency(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The emergency envelope: the ward secret alone, sealed to the code's X25519 public key."""

    format: int
    ward: UUID
    cost: Cost
    public_key: bytes
    sealed_secret: bytes


def _fingerprint(der: bytes) -> str:
    return hashlib.sha256(der).hexdigest()


_Stored = TypeVar("_Stored", bound=Struct)


def read(path: Path, kind: type[_Stored]) -> _Stored:
    """Reads a slot file or a recovery envelope.

    Raises:
        KnownError: it is lost, cannot be read, is damaged, or is a newer program's.
    """
    try:
        content = path.read_bytes()
        _check_format(path, content)
        return msgspec.json.decode(content, type=kind)
    except FileNotFoundError as error:
        raise KnownError(
            "keys-missing",
            f"The ward's key file {path.name} is not there: it was lost or moved.",
            saved="Nothing was changed.",
            do="Ask ward IT to put the keys folder back from the last backup; without it nobody "
            "can sign in.",
        ) from error
    except OSError as error:
        raise KnownError(
            "keys-unreadable",
            f"The ward's key file {path.name} cannot be read ({error.strerror}).",
            saved="Nothing was changed.",
            do="Ask ward IT to check the rights of the data folder, or restore the last backup.",
        ) from error
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise KnownError(
            "keys-damaged",
            f"The ward's key file {path.name} is damaged.",
            saved="Nothing was changed.",
            do="Ask ward IT to restore it from the last backup.",
        ) from error


def _check_format(path: Path, content: bytes) -> None:
    class _Format(Struct):
        format: int

    found = msgspec.json.decode(content, type=_Format).format
    if found < FORMAT:
        raise msgspec.ValidationError("no such format")
    if found > FORMAT:
        raise KnownError(
            "keys-newer",
            f"The ward's key file {path.name} was written by a newer NurseDesk.",
            saved="Nothing was changed.",
            do="Install the newer NurseDesk on this workstation.",
        )


def write(path: Path, stored: Struct) -> None:
    """Replaces the file whole.

    Raises:
        KnownError: the folder refused, the old file is untouched (code `keys-not-written`); or
            the new file stands but the disk did not confirm it (code `keys-not-confirmed`).
    """
    try:
        put(path, stored)
    except OSError as error:
        raise not_written(path.name, error) from error
    confirm(path.parent)


def not_written(name: str, error: OSError) -> KnownError:
    """The sentence for a folder that refused."""
    return KnownError(
        "keys-not-written",
        f"The ward's key file {name} could not be written ({error.strerror}).",
        do="Free space on the disk or ask ward IT to check the rights of the data folder.",
    )


def put(path: Path, stored: Struct) -> None:
    """Writes the file whole; it lasts once its folder was confirmed.

    Raises:
        OSError: the folder or the disk refused; the old file, if any, is untouched.
    """
    write_whole(path, msgspec.json.format(msgspec.json.encode(stored), indent=1))


def confirm(folder: Path) -> None:
    """Makes what was renamed into this folder last.

    Raises:
        KnownError: the disk did not confirm it (code `keys-not-confirmed`).
    """
    try:
        sync_folder(folder)
    except OSError as error:
        raise KnownError(
            "keys-not-confirmed",
            f"The disk did not confirm that the ward's keys are kept ({error.strerror}).",
            saved="The keys were written, but a power cut now could lose them.",
            do="Try again; if this comes back, ask ward IT to check the disk.",
        ) from error
