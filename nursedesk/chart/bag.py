"""A bag as the chart knows it: its label, where it was, whether it hangs."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from msgspec import Struct

from nursedesk.chart.session_entries import BagLabel
from nursedesk.chart.terms import Place


class Stay(Struct, frozen=True, kw_only=True):
    """A bag's stay in one place, from `since` on; Celsius when it was measured."""

    place: Place
    since: datetime
    celsius: Decimal | None


class Bag(Struct, kw_only=True):
    """One bag: what its label says, where it was (in the order of time), whether it hangs."""

    id: UUID
    number: int  # 1, 2, 3 ... in the order of receipt: how people name it
    label: BagLabel
    stays: list[Stay]
    received_at: datetime
    hung_at: datetime | None = None
    down_at: datetime | None = None
    discarded: str | None = None
    set_aside: bool = False

    @property
    def name(self) -> str:
        """How people name it: `bag 3`."""
        return f"bag {self.number}"

    @property
    def in_stock(self) -> bool:
        """Neither hung nor discarded nor set aside for pharmacy or the charge nurse."""
        return self.hung_at is None and self.discarded is None and not self.set_aside

    def put(self, stay: Stay) -> None:
        """Takes a stay, told early or late: stays stand in the order of time."""
        self.stays.append(stay)
        self.stays.sort(key=lambda known: known.since)
