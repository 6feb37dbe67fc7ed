"""How it stands with the backups: the last good one, what is newer, and what is wrong."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct

from nursedesk.chart.record_entries import BackupMade
from nursedesk.clock import utc
from nursedesk.ward import backup
from nursedesk.ward.backup_ports import BackupState
from nursedesk.ward.desk import Desk
from nursedesk.ward.keeping import RULE
from nursedesk.writing import moment

LATE = timedelta(minutes=2 * int(backup.EVERY_MINUTES))
_NO_PLACE = (
    "No place for the backups is chosen: if this disk breaks, the record is lost with it. A charge "
    "nurse can choose a folder on another disk or medium."
)
_SAME_DISK = "That folder lies on the disk of the record: if the disk breaks, both are lost."
_WHEN = "One is made every hour and after each signed note, if anything was recorded since."


class BackupCard(Struct, frozen=True, kw_only=True):
    """What the screen "Record" says of the backups. `finding`: what must be seen to; else empty.

    `place` is the chosen folder, if there is one.
    """

    place: str
    finding: str
    facts: tuple[str, ...]
    state: BackupState


def backup_card(desk: Desk) -> BackupCard:
    """The backups as they stand; one that is due begins."""
    state = backup.watch(desk)
    place = desk.refresh_roster().backup_folder
    facts = [_last(desk)]
    if place is not None:
        facts += [f"Into the folder {place}."]
        facts += [_SAME_DISK] if desk.backing.background.same_disk(place) else []
        facts += [_WHEN, RULE]
    return BackupCard(
        place=place or "",
        finding=_finding(desk, place, state),
        facts=tuple(facts),
        state=state,
    )


def _finding(desk: Desk, place: str | None, state: BackupState) -> str:
    if place is None:
        return _NO_PLACE
    if desk.backing.failure:
        return f"The last backup was not made. {desk.backing.failure}"
    made_at = _made_at(desk)
    newer = backup.newer_entries(desk) > 0
    old = made_at is None or utc(desk.clock.now()) - made_at > LATE
    if newer and old and not state.running:
        return "The last good backup is older than it should be."
    return ""


def _last(desk: Desk) -> str:
    last = desk.roster.backup
    made_at = _made_at(desk)
    if last is None or made_at is None or not isinstance(last.body, BackupMade):
        return "There is no backup yet."
    newer = backup.newer_entries(desk)
    entries = "1 entry is newer" if newer == 1 else f"{newer:,} entries are newer"
    since = entries if newer else "nothing was recorded since"
    at = moment(made_at, desk.clock.zone)
    return f"Last good backup: {at}, up to entry {last.body.head}, opened and checked; {since}."


def _made_at(desk: Desk) -> datetime | None:
    last = desk.roster.backup
    return last.body.made_at if last is not None and isinstance(last.body, BackupMade) else None
