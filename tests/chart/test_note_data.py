"""The note's data: what goes in comes out, and nothing else is read."""

from __future__ import annotations

import json
from datetime import timedelta, timezone

import msgspec
import pytest

from nursedesk.chart import note_data
from nursedesk.chart.handover import HandoverNote
from nursedesk.chart.note import Replaced
from nursedesk.chart.note_data import content, decode, encode
from nursedesk.errors import KnownError
from nursedesk.paths import resources
from tests.chart.builders import named
from tests.documents.notes import VIENNA, note

RETURNED = Replaced(note=named("old"), returned_by="Clara Weiss", reason="No bed given")


def changed(**fields: object) -> HandoverNote:
    return msgspec.structs.replace(note(), **fields)


@pytest.mark.parametrize(
    "whole",
    [
        note(),
        changed(replaces=RETURNED),
        note(patient="\u0627\u0644\u0645\u0631\u064a\u0636\u0629 <b>&amp;</b> \u0000\u202e"),
        changed(zone=timezone(timedelta(hours=-3, minutes=-30), "local")),
    ],
)
def test_the_note_comes_back_as_it_was(whole: HandoverNote) -> None:
    back = content(decode(encode(whole)))
    assert msgspec.structs.replace(back, zone=whole.zone) == whole
    assert back.made_at.astimezone(back.zone) == whole.made_at.astimezone(whole.zone)
    assert back.zone.utcoffset(back.made_at) == whole.zone.utcoffset(whole.made_at)


def test_the_zone_is_the_wards_own_where_it_is_known() -> None:
    assert content(decode(encode(note()))).zone == VIENNA


def test_a_note_that_is_far_too_long_is_neither_written_nor_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stored = encode(note())
    monkeypatch.setattr(note_data, "LARGEST", len(stored) - 1)
    with pytest.raises(KnownError, match="too long"):
        encode(note())
    with pytest.raises(KnownError):
        decode(stored)


def test_it_is_json_with_sorted_keys_that_says_what_it_is() -> None:
    stored = encode(note())
    told = json.loads(stored)
    assert (told["format"], told["version"]) == ("nursedesk-note", 1)
    assert list(told) == sorted(told)
    assert told["made_at"] == "2026-11-21T06:02:00Z"
    assert stored == encode(note())


def swapped(old: bytes, new: bytes) -> bytes:
    whole = encode(note())
    assert whole.count(old) >= 1
    return whole.replace(old, new, 1)


@pytest.mark.parametrize(
    "stored",
    [
        b"",
        b"{}",
        b"\xff\xfe",
        b"[" * 100_000,
        b" " + encode(note()),
        encode(note()) + b"\n",
        swapped(b'"nursedesk-note"', b'"another-note"'),
        swapped(b'"version":1', b'"version":2'),
        swapped(b'"author":', b'"author":"Two","author":'),
        swapped(b'"author":', b'"auther":'),
        swapped(b'{"label":', b'{"href":"x","label":'),
        swapped(b'"weight":"alert"', b'"weight":"loud"'),
        swapped(b'"weight":"plain"', b'"weight":"plain\\n"'),
        swapped(b"06:02:00Z", b"06:02:00"),
        swapped(b"06:02:00Z", b"06:02:00+01:00"),
        swapped(b'"as_of":41', b'"as_of":-1'),
        swapped(b'"offset_minutes":60', b'"offset_minutes":6000'),
        b'"' + b"x" * (note_data.LARGEST + 1) + b'"',
    ],
)
def test_anything_else_is_refused_in_one_sentence(stored: bytes) -> None:
    with pytest.raises(KnownError) as refused:
        decode(stored)
    assert refused.value.code == "note-data-unreadable"


@pytest.mark.parametrize("zone", ["", "/etc/passwd", "../up", "America", "No/Such", "a\x00b"])
def test_a_zone_that_is_not_known_here_falls_back_to_the_offset(zone: str) -> None:
    data = msgspec.structs.replace(decode(encode(note())), zone=zone)
    assert content(data).zone == timezone(timedelta(hours=1))


def test_what_is_no_character_cannot_be_written() -> None:
    with pytest.raises(KnownError, match="cannot be written"):
        encode(changed(author="\ud800"))


def test_the_schema_on_disk_is_that_of_the_program() -> None:
    on_disk = json.loads((resources() / "schemas" / "note-1.json").read_text(encoding="utf-8"))
    assert on_disk == note_data.schema()
