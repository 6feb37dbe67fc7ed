"""Entries on a signed hand-over note: received with its read-back, misread, or returned."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from nursedesk.chart.terms import Body, Line, Sha256, Text

_Fields = Annotated[tuple[Line, ...], Meta(min_length=1)]


class HandoverReceived(Body, frozen=True, kw_only=True, tag="handover-received"):
    """The incoming nurse read the note back rightly: from now on the patient is hers.

    `answers` are what she entered, by field name (see `chart.read_back`); `asked` names the
    contingency that was asked. `fingerprint` is the chart's hash (hex) that the note prints.
    """

    note: UUID
    fingerprint: Sha256
    asked: Line
    answers: dict[str, str]


class HandoverMisread(Body, frozen=True, kw_only=True, tag="handover-misread"):
    """What she entered was not what the record says, in the fields `differing`."""

    note: UUID
    asked: Line
    answers: dict[str, str]
    differing: _Fields


class HandoverReturned(Body, frozen=True, kw_only=True, tag="handover-returned"):
    """The charge nurse reviewed the note and returned it: a new one is to take its place."""

    note: UUID
    reason: Text
