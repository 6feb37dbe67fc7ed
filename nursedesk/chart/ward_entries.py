"""Ward entries: in the same chain as the patients' entries, without a session."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from nursedesk.chart.terms import AccountId, Body, Instant, Line, Role, Sha256, Text


class WardCreated(Body, frozen=True, kw_only=True, tag="ward-created"):
    """The first entry of a ward. `root_certificate` is DER.

    `recovery_key` (32 bytes, X25519 public): what the recovery code opens is sealed to it.
    """

    ward: UUID
    name: Line
    demo: bool
    root_certificate: bytes
    recovery_key: bytes


class AccountAdded(Body, frozen=True, kw_only=True, tag="account-added"):
    """A person may sign in. Certificates in DER, sealing key: 32 bytes, X25519 public.

    `slot` names her wrapped keys. `issuing` is the founder's certificate to make accounts with:
    every other certificate is issued by the one that the entry's author holds.
    """

    account: AccountId
    name: Line
    roles: tuple[Role, ...]
    certificate: bytes
    sealing_key: bytes
    slot: UUID
    issuing: bytes | None = None


class SignedIn(Body, frozen=True, kw_only=True, tag="signed-in"):
    """A person's signing key certified a session key (Ed25519, 32 bytes) that signs her entries.

    `nested`: a second person's sign-in for one step, inside the first one's session. `boot_id`
    tells in which start of the machine her entries' boot times count, where the system tells.
    `failed_before`: wrong passphrases and PINs for this account since the chart was told last;
    None when their count was lost.
    """

    account: AccountId
    session_key: bytes
    certified: bytes
    nested: bool
    boot_id: Line | None = None
    failed_before: Annotated[int, Meta(ge=0)] | None = 0


class SignedOut(Body, frozen=True, kw_only=True, tag="signed-out"):
    """A person left, or the window was locked over what she was doing (`locked`)."""

    account: AccountId
    locked: bool = False


class ProtocolAdopted(Body, frozen=True, kw_only=True, tag="protocol-adopted"):
    """The ward works under this protocol file from now on; patient sessions keep the one they have.

    Author and witness are the two people who adopted it, one of them a pharmacist. The file's
    bytes are kept with the entry. `confirmed`: the pages whose points both went through.
    """

    protocol: Line
    version: Line
    sha256: Sha256
    confirmed: tuple[Line, ...]


class ClockJumped(Body, frozen=True, kw_only=True, tag="clock-jumped"):
    """The workstation's wall clock showed `shown` when it should have shown `expected`."""

    expected: Instant
    shown: Instant


class ClockConfirmed(Body, frozen=True, kw_only=True, tag="clock-confirmed"):
    """A person compared the workstation's clock with another one and found `shown` right."""

    shown: Instant


class Denied(Body, frozen=True, kw_only=True, tag="denied"):
    """A signed-in person asked for something that was refused."""

    use_case: Line
    code: Line
    sentence: Text
