"""Whether an entry on keys fits: who may bring, replace and revoke whose certificate.

Authority comes from the chart's own entries: a certificate counts when the author's issuing
certificate, which stands in the chart before, issued it, and a second person signed the entry.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nursedesk.chart.emergency_entries import BY_CODE, EmergencySheetMade, EmergencyViewed
from nursedesk.chart.entry import Entry
from nursedesk.chart.key_entries import (
    AccountRemoved,
    AccountReset,
    AdministratorRecovered,
    PassphraseChanged,
    ResetRead,
)
from nursedesk.chart.terms import Role
from nursedesk.chart.ward_entries import AccountAdded
from nursedesk.ward.ports import Keyring
from nursedesk.ward.rights import enrolment_needs_witness, last_holder_of
from nursedesk.ward.standing import Standing

_FOUNDER = 1  # the number of the founder's own account-added


def fits(entry: Entry, before: Standing, keyring: Keyring) -> bool:
    """Whether the entry fits what stood before it; other kinds than those on keys always do."""
    check = _CHECKS.get(type(entry.body))
    return check is None or check(entry, entry.body, before, keyring)


def _added(entry: Entry, body: AccountAdded, before: Standing, keyring: Keyring) -> bool:
    witnessed = entry.header.witness is not None
    if enrolment_needs_witness(len(before.accounts)) and not witnessed:
        return False
    if body.account in before.accounts or body.account in before.removed:
        return False
    founder = entry.header.seq == _FOUNDER
    if founder is not (body.issuing is not None) or founder is not _administrator(body):
        return False
    issuing = body.issuing or before.issuers.get(entry.header.author, b"")
    return keyring.issued_here(body.certificate, body.account, body.roles, issuing)


def _administrator(body: AccountAdded) -> bool:
    return Role.ADMINISTRATOR in body.roles


def _changed(entry: Entry, body: PassphraseChanged, before: Standing, _keyring: Keyring) -> bool:
    known = before.accounts.get(body.account)
    own = entry.header.author == body.account
    return own and known is not None and _fresh(body.slot, before)


def _reset(entry: Entry, body: AccountReset, before: Standing, keyring: Keyring) -> bool:
    known = before.accounts.get(body.account)
    if known is None or _administrator(known) or not _by_two_others(entry, body.account):
        return False
    issuing = before.issuers.get(entry.header.author, b"")
    return (
        body.certificate != known.certificate
        and _fresh(body.slot, before)
        and keyring.issued_here(body.certificate, body.account, known.roles, issuing)
    )


def _read(entry: Entry, body: ResetRead, before: Standing, _keyring: Keyring) -> bool:
    unread = before.unread_resets.get(body.account)
    own = entry.header.author == body.account
    return own and unread is not None and unread.number == body.reset


def _removed(entry: Entry, body: AccountRemoved, before: Standing, _keyring: Keyring) -> bool:
    return (
        body.account in before.accounts
        and _by_two_others(entry, body.account)
        and last_holder_of(body.account, before.accounts) is None
        and body.generation == before.generation + 1
    )


def _recovered(
    entry: Entry, body: AdministratorRecovered, before: Standing, keyring: Keyring
) -> bool:
    """Only the recovery code's root key makes an issuing certificate, so it must be a new one."""
    header = entry.header
    return (
        header.author == body.account
        and header.witness is None
        and header.author_key == body.session_key
        and body.session_key not in before.session_keys
        and body.account not in before.accounts
        and body.account not in before.removed
        and Role.ADMINISTRATOR in body.roles
        and body.issuing not in before.issuing_ever
        and body.recovery_key != before.recovery_key
        and body.generation == before.generation + 1
        and _fresh(body.slot, before)
        and keyring.issued_here(body.certificate, body.account, body.roles, body.issuing)
        and keyring.session_key_certified(
            body.certificate, header.ward, body.account, body.session_key, body.certified
        )
    )


def _sheet_made(
    entry: Entry, body: EmergencySheetMade, before: Standing, _keyring: Keyring
) -> bool:
    """By an administrator, with a second person as soon as there is one."""
    witnessed = entry.header.witness is not None
    known = before.sheet is not None and body.emergency_key == before.sheet.emergency_key
    return not known and (witnessed or not enrolment_needs_witness(len(before.accounts)))


def _viewed(entry: Entry, body: EmergencyViewed, _before: Standing, _keyring: Keyring) -> bool:
    """Said by the code, by the account itself, or later by whoever came next."""
    own = body.account or BY_CODE
    return body.later or entry.header.author == own


def _by_two_others(entry: Entry, account: str) -> bool:
    header = entry.header
    return header.witness is not None and account not in (header.author, header.witness)


def _fresh(slot: object, before: Standing) -> bool:
    in_use = {known.slot for known in before.accounts.values()}
    return slot not in before.former_slots and slot not in in_use


_Check = Callable[[Entry, Any, Standing, Keyring], bool]
_CHECKS: dict[type, _Check] = {
    AccountAdded: _added,
    PassphraseChanged: _changed,
    AccountReset: _reset,
    ResetRead: _read,
    AccountRemoved: _removed,
    AdministratorRecovered: _recovered,
    EmergencySheetMade: _sheet_made,
    EmergencyViewed: _viewed,
}
