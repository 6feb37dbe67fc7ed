"""What the use cases need to know that the record is whole: anchors, and a check in the background.

A chain cannot see its own cut tail. After each commit an anchor, which holds no patient data, is
written to places outside the chart's file: what they tell must be in the chart.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from nursedesk.chart.entry import Entry
from nursedesk.ward.damage import Damage
from nursedesk.ward.ports import Unlocked


class Anchor(Struct, frozen=True):
    """Where the chain stood after an entry; `session_seq` is the entry's place in its session.

    The entry's hash is at once the head of the chain and, in a session, the session's head.
    """

    epoch: int
    seq: int
    hash: bytes
    session: UUID | None
    session_seq: int | None

    @property
    def place(self) -> tuple[int, int]:
        """By which anchors are ordered."""
        return self.epoch, self.seq


def anchor_of(entry: Entry) -> Anchor:
    """The anchor of an entry."""
    header = entry.header
    return Anchor(header.epoch, header.seq, entry.hash, header.session, header.session_seq)


class AnchorPlace(Protocol):
    """One folder that keeps anchors. It is never made anew by reading or appending."""

    @property
    def where(self) -> str:
        """The folder, as people know it."""

    def read(self) -> list[Anchor]:
        """What was kept, in the order written; of older times the last of each session only.

        Raises:
            KnownError: not there (`anchors-missing`), altered (`anchors-damaged`), unreadable.
        """

    def under_other_keys(self) -> bool:
        """Whether what is kept there was kept by this ward under a secret that is not at hand."""

    def append(self, anchors: Sequence[Anchor]) -> None:
        """Adds anchors; they last once this returns.

        Raises:
            KnownError: not there, or the disk refused; nothing was added.
        """

    def replace(self, anchors: Sequence[Anchor]) -> None:
        """Keeps these anchors and no others, whole or not at all; makes the place if need be.

        Raises:
            KnownError: the disk refused; what was kept before stands.
        """

    def renew(self, key: bytes) -> None:
        """Keeps the newest anchors under another MAC key, and no others.

        Raises:
            KnownError: the disk refused; what was kept before stands.
        """

    def close(self) -> None:
        """Lets the folder go, so that its disk may be taken away."""


class Proven(Struct, frozen=True, kw_only=True):
    """The ward counter up to which a check of this program proved every signature, and their sum.

    It is never taken from the chart: whoever could write it there could have one believed.
    """

    seq: int
    signed: bytes


class CheckReport(Struct, frozen=True, kw_only=True):
    """What a check of the whole chain found.

    `entries` are sound; `head` is the number and `head_hash` the hash of the last one; `lasting`
    sums up the ward's lasting entries, `open` the open sessions and `signed` all entries with their
    signatures. `damages` are those that no gap entry names; `broken`: sessions that cannot be
    shown; `file`: what is wrong with the file's own structure.
    """

    entries: int
    head: str
    head_hash: bytes
    lasting: bytes
    open: bytes
    signed: bytes
    damages: tuple[Damage, ...] = ()
    broken: tuple[UUID, ...] = ()
    file: tuple[str, ...] = ()


class HelperState(Struct, frozen=True, kw_only=True):
    """How far a helper process is: `done` of `total` entries; once it ended, why it failed."""

    running: bool = False
    done: int = 0
    total: int = 0
    failure: str = ""


class CheckState(HelperState, frozen=True, kw_only=True):
    """How far a check is. Once it ended, its report or its failure."""

    report: CheckReport | None = None


class BackgroundCheck(Protocol):
    """A check of the whole chain beside the window, which goes on writing."""

    def start(self, keys: Unlocked, proven: Proven | None) -> None:
        """Begins a check, unless one is running; signatures that were proven are not again."""

    def state(self) -> CheckState:
        """How far it is, or how it ended."""

    def cancel(self) -> None:
        """Ends it without a report."""


class Checking(Struct, kw_only=True):
    """The checks of this program: when the last one ended (boot time, seconds), for whom, asked.

    `cancelled`: when somebody last stopped one, which is no end of it. `proven`: what the last one
    proved.
    """

    background: BackgroundCheck
    ended: Decimal | None = None
    cancelled: Decimal | None = None
    account: str = ""
    asked: bool = False
    taken: bool = True
    proven: Proven | None = None

    def forget(self) -> None:
        """The chart was closed: what was checked of it says nothing of the one opened next."""
        self.ended = self.cancelled = self.proven = None
        self.account = ""
