"""Ward entries on keys: passphrases changed, accounts reset and removed, sealed codes used.

A certificate counts from the entry that brings it to the entry that replaces it or removes its
holder. `slot` names the wrapped keys that are in use from the entry on: others are out of date.
"""

from __future__ import annotations

from uuid import UUID

from nursedesk.chart.terms import AccountId, Body, Line, Role


class PassphraseChanged(Body, frozen=True, kw_only=True, tag="passphrase-changed"):
    """A person wrapped her own keys under another passphrase."""

    account: AccountId
    slot: UUID


class AccountReset(Body, frozen=True, kw_only=True, tag="account-reset"):
    """A person has new keys; her former certificate is revoked as of this entry.

    Certificate in DER, sealing key: 32 bytes, X25519 public.
    """

    account: AccountId
    certificate: bytes
    sealing_key: bytes
    slot: UUID


class ResetRead(Body, frozen=True, kw_only=True, tag="reset-read"):
    """She was told that her keys were reset, by whom and when. `reset`: that entry's number."""

    account: AccountId
    reset: Line


class AccountRemoved(Body, frozen=True, kw_only=True, tag="account-removed"):
    """A person left: her certificates are revoked as of this entry.

    `generation` numbers the ward secret that those who stay share from now on.
    """

    account: AccountId
    generation: int


class AdministratorRecovered(Body, frozen=True, kw_only=True, tag="administrator-recovered"):
    """Somebody opened the sealed recovery code and became an administrator.

    She is the author: nobody else could sign in. `issuing` (DER) is a new certificate that only
    the code's root key can make; `certified` is her signing key's signature over `session_key`.
    `recovery_key` (32 bytes, X25519 public) is the next code's: the one that was used is void.
    """

    account: AccountId
    name: Line
    roles: tuple[Role, ...]
    certificate: bytes
    sealing_key: bytes
    slot: UUID
    issuing: bytes
    session_key: bytes
    certified: bytes
    recovery_key: bytes
    generation: int
