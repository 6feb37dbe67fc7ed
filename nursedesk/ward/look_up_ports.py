"""What is found in a chart without reading all of it: it may hold a million entries."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

if TYPE_CHECKING:
    from nursedesk.chart.entry import Entry


class LookUp(Protocol):
    """Single entries and few of them, by what they are; each takes no longer as the chart grows."""

    def open_sessions(self, *, at: int | None = None) -> list[UUID]:
        """The patient sessions that are not closed, in the order in which they were opened.

        `at`: also those that were closed behind this ward counter.
        """

    def closings(self) -> dict[UUID, tuple[int, bytes]]:
        """The ward counter and the hash of each closed session's closing, as the columns say."""

    def of_kinds(self, kinds: Collection[str]) -> list[Entry]:
        """Every entry of these kinds, in order: kinds of which there are few."""

    def last_of(
        self, kind: str, *, before: int | None = None, author: str | None = None
    ) -> Entry | None:
        """The last entry of a kind, below the ward counter `before`, by one author if named."""
