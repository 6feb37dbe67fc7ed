"""With the recovery code: a new administrator's keys, made of the root key, and the next code."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from nursedesk.keys import enrolling, envelope, opening, recovery_code
from nursedesk.keys.envelope import Recovered
from nursedesk.keys.key_files import KeyFiles
from nursedesk.keys.slots import Recovery, Slot, SlotFile
from nursedesk.keys.throttle import Throttle
from nursedesk.keys.unlocked import UnlockedSlot, open_keys
from nursedesk.ward.key_ports import Recovering

if TYPE_CHECKING:
    from nursedesk.ward.ports import NewAccount


class InMemory(Struct, frozen=True, kw_only=True):
    """A recovery that is not on disk yet: the next code was not typed back."""

    told: Recovering
    keys: UnlockedSlot
    slot: Slot
    envelope: Recovery
    code: bytes


def recovered(files: KeyFiles, typed: str) -> tuple[SlotFile, Recovered]:
    """What the code opens: of a change that lies ready, or of what is in use.

    Raises:
        KnownError: a slip in the code (its group is named), or another ward's code.
    """
    change, file = files.next(), files.slots()
    if change is not None and (found := envelope.opens(change.recovery, typed)) is not None:
        if change.former:
            former = opening.former_of(change.former, found.secret, change.slots.identity)
            found = msgspec.structs.replace(found, former=former)
        return change.slots, found
    return file, envelope.recover(files.recovery(), typed)


def begun(
    files: KeyFiles, door: Throttle, typed: str, new: NewAccount, *, at: datetime
) -> InMemory:
    """A new administrator in memory: her keys hold the ward secret that the code opened.

    Raises:
        KnownError: the code is wrong, or a value is not allowed.
    """
    enrolling.check_account(new)
    file, found = recovered(files, typed)
    slot, enrolment = enrolling.administrator(
        new, file.identity, found.secret, root_key=found.root_key, at=at
    )
    keys = opening.unlocked_slot(file, slot, open_keys(file.identity, slot, new.passphrase), door)
    keys.former_secret = found.former
    code = recovery_code.generate()
    fresh, public = envelope.sealed(file.ward, code, found.secret, found.root_key)
    told = Recovering(
        keys=keys,
        enrolment=enrolment,
        used_key=found.public_key,
        recovery_code=recovery_code.printed(code),
        recovery_key=public,
    )
    return InMemory(told=told, keys=keys, slot=slot, envelope=fresh, code=code)
