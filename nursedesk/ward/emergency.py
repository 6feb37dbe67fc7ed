"""The emergency: a view that only reads, by the sealed code or over another person's lock.

It opens whatever happens to its entry: what cannot be recorded is kept and entered at the next
sign-in. The code opens again and again until an administrator renews the sheet, each time with an
entry of its own: voiding it could keep somebody out in the same emergency, and the paper is open.
"""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID, uuid4

import msgspec
from msgspec import Struct

from nursedesk.chart.emergency_entries import BY_CODE, EmergencySheetMade, EmergencyViewed
from nursedesk.chart.entry import Entry
from nursedesk.chart.terms import Role
from nursedesk.chart.wording import must_be_line
from nursedesk.errors import KnownError, Refused
from nursedesk.ward import entrance, renewal
from nursedesk.ward.anchoring import safety_copy_may_wait
from nursedesk.ward.desk import Author, Desk, Person, View
from nursedesk.ward.emergency_ports import NewSheet, Opens
from nursedesk.ward.record import must_be_allowed, record
from nursedesk.ward.rights import enrolment_needs_witness

MINUTES = 30


class _Holder(Struct, frozen=True, kw_only=True):
    """Whoever holds the opened sheet: all that she may record is that she looked."""

    keys: Opens
    account: str = BY_CODE
    roles: frozenset[Role] = frozenset({Role.NURSE})


def open_by_code(desk: Desk, typed_code: str, name: str) -> View:
    """Opens the view with the sealed code for whoever says that she is `name`.

    Raises:
        KnownError: no name; a slip, another or a former code, or it waits; an unreadable chart.
    """
    must_be_line(name, "Your name")
    keys = desk.keyring.emergency.open(typed_code)
    opened = not desk.is_open
    try:
        if opened:
            entrance.open_ward(desk, keys)
        _check_newest(desk, keys)
        view = EmergencyViewed(name=name.strip(), account=None, began=desk.clock.now())
        _tell(desk, view, _Holder(keys=keys))
    except BaseException:
        if opened:
            desk.close()
        raise
    finally:
        keys.lock()
    return _begun(desk, view.name, opened=opened)


def open_by_account(desk: Desk, account: str, passphrase: str) -> View:
    """Opens the view over another person's lock: what she had begun stays as it is.

    Raises:
        KnownError: wrong passphrase, or the chart does not know the account.
        Refused: nobody has opened the chart since the program started: she signs in as always.
    """
    _ = desk.store
    person = entrance.person_of(desk, desk.keyring.sign_in(account, passphrase))
    try:
        view = EmergencyViewed(name=person.name, account=person.account, began=desk.clock.now())
        _tell(desk, view, person)
    finally:
        person.keys.lock()
    return _begun(desk, person.name, opened=False)


def end(desk: Desk) -> None:
    """Ends the view; a chart that it opened is closed."""
    view, desk.view = desk.view, None
    if view is not None and view.opened and desk.person is None:
        desk.close()


def make_sheet(desk: Desk) -> NewSheet:
    """A new emergency sheet in memory, for an administrator: it is shown once.

    Raises:
        Refused: no administrator.
    """
    person = desk.signed_in()
    must_be_allowed(desk, EmergencySheetMade, person)
    return desk.keyring.emergency.make(person.keys)


def use_sheet(desk: Desk, sheet: NewSheet, *, second: Person | None, intent: UUID) -> Entry:
    """Puts a new sheet into use, with a second person once there is one; the former is void.

    Raises:
        Refused: no administrator, or no second person.
        KnownError: the disk refused; the former sheet stays in use.
    """

    def check() -> None:
        if second is None and takes_two(desk):
            raise Refused(
                "second-person-needed",
                "A new emergency sheet takes a second person.",
                do="Ask somebody who has an account to confirm it.",
            )

    check()
    desk.keyring.emergency.stage(sheet)
    body = entrance.sheet_made(sheet)
    return renewal.enter(desk, body, intent=intent, witness=second, recheck=check)


def takes_two(desk: Desk) -> bool:
    """Whether a new sheet takes a second person: as soon as there is one."""
    return enrolment_needs_witness(len(desk.refresh_roster().accounts))


def _begun(desk: Desk, name: str, *, opened: bool) -> View:
    ends = desk.clock.boot_seconds() + Decimal(MINUTES * 60)
    desk.view = View(name=name, ends=ends, opened=opened)
    return desk.view


def _tell(desk: Desk, view: EmergencyViewed, author: Author) -> None:
    """Records the view; what the chart cannot take is kept for the next sign-in."""
    try:
        if isinstance(author, Person):
            entrance.enter(desk, author, nested=True)
        with safety_copy_may_wait():
            record(desk, view, intent=uuid4(), by=author)
    except KnownError:
        later = msgspec.structs.replace(view, later=True)
        desk.keyring.emergency.keep(later, author.keys)


def _check_newest(desk: Desk, keys: Opens) -> None:
    """A former sheet with its former file opens nothing, unless the record cannot tell."""
    if desk.soundness.read_only:
        return
    sheet = desk.refresh_roster().sheet
    if sheet is None or sheet.signing_key != keys.session_key:
        raise KnownError(
            "emergency-code-old",
            "This emergency code was renewed: a newer one took its place.",
            do="Find the newest sealed sheet.",
        )
