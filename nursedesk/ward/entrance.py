"""Coming and going: founding the ward, signing in and out, the second person's nested sign-in."""

from __future__ import annotations

from uuid import uuid4

from nursedesk.chart.terms import Role
from nursedesk.chart.ward_entries import AccountAdded, SignedIn, SignedOut, WardCreated
from nursedesk.errors import KnownError, Refused
from nursedesk.ward.check import check_ward
from nursedesk.ward.desk import Desk, Person
from nursedesk.ward.ports import Enrolment, Founding, NewAccount, Unlocked
from nursedesk.ward.record import deny, record

FOUNDER_ROLES = (Role.CHARGE_NURSE, Role.ADMINISTRATOR)


def begin_founding(
    desk: Desk, ward_name: str, account: str, name: str, passphrase: str, *, demo: bool = False
) -> Founding:
    """Makes a new ward's keys in memory; its recovery code is to be shown once and typed back.

    Raises:
        KnownError: the folder holds a ward already, or a value is not allowed.
    """
    if desk.keyring.exists():
        raise KnownError(
            "ward-exists",
            "This folder holds a ward already.",
            do="Sign in, or choose another folder for a new ward.",
        )
    first = NewAccount(account=account, name=name, roles=FOUNDER_ROLES, passphrase=passphrase)
    return desk.keyring.found(ward_name, first, demo=demo, at=desk.clock.now())


def finish_founding(
    desk: Desk, founding: Founding, ward_name: str, typed_code: str, passphrase: str, *, demo: bool
) -> Person:
    """Makes the ward once the recovery code was typed back rightly; the founder is signed in.

    The chart with its first entries comes first, the keys last and whole: a folder holds a ward
    exactly when it holds its keys.

    Raises:
        KnownError: the code differs, the folder holds a ward already, or the disk refused.
    """
    keys = desk.keyring.open_founding(typed_code, passphrase)
    person = Person(
        account=founding.first.account,
        name=founding.first.name,
        roles=frozenset(founding.first.roles),
        keys=keys,
    )
    try:
        desk.store = desk.create_store(keys)
        desk.roster.ward = founding.ward
        created = WardCreated(
            ward=founding.ward,
            name=ward_name,
            demo=demo,
            root_certificate=founding.root_certificate,
        )
        record(desk, created, intent=uuid4(), by=person)
        record(desk, added(founding.first), intent=uuid4(), by=person)
        _enter(desk, person, nested=False)
        desk.refresh_roster()
        desk.keyring.write_founding(typed_code)
    except BaseException:
        desk.close()
        raise
    desk.person = person
    return person


def added(enrolment: Enrolment) -> AccountAdded:
    """The chart's word on a new account."""
    return AccountAdded(
        account=enrolment.account,
        name=enrolment.name,
        roles=enrolment.roles,
        certificate=enrolment.certificate,
        sealing_key=enrolment.sealing_key,
    )


def sign_in(desk: Desk, account: str, passphrase: str) -> Person:
    """Signs a person in; the first one since the start opens the chart and has it checked.

    Raises:
        KnownError: wrong passphrase, unreadable, damaged or newer chart.
    """
    keys = desk.keyring.sign_in(account, passphrase)
    if not desk.is_open:
        desk.store = desk.open_store(keys)
        try:
            desk.refresh_roster()
            check_ward(desk)
        except BaseException:
            desk.close()
            raise
    person = _person(desk, keys)
    sign_out(desk)
    _enter(desk, person, nested=False)
    desk.person = person
    return person


def sign_out(desk: Desk) -> None:
    """The person at the desk leaves; the chart stays open for the next one.

    Her keys are forgotten also when the disk refuses to record it.
    """
    person = desk.person
    if person is None:
        return
    try:
        record(desk, SignedOut(account=person.account), intent=uuid4(), by=person)
    finally:
        desk.lock()


def second_person(desk: Desk, account: str, passphrase: str) -> Person:
    """A nested sign-in for one step: her own keys, her own entry, back to the first afterwards.

    Raises:
        Refused: she is the person who is signed in (code `same-person`).
        KnownError: wrong passphrase.
    """
    first = desk.signed_in()
    if account == first.account:
        refusal = Refused(
            "same-person",
            "The second person must be somebody else than the first.",
            do="Ask another nurse to sign in for this step.",
        )
        deny(desk, "second-person", refusal, first)
        raise refusal
    person = _person(desk, desk.keyring.sign_in(account, passphrase))
    if desk.second is not None:
        leave(desk, desk.second)
    _enter(desk, person, nested=True)
    desk.second = person
    return person


def leave(desk: Desk, person: Person) -> None:
    """Ends a nested sign-in: the second person's keys are forgotten."""
    person.keys.lock()
    if desk.second is person:
        desk.second = None


def _person(desk: Desk, keys: Unlocked) -> Person:
    """Who the chart says this is: the slot's certificate must be the one that was enrolled."""
    known = desk.refresh_roster().accounts.get(keys.account)
    if known is None or known.certificate != keys.certificate:
        keys.lock()
        raise KnownError(
            "account-not-in-chart",
            "This account has keys here that the ward's chart does not know.",
            do="Tell ward IT: the key file may have been altered. Ask the ward's administrator "
            "to add the account again.",
        )
    return Person(account=known.account, name=known.name, roles=frozenset(known.roles), keys=keys)


def _enter(desk: Desk, person: Person, *, nested: bool) -> None:
    body = SignedIn(
        account=person.account,
        session_key=person.keys.session_key,
        certified=person.keys.certified,
        nested=nested,
    )
    record(desk, body, intent=uuid4(), by=person)
