"""How it stands with the emergency sheet: made, used and to be renewed, or not made yet."""

from __future__ import annotations

from msgspec import Struct

from nursedesk.chart.emergency_entries import EmergencySheetMade, EmergencyViewed
from nursedesk.chart.entry import Entry
from nursedesk.ward.desk import Desk
from nursedesk.ward.rights import RIGHTS
from nursedesk.writing import moment

_NONE = "This ward has no emergency sheet yet. An administrator makes one, with a second person."
_LOST = (
    "The file of the emergency code was lost on this workstation: the sheet opens nothing. "
    "Make a new one."
)
_RENEW = "Renew the emergency sheet under “Accounts”."
_USED = "It was used, so it is no longer sealed: make a new one."


class SheetPage(Struct, frozen=True, kw_only=True):
    """What the screen says: how it stands, what is to be done, who used it, and who may renew."""

    state: str
    finding: str
    used: tuple[str, ...]
    may_make: bool


def sheet_page(desk: Desk) -> SheetPage:
    """The emergency sheet as it stands.

    Raises:
        Refused: nobody is signed in.
        KnownError: its file is damaged.
    """
    person, sheet = desk.signed_in(), desk.refresh_roster().sheet
    may_make = not RIGHTS[EmergencySheetMade].isdisjoint(person.roles)
    if sheet is None:
        return SheetPage(state=_NONE, finding="", used=(), may_make=may_make)
    made = f"The emergency sheet was made on {moment(sheet.made_at, desk.clock.zone)}."
    lost = desk.keyring.emergency.public_key() != sheet.emergency_key
    return SheetPage(
        state=made,
        finding=_LOST if lost else _USED if sheet.opened else "",
        used=tuple(_use(desk, entry) for entry in sheet.opened),
        may_make=may_make,
    )


def finding(desk: Desk) -> str:
    """What an administrator is told on every screen; empty where nothing is to be done."""
    person, sheet = desk.person, desk.roster.sheet
    if person is None or RIGHTS[EmergencySheetMade].isdisjoint(person.roles):
        return ""
    if sheet is None or not sheet.opened:
        return ""
    return f"The emergency code was used: {_use(desk, sheet.opened[-1])} {_RENEW}"


def _use(desk: Desk, entry: Entry) -> str:
    body = entry.body
    assert isinstance(body, EmergencyViewed)
    began = moment(body.began, desk.clock.zone)
    return f"{began}, by somebody who says she is {body.name} (entry {entry.number})."
