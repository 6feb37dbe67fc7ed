"""What the use cases need to change the ward's keys: a port of its own beside the keyring's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from msgspec import Struct

if TYPE_CHECKING:
    from nursedesk.ward.ports import Enrolment, NewAccount, Unlocked


class ChartKeys(Protocol):
    """Keys that open a chart and read its anchors, whoever's they are."""

    @property
    def ward(self) -> UUID:
        """The ward whose keys these are."""

    def database_key(self) -> bytes:
        """The chart file's raw key and salt (48 bytes), for the store alone."""

    def former_key(self) -> bytes | None:
        """The same of the former ward secret, while its renewal is not finished."""

    def anchor_keys(self) -> tuple[bytes, ...]:
        """The MAC keys of the ward's anchors (32 bytes each); the first is in use."""

    def lock(self) -> None:
        """Forgets the keys."""


class PendingKeys(Struct, frozen=True, kw_only=True):
    """A change that lies ready: whose certificates (DER) would count after it.

    `generation` numbers its ward secret; `renews` says whether that is another than now.
    `emergency_key` is the emergency code's (X25519), None where the change leaves that alone.
    """

    generation: int
    renews: bool
    certificates: dict[str, bytes]
    emergency_key: bytes | None = None


class Staying(Protocol):
    """Somebody for whom a new ward secret is sealed: certificate DER, X25519 sealing key."""

    @property
    def account(self) -> str:
        """Account id."""

    @property
    def certificate(self) -> bytes:
        """Her certificate, as the chart knows it."""

    @property
    def sealing_key(self) -> bytes:
        """Her sealing key, as the chart knows it."""


class Recovering(Struct, frozen=True, kw_only=True):
    """A new administrator in memory, her keys open; the next recovery code is shown once.

    `used_key` is the public key of the code that was typed, `recovery_key` the next one's.
    """

    keys: Unlocked
    enrolment: Enrolment
    used_key: bytes
    recovery_code: str
    recovery_key: bytes


class KeyChanges(Protocol):
    """Changes of slots. Those that an entry must tell of lie ready until `complete`.

    All raise `KnownError`: the disk refused, or the last change is not finished yet.
    """

    def passphrase(self, by: Unlocked, old: str, new: str) -> UUID:
        """Wraps a person's own keys under another passphrase, at once; names the new slot.

        Raises:
            KnownError: the old one is wrong (`passphrase-wrong`), the new one is not allowed.
        """

    def reset(self, by: Unlocked, new: NewAccount, *, passphrase: str, at: datetime) -> Enrolment:
        """Lays new keys ready for an account, its certificate issued by `by`."""

    def removal(
        self,
        by: Unlocked,
        stay: Sequence[Staying],
        recovery_key: bytes,
        emergency_key: bytes | None,
    ) -> int:
        """Lays a new ward secret ready, sealed to those who stay and to the sealed codes.

        `stay` and the codes' keys come from the chart; a code without one opens no more. From now
        on `by` holds both secrets. Returns the number of the new generation.
        """

    def recover(self, typed_code: str, new: NewAccount, *, at: datetime) -> Recovering:
        """Opens the sealed recovery code and makes a new administrator and code, in memory.

        Raises:
            KnownError: a slip in the code, another code, or a value is not allowed.
        """

    def stage_recovery(
        self, typed_back: str, stay: Sequence[Staying], emergency_key: bytes | None
    ) -> int:
        """Lays ready what `recover` made, with a new ward secret, once the code was typed back.

        Raises:
            KnownError: the code differs (`recovery-code-wrong`).
        """

    def pending(self) -> PendingKeys | None:
        """The change that lies ready, if there is one."""

    def complete(self, by: Unlocked) -> None:
        """Puts what lies ready into use; the former slots and ward secret are gone."""

    def discard(self, by: Unlocked) -> None:
        """Forgets what lies ready."""
