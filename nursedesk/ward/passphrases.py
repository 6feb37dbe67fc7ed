"""Passphrases: changed by their owner, or made anew for somebody who forgot hers."""

from __future__ import annotations

from uuid import UUID

from nursedesk.chart.entry import Entry
from nursedesk.chart.key_entries import AccountReset, PassphraseChanged, ResetRead
from nursedesk.chart.terms import Role
from nursedesk.chart.ward_entries import AccountAdded
from nursedesk.errors import KnownError, Refused
from nursedesk.ward import renewal
from nursedesk.ward.anchoring import NOT_WRITTEN
from nursedesk.ward.clock_watch import KEYS_CHANGED, must_be_confirmed
from nursedesk.ward.desk import Desk, Person
from nursedesk.ward.ports import NewAccount
from nursedesk.ward.record import deny, record
from nursedesk.ward.repeating import made_before, must_open
from nursedesk.ward.rights import allowed_role
from nursedesk.ward.standing import Reset


def change(desk: Desk, old: str, new: str, *, intent: UUID) -> Entry:
    """A person changes her own passphrase; her keys and her certificate stay.

    The slot is written first: from then on the new passphrase counts, and an entry that a crash
    prevented is made at her next sign-in.

    Raises:
        KnownError: the old one is wrong, the new one too short, or the disk refused.
    """
    person = desk.signed_in()
    told = {"account": person.account}
    before = made_before(desk, intent, person.account, PassphraseChanged, told)
    if before is not None:
        must_open(desk, before, person.account, new)
        return before
    slot = desk.keyring.changes.passphrase(person.keys, old, new)
    try:
        entry = enter_change(desk, person, slot, intent)
    except KnownError as error:
        if error.code == NOT_WRITTEN:
            raise
        raise KnownError(
            "change-not-entered",
            error.happened,
            saved="The new passphrase counts from now on, but the chart does not tell of it yet.",
            do="The entry is made when you sign in again.",
        ) from error
    desk.refresh_roster()
    return entry


def enter_change(desk: Desk, person: Person, slot: UUID, intent: UUID) -> Entry:
    """The chart's word on the wrapped keys that a person uses from now on."""
    body = PassphraseChanged(account=person.account, slot=slot)
    return record(desk, body, intent=intent, by=person)


def reset(
    desk: Desk, account: str, new_passphrase: str, *, passphrase: str, second: Person, intent: UUID
) -> Entry:
    """An administrator and a second person give somebody new keys; she is told when she comes.

    Her former certificate is revoked as of the entry. `passphrase` is the administrator's own.

    Raises:
        Refused: no administrator, one of the two herself, an administrator's account, or nobody
            confirmed the time.
        KnownError: wrong passphrase, one not allowed, or the disk refused.
    """
    person = desk.signed_in()
    before = made_before(desk, intent, person.account, AccountReset, {"account": account})
    if before is not None:
        renewal.put_into_use(desk, before)
        must_open(desk, before, account, new_passphrase)
        return before

    def check() -> None:
        check_reset(desk, account, (person, second))
        must_be_confirmed(desk, KEYS_CHANGED)

    try:
        allowed_role(AccountReset, person.roles)
        check()
    except Refused as refusal:
        deny(desk, "account-reset", refusal, person)
        raise
    known = desk.roster.accounts[account]
    new = NewAccount(account=account, name=known.name, roles=known.roles, passphrase=new_passphrase)
    made = desk.keyring.changes.reset(person.keys, new, passphrase=passphrase, at=desk.clock.now())
    body = AccountReset(
        account=account,
        certificate=made.certificate,
        sealing_key=made.sealing_key,
        slot=made.slot,
    )
    return renewal.enter(desk, body, intent=intent, witness=second, recheck=check)


def check_reset(desk: Desk, account: str, people: tuple[Person, ...]) -> None:
    """Whether these people may reset this account.

    Raises:
        Refused: they may not.
    """
    known = member(desk, account)
    if account in {person.account for person in people}:
        raise Refused(
            "own-account",
            f"{known.name} is signed in, so her passphrase is not forgotten.",
            do="She changes it herself, under Accounts.",
        )
    if Role.ADMINISTRATOR in known.roles:
        raise Refused(
            "administrator-needs-recovery-code",
            "New keys for an administrator take the sealed recovery code.",
            do="Open the recovery code's sheet and choose “Sealed recovery code” on the sign-in "
            "screen.",
        )


def member(desk: Desk, account: str) -> AccountAdded:
    """An account of the ward.

    Raises:
        Refused: there is none of this name (any more).
    """
    known = desk.refresh_roster().accounts.get(account)
    if known is None:
        raise Refused(
            "no-such-account",
            f"The ward has no account “{account}”.",
            do="Look at the list of accounts again.",
        )
    return known


def unread_reset(desk: Desk) -> Reset | None:
    """The reset that the person at the desk was not told of yet; `by` holds the two names."""
    person = desk.signed_in()
    roster = desk.refresh_roster()
    unread = roster.unread_resets.get(person.account)
    if unread is None:
        return None
    names = roster.names()
    one, other = (names.get(account, account) for account in unread.by)
    return Reset(number=unread.number, at=unread.at, by=(one, other))


def read_reset(desk: Desk, reset: Reset, *, intent: UUID) -> Entry:
    """She has read it."""
    body = ResetRead(account=desk.signed_in().account, reset=reset.number)
    return record(desk, body, intent=intent)
