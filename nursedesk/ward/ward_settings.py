"""The ward's settings: how they stand, who set them, and setting them anew as a whole."""

from __future__ import annotations

from uuid import UUID

from msgspec import Struct

from nursedesk.chart.entry import Entry
from nursedesk.chart.ward_settings import WardSettings, WardSettingsSet
from nursedesk.errors import Refused
from nursedesk.ward.desk import Desk
from nursedesk.ward.record import record
from nursedesk.ward.rights import RIGHTS
from nursedesk.writing import moment


class SettingsShown(Struct, frozen=True, kw_only=True):
    """The settings as they stand. `seen` belongs to the form that is opened on them.

    `set_by` says who set them when, and is empty while nobody has. `may_set`: whoever is at the
    desk may.
    """

    settings: WardSettings
    seen: int | None
    set_by: str
    may_set: bool


def shown(desk: Desk) -> SettingsShown:
    """The ward's settings as they stand.

    Raises:
        Refused: nobody is here.
    """
    person = desk.signed_in()
    roster = desk.refresh_roster()
    return SettingsShown(
        settings=roster.settings,
        seen=_seen(desk),
        set_by=_set_by(desk),
        may_set=not RIGHTS[WardSettingsSet].isdisjoint(person.roles),
    )


def set_settings(desk: Desk, settings: WardSettings, *, seen: int | None, intent: UUID) -> Entry:
    """A charge nurse or pharmacist sets them; all that was set before holds no more.

    Raises:
        Refused: her role may not, or somebody set them anew after they were `seen`.
    """

    def recheck() -> None:
        desk.refresh_roster()
        if _seen(desk) != seen:
            raise Refused(
                "stale-form",
                f"The ward's settings were set anew since this form was opened. {_set_by(desk)}",
                do="Your input is kept. Look at the settings as they are now, then save again.",
            )

    entry = record(desk, WardSettingsSet(settings=settings), intent=intent, recheck=recheck)
    desk.refresh_roster()
    return entry


def _seen(desk: Desk) -> int | None:
    last = desk.roster.set_last
    return None if last is None else last.header.seq


def _set_by(desk: Desk) -> str:
    last = desk.roster.set_last
    if last is None:
        return ""
    header = last.header
    name = desk.roster.names().get(header.author, header.author)
    return f"Set last by {name}, {moment(header.recorded_at, desk.clock.zone)}."
