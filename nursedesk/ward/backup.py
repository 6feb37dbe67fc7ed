"""Backups: when one is due, what comes of it, and what a charge nurse may ask for.

By itself one is made after the first sign-in, every hour and after each signed or countersigned
hand-over note, if anything was recorded since the last one. That, and the 5 minutes after which a
failed one is tried again, are NurseDesk's own choice.
"""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID, uuid4

from nursedesk.chart.entry import Entry
from nursedesk.chart.record_entries import BackupMade, BackupPlaceChosen
from nursedesk.chart.wording import must_be_line
from nursedesk.errors import KnownError, Refused
from nursedesk.ward.anchoring import WAITS
from nursedesk.ward.backup_ports import BackupState, BackupWish
from nursedesk.ward.clock_guard import read
from nursedesk.ward.damage import READ_ONLY
from nursedesk.ward.desk import Desk
from nursedesk.ward.record import must_be_allowed, note, record

EVERY_MINUTES, AGAIN_MINUTES = Decimal(60), Decimal(5)


def watch(desk: Desk) -> BackupState:
    """Starts a backup that is due, records one that was made, and says how far it is."""
    backing = desk.backing
    state = backing.background.state()
    if state.running or desk.person is None or desk.soundness.read_only:
        return state
    if not backing.taken:
        _take(desk, state)
    if backing.taken and due(desk):
        folder = desk.refresh_roster().backup_folder
        assert folder is not None
        _start(desk, folder, asked=False, begins=False)
        return backing.background.state()
    return state


def due(desk: Desk) -> bool:
    """Whether one is to be made now by itself."""
    backing = desk.backing
    if desk.refresh_roster().backup_folder is None or not newer_entries(desk):
        return False
    if backing.ended is None:
        return True
    minutes = (desk.clock.boot_seconds() - backing.ended) / 60
    if backing.failure:
        return minutes >= AGAIN_MINUTES
    return backing.soon or minutes >= EVERY_MINUTES


def newer_entries(desk: Desk) -> int:
    """How many entries no backup holds, apart from the one that tells of the last backup."""
    head, last = desk.anchors.head, desk.refresh_roster().backup
    if head is None:
        return 0
    if last is None or not isinstance(last.body, BackupMade):
        return head.seq + 1
    return max(0, head.seq - int(last.body.head.rpartition(".")[2]) - 1)


def handed_over(desk: Desk) -> None:
    """A note was signed: the next backup does not wait for its hour."""
    desk.backing.soon = True


def back_up_now(desk: Desk, folder: str | None = None) -> BackupState:
    """A charge nurse asks for a backup, into the chosen place or once into another folder.

    Raises:
        Refused: no charge nurse; or no place is chosen and none is named.
        KnownError: the record is damaged, or the folder cannot be used.
    """
    person = desk.signed_in()
    must_be_allowed(desk, BackupPlaceChosen, person)
    desk.soundness.must_be_writable()
    place = folder or desk.refresh_roster().backup_folder
    if place is None:
        raise Refused(
            "no-backup-place",
            "No place for the backups is chosen yet.",
            do="Choose one, under “Record”.",
        )
    must_be_line(place, "The path of a folder")
    desk.backing.background.must_be_usable(place)
    if not desk.backing.background.state().running:
        _start(desk, place, asked=True, begins=True)
    return desk.backing.background.state()


def choose_place(desk: Desk, folder: str, *, intent: UUID) -> Entry:
    """A charge nurse names the folder for the backups (empty: none any more); one is made at once.

    Raises:
        Refused: no charge nurse.
        KnownError: the folder cannot be used, or the disk refused.
    """
    must_be_allowed(desk, BackupPlaceChosen, desk.signed_in())
    if folder:
        must_be_line(folder, "The path of a folder")
        desk.backing.background.must_be_usable(folder)
    entry = record(desk, BackupPlaceChosen(folder=folder or None), intent=intent)
    desk.backing.background.cancel()
    desk.backing.taken, desk.backing.failure = True, ""
    if folder:
        _start(desk, folder, asked=False, begins=True)
    return entry


def _start(desk: Desk, folder: str, *, asked: bool, begins: bool) -> None:
    wish = BackupWish(
        folder=folder,
        at=desk.clock.now(),
        begins=begins,
        thins=desk.clock_guard.confirmed(
            read(desk.clock)
        ),  # a clock that jumped ahead must remove nothing
    )
    desk.backing.background.start(desk.signed_in().keys, wish)
    desk.backing.asked, desk.backing.taken, desk.backing.soon = asked, False, False


def _take(desk: Desk, state: BackupState) -> None:
    """What a backup that ended made, for the record; it counts only once that was recorded."""
    backing, made = desk.backing, state.made
    if made is not None:
        body = BackupMade(
            head=made.head,
            head_hash=made.head_hash,
            made_at=made.made_at,
            sha256=made.sha256,
            where=made.where,
            size=made.size,
            asked=backing.asked,
        )
        try:
            note(desk, body, intent=uuid4())
        except KnownError as error:
            if error.code not in (WAITS, READ_ONLY):
                raise
            return
        desk.refresh_roster()
    backing.failure = state.failure
    backing.taken, backing.ended = True, desk.clock.boot_seconds()
