"""Opening a slot with its passphrase, also while a change of keys is not finished."""

from __future__ import annotations

from nursedesk.errors import KnownError
from nursedesk.keys import vault
from nursedesk.keys.derivation import from_passphrase
from nursedesk.keys.key_files import KeyFiles
from nursedesk.keys.slots import Identity, Slot, SlotFile
from nursedesk.keys.throttle import Throttle
from nursedesk.keys.unlocked import WRONG, UnlockedSlot, open_keys, passphrase_wrong

_FORMER = b"former ward secret"


def open_slot(files: KeyFiles, door: Throttle, account: str, passphrase: str) -> UnlockedSlot:
    """The account's keys. Of a change that lies ready the new slot is tried first.

    Raises:
        KnownError: wrong passphrase or no such account, not told apart (`passphrase-wrong`); or
            the account waits (`sign-in-waits`).
    """
    change, file = files.next(), files.slots()
    staged = change.slots.slot(account) if change is not None else None
    if change is None or staged is None:
        return _open(file, door, account, passphrase)
    with door.attempt(account):
        found = _first_open(change.slots, staged, file, passphrase)
    opened = unlocked_slot(*found, door)
    if change.former and found[0] is change.slots:
        of = change.slots.identity
        opened.former_secret = former_of(change.former, opened.ward_secret(), of)
    return opened


def unlocked_slot(
    file: SlotFile, slot: Slot, keys: vault.PrivateKeys, door: Throttle
) -> UnlockedSlot:
    """A slot whose keys are open, with the ward secret that is sealed to them.

    Raises:
        KnownError: the slot does not hold the secret (code `keys-damaged`).
    """
    try:
        secret = vault.open_sealed(slot.sealed_secret, keys.sealing, slot.binding(file.identity))
    except vault.CannotOpen as error:
        raise KnownError(
            "keys-damaged",
            f"The slot of {slot.account} does not hold this ward's secret.",
            saved="Nothing was changed.",
            do="Ask the ward's administrator to reset the account.",
        ) from error
    return UnlockedSlot(file.identity, slot, secret, keys.signing, door)


def former_under(secret: bytes, former: bytes, of: Identity) -> bytes:
    """The former ward secret under the new one: who has the new one can finish the change."""
    return vault.encrypt(former, secret, _FORMER + of.ward.bytes)


def former_of(sealed: bytes, secret: bytes, of: Identity) -> bytes:
    """What `former_under` hid.

    Raises:
        CannotOpen: another ward secret.
    """
    return vault.decrypt(sealed, secret, _FORMER + of.ward.bytes)


def _open(file: SlotFile, door: Throttle, account: str, passphrase: str) -> UnlockedSlot:
    slot = file.slot(account)
    if slot is None:
        _take_as_long(file.slots)
        raise passphrase_wrong()
    with door.attempt(account):
        keys = open_keys(file.identity, slot, passphrase)
    return unlocked_slot(file, slot, keys, door)


def _first_open(
    staged: SlotFile, slot: Slot, file: SlotFile, passphrase: str
) -> tuple[SlotFile, Slot, vault.PrivateKeys]:
    """The staged slot, or else the one in use, whichever this passphrase opens."""
    try:
        return staged, slot, open_keys(staged.identity, slot, passphrase)
    except KnownError as error:
        in_use = file.slot(slot.account)
        if error.code != WRONG or in_use is None:
            raise
    return file, in_use, open_keys(file.identity, in_use, passphrase)


def _take_as_long(all_slots: tuple[Slot, ...]) -> None:
    """Derives a key for nobody, so that an unknown account takes as long as a wrong passphrase."""
    if all_slots:
        from_passphrase("", all_slots[0].cost, b"")
