"""Somebody leaves the ward: her account goes, and the ward has a new secret without her."""

from __future__ import annotations

from uuid import UUID

from nursedesk.chart.entry import Entry
from nursedesk.chart.key_entries import AccountRemoved
from nursedesk.errors import Refused
from nursedesk.ward import renewal
from nursedesk.ward.clock_watch import KEYS_CHANGED, must_be_confirmed
from nursedesk.ward.desk import Desk, Person
from nursedesk.ward.passphrases import member
from nursedesk.ward.record import deny
from nursedesk.ward.repeating import made_before
from nursedesk.ward.rights import allowed_role, last_holder_of


def remove(desk: Desk, account: str, *, second: Person, intent: UUID) -> Entry:
    """An administrator and a second person remove an account.

    Its certificates are revoked as of the entry; a new ward secret is sealed to everybody who
    stays, and the chart is put under it. Nobody who stays has to do anything.

    Raises:
        Refused: no administrator, somebody who is signed in, the last of a role, or nobody
            confirmed the time: from the instant of the entry on her signatures do not count.
        KnownError: the disk refused; the ward opens as before.
    """
    person = desk.signed_in()
    before = made_before(desk, intent, person.account, AccountRemoved, {"account": account})
    if before is not None:
        return renewal.put_into_use(desk, before)

    def check() -> None:
        check_leaver(desk, account, (person, second))
        must_be_confirmed(desk, KEYS_CHANGED)

    try:
        allowed_role(AccountRemoved, person.roles)
        check()
    except Refused as refusal:
        deny(desk, "account-removed", refusal, person)
        raise
    roster = desk.refresh_roster()
    stay = [one for one in roster.accounts.values() if one.account != account]
    generation = desk.keyring.changes.removal(
        person.keys, stay, roster.recovery_key, roster.emergency_key
    )
    body = AccountRemoved(account=account, generation=generation)
    return renewal.enter(desk, body, intent=intent, witness=second, recheck=check)


def check_leaver(desk: Desk, account: str, people: tuple[Person, ...]) -> None:
    """Whether these people may remove this account.

    Raises:
        Refused: they may not.
    """
    known = member(desk, account)
    if account in {person.account for person in people}:
        raise Refused(
            "signed-in",
            f"{known.name} is signed in here, and nobody removes herself.",
            do="Ask two other people to do it, one of them an administrator.",
        )
    if (role := last_holder_of(account, desk.roster.accounts)) is not None:
        words = str(role).replace("-", " ")
        raise Refused(
            "last-of-role",
            f"{known.name} is the last {words} of this ward.",
            do=f"Make another {words} first.",
        )
