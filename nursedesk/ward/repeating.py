"""Repeating what was saved: the program said "saved; safety copy not written", and to press again.

Most actions are recorded before they do anything else; those here do something first (sign, make
keys), which must not be done twice and would no longer fit.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from nursedesk.chart.body import AnyBody
from nursedesk.chart.entry import Entry, Position
from nursedesk.errors import KnownError
from nursedesk.ward import anchoring
from nursedesk.ward.desk import Desk
from nursedesk.ward.record import saved_otherwise


class _NotThereError(Exception):
    """No entry carries the intent that was looked for."""


def entry_of(desk: Desk, intent: UUID) -> Entry | None:
    """The entry that this intent made, if it made one.

    Raises:
        KnownError: the disk refused to tell.
    """

    def absent(_position: Position) -> Entry:
        raise _NotThereError

    try:
        return desk.store.append(intent, None, absent)
    except _NotThereError:
        return None


def made_before(
    desk: Desk, intent: UUID, author: str, kind: type[AnyBody], told: Mapping[str, object]
) -> Entry | None:
    """The entry that this intent made, once its safety copy is written; None: it made none yet.

    `told`: what stands in the form and must stand in the entry too.

    Raises:
        Refused: what was saved is something else (`saved-otherwise`).
        KnownError: the safety copy is refused again (`safety-copy-not-written`).
    """
    entry = entry_of(desk, intent)
    if entry is None:
        return None
    body = entry.body
    same = isinstance(body, kind) and all(getattr(body, at) == told[at] for at in told)
    if not same or entry.header.author != author:
        raise saved_otherwise(entry)
    anchoring.follow(desk, entry)
    return entry


def must_open(desk: Desk, entry: Entry, account: str, passphrase: str) -> None:
    """Whether the keys that were saved open with the passphrase that the form shows now.

    Raises:
        Refused: they open with the one that it showed then (`saved-otherwise`).
        KnownError: somebody has to wait, or the disk refused.
    """
    try:
        desk.keyring.sign_in(account, passphrase).lock()
    except KnownError as error:
        if error.code != "passphrase-wrong":
            raise
        raise saved_otherwise(entry) from error
