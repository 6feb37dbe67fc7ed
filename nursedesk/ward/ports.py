"""What the use cases need from the outside: the chart on disk, the keys, the documents.

`bootstrap` builds the real ones and passes them in. A port raises `KnownError` for everything
in the user's world (wrong passphrase, full disk, unreadable file).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from msgspec import Struct

from nursedesk.chart.terms import Role
from nursedesk.ward.emergency_ports import EmergencyAccess, NewSheet, Opens
from nursedesk.ward.key_ports import KeyChanges
from nursedesk.ward.look_up_ports import LookUp

if TYPE_CHECKING:
    from nursedesk.chart.entry import Entry, Position


class ChartStore(LookUp, Protocol):
    """The encrypted chart of one ward: append only."""

    def append(
        self,
        intent: UUID,
        session: UUID | None,
        seal: Callable[[Position], Entry],
        documents: Sequence[bytes] = (),
        *,
        epoch: int = 1,
    ) -> Entry:
        """Appends one entry in one transaction, with the documents it names.

        `seal` is called inside the write transaction with the entry's position; whatever it
        raises rolls back. An intent that is already in the chart returns its entry: `seal` is
        not called and nothing is written. The entry's epoch is the last one's, at least `epoch`.

        Raises:
            KnownError: the disk refused; says whether the entry was saved (read back).
        """

    def one_moment(self) -> AbstractContextManager[None]:
        """What is read inside is as of one moment, whoever else appends meanwhile; only reads."""

    def ward_entries(self, after: int = -1) -> list[Entry]:
        """Entries without a session, in order, with a ward `seq` greater than `after`."""

    def session_entries(self, session: UUID, after: int = -1) -> list[Entry]:
        """A session's entries in order, with a session counter greater than `after`."""

    def sessions(self) -> list[UUID]:
        """All patient sessions, in the order in which they were opened."""

    def entries(self, after: int = -1, at_most: int = 10_000) -> list[Entry]:
        """The whole chain in slices, for checking."""

    def last(self) -> Entry | None:
        """The chain's last entry, if there is any."""

    def one(self, seq: int) -> Entry | None:
        """The entry with this ward counter, if there is one.

        Raises:
            KnownError: its page (`chart-damaged`) or the entry itself (`record-damaged`).
        """

    def counts(self) -> Mapping[str, int]:
        """How many entries of each kind there are, as far as the file can be read.

        Raises:
            KnownError: it cannot.
        """

    @property
    def revision(self) -> str:
        """The revision of the file's tables: which migrations it has been through."""

    def file_faults(self) -> list[str]:
        """What is wrong with the file's own structure, page by page; nothing in a sound one."""

    def document(self, sha256: str) -> bytes:
        """The bytes of a signed document by their SHA-256 (hex).

        Raises:
            KnownError: no such document.
        """

    def save_draft(self, key: str, content: bytes | None) -> None:
        """Keeps (with None: deletes) what somebody has half filled in; no part of the record."""

    def draft(self, key: str) -> bytes | None:
        """What was half filled in under this key."""

    def close(self) -> None:
        """Closes the file."""


class AccountCard(Struct, frozen=True, kw_only=True):
    """An account as the sign-in screen may show it before anybody signed in."""

    account: str
    name: str


class DocumentSigner(Protocol):
    """Signs PDF digests with a person's signing key, which stays inside `keys`."""

    @property
    def certificate(self) -> bytes:
        """The person's certificate, DER."""

    @property
    def chain(self) -> tuple[bytes, ...]:
        """The issuing certificates to embed, DER (without the root)."""

    def sign(self, data: bytes) -> bytes:
        """The DER-encoded ECDSA P-256 signature over SHA-256 of `data`."""


class QuickEntry(Protocol):
    """A PIN that its person set: it opens her keys again, in this running program only."""

    @property
    def account(self) -> str:
        """Account id."""

    @property
    def alive(self) -> bool:
        """Whether it may still be tried: not 5 wrong ones in a row, not 12 hours old."""

    def forget(self) -> None:
        """From now on only the passphrase."""


class Unlocked(Opens, Protocol):
    """A person's keys, open for as long as she is signed in."""

    @property
    def slot(self) -> UUID:
        """Which wrapped keys were opened."""

    @property
    def certificate(self) -> bytes:
        """The person's certificate, DER, as her slot holds it."""

    @property
    def certified(self) -> bytes:
        """The signing key's signature over ward, account and session key."""

    @property
    def failed_before(self) -> int | None:
        """Wrong passphrases and PINs that the chart was not told of; None: some may be lost."""

    def set_pin(self, passphrase: str, pin: str) -> None:
        """Sets a PIN, in memory only; asks for the passphrase again.

        Raises:
            KnownError: wrong passphrase (`passphrase-wrong`), or no such PIN (`pin-not-allowed`).
        """

    def take_pin(self) -> QuickEntry | None:
        """Hands over her PIN, if it may still be tried, for the time of a lock."""

    def document_signer(self, typed: str) -> DocumentSigner:
        """Opens the signing key for one document; asks for the passphrase or the PIN again.

        Raises:
            KnownError: wrong (`passphrase-wrong`, `pin-wrong`), no PIN (`pin-gone`), or the
                account waits (`sign-in-waits`).
        """

    def confirm(self, typed: str) -> None:
        """Asks for the passphrase or the PIN again: it is still the same person.

        Raises:
            KnownError: as `document_signer`.
        """


class NewAccount(Struct, frozen=True, kw_only=True):
    """An account to be made."""

    account: str
    name: str
    roles: tuple[Role, ...]
    passphrase: str


class Enrolment(Struct, frozen=True, kw_only=True):
    """What the chart must say of a new account. Certificate DER, sealing key X25519 (32 bytes).

    `slot` names her wrapped keys; `issuing` is an administrator's certificate to issue with (DER).
    """

    account: str
    name: str
    roles: tuple[Role, ...]
    certificate: bytes
    sealing_key: bytes
    slot: UUID
    issuing: bytes | None = None


class Founding(Struct, frozen=True, kw_only=True):
    """A ward's new keys, before they are written: the recovery code is shown once.

    `recovery_key` (X25519 public, 32 bytes) is the half of the code that the chart keeps.
    """

    ward: UUID
    root_certificate: bytes
    recovery_key: bytes
    recovery_code: str
    sheet: NewSheet
    first: Enrolment


class Keyring(Protocol):
    """The ward's account slots, recovery envelope and certificates, on disk."""

    def exists(self) -> bool:
        """Whether this folder holds a ward's keys."""

    def demo(self) -> bool:
        """Whether this is a demo ward (its certificates say so)."""

    def cards(self) -> list[AccountCard]:
        """The accounts to choose from when signing in."""

    def found(self, ward_name: str, first: NewAccount, *, demo: bool, at: datetime) -> Founding:
        """Makes a ward's root, recovery code and first account, in memory."""

    def open_founding(self, typed_code: str, passphrase: str) -> Unlocked:
        """The founder's keys from memory, once the recovery code was typed back rightly.

        Raises:
            KnownError: the code or the passphrase differs, or the folder holds a ward already.
        """

    def write_founding(self, typed_code: str) -> None:
        """Writes what `found` made, whole: from now on the folder holds a ward.

        Raises:
            KnownError: the code differs (code `recovery-code-wrong`), or the folder refused.
        """

    def sign_in(self, account: str, passphrase: str) -> Unlocked:
        """Opens a slot.

        Raises:
            KnownError: wrong passphrase or no such account, not told apart (`passphrase-wrong`);
                the account waits after too many of them (`sign-in-waits`, fact `wait`: seconds).
        """

    def reopen(self, account: str, typed: str, pin: QuickEntry | None) -> Unlocked:
        """Opens a slot again after a lock, by passphrase or PIN; the PIN stays hers.

        Raises:
            KnownError: as `sign_in`; a wrong PIN (`pin-wrong`), or none any more (`pin-gone`).
        """

    def told(self, account: str) -> None:
        """The chart knows of an account's failures up to now: counting begins anew."""

    def enrol(self, by: Unlocked, new: NewAccount, *, passphrase: str, at: datetime) -> Enrolment:
        """Makes an account: keys, certificate issued by `by`, slot written.

        `passphrase` is the administrator's: her issuing key is opened for this moment only.

        Raises:
            KnownError: wrong passphrase, or a value is not allowed.
            Refused: `by` has no issuing key, the account has a slot already, or the new account
                would be an administrator.
        """

    def withdraw(self, account: str) -> None:
        """Removes the slot of an account that the chart does not know; none there is as well."""

    @property
    def emergency(self) -> EmergencyAccess:
        """The sealed emergency code, to look and no more."""

    @property
    def changes(self) -> KeyChanges:
        """How the keys of an account that exists are changed."""

    def root_certificate(self) -> bytes:
        """The ward's root CA, PEM: with it anybody can verify the ward's notes."""

    def root_der(self) -> bytes:
        """The same certificate in DER, as the chart's first entry holds it."""

    def session_key_certified(
        self, certificate: bytes, ward: UUID, account: str, session_key: bytes, certified: bytes
    ) -> bool:
        """Whether the holder of `certificate` certified this session key."""

    def entry_signed(self, session_key: bytes, entry_hash: bytes, signature: bytes) -> bool:
        """Whether the session key signed this entry hash."""

    def issued_here(
        self, certificate: bytes, account: str, roles: tuple[Role, ...], issuing: bytes
    ) -> bool:
        """Whether this ward's root, through this issuing certificate, issued this for them."""


class SignatureFound(Struct, frozen=True, kw_only=True):
    """One signature of a verified note."""

    field: str
    account: str
    name: str
    role: str
    at: datetime


class Verdict(Struct, frozen=True, kw_only=True):
    """The answer on a note: `state` accepted-signed, accepted-countersigned or rejected.

    `clause` names the failed clause of the acceptance rule (empty when accepted); `chart` is
    match, differs or absent (not compared with a chart). Of a rejected note `reason` says in a
    sentence what is wrong and `do` what to do.
    """

    state: str
    clause: str
    chart: str
    demo: bool
    signatures: tuple[SignatureFound, ...]
    reason: str = ""
    do: str = ""

    @property
    def accepted(self) -> bool:
        """Whether the rule holds, whoever has still to sign."""
        return self.state in ("accepted-signed", "accepted-countersigned")


class Files(Protocol):
    """Copies that a person exports to a place she chose."""

    def write(self, path: Path, content: bytes) -> None:
        """Writes whole or not at all (temporary file, sync, rename, sync of the folder).

        Raises:
            KnownError: says that the copy was not written and the record is untouched.
        """
