"""Ward entries: in the same chain as the patients' entries, without a session."""

from __future__ import annotations

from uuid import UUID

from nursedesk.chart.terms import AccountId, Body, Line, Role, Text


class WardCreated(Body, frozen=True, kw_only=True, tag="ward-created"):
    """The first entry of a ward. `root_certificate` is DER."""

    ward: UUID
    name: Line
    demo: bool
    root_certificate: bytes


class AccountAdded(Body, frozen=True, kw_only=True, tag="account-added"):
    """A person may sign in. Certificate in DER, sealing key: 32 bytes, X25519 public."""

    account: AccountId
    name: Line
    roles: tuple[Role, ...]
    certificate: bytes
    sealing_key: bytes


class SignedIn(Body, frozen=True, kw_only=True, tag="signed-in"):
    """A person's signing key certified a session key (Ed25519, 32 bytes) that signs her entries.

    `nested`: a second person's sign-in for one step, inside the first one's session.
    """

    account: AccountId
    session_key: bytes
    certified: bytes
    nested: bool


class SignedOut(Body, frozen=True, kw_only=True, tag="signed-out"):
    """A person left."""

    account: AccountId


class Denied(Body, frozen=True, kw_only=True, tag="denied"):
    """A signed-in person asked for something that was refused."""

    use_case: Line
    code: Line
    sentence: Text
