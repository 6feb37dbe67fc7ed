"""Bringing a change of keys to its end: the chart's entry decides whether it counts."""

from __future__ import annotations

from uuid import UUID

from nursedesk.chart.body import AnyBody
from nursedesk.chart.entry import Entry
from nursedesk.errors import KnownError
from nursedesk.ward.desk import Desk, Person
from nursedesk.ward.key_ports import PendingKeys
from nursedesk.ward.ports import Unlocked
from nursedesk.ward.record import Recheck, record
from nursedesk.ward.standing import Standing


def enter(
    desk: Desk,
    body: AnyBody,
    *,
    intent: UUID,
    witness: Person | None,
    recheck: Recheck,
) -> Entry:
    """Records the entry that a change of keys waits for, then puts the change into use.

    Raises:
        Refused: `recheck`, or a right; the change is dropped.
        KnownError: the entry was not saved; or it was, and the change is finished at the next
            sign-in (code `keys-unfinished`).
    """
    keys = desk.signed_in().keys
    try:
        entry = record(desk, body, intent=intent, witness=witness, recheck=recheck)
    except KnownError:
        settle(desk, keys)
        raise
    return put_into_use(desk, entry)


def put_into_use(desk: Desk, entry: Entry) -> Entry:
    """Puts the change of keys into use that this entry tells of.

    Raises:
        KnownError: that is finished at the next sign-in (code `keys-unfinished`).
    """
    if unfinished := settle(desk, desk.signed_in().keys):
        raise KnownError(
            "keys-unfinished",
            unfinished.happened,
            saved=f"The change is recorded (entry {entry.number}), and the former keys are still "
            "in use.",
            do=f"It is finished at the next sign-in. {unfinished.do}",
        ) from unfinished
    return entry


def settle(desk: Desk, keys: Unlocked) -> KnownError | None:
    """Ends a change that lies ready: put into use if the chart tells of it, else dropped.

    Where the disk refuses, the former keys stay in use, the ward opens as before, and the next
    sign-in tries again; the fault is returned.
    """
    try:
        pending = desk.keyring.changes.pending()
        if pending is None or desk.soundness.read_only:
            return None
        if not told(desk.refresh_roster(), pending):
            desk.keyring.changes.discard(keys)
            return None
        if pending.renews and keys.former_key() is None:
            return None  # these keys hold one ward secret alone: the next ones that hold both do it
        if pending.renews:
            desk.renew_store(keys)
        desk.keyring.changes.complete(keys)
    except KnownError as fault:
        return fault
    return None


def told(chart: Standing, pending: PendingKeys) -> bool:
    """Whether the chart's entries tell of just these keys."""
    certificates = {name: one.certificate for name, one in chart.accounts.items()}
    known = pending.certificates.items() <= certificates.items()
    sheet = pending.emergency_key in (None, chart.emergency_key)
    return known and sheet and pending.generation == chart.generation
