"""Who belongs to the ward, as its entries tell it: accounts, roles, session keys."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from msgspec import Struct, field

from nursedesk.chart.entry import Entry
from nursedesk.chart.ward_entries import AccountAdded, SignedIn, WardCreated


class Roster(Struct, kw_only=True):
    """The fold of the ward's own entries; `seq` is the last one folded."""

    ward: UUID | None = None
    name: str = ""
    demo: bool = False
    accounts: dict[str, AccountAdded] = field(default_factory=dict)
    session_keys: dict[bytes, SignedIn] = field(default_factory=dict)
    seq: int = -1

    def extend(self, entries: Iterable[Entry]) -> None:
        """Folds further entries, in order."""
        for entry in entries:
            body = entry.body
            if isinstance(body, WardCreated):
                self.ward, self.name, self.demo = body.ward, body.name, body.demo
            elif isinstance(body, AccountAdded):
                self.accounts[body.account] = body
            elif isinstance(body, SignedIn):
                self.session_keys[body.session_key] = body
            self.seq = entry.header.seq

    def names(self) -> dict[str, str]:
        """Display names by account."""
        return {account: added.name for account, added in self.accounts.items()}
