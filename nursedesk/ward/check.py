"""The check before the first clinical screen: chain, hashes, authors' signatures."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from nursedesk.chart.entry import GENESIS, Entry
from nursedesk.errors import KnownError
from nursedesk.ward.desk import Desk
from nursedesk.ward.roster import Roster

_SLICE = 5_000


def check_ward(desk: Desk) -> int:
    """Checks the whole chart: the chain, every hash, every author's signature. Returns the count.

    Raises:
        KnownError: code `chart-damaged`; names the first entry that does not fit.
    """
    prev, after, count = GENESIS, -1, 0
    while entries := desk.store.entries(after=after, at_most=_SLICE):
        desk.roster.extend(
            e for e in entries if e.header.session is None and e.header.seq > desk.roster.seq
        )
        check_entries(desk, entries, prev)
        prev, after = entries[-1].hash, entries[-1].header.seq
        count += len(entries)
    return count


def check_entries(desk: Desk, entries: Iterable[Entry], prev: bytes) -> None:
    """Checks one unbroken run of the chain that follows the hash `prev`."""
    certified: set[bytes] = set()
    for entry in entries:
        if entry.header.prev != prev or not entry.intact() or not _signed(desk, entry, certified):
            raise KnownError(
                "chart-damaged",
                f"The chart is damaged or was altered at entry {entry.number}.",
                do="Do not go on with this chart: use the paper checklists and call ward IT "
                "to restore the last backup.",
                entry=entry.number,
            )
        prev = entry.hash


def _signed(desk: Desk, entry: Entry, certified: set[bytes]) -> bool:
    header = entry.header
    if not _key_of(desk, header.author_key, header.author, header.ward, certified):
        return False
    if not desk.keyring.entry_signed(header.author_key, entry.hash, entry.signature):
        return False
    if header.witness is None:
        return entry.witness_signature is None
    return (
        header.witness != header.author
        and header.witness_key is not None
        and entry.witness_signature is not None
        and _key_of(desk, header.witness_key, header.witness, header.ward, certified)
        and desk.keyring.entry_signed(header.witness_key, entry.hash, entry.witness_signature)
    )


def _key_of(desk: Desk, key: bytes, account: str, ward: UUID, certified: set[bytes]) -> bool:
    """Whether `account`'s own signing key certified this session key (remembered once found)."""
    roster: Roster = desk.roster
    signed_in = roster.session_keys.get(key)
    holder = roster.accounts.get(account)
    if signed_in is None or holder is None or signed_in.account != account:
        return False
    if key not in certified:
        genuine = desk.keyring.issued_here(
            holder.certificate
        ) and desk.keyring.session_key_certified(
            holder.certificate, ward, account, key, signed_in.certified
        )
        if not genuine:
            return False
        certified.add(key)
    return True
