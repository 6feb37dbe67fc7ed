"""The sealed recovery code: it opens the ward when no administrator can sign in."""

from __future__ import annotations

from uuid import UUID

from nursedesk.chart.key_entries import AdministratorRecovered
from nursedesk.chart.terms import Role
from nursedesk.errors import KnownError, Refused
from nursedesk.ward import entrance, renewal
from nursedesk.ward.desk import Desk, Person
from nursedesk.ward.key_ports import Recovering
from nursedesk.ward.ports import NewAccount
from nursedesk.ward.record import record
from nursedesk.ward.repeating import made_before

RECOVERED_ROLES = (Role.ADMINISTRATOR,)


def begin(desk: Desk, typed_code: str, account: str, name: str, passphrase: str) -> Recovering:
    """Makes a new administrator and the next recovery code in memory; the code is shown once.

    Whoever is at the desk is signed out.

    Raises:
        KnownError: a slip in the code, another ward's or a former one; a value is not allowed; or
            the chart is unreadable or damaged.
        Refused: there is, or was, an account of this name.
    """
    new = NewAccount(account=account, name=name, roles=RECOVERED_ROLES, passphrase=passphrase)
    made = desk.keyring.changes.recover(typed_code, new, at=desk.clock.now())
    opened = not desk.is_open
    if opened:
        entrance.open_ward(desk, made.keys)
    try:
        if desk.soundness.read_only and desk.soundness.restored is None:
            raise _damaged()
        entrance.sign_out(desk)
        renewal.settle(desk, made.keys)
        _check(desk, made)
    except KnownError:
        made.keys.lock()
        if opened:
            desk.close()
        raise
    return made


def finish(desk: Desk, made: Recovering, typed_back: str, *, intent: UUID) -> Person:
    """Enters the new administrator, once the next code was typed back; she is signed in.

    The code that was used is void from now on, and the ward has a new secret.

    Raises:
        KnownError: the code differs, or the disk refused.
    """
    told = {"account": made.enrolment.account}
    if made_before(desk, intent, made.enrolment.account, AdministratorRecovered, told) is not None:
        return entrance.arrive(desk, made.keys)
    roster = desk.refresh_roster()
    stay = list(roster.accounts.values())
    generation = desk.keyring.changes.stage_recovery(typed_back, stay, roster.emergency_key)
    new, keys = made.enrolment, made.keys
    person = Person(account=new.account, name=new.name, roles=frozenset(new.roles), keys=keys)
    body = AdministratorRecovered(
        account=new.account,
        name=new.name,
        roles=new.roles,
        certificate=new.certificate,
        sealing_key=new.sealing_key,
        slot=new.slot,
        issuing=new.issuing or b"",
        session_key=keys.session_key,
        certified=keys.certified,
        recovery_key=made.recovery_key,
        generation=generation,
    )
    try:
        restored = desk.soundness.restored is not None  # she may be the one who lets it go on
        record(
            desk,
            body,
            intent=intent,
            by=person,
            recheck=lambda: _check(desk, made),
            mends=restored,
        )
    except KnownError:
        renewal.settle(desk, keys)
        raise
    return entrance.arrive(desk, keys)


def _damaged() -> KnownError:
    return KnownError(
        "record-read-only",
        "The ward's record is damaged, so nothing is changed in it.",
        do="Use the paper checklists and call ward IT to restore the last backup; then use the "
        "recovery code.",
    )


def _check(desk: Desk, made: Recovering) -> None:
    roster, account = desk.refresh_roster(), made.enrolment.account
    if made.used_key != roster.recovery_key:
        raise KnownError(
            "recovery-code-old",
            "This recovery code was used before: a newer one took its place.",
            do="Find the newest sealed sheet.",
        )
    if account in roster.accounts or account in roster.removed:
        raise Refused(
            "account-exists",
            f"There is, or was, an account “{account}”.",
            do="Choose another account name: what was signed under that one stays its holder's.",
        )
