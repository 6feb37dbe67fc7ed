"""What the use cases need for emergencies: the sealed code, and views kept for the chart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from msgspec import Struct

if TYPE_CHECKING:
    from nursedesk.chart.emergency_entries import EmergencyViewed
    from nursedesk.ward.ports import Unlocked


class Opens(Protocol):
    """Keys that open the chart and sign entries, be they a person's or the emergency code's."""

    @property
    def account(self) -> str:
        """Account id, or what stands in its place."""

    @property
    def ward(self) -> UUID:
        """The ward whose keys these are."""

    @property
    def session_key(self) -> bytes:
        """The public half (Ed25519, 32 bytes) of what signs entries."""

    def sign_entry(self, entry_hash: bytes) -> bytes:
        """Ed25519 signature (64 bytes)."""

    def database_key(self) -> bytes:
        """The chart file's raw key and salt (48 bytes), for the store alone."""

    def former_key(self) -> bytes | None:
        """The same of the former ward secret, while its renewal is not finished."""

    def anchor_keys(self) -> tuple[bytes, ...]:
        """The MAC keys of the ward's anchors (32 bytes each); the first is in use.

        While the ward secret is renewed it is the former's, and the last one is the new one's.
        """

    def keeping_key(self) -> bytes:
        """The key (32 bytes) under which emergency views are kept for the chart."""

    def lock(self) -> None:
        """Forgets the keys."""


class NewSheet(Struct, frozen=True, kw_only=True):
    """An emergency sheet in memory: its code and its phrase are shown once.

    `emergency_key` and `signing_key` are the code's public halves (32 bytes each).
    """

    code: str
    phrase: str
    emergency_key: bytes
    signing_key: bytes


class EmergencyAccess(Protocol):
    """The emergency code of one data folder, and the views that the chart was not told of."""

    def public_key(self) -> bytes | None:
        """The emergency key (X25519) that the envelope on disk is sealed to; None: there is none.

        Raises:
            KnownError: it is damaged.
        """

    def make(self, by: Unlocked) -> NewSheet:
        """A new sheet in memory, which opens the ward secret that `by` holds."""

    def check_typed_back(self, sheet: NewSheet, typed: str) -> None:
        """Whether the code was written down rightly.

        Raises:
            KnownError: a slip (its group is named), or another code.
        """

    def stage(self, sheet: NewSheet) -> None:
        """Lays ready what `make` made, until the chart tells of it.

        Raises:
            KnownError: another change lies ready, or the disk refused.
        """

    def open(self, typed: str) -> Opens:
        """The keys that the code opens. Wrong ones are counted, and after some it waits.

        Raises:
            KnownError: a slip (not counted), another code (`emergency-code-wrong`), no code was
                made (`no-emergency-code`), or it waits (`sign-in-waits`).
        """

    def failures(self) -> int:
        """Wrong codes that the chart was not told of."""

    def told(self) -> None:
        """The chart knows of them now."""

    def keep(self, view: EmergencyViewed, keys: Opens) -> None:
        """Keeps a view that could not be recorded, encrypted; in memory where the disk refuses."""

    def kept(self, by: Opens) -> Sequence[EmergencyViewed]:
        """The views that the chart was not told of."""

    def entered(self, view: EmergencyViewed, by: Opens) -> None:
        """The chart knows of this view now."""
