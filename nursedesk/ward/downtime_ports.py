"""What the use cases need for downtime: encrypted files, written beside the window."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Protocol

from msgspec import Struct

from nursedesk.ward.emergency_ports import Opens
from nursedesk.ward.record_ports import HelperState


class PackWish(Struct, frozen=True, kw_only=True):
    """What the workstation's clock shows, and the name of the zone in which it is read."""

    at: datetime
    zone: str


class PackState(HelperState, frozen=True, kw_only=True):
    """How far the writing is, or how it ended: so many files, as of `written_at`."""

    written_at: datetime | None = None


class Lying(Struct, frozen=True, kw_only=True):
    """The files that lie there: how many, and when the last one was written (by the disk)."""

    files: int = 0
    newest: datetime | None = None


class DowntimeFiles(Protocol):
    """The downtime files of one data folder."""

    @property
    def where(self) -> str:
        """The folder, as people know it."""

    def start(self, keys: Opens, wish: PackWish) -> None:
        """Begins to write them; one that is running is ended before. Nobody waits for it."""

    def state(self) -> PackState:
        """How far it is, or how it ended."""

    def lying(self) -> Lying:
        """What lies in the folder now."""

    def cancel(self) -> None:
        """Ends the writing; every file is an old or a new one."""


class Packing(Struct, kw_only=True):
    """The downtime files of this program: what they were told last, and when (boot time, s)."""

    files: DowntimeFiles
    told: tuple[object, ...] = ()
    begun: Decimal | None = None
