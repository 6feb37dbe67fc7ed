"""Coming and going: founding the ward, signing in and out, the second person's nested sign-in."""

from __future__ import annotations

from contextlib import suppress
from uuid import uuid4

from nursedesk.chart.emergency_entries import EmergencySheetMade
from nursedesk.chart.terms import Role
from nursedesk.chart.ward_entries import AccountAdded, SignedIn, SignedOut, WardCreated
from nursedesk.errors import KnownError, Refused
from nursedesk.ward import clock_watch, downtime, kept_views, opening, passphrases, renewal
from nursedesk.ward.anchoring import WAITS, safety_copy_may_wait
from nursedesk.ward.damage import READ_ONLY
from nursedesk.ward.desk import Desk, LateEntrance, Person
from nursedesk.ward.emergency_ports import NewSheet, Opens
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
        desk.anchors.begin_anew([desk.anchor_place(keys, None)])
        desk.roster.ward = founding.ward
        created = WardCreated(
            ward=founding.ward,
            name=ward_name,
            demo=demo,
            root_certificate=founding.root_certificate,
            recovery_key=founding.recovery_key,
        )
        record(desk, created, intent=uuid4(), by=person)
        record(desk, added(founding.first), intent=uuid4(), by=person)
        enter(desk, person, nested=False)
        record(desk, sheet_made(founding.sheet), intent=uuid4(), by=person)
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
        slot=enrolment.slot,
        issuing=enrolment.issuing,
    )


def sheet_made(sheet: NewSheet) -> EmergencySheetMade:
    """The chart's word on a new emergency sheet."""
    return EmergencySheetMade(
        emergency_key=sheet.emergency_key,
        signing_key=sheet.signing_key,
        downtime_phrase=sheet.phrase,
    )


def sign_in(desk: Desk, account: str, passphrase: str) -> Person:
    """Signs a person in; the first one since the start opens the chart and has it checked.

    A damaged record is open for reading: `desk.soundness` says what is wrong.

    Raises:
        KnownError: wrong passphrase, or a chart that cannot be opened at all.
    """
    keys = desk.keyring.sign_in(account, passphrase)
    if not desk.is_open:
        open_ward(desk, keys)
        try:
            person = arrive(desk, keys)
        except BaseException:
            desk.close()
            raise
    else:
        person = arrive(desk, keys)
    desk.nobody_is_away()
    return person


def open_ward(desk: Desk, keys: Opens) -> None:
    """Opens the chart and has it checked.

    Raises:
        KnownError: a chart that cannot be opened at all; it is closed again.
    """
    desk.store = desk.open_store(keys)
    with suppress(KnownError):  # a damaged record: its check says more
        last = desk.store.last()
        desk.closed = None if last is None else (last.header.recorded_at, desk.clock.now())
    try:
        opening.check_opened(desk, keys)
        if not desk.soundness.read_only:
            clock_watch.opened(desk)
    except BaseException:
        desk.close()
        raise


def arrive(desk: Desk, keys: Unlocked) -> Person:
    """Somebody whose keys are open comes to the desk; who was there is signed out.

    Raises:
        KnownError: the chart does not know her keys, or the disk refused.
    """
    person = person_of(desk, keys)
    _go(desk)
    enter(desk, person, nested=False)
    desk.person, desk.view = person, None
    if not nothing_recorded(desk):
        _catch_up(desk, person)
        kept_views.enter(desk)
        fault = renewal.settle(desk, keys)  # said on the accounts screen while the ward is open
        if fault is not None and not desk.is_open:
            raise fault
    clock_watch.came(desk)
    return person


def sign_out(desk: Desk) -> None:
    """The person at the desk leaves, and nobody may come; the chart stays open for the next one.

    The downtime files are written while her keys can do it. Her keys are forgotten also when the
    disk refuses to record that she left.
    """
    downtime.write(desk)
    _go(desk)


def _go(desk: Desk) -> None:
    person = desk.person
    if person is None:
        return
    try:
        tell_leaving(desk, person)
    finally:
        desk.lock()


def tell_leaving(desk: Desk, person: Person, *, locked: bool = False) -> None:
    """Records that a person leaves, if anything can be recorded and her coming was.

    Raises:
        KnownError: the disk refused.
    """
    if nothing_recorded(desk):
        return
    try:
        with safety_copy_may_wait():
            body = SignedOut(account=person.account, locked=locked)
            record(desk, body, intent=uuid4(), by=person)
    except KnownError as error:
        if error.code != WAITS:
            raise


def nothing_recorded(desk: Desk) -> bool:
    """Whether whoever is at the desk only reads: her sign-in is not in the chart either."""
    return desk.soundness.read_only or desk.late is not None


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
    person = person_of(desk, desk.keyring.sign_in(account, passphrase))
    if account in desk.roster.unread_resets:
        person.keys.lock()
        raise Refused(
            "reset-unread",
            f"{person.name}'s keys were reset, and she has not read by whom yet.",
            do="She signs in herself first, with “Change user”: there she is told.",
        )
    if desk.second is not None:
        leave(desk, desk.second)
    enter(desk, person, nested=True)
    desk.second = person
    _catch_up(desk, person)
    return person


def leave(desk: Desk, person: Person) -> None:
    """Ends a nested sign-in: the second person's keys are forgotten."""
    person.keys.lock()
    if desk.second is person:
        desk.second = None


def person_of(desk: Desk, keys: Unlocked) -> Person:
    """Who the chart says this is: the slot's certificate must be the one that was enrolled.

    Raises:
        KnownError: the chart does not know these keys (any more); they are forgotten.
    """
    roster = desk.refresh_roster()
    known = roster.accounts.get(keys.account)
    if known is None or known.certificate != keys.certificate or keys.slot in roster.former_slots:
        keys.lock()
        raise _not_hers(desk, keys)
    return Person(account=known.account, name=known.name, roles=frozenset(known.roles), keys=keys)


def _catch_up(desk: Desk, person: Person) -> None:
    """Enters a change of her passphrase that a crash kept out of the chart."""
    if person.keys.slot != desk.refresh_roster().accounts[person.account].slot:
        passphrases.enter_change(desk, person, person.keys.slot, uuid4())
        desk.refresh_roster()


def _not_hers(desk: Desk, keys: Unlocked) -> KnownError:
    """Why keys that open do not count: she left, they are out of date, or nobody knows them."""
    if keys.account in desk.roster.removed:
        return KnownError(
            "account-removed",
            "This account was removed from the ward.",
            do="Ask the ward's administrator if you should have one.",
        )
    revoked = {one.certificate for one in desk.roster.revoked}
    if keys.certificate in revoked or keys.slot in desk.roster.former_slots:
        return KnownError(
            "keys-old",
            "This passphrase is a former one: it was changed or reset since, and the key file "
            "here is older than the chart.",
            do="Use the newer passphrase. If it does not open, ask ward IT to restore the newest "
            "keys folder, or have the account reset.",
        )
    if desk.soundness.read_only:
        return KnownError(
            "chart-damaged",
            f"{desk.soundness.sentence} The record does not know this account as it is now.",
            saved="Nothing was changed.",
            do="Use the paper checklists and call ward IT to restore the last backup.",
        )
    return KnownError(
        "account-not-in-chart",
        "This account has keys here that the ward's chart does not know.",
        do="Tell ward IT: the key file may have been altered. Ask the ward's administrator "
        "to add the account again.",
    )


def enter(desk: Desk, person: Person, *, nested: bool) -> None:
    """Records that a person came; on a damaged record that waits, unless she only comes `nested`.

    Raises:
        KnownError: the disk refused.
    """
    body = SignedIn(
        account=person.account,
        session_key=person.keys.session_key,
        certified=person.keys.certified,
        nested=nested,
        boot_id=desk.clock.boot_id or None,
        failed_before=person.keys.failed_before,
    )
    intent = uuid4()
    try:
        with safety_copy_may_wait():
            record(desk, body, intent=intent, by=person)
    except KnownError as error:
        if nested or error.code not in (READ_ONLY, WAITS):
            raise
        desk.late = LateEntrance(person=person, body=body, intent=intent)
        return
    desk.keyring.told(person.account)
