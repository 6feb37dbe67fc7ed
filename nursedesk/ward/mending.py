"""Going on with a record that is not whole: by a charge nurse's signed word, never silently."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from nursedesk.chart.entry import Entry
from nursedesk.chart.record_entries import AnchorPlacesChosen, RecordGap
from nursedesk.errors import KnownError, Refused
from nursedesk.ward.anchoring import follow
from nursedesk.ward.desk import Desk
from nursedesk.ward.record import record
from nursedesk.ward.record_ports import AnchorPlace
from nursedesk.ward.rights import allowed_role


def acknowledge_gap(desk: Desk, *, reason: str, paper: str, passphrase: str, intent: UUID) -> Entry:
    """A charge nurse records which entries cannot be relied on; then the ward writes again.

    Where the end of the chain was lost a new epoch begins with her sign-in and this entry.

    Raises:
        Refused: no charge nurse, or nothing is damaged.
        KnownError: wrong passphrase; or the file itself is damaged and must be restored.
    """
    person, soundness = desk.signed_in(), desk.soundness
    allowed_role(RecordGap, person.roles)
    if soundness.file:
        raise KnownError(
            "file-damaged",
            "The chart's file itself is damaged: nothing can be written to it safely.",
            do="Use the paper checklists and call ward IT to restore the last backup.",
        )
    person.keys.document_signer(passphrase)
    body = RecordGap(
        ranges=tuple(damage.range for damage in soundness.damages),
        sessions=tuple(sorted(soundness.touched)),
        reason=reason,
        paper=paper,
    )

    def recheck() -> None:
        if not soundness.damages:
            raise Refused("nothing-damaged", "Nothing is damaged.", do="Go back to the board.")

    entry = record(desk, body, intent=intent, recheck=recheck, mends=True)
    soundness.damages = []
    _go_on(desk, entry, desk.anchors.places)
    return entry


def choose_places(desk: Desk, folders: Sequence[str], *, reason: str = "", intent: UUID) -> Entry:
    """A charge nurse names the folders that keep the anchors beside the ward's own.

    Each begins anew with what the chart holds now: what a place told otherwise before is settled
    by this entry, with `reason`.

    Raises:
        Refused: no charge nurse; places told otherwise or are given up, and no reason is given.
        KnownError: a folder refuses, or is no other place than the ward's own.
    """
    person = desk.signed_in()
    allowed_role(AnchorPlacesChosen, person.roles)
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


def _go_on(desk: Desk, entry: Entry, places: Sequence[AnchorPlace]) -> None:
    """Once nothing is wrong any more, every place begins anew with what the chart holds."""
    desk.refresh_roster()
    desk.anchors.begin_anew(places)
    if not desk.soundness.read_only:
        follow(desk, entry)
