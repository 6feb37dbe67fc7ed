"""What somebody has half filled in when the window locks: kept for her alone, never as record.

It lies in the encrypted chart file under her account and the place where she typed it. She gets it
back, with the time at which she typed it, when she comes back to that place; it is deleted once she
records it there, and after 12 hours: what was seen in another shift has to be looked at again.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from uuid import UUID

import msgspec
from msgspec import Struct

from nursedesk.chart.wording import odd_character
from nursedesk.clock import hours_between
from nursedesk.errors import KnownError, Refused
from nursedesk.ward.desk import Desk, Person

KEPT_HOURS = Decimal(12)


class Half(Struct, frozen=True, kw_only=True):
    """A half-filled form: whose, where, and as typed by field name (None: left out on purpose)."""

    account: str
    place: str
    values: Mapping[str, str | None]


class Draft(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is kept of it, and when it was typed."""

    at: datetime
    values: dict[str, str | None]


def step_place(session: UUID, walk: UUID, step: str) -> str:
    """The place of a walk's step."""
    return f"{session} {walk} {step}"


def hand_over_place(session: UUID) -> str:
    """The place of what she says in a hand-over before the note is signed."""
    return f"{session} hand-over"


def read_back_place(note: UUID) -> str:
    """The place of what she reads back of a note."""
    return f"{note} read-back"


def return_place(note: UUID) -> str:
    """The place of why she returns a note."""
    return f"{note} return"


def keep(desk: Desk, half: Half) -> None:
    """Keeps what was typed last, in place of what was kept there before.

    Raises:
        KnownError: the disk refused.
    """
    if desk.soundness.read_only:
        return  # nothing at all is written to a damaged chart
    kept = {  # what can never be recorded, half a character for one, is not kept either
        name: text for name, text in half.values.items() if text is None or not odd_character(text)
    }
    draft = Draft(at=desk.clock.now(), values=kept)
    desk.store.save_draft(_key(half.account, half.place), msgspec.json.encode(draft))


def find(desk: Desk, place: str, *, by: Person | None = None) -> Draft | None:
    """What the person at the desk, or the second person, typed here and did not record.

    Raises:
        Refused: she is not signed in any more.
    """
    person = by or desk.signed_in()
    if person not in (desk.person, desk.second):
        raise Refused("not-signed-in", "She is not signed in any more.", do="Sign in again.")
    stored = desk.store.draft(_key(person.account, place))
    if stored is None:
        return None
    draft = msgspec.json.decode(stored, type=Draft)
    if not 0 <= hours_between(draft.at, desk.clock.now()) < KEPT_HOURS:
        drop(desk, place, by=person)
        return None
    return draft


def drop(desk: Desk, place: str, *, by: Person | None = None) -> None:
    """Forgets it: it was recorded, or its own person has it before her again.

    A disk that refuses keeps it; nothing is said, because what was recorded stands all the same.
    """
    key = _key((by or desk.signed_in()).account, place)
    if desk.soundness.read_only:
        return
    with suppress(KnownError):
        if desk.store.draft(key) is not None:
            desk.store.save_draft(key, None)


def _key(account: str, place: str) -> str:
    return f"{account} {place}"
