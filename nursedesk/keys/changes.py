"""`FileKeyChanges`: other passphrases, new keys after a reset, a new ward secret after a leaver."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from nursedesk.errors import BugError, KnownError, Refused
from nursedesk.keys import emergency, enrolling, envelope, opening, vault
from nursedesk.keys.enrolling import Issuer
from nursedesk.keys.key_files import KeyFiles, Next
from nursedesk.keys.recovering import InMemory, begun
from nursedesk.keys.slots import FORMAT, Recovery, Slot, SlotFile
from nursedesk.keys.throttle import Throttle
from nursedesk.keys.unlocked import UnlockedSlot, open_keys, passphrase_wrong
from nursedesk.ward.key_ports import PendingKeys, Recovering, Staying

if TYPE_CHECKING:
    from nursedesk.ward.ports import Enrolment, NewAccount, Unlocked


class FileKeyChanges:
    """Changes of the keys of one data folder."""

    def __init__(self, files: KeyFiles, door: Throttle) -> None:
        self._files = files
        self._door = door
        self._recovery: InMemory | None = None

    def passphrase(self, by: Unlocked, old: str, new: str) -> UUID:
        mine = opened(by)
        file = self._files.slots()
        slot = file.slot(by.account)
        if slot is None:
            raise passphrase_wrong()
        with self._door.attempt(by.account):
            keys = open_keys(file.identity, slot, old)
        enrolling.check_passphrase(new)
        if new == old:
            raise KnownError(
                "passphrase-same", "This is the passphrase you have.", do="Choose another one."
            )
        wrapped = enrolling.wrapped_again(slot, file.identity, keys, new, mine.ward_secret())
        self._files.replace(file, _with(file, wrapped))
        mine.take_slot(wrapped)
        return wrapped.slot

    def reset(self, by: Unlocked, new: NewAccount, *, passphrase: str, at: datetime) -> Enrolment:
        self._files.must_be_settled()
        file = self._files.slots()
        issuer = issuer_of(file, self._door, by, passphrase)
        enrolling.check_account(new)
        secret = opened(by).ward_secret()
        slot, enrolment = enrolling.enrol(new, file.identity, secret, issuer, at=at)
        self._stage(msgspec.structs.replace(file, slots=_with(file, slot)))
        return enrolment

    def removal(
        self,
        by: Unlocked,
        stay: Sequence[Staying],
        recovery_key: bytes,
        emergency_key: bytes | None,
    ) -> int:
        file, recovery = self._files.slots(), self._files.recovery()
        return self._renew(opened(by), file, recovery, stay, (recovery_key, emergency_key))

    def recover(self, typed_code: str, new: NewAccount, *, at: datetime) -> Recovering:
        self._recovery = begun(self._files, self._door, typed_code, new, at=at)
        return self._recovery.told

    def stage_recovery(
        self, typed_back: str, stay: Sequence[Staying], emergency_key: bytes | None
    ) -> int:
        made = self._recovery
        if made is None:
            raise BugError("no recovery was begun")
        enrolling.check_typed_back(made.code, typed_back)
        file = self._files.slots()
        joined = msgspec.structs.replace(file, slots=(*file.slots, made.slot))
        told = made.told
        return self._renew(
            made.keys,
            joined,
            made.envelope,
            (*stay, told.enrolment),
            (told.recovery_key, emergency_key),
        )

    def _renew(
        self,
        mine: UnlockedSlot,
        file: SlotFile,
        recovery: Recovery,
        stay: Sequence[Staying],
        codes: tuple[bytes, bytes | None],
    ) -> int:
        """Lays a new ward secret ready; slots that the chart does not know are left out.

        `codes`: the public keys of the recovery and of the emergency code, as the chart knows them.
        """
        former, secret = mine.ward_secret(), secrets.token_bytes(vault.SECRET_BYTES)
        sealed = tuple(
            _sealed(slot, one.sealing_key, secret, slot.binding(file.identity))
            for one in stay
            if (slot := file.slot(one.account)) and slot.certificate == one.certificate
        )
        generation = file.generation + 1
        self._files.stage(
            Next(
                format=FORMAT,
                slots=msgspec.structs.replace(file, slots=sealed, generation=generation),
                recovery=envelope.sealed_again(recovery, codes[0], secret),
                emergency=emergency.sealed_again(self._files.emergency(), codes[1], secret),
                former=opening.former_under(secret, former, file.identity),
            )
        )
        mine.renew(secret)
        return generation

    def pending(self) -> PendingKeys | None:
        change = self._files.next()
        if change is None:
            return None
        return PendingKeys(
            generation=change.slots.generation,
            renews=bool(change.former),
            certificates={slot.account: slot.certificate for slot in change.slots.slots},
            emergency_key=change.emergency.public_key if change.emergency else None,
        )

    def complete(self, by: Unlocked) -> None:
        self._files.promote()
        self._recovery = None
        opened(by).settle(renewed=True)

    def discard(self, by: Unlocked) -> None:
        self._files.drop()
        opened(by).settle(renewed=False)

    def _stage(self, file: SlotFile) -> None:
        recovery = self._files.recovery()
        self._files.stage(Next(format=FORMAT, slots=file, recovery=recovery, former=b""))


def opened(by: Unlocked) -> UnlockedSlot:
    """A person's keys as this keyring makes them."""
    if not isinstance(by, UnlockedSlot):
        raise BugError("the keys of another keyring")
    return by


def issuer_of(file: SlotFile, door: Throttle, by: Unlocked, passphrase: str) -> Issuer:
    """An administrator's issuing key, opened for this moment only.

    Raises:
        KnownError: wrong passphrase.
        Refused: her account has no such key.
    """
    slot = file.slot(by.account)
    if slot is None:
        raise passphrase_wrong()
    with door.attempt(by.account):
        keys = open_keys(file.identity, slot, passphrase)
    if keys.issuing is None:
        raise Refused(
            "not-an-issuer",
            "Your account has no key to make accounts with.",
            do="Ask an administrator.",
        )
    return Issuer(certificate=slot.chain[0], key=keys.issuing)


def _with(file: SlotFile, slot: Slot) -> tuple[Slot, ...]:
    return (*(one for one in file.slots if one.account != slot.account), slot)


def _sealed(slot: Slot, sealing_key: bytes, secret: bytes, binding: bytes) -> Slot:
    return msgspec.structs.replace(slot, sealed_secret=vault.seal(secret, sealing_key, binding))
