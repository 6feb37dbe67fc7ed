"""The lock: nobody is signed in while it lasts, and the same person comes back to what she did.

Locking signs her out in the chart and forgets her keys, coming back signs her in with a new session
key. So no stretch of time is attributed to somebody who was not there, and nothing can be written
under the lock. What stays in memory is the open chart and, wrapped by it, what her PIN opens.
"""

from __future__ import annotations

from collections.abc import Sequence

from nursedesk.ward import downtime, drafts, entrance
from nursedesk.ward.desk import Away, Desk, Person
from nursedesk.ward.drafts import Half


def idle_minutes(desk: Desk) -> int:
    """After how many minutes without a key, mouse or touch the window locks, on this ward."""
    return desk.refresh_roster().settings.locks_after


def lock(desk: Desk, halves: Sequence[Half] = ()) -> None:
    """Locks: half-filled forms are kept, she is signed out, her keys are forgotten.

    Her keys are forgotten also when the disk refuses the rest.

    Raises:
        KnownError: the disk refused; the window is locked all the same.
    """
    person = desk.person
    if person is None:
        return
    away = Away(account=person.account, name=person.name, pin=person.keys.take_pin())
    try:
        try:
            for half in halves:
                drafts.keep(desk, half)
        finally:
            downtime.write(desk)
            entrance.tell_leaving(desk, person, locked=True)
    finally:
        desk.lock()
        desk.away = away


def unlock(desk: Desk, account: str, typed: str, held: Sequence[str] = ()) -> Person:
    """The person whose screen lies under the lock comes back, by passphrase or PIN.

    `held` are the places whose half-filled forms still stand on her screen: no draft is needed.

    Raises:
        KnownError: wrong passphrase or PIN, or the account waits.
    """
    away = desk.away
    pin = away.pin if away is not None and away.account == account else None
    keys = desk.keyring.reopen(account, typed, pin)
    person = entrance.arrive(desk, keys)
    desk.away = None
    for place in held:
        drafts.drop(desk, place)
    return person
