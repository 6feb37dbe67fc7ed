"""The ward's accounts."""

from __future__ import annotations

from uuid import UUID

from msgspec import Struct

from nursedesk.chart.entry import Entry
from nursedesk.chart.terms import Role
from nursedesk.chart.ward_entries import AccountAdded
from nursedesk.errors import Refused
from nursedesk.ward.clock_watch import KEYS_CHANGED, must_be_confirmed
from nursedesk.ward.desk import Desk, Person
from nursedesk.ward.entrance import added
from nursedesk.ward.ports import NewAccount
from nursedesk.ward.record import deny, record
from nursedesk.ward.repeating import made_before, must_open
from nursedesk.ward.rights import allowed_role, enrolment_needs_witness


def second_person_needed(desk: Desk) -> bool:
    """Whether making an account takes a second person: once the ward has two accounts."""
    return enrolment_needs_witness(len(desk.refresh_roster().accounts))


def add_account(
    desk: Desk,
    new: NewAccount,
    *,
    passphrase: str,
    intent: UUID,
    second: Person | None = None,
) -> Entry:
    """An administrator makes an account; once two exist, with a second person's signature.

    `passphrase` is the administrator's own, typed again.

    Raises:
        Refused: no administrator, no second person, the account exists, or nobody confirmed the
            time.
    """
    person = desk.signed_in()
    told = {"account": new.account, "name": new.name, "roles": new.roles}
    before = made_before(desk, intent, person.account, AccountAdded, told)
    if before is not None:
        must_open(desk, before, new.account, new.passphrase)
        return before
    try:
        allowed_role(AccountAdded, person.roles)
        _check(desk, new.account, second)
    except Refused as refusal:
        deny(desk, "account-added", refusal, person)
        raise
    # What an interrupted enrolment left behind: the chart does not know it, so it makes way.
    desk.keyring.withdraw(new.account)
    enrolment = desk.keyring.enrol(person.keys, new, passphrase=passphrase, at=desk.clock.now())
    entry = record(
        desk,
        added(enrolment),
        intent=intent,
        by=person,
        witness=second,
        recheck=lambda: _check(desk, new.account, second),
    )
    desk.refresh_roster()
    return entry


def _check(desk: Desk, account: str, second: Person | None) -> None:
    if second is None and second_person_needed(desk):
        raise Refused(
            "second-person-needed",
            "Adding an account takes a second person.",
            do="Ask a second person to sign in for this step.",
        )
    roster = desk.refresh_roster()
    if account in roster.accounts or account in roster.removed:
        raise Refused(
            "account-exists",
            f"There is, or was, an account “{account}”.",
            do="Choose another account name.",
        )
    must_be_confirmed(desk, KEYS_CHANGED)


class Listed(Struct, frozen=True, kw_only=True):
    """All accounts, by name; `unfinished`: a change of keys waits for the disk."""

    accounts: tuple[AccountAdded, ...]
    unfinished: bool


def listed(desk: Desk) -> Listed:
    """What the accounts screen shows.

    Raises:
        Refused: nobody is signed in.
    """
    desk.signed_in()
    known = desk.refresh_roster().accounts.values()
    return Listed(
        accounts=tuple(sorted(known, key=lambda one: one.name.casefold())),
        unfinished=desk.keyring.changes.pending() is not None,
    )


def role_words(roles: tuple[Role, ...]) -> str:
    """Roles as words: "nurse, charge nurse"."""
    return ", ".join(str(role).replace("-", " ") for role in roles)
