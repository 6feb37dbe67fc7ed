"""The note's content as the data that travels inside its PDF: `note.json`, format version 1.

Read strictly: only the very bytes that `encode` makes. What it says is as true as the signatures
of the file around it, and its texts are somebody else's: show them as plain text.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone, tzinfo
from typing import Annotated, Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta, Struct

from nursedesk.chart.note import HandoverNote, Replaced, Section
from nursedesk.chart.terms import Instant
from nursedesk.clock import utc
from nursedesk.errors import KnownError
from nursedesk.writing import zone_name

LARGEST = 4 * 1024 * 1024  # bytes
_ONE_DAY = 24 * 60
Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}(?![\s\S])")]


class NoteData(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that the pages of a note show; instants UTC.

    `zone` names the one that they are printed in, `offset_minutes` is its offset from UTC when the
    note was made.
    """

    format: Literal["nursedesk-note"]
    version: Literal[1]
    note: UUID
    session: UUID
    ward_name: str
    demo: bool
    patient_line: str
    title: str
    period_from: Instant
    period_to: Instant
    zone: str
    offset_minutes: Annotated[int, Meta(gt=-_ONE_DAY, lt=_ONE_DAY)]
    sections: tuple[Section, ...]
    protocol: str
    protocol_sha256: Sha256
    entry_number: str
    as_of: Annotated[int, Meta(ge=0)]
    fingerprint: Sha256
    author: str
    made_at: Instant
    replaces: Replaced | None


_decoder = msgspec.json.Decoder(NoteData)


def encode(note: HandoverNote) -> bytes:
    """The note as UTF-8 JSON with sorted keys; the same note gives the same bytes.

    Raises:
        KnownError: a text holds what is no character, or the note is far too long.
    """
    try:
        stored = _bytes_of(_data_of(note))
    except ValueError as error:  # msgspec's ValidationError is one
        raise KnownError(
            "value-not-allowed",
            f"A value cannot be written into the note ({error}).",
            do="Correct the value and make the note again.",
        ) from error
    if len(stored) > LARGEST:
        raise KnownError(
            "note-too-long",
            "This note is too long for one file.",
            do="Choose a shorter period.",
        )
    return stored


def decode(stored: bytes) -> NoteData:
    """The data of an attached `note.json`.

    Raises:
        KnownError: not the bytes that `encode` makes (code `note-data-unreadable`).
    """
    try:
        data = _decoder.decode(stored) if len(stored) <= LARGEST else None
        if data is not None and _bytes_of(data) == stored:
            return data
    except (ValueError, OverflowError, RecursionError) as error:
        raise _unreadable() from error
    raise _unreadable()


def content(data: NoteData) -> HandoverNote:
    """The note that this is the data of, to be printed anew."""
    told = _told_alike(data)
    return HandoverNote(**told, zone=_zone_of(data))


def schema() -> dict[str, Any]:
    """The JSON schema of `note.json`, as `resources/schemas` carries it."""
    whole = msgspec.json.schema(NoteData)
    for each in whole["$defs"].values():
        each.pop("description", None)  # our docstrings speak of the program, not of the format
    return whole


def _data_of(note: HandoverNote) -> NoteData:
    offset = note.made_at.astimezone(note.zone).utcoffset() or timedelta()
    return NoteData(
        **_told_alike(note),
        format="nursedesk-note",
        version=1,
        zone=zone_name(note.zone),
        offset_minutes=offset // timedelta(minutes=1),
    )


def _told_alike(of: HandoverNote | NoteData) -> dict[str, Any]:
    """What the note and its data say in the same words."""
    alike = set(HandoverNote.__struct_fields__) & set(NoteData.__struct_fields__) - {"zone"}
    return {name: _in_utc(getattr(of, name)) for name in alike}


def _in_utc(value: object) -> object:
    return utc(value) if isinstance(value, datetime) else value


def _bytes_of(data: NoteData) -> bytes:
    """The only bytes of this data.

    Raises:
        ValueError: a value that the format does not allow.
    """
    settled = msgspec.structs.replace(data, **_told_alike(data))
    stored = msgspec.json.encode(settled, order="sorted")
    _decoder.decode(stored)
    return stored


def _zone_of(data: NoteData) -> tzinfo:
    """The named zone; where this machine does not know it, its offset when the note was made."""
    try:
        return ZoneInfo(data.zone)
    except (KeyError, ValueError, OSError):
        return timezone(timedelta(minutes=data.offset_minutes))


def _unreadable() -> KnownError:
    return KnownError(
        "note-data-unreadable",
        "The data inside this note is not what NurseDesk writes.",
        do="Use the printed pages, or ask the ward that sent it for the file again.",
    )
