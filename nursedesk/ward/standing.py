"""Which keys stand at a point of the chart: accounts, issuers, session keys, what was revoked."""

from __future__ import annotations

from datetime import datetime
from functools import singledispatchmethod
from uuid import UUID

import msgspec
from msgspec import Struct, field

from nursedesk.chart.body import AnyBody
from nursedesk.chart.emergency_entries import EmergencySheetMade, EmergencyViewed
from nursedesk.chart.entry import Entry
from nursedesk.chart.key_entries import (
    AccountRemoved,
    AccountReset,
    AdministratorRecovered,
    PassphraseChanged,
    ResetRead,
)
from nursedesk.chart.ward_entries import AccountAdded, SignedIn, WardCreated


class Revocation(Struct, frozen=True, kw_only=True):
    """A person's certificate (DER) that counts no longer, as of the entry `seq` at `at`.

    `issuing` is the certificate that she made accounts with, if she had one.
    """

    account: str
    certificate: bytes
    issuing: bytes | None
    at: datetime
    seq: int


class Reset(Struct, frozen=True, kw_only=True):
    """New keys that a person has not been told of yet: which entry, when, and by which two."""

    number: str
    at: datetime
    by: tuple[str, str]


class Sheet(Struct, frozen=True, kw_only=True):
    """The emergency sheet that counts: its two public keys, its phrase, when it was made.

    `opened`: the entries that tell of views by its code; then it is to be renewed.
    """

    emergency_key: bytes
    signing_key: bytes
    downtime_phrase: str
    made_at: datetime
    opened: tuple[Entry, ...] = ()


class Standing(Struct, kw_only=True):
    """The fold of every entry on keys. `removed` holds the accounts of people who left.

    `issued` gives, for every certificate that ever counted, the issuing one it came from.
    """

    accounts: dict[str, AccountAdded] = field(default_factory=dict)
    removed: dict[str, AccountAdded] = field(default_factory=dict)
    issuers: dict[str, bytes] = field(default_factory=dict)
    issuing_ever: set[bytes] = field(default_factory=set)
    issued: dict[bytes, bytes] = field(default_factory=dict)
    session_keys: dict[bytes, str] = field(default_factory=dict)
    former_slots: set[UUID] = field(default_factory=set)
    unread_resets: dict[str, Reset] = field(default_factory=dict)
    revoked: list[Revocation] = field(default_factory=list)
    recovery_key: bytes = b""
    sheet: Sheet | None = None
    generation: int = 1

    def take(self, entry: Entry) -> None:
        """Folds the next entry."""
        if type(entry.body) in _ON_KEYS:
            self._fold(entry.body, entry)

    @singledispatchmethod
    def _fold(self, _body: AnyBody, _entry: Entry) -> None:
        """Every other kind says nothing of keys."""

    @_fold.register
    def _(self, body: WardCreated, _entry: Entry) -> None:
        self.recovery_key = body.recovery_key

    @_fold.register
    def _(self, body: AccountAdded, entry: Entry) -> None:
        self.accounts[body.account] = body
        if body.issuing is not None:
            self._issues(body.account, body.issuing)
        self._was_issued(body.certificate, entry)

    @_fold.register
    def _(self, body: SignedIn, _entry: Entry) -> None:
        self.session_keys[body.session_key] = body.account

    @_fold.register
    def _(self, body: PassphraseChanged, _entry: Entry) -> None:
        self._other_keys(body.account, slot=body.slot)

    @_fold.register
    def _(self, body: AccountReset, entry: Entry) -> None:
        header = entry.header
        self._revoke(body.account, entry)
        self._was_issued(body.certificate, entry)
        self._other_keys(
            body.account, slot=body.slot, certificate=body.certificate, sealing_key=body.sealing_key
        )
        self.unread_resets[body.account] = Reset(
            number=entry.number, at=header.recorded_at, by=(header.author, header.witness or "")
        )

    @_fold.register
    def _(self, body: ResetRead, _entry: Entry) -> None:
        self.unread_resets.pop(body.account, None)

    @_fold.register
    def _(self, body: AccountRemoved, entry: Entry) -> None:
        self._revoke(body.account, entry)
        self.removed[body.account] = self.accounts.pop(body.account)
        self.issuers.pop(body.account, None)
        self.unread_resets.pop(body.account, None)
        self.generation = body.generation

    @_fold.register
    def _(self, body: AdministratorRecovered, entry: Entry) -> None:
        self.accounts[body.account] = AccountAdded(
            account=body.account,
            name=body.name,
            roles=body.roles,
            certificate=body.certificate,
            sealing_key=body.sealing_key,
            slot=body.slot,
            issuing=body.issuing,
        )
        self._issues(body.account, body.issuing)
        self._was_issued(body.certificate, entry)
        self.session_keys[body.session_key] = body.account
        self.recovery_key, self.generation = body.recovery_key, body.generation

    @_fold.register
    def _(self, body: EmergencySheetMade, entry: Entry) -> None:
        self.sheet = Sheet(
            emergency_key=body.emergency_key,
            signing_key=body.signing_key,
            downtime_phrase=body.downtime_phrase,
            made_at=entry.header.recorded_at,
        )

    @_fold.register
    def _(self, body: EmergencyViewed, entry: Entry) -> None:
        if body.account is None and self.sheet is not None and body.began >= self.sheet.made_at:
            opened = (*self.sheet.opened, entry)
            self.sheet = msgspec.structs.replace(self.sheet, opened=opened)

    @property
    def emergency_key(self) -> bytes | None:
        """What the ward secret is sealed to for emergencies; None: no sheet was made."""
        return None if self.sheet is None else self.sheet.emergency_key

    def _issues(self, account: str, issuing: bytes) -> None:
        self.issuers[account] = issuing
        self.issuing_ever.add(issuing)

    def _was_issued(self, certificate: bytes, entry: Entry) -> None:
        """Its issuer is the entry's author: the check before has looked at that."""
        self.issued[certificate] = self.issuers.get(entry.header.author, b"")

    def _other_keys(self, account: str, **changes: object) -> None:
        known = self.accounts[account]
        self.former_slots.add(known.slot)
        self.accounts[account] = msgspec.structs.replace(known, **changes)

    def _revoke(self, account: str, entry: Entry) -> None:
        """From this entry on neither her certificate nor a session key of hers counts."""
        self.revoked.append(
            Revocation(
                account=account,
                certificate=self.accounts[account].certificate,
                issuing=self.issuers.get(account),
                at=entry.header.recorded_at,
                seq=entry.header.seq,
            )
        )
        for key in [key for key, holder in self.session_keys.items() if holder == account]:
            del self.session_keys[key]


# Of a long chart's entries few speak of keys, and to find that out each time takes longest.
_ON_KEYS = frozenset(Standing.__dict__["_fold"].dispatcher.registry) - {object}
