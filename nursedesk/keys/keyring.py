"""`FileKeyring`: the ward's slots, recovery envelope and certificates in its data folder."""

from __future__ import annotations

import os
import secrets
import shutil
from datetime import datetime
from pathlib import Path
from uuid import UUID

from nursedesk.chart.terms import Role
from nursedesk.clock import Clock, SystemClock
from nursedesk.durable import sync_folder
from nursedesk.errors import BugError, KnownError, Refused
from nursedesk.keys import enrolling, signing, slots, throttle
from nursedesk.keys.changes import FileKeyChanges, issuer_of
from nursedesk.keys.emergency import FileEmergency
from nursedesk.keys.enrolling import Made, check_new
from nursedesk.keys.key_files import KeyFiles
from nursedesk.keys.misfit import ROOT_FILE
from nursedesk.keys.opening import open_slot, unlocked_slot
from nursedesk.keys.pin import Pin, gone, is_pin
from nursedesk.keys.slots import SlotFile
from nursedesk.keys.throttle import Throttle
from nursedesk.keys.unlocked import UnlockedSlot, entry_signed, open_keys
from nursedesk.ward.ports import (
    AccountCard,
    Enrolment,
    Founding,
    NewAccount,
    QuickEntry,
    Unlocked,
)

_PARTIAL = ".keys-"
_SESSION_KEY_BYTES = 32


class FileKeyring:
    """The keys of one data folder."""

    def __init__(self, folder: Path, clock: Clock | None = None) -> None:
        self._folder = folder
        self._keys = folder / "keys"
        self._door = Throttle(self._keys, clock or SystemClock())
        self._files = KeyFiles(self._keys)
        self._changes = FileKeyChanges(self._files, self._door)
        self._emergency = FileEmergency(self._files, self._door)
        self._made: Made | None = None

    @property
    def emergency(self) -> FileEmergency:
        """The sealed emergency code."""
        return self._emergency

    @property
    def changes(self) -> FileKeyChanges:
        """How the keys of an account that exists are changed."""
        return self._changes

    def exists(self) -> bool:
        return self._keys.is_dir()

    def demo(self) -> bool:
        return self._file().demo

    def cards(self) -> list[AccountCard]:
        return [AccountCard(account=s.account, name=s.name) for s in self._file().slots]

    def found(self, ward_name: str, first: NewAccount, *, demo: bool, at: datetime) -> Founding:
        self._made = enrolling.found(ward_name, first, demo=demo, at=at)
        return self._made.founding

    def open_founding(self, typed_code: str, passphrase: str) -> Unlocked:
        made = self._made
        if made is None:
            raise _nothing_to_found()
        enrolling.check_typed_back(made.code, typed_code)
        if self.exists():
            raise _ward_exists()
        slot = made.slots.slots[0]
        keys = open_keys(made.slots.identity, slot, passphrase)
        return unlocked_slot(made.slots, slot, keys, self._door)

    def write_founding(self, typed_code: str) -> None:
        made = self._made
        if made is None:
            raise _nothing_to_found()
        enrolling.check_typed_back(made.code, typed_code)
        if not self.exists():
            self._write_all(made)
        elif self._file().ward != made.founding.ward:
            raise _ward_exists()
        slots.confirm(self._folder)
        self._made = None

    def _write_all(self, made: Made) -> None:
        """Everything into a folder of its own, then one rename: a whole ward or none."""
        partial = self._folder / f"{_PARTIAL}{secrets.token_hex(8)}"
        try:
            for left_over in self._folder.glob(f"{_PARTIAL}*"):  # a set-up that was killed
                shutil.rmtree(left_over)
            partial.mkdir(mode=0o700)
            slots.put(partial / slots.SLOTS, made.slots)
            slots.put(partial / slots.RECOVERY, made.recovery)
            slots.put(partial / slots.EMERGENCY, made.emergency)
            throttle.write(partial / throttle.FILE, throttle.Counts())
            sync_folder(partial)
            enrolling.write_root(self._folder / ROOT_FILE, made.slots.root)
            os.replace(partial, self._keys)
        except OSError as error:
            raise KnownError(
                "keys-not-written",
                f"The ward's keys could not be written ({error.strerror}).",
                do="Free space on the disk or ask ward IT to check the rights of the data folder.",
            ) from error
        finally:
            shutil.rmtree(partial, ignore_errors=True)

    def sign_in(self, account: str, passphrase: str) -> Unlocked:
        return open_slot(self._files, self._door, account, passphrase)

    def reopen(self, account: str, typed: str, pin: QuickEntry | None) -> Unlocked:
        kept = pin if isinstance(pin, Pin) and pin.account == account else None
        if not is_pin(typed):
            unlocked = open_slot(self._files, self._door, account, typed)
        else:
            unlocked = self._by_pin(account, kept, typed)
        unlocked.keep_pin(kept)
        return unlocked

    def _by_pin(self, account: str, pin: Pin | None, typed: str) -> UnlockedSlot:
        file = self._file()
        slot = file.slot(account)
        if pin is None or slot is None or slot.certificate != pin.certificate:
            raise gone()
        return unlocked_slot(file, slot, pin.open(typed), self._door)

    def told(self, account: str) -> None:
        self._door.told(account)

    def enrol(self, by: Unlocked, new: NewAccount, *, passphrase: str, at: datetime) -> Enrolment:
        check_new(new)
        file = self._file()
        if not isinstance(by, UnlockedSlot) or by.ward != file.ward:
            raise BugError("the keys of another keyring were asked to make an account")
        if file.slot(new.account) is not None:
            raise Refused(
                "account-exists",
                f"The account “{new.account}” has a slot already.",
                do="Choose another account name.",
            )
        issuer = issuer_of(file, self._door, by, passphrase)
        slot, enrolment = enrolling.enrol(new, file.identity, by.ward_secret(), issuer, at=at)
        self._files.replace(file, (*file.slots, slot))
        return enrolment

    def withdraw(self, account: str) -> None:
        file = self._file()
        if file.slot(account) is not None:
            self._files.replace(file, tuple(s for s in file.slots if s.account != account))

    def root_certificate(self) -> bytes:
        from nursedesk.keys import certificates

        return certificates.pem(self._file().root)

    def root_der(self) -> bytes:
        return self._file().root

    def session_key_certified(
        self, certificate: bytes, ward: UUID, account: str, session_key: bytes, certified: bytes
    ) -> bool:
        from nursedesk.keys import certificates

        if len(session_key) != _SESSION_KEY_BYTES:
            return False
        statement = signing.session_statement(ward, account, session_key)
        return certificates.signed_by(certificate, statement, certified)

    def entry_signed(self, session_key: bytes, entry_hash: bytes, signature: bytes) -> bool:
        return entry_signed(session_key, entry_hash, signature)

    def issued_here(
        self, certificate: bytes, account: str, roles: tuple[Role, ...], issuing: bytes
    ) -> bool:
        from nursedesk.keys import certificates

        return (
            certificates.names(certificate, account, roles)
            and certificates.issued_by(issuing, self._file().root)
            and certificates.issued_by(certificate, issuing)
        )

    def _file(self) -> SlotFile:
        return self._files.slots()


def _nothing_to_found() -> KnownError:
    return KnownError(
        "nothing-to-found", "There is no ward to set up.", do="Begin the set-up again."
    )


def _ward_exists() -> KnownError:
    return KnownError(
        "ward-exists",
        "This folder holds a ward already.",
        do="Sign in, or choose another folder for a new ward.",
    )
