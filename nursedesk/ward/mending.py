"""Going on with a record that is not whole: by a charge nurse's signed word, never silently."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from uuid import UUID

from nursedesk.chart.entry import Entry
from nursedesk.chart.record_entries import AnchorPlacesChosen, ChartRestored, RecordGap
from nursedesk.chart.wording import must_be_line, must_be_shown
from nursedesk.errors import KnownError, Refused
from nursedesk.ward.anchoring import follow
from nursedesk.ward.damage import RESTORED, Soundness
from nursedesk.ward.desk import Desk
from nursedesk.ward.record import must_be_allowed, record
from nursedesk.ward.record_ports import AnchorPlace


def acknowledge_gap(desk: Desk, *, reason: str, paper: str, passphrase: str, intent: UUID) -> Entry:
    """A charge nurse records which entries cannot be relied on; then the ward writes again.

    Where the end of the chain was lost a new epoch begins with her sign-in and this entry; so it
    does in a record that was restored from a backup, of which an administrator may tell as well.

    Raises:
        Refused: not hers to record, or nothing is damaged.
        KnownError: wrong passphrase; or the file itself is damaged and must be restored.
    """
    person, soundness = desk.signed_in(), desk.soundness
    must_be_allowed(desk, ChartRestored if soundness.restored else RecordGap, person)
    if soundness.file:
        raise KnownError(
            "file-damaged",
            "The chart's file itself is damaged: nothing can be written to it safely.",
            do="Use the paper checklists and call ward IT to restore the last backup.",
        )
    person.keys.document_signer(passphrase)
    going_on = _usable(desk) if soundness.restored else dict[str, AnchorPlace]()
    body = _told(soundness, reason, paper, tuple(going_on))

    def recheck() -> None:
        if not (soundness.damages or soundness.restored):
            raise Refused("nothing-damaged", "Nothing is damaged.", do="Go back to the board.")

    entry = record(desk, body, intent=intent, recheck=recheck, mends=True)
    soundness.damages = []
    places = desk.anchors.places
    if soundness.restored is not None:
        soundness.restored, soundness.places = None, []
        places = [places[0], *going_on.values()]
        with suppress(KnownError):  # this entry says for good what the mark said until now
            desk.store.save_draft(RESTORED, None)
    _go_on(desk, entry, places)
    return entry


def _usable(desk: Desk) -> dict[str, AnchorPlace]:
    """The chosen places without a fault: another workstation may not have them."""
    faulty = {fault.where for fault in desk.soundness.places}
    chosen = zip(desk.refresh_roster().anchor_folders, desk.anchors.places[1:], strict=True)
    return {folder: place for folder, place in chosen if place.where not in faulty}


def _told(soundness: Soundness, reason: str, paper: str, folders: tuple[str, ...]) -> RecordGap:
    ranges = tuple(damage.range for damage in soundness.damages)
    sessions, restored = tuple(sorted(soundness.touched)), soundness.restored
    if restored is None:
        return RecordGap(ranges=ranges, sessions=sessions, reason=reason, paper=paper)
    return ChartRestored(
        ranges=ranges,
        sessions=sessions,
        reason=reason,
        paper=paper,
        folders=folders,
        head=restored.head,
        made_at=restored.made_at,
        sha256=restored.sha256,
    )


def choose_places(desk: Desk, folders: Sequence[str], *, reason: str = "", intent: UUID) -> Entry:
    """A charge nurse names the folders that keep the anchors beside the ward's own.

    Each begins anew with what the chart holds now: what a place told otherwise before is settled
    by this entry, with `reason`.

    Raises:
        Refused: no charge nurse; damage that no gap entry tells of; places told otherwise or are
            given up, and no reason is given.
        KnownError: a folder refuses, or is no other place than the ward's own.
    """
    person = desk.signed_in()
    must_be_allowed(desk, AnchorPlacesChosen, person)
    for folder in folders:
        must_be_line(folder, "The path of a folder")
    must_be_shown("reason", reason)
    _gap_comes_first(desk.soundness)
    former = desk.refresh_roster().anchor_folders
    if not reason.strip() and (desk.soundness.places or set(former) - set(folders)):
        raise Refused(
            "reason-needed",
            "Safety copies are given up or begin anew: the record must say why.",
            do="Give the reason.",
        )
    known = {place.where: place for place in desk.anchors.places}
    made = [desk.anchor_place(person.keys, folder) for folder in (None, *folders)]
    for place in made:
        if place.where not in known:  # whether it can be written to, before the chart names it
            desk.anchors.write_newest(place)
    body = AnchorPlacesChosen(folders=tuple(folders), reason=reason)
    entry = record(desk, body, intent=intent, mends=True)
    desk.soundness.places = []
    _go_on(desk, entry, [known.get(place.where, place) for place in made])
    return entry


def _gap_comes_first(soundness: Soundness) -> None:
    """In a new epoch nothing is recorded before what tells of the gap, and lost entries stay known.

    Raises:
        Refused: that is still to be recorded.
    """
    if soundness.damages or soundness.file or soundness.restored:
        raise Refused(
            "gap-first",
            "Entries of this record are damaged or missing, or it was restored from a backup, and "
            "nobody has recorded that yet.",
            do="Record that first, under “Record”; then choose the places.",
        )


def _go_on(desk: Desk, entry: Entry, places: Sequence[AnchorPlace]) -> None:
    """Once nothing is wrong any more, every place begins anew with what the chart holds."""
    desk.refresh_roster()
    desk.anchors.begin_anew(places)
    if not desk.soundness.read_only:
        follow(desk, entry)
