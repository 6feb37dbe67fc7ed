"""`FileKeyring`: the ward's slots, recovery envelope and certificates in its data folder."""

from __future__ import annotations

import os
import secrets
import shutil
from datetime import datetime
from pathlib import Path
from uuid import UUID

from nursedesk.chart.terms import Role
from nursedesk.durable import sync_folder
from nursedesk.errors import BugError, KnownError, Refused
from nursedesk.keys import enrolling, signing, slots, vault
from nursedesk.keys.derivation import Cost, from_passphrase
from nursedesk.keys.enrolling import Made, check_new
from nursedesk.keys.envelope import Recovered, recover
from nursedesk.keys.slots import Recovery, Slot, SlotFile
from nursedesk.keys.unlocked import (
    UnlockedSlot,
    entry_signed,
    open_keys,
    passphrase_wrong,
)
from nursedesk.ward.ports import AccountCard, Enrolment, Founding, NewAccount, Unlocked

ROOT_FILE = "ward-ca.pem"
_PARTIAL = ".keys-"
_SESSION_KEY_BYTES = 32


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

    def open_founding(self, typed_code: str, passphrase: str) -> Unlocked:
        made = self._made
        if made is None:
            raise _nothing_to_found()
        enrolling.check_typed_back(made, typed_code)
        if self.exists():
            raise _ward_exists()
        return _unlock(made.slots, made.slots.slots[0], passphrase)

    def write_founding(self, typed_code: str) -> None:
        made = self._made
        if made is None:
            raise _nothing_to_found()
        enrolling.check_typed_back(made, typed_code)
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
        file = self._file()
        slot = file.slot(account)
        if slot is None:
            _take_as_long(file.slots)
            raise passphrase_wrong()
        return _unlock(file, slot, passphrase)

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
        issuer = file.slot(by.account)
        if issuer is None:
            raise passphrase_wrong()
        keys = open_keys(file.identity, issuer, passphrase)
        if keys.issuing is None:
            raise Refused(
                "not-an-issuer",
                "Your account has no key to make accounts with.",
                do="Ask an administrator.",
            )
        slot, enrolment = enrolling.enrol(
            new,
            file.identity,
            by.ward_secret(),
            issuing_der=issuer.chain[0],
            issuing_key=keys.issuing,
            at=at,
        )
        self._save(file, (*file.slots, slot))
        return enrolment

    def withdraw(self, account: str) -> None:
        file = self._file()
        if file.slot(account) is not None:
            self._save(file, tuple(s for s in file.slots if s.account != account))

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

    def issued_here(self, certificate: bytes, account: str, roles: tuple[Role, ...]) -> bool:
        from nursedesk.keys import certificates

        file = self._file()
        issuers = {slot.chain[0] for slot in file.slots if slot.chain}
        return certificates.names(certificate, account, roles) and any(
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

    def open_recovery(self, typed_code: str) -> Recovered:
        """The ward secret and the root key, with the sealed code.

        Raises:
            KnownError: a slip in the code (its group is named), or another ward's code.
        """
        recovery = slots.read(self._keys / slots.RECOVERY, Recovery)
        return recover(recovery, typed_code)


def _take_as_long(all_slots: tuple[Slot, ...]) -> None:
    """Derives a key for nobody, so that an unknown account takes as long as a wrong passphrase."""
    if all_slots:
        cost: Cost = all_slots[0].cost
        from_passphrase("", cost, b"")


def _unlock(file: SlotFile, slot: Slot, passphrase: str) -> UnlockedSlot:
    keys, binding = open_keys(file.identity, slot, passphrase), slot.binding(file.identity)
    try:
        secret = vault.open_sealed(slot.sealed_secret, keys.sealing, binding)
    except vault.CannotOpen as error:
        raise KnownError(
            "keys-damaged",
            f"The slot of {slot.account} does not hold this ward's secret.",
            saved="Nothing was changed.",
            do="Ask the ward's administrator to add the account again.",
        ) from error
    return UnlockedSlot(file.identity, slot, secret, keys.signing)


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
