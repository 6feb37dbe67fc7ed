"""Who belongs to the ward, as its entries tell it: accounts, roles, session keys."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from msgspec import Struct, field

from nursedesk.chart.entry import Entry
from nursedesk.chart.plan_entries import PlanWishesSet
from nursedesk.chart.record_entries import (
    AnchorPlacesChosen,
    BackupMade,
    BackupPlaceChosen,
    ChartRestored,
    RecordChecked,
    RecordGap,
)
from nursedesk.chart.ward_entries import ProtocolAdopted, WardCreated
from nursedesk.chart.ward_settings import NOTHING_SET, WardSettings, WardSettingsSet
from nursedesk.ward.clock_guard import ClockTold
from nursedesk.ward.standing import Standing


class Adoption(Struct, frozen=True, kw_only=True):
    """A protocol that the ward adopted, when, and the two accounts that signed for it."""

    protocol: str
    version: str
    sha256: str
    at: datetime
    by: tuple[str, str]
    number: str

    @property
    def name(self) -> str:
        """The protocol and its version."""
        return f"{self.protocol} {self.version}"


class Roster(Standing, kw_only=True):
    """The fold of the ward's own entries; `seq` is the last one folded.

    `anchor_folders` keep anchors beside the ward's own; `checked` is the last whole check,
    `backup` the last backup, which goes into `backup_folder`.
    """

    ward: UUID | None = None
    name: str = ""
    demo: bool = False
    adopted: list[Adoption] = field(default_factory=list)
    clock: ClockTold = field(default_factory=ClockTold)
    anchor_folders: tuple[str, ...] = ()
    plan_wishes: PlanWishesSet | None = None
    set_last: Entry | None = None  # the ward's settings
    gaps: list[Entry] = field(default_factory=list)
    checked: Entry | None = None
    backup_folder: str | None = None
    backup: Entry | None = None
    seq: int = -1

    def extend(self, entries: Iterable[Entry]) -> None:
        """Folds further entries, in order."""
        for entry in entries:
            body = entry.body
            self.take(entry)
            self.clock.take(entry)
            if isinstance(body, WardCreated):
                self.ward, self.name, self.demo = body.ward, body.name, body.demo
            elif isinstance(body, ProtocolAdopted):
                self.adopted.append(_adoption(body, entry))
            elif isinstance(body, PlanWishesSet):
                self.plan_wishes = body
            elif isinstance(body, WardSettingsSet):
                self.set_last = entry
            else:
                self._keep(entry)
            self.seq = entry.header.seq

    def _keep(self, entry: Entry) -> None:
        """What tells of the record itself and of its copies."""
        body = entry.body
        if isinstance(body, RecordGap):
            self.gaps.append(entry)
        elif isinstance(body, RecordChecked):
            self.checked = entry
        elif isinstance(body, BackupPlaceChosen):
            self.backup_folder = body.folder
        elif isinstance(body, BackupMade):
            self.backup = entry
        if isinstance(body, AnchorPlacesChosen | ChartRestored):  # a restore tells of a gap too
            self.anchor_folders = body.folders

    @property
    def settings(self) -> WardSettings:
        """The ward's settings as they were set last."""
        body = self.set_last.body if self.set_last is not None else None
        return body.settings if isinstance(body, WardSettingsSet) else NOTHING_SET

    def names(self) -> dict[str, str]:
        """Display names by account, also of people who left."""
        everybody = {**self.removed, **self.accounts}
        return {account: added.name for account, added in everybody.items()}


def _adoption(body: ProtocolAdopted, entry: Entry) -> Adoption:
    header = entry.header
    return Adoption(
        protocol=body.protocol,
        version=body.version,
        sha256=body.sha256,
        at=header.recorded_at,
        by=(header.author, header.witness or ""),
        number=entry.number,
    )
