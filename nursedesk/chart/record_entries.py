"""Ward entries on the record itself: its anchors, its checks and backups, and what it lost."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from nursedesk.chart.terms import Body, Instant, Line, Sha256, Text

Count = Annotated[int, Meta(ge=0)]
_Hash = Annotated[bytes, Meta(min_length=32, max_length=32)]


class AnchorPlacesChosen(Body, frozen=True, kw_only=True, tag="anchor-places-chosen"):
    """The folders, beside the ward's own, that keep the anchors from now on.

    `reason`: why places were given up or began anew; empty where one was only added.
    """

    folders: tuple[Line, ...]
    reason: Annotated[str, Meta(max_length=4000)] = ""


class RecordChecked(Body, frozen=True, kw_only=True, tag="record-checked"):
    """The whole chain was checked up to the entry `head` (its number and hash) and found in order.

    `asked`: a person asked for it; else the program checked by itself in the author's time.
    `lasting` sums up the ward's lasting entries up to there, as `Chain.lasting` does, and `open`
    the entries of the sessions that were open there, as `OpenSum` does.
    """

    entries: Count
    head: Line
    head_hash: _Hash
    asked: bool
    lasting: _Hash | None = None
    open: _Hash | None = None


class LostRange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Entries that are missing, damaged or altered: `epoch.first` to `epoch.last`.

    `last_good` is the hash of the sound entry before them; zeros where there is none.
    """

    epoch: Count
    first: Count
    last: Count
    last_good: _Hash


class RecordGap(Body, frozen=True, kw_only=True, tag="record-gap"):
    """A charge nurse lets the ward go on although these entries cannot be relied on.

    `sessions` are those that lost entries, as far as known; `paper`: what paper holds of them.
    """

    ranges: tuple[LostRange, ...]
    sessions: tuple[UUID, ...]
    reason: Text
    paper: Text


class ChartRestored(RecordGap, frozen=True, kw_only=True, tag="chart-restored"):
    """The record goes on from a backup: a new epoch, and what is known to be lost behind it.

    The backup was made at `made_at`, ends with the entry `head`, and its `backup.json` has this
    SHA-256. `ranges` is empty where no safety copy told of later entries. Of the chosen places of
    anchors `folders` go on: those that can be used at this workstation.
    """

    folders: tuple[Line, ...]
    head: Line
    made_at: Instant
    sha256: Sha256


class BackupPlaceChosen(Body, frozen=True, kw_only=True, tag="backup-place-chosen"):
    """The folder into which the program makes its backups from now on; None: into none."""

    folder: Line | None


class BackupMade(Body, frozen=True, kw_only=True, tag="backup-made"):
    """A backup up to the entry `head` (its number and hash) was written, opened and checked.

    `sha256` is that of its `backup.json`, which names those of its files; `size` is in bytes.
    `asked`: a person asked for it; else the program made it by itself in the author's time.
    """

    head: Line
    head_hash: _Hash
    made_at: Instant
    sha256: Sha256
    where: Text
    size: Count
    asked: bool
