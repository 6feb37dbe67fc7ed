"""`FileKeyring`: the ward's slots, recovery envelope and certificates in its data folder."""

from __future__ import annotations

import os
import secrets
import shutil
from datetime import datetime
from pathlib import Path
from uuid import UUID

from nursedesk.durable import sync_folder
from nursedesk.errors import KnownError, Refused
from nursedesk.keys import enrolling, slots, vault
from nursedesk.keys.derivation import Cost, from_passphrase
from nursedesk.keys.enrolling import Made, check_new
from nursedesk.keys.slots import Recovery, Slot, SlotFile
from nursedesk.keys.unlocked import (
    UnlockedSlot,
    entry_signed,
    open_keys,
    passphrase_wrong,
)
from nursedesk.ward.ports import AccountCard, Enrolment, Founding, NewAccount, Unlocked

ROOT_FILE = "ward-ca.pem"


class FileKeyring:
    """The keys of one data folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._keys = folder / "keys"
        self._made: Made | None = None

    def exists(self) -> bool:
        return self._keys.is_dir()

    def demo(self) -> bool:
        return self._file().demo

    def cards(self) -> list[AccountCard]:
        return [AccountCard(account=s.account, name=s.name) for s in self._file().slots]

    def found(self, ward_name: str, first: NewAccount, *, demo: bool, at: datetime) -> Founding:
        self._made = enrolling.found(ward_name, first, demo=demo, at=at)
        return self._made.founding

    def write_founding(self, typed_code: str) -> None:
        made = self._made
        if made is None:
            raise KnownError(
                "nothing-to-found", "There is no ward to set up.", do="Begin the set-up again."
            )
        enrolling.check_typed_back(made, typed_code)
        if self.exists():
            raise KnownError(
                "ward-exists",
                "This folder holds a ward already.",
                do="Sign in, or choose another folder for a new ward.",
            )
        self._write_all(made)
        self._made = None

    def _write_all(self, made: Made) -> None:
        """Everything into a folder of its own, then one rename: a whole ward or none."""
        partial = self._folder / f".keys-{secrets.token_hex(8)}"
        try:
            partial.mkdir(mode=0o700)
            slots.write(partial / slots.SLOTS, made.slots)
            slots.write(partial / slots.RECOVERY, made.recovery)
            enrolling.write_root(self._folder / ROOT_FILE, made.slots.root)
            os.replace(partial, self._keys)
            sync_folder(self._folder)
        except OSError as error:
            raise KnownError(
                "keys-not-written",
                f"The ward's keys could not be written ({error.strerror}).",
                do="Free space on the disk or ask ward IT to check the rights of the data folder.",
            ) from error
        finally:
            shutil.rmtree(partial, ignore_errors=True)

    def sign_in(self, account: str, passphrase: str) -> Unlocked:
        file = self._file()
        slot = file.slot(account)
        if slot is None:
            _take_as_long(file.slots)
            raise passphrase_wrong()
        keys = open_keys(file.ward, slot, passphrase)
        try:
            secret = vault.open_sealed(slot.sealed_secret, keys.sealing, slot.binding(file.ward))
        except vault.CannotOpen as error:
            raise KnownError(
                "keys-damaged",
                f"The slot of {account} does not hold this ward's secret.",
                saved="Nothing was changed.",
                do="Ask the ward's administrator to add the account again.",
            ) from error
        return UnlockedSlot(file.ward, slot, secret, keys.signing)

    def enrol(self, by: Unlocked, new: NewAccount, *, passphrase: str, at: datetime) -> Enrolment:
        check_new(new)
        if not isinstance(by, UnlockedSlot):
            raise TypeError("keys of another keyring")
        file = self._file()
        issuer = file.slot(by.account)
        if issuer is None:
            raise passphrase_wrong()
        keys = open_keys(file.ward, issuer, passphrase)
        if keys.issuing is None:
            raise Refused(
                "not-an-issuer",
                "Your account has no key to make accounts with.",
                do="Ask an administrator.",
            )
        slot, enrolment = enrolling.enrol(
            new,
            file.ward,
            by.ward_secret(),
            issuing_der=issuer.chain[0],
            issuing_key=keys.issuing,
            at=at,
        )
        others = tuple(s for s in file.slots if s.account != new.account)
        self._save(file, (*others, slot))
        return enrolment

    def withdraw(self, account: str) -> None:
        file = self._file()
        self._save(file, tuple(s for s in file.slots if s.account != account))

    def root_certificate(self) -> bytes:
        from nursedesk.keys import certificates

        return certificates.pem(self._file().root)

    def session_key_certified(
        self, certificate: bytes, ward: UUID, account: str, session_key: bytes, certified: bytes
    ) -> bool:
        from nursedesk.keys import certificates

        statement = certificates.session_statement(ward, account, session_key)
        return certificates.signed_by(certificate, statement, certified)

    def entry_signed(self, session_key: bytes, entry_hash: bytes, signature: bytes) -> bool:
        return entry_signed(session_key, entry_hash, signature)

    def issued_here(self, certificate: bytes) -> bool:
        from nursedesk.keys import certificates

        file = self._file()
        issuers = {slot.chain[0] for slot in file.slots if slot.chain}
        return any(
            certificates.issued_by(issuer, file.root)
            and certificates.issued_by(certificate, issuer)
            for issuer in issuers
        )

    def _file(self) -> SlotFile:
        return slots.read(self._keys / slots.SLOTS, SlotFile)

    def _save(self, file: SlotFile, kept: tuple[Slot, ...]) -> None:
        new = SlotFile(
            format=file.format, ward=file.ward, demo=file.demo, root=file.root, slots=kept
        )
        slots.write(self._keys / slots.SLOTS, new)

    def open_recovery(self, typed_code: str) -> enrolling.Recovered:
        """The ward secret and the root key, with the sealed code.

        Raises:
            KnownError: a slip in the code (its group is named), or another ward's code.
        """
        recovery = slots.read(self._keys / slots.RECOVERY, Recovery)
        return enrolling.recover(recovery, typed_code)


def _take_as_long(all_slots: tuple[Slot, ...]) -> None:
    """Derives a key for nobody, so that an unknown account takes as long as a wrong passphrase."""
    if all_slots:
        cost: Cost = all_slots[0].cost
        from_passphrase("", cost, b"")
