"""The words that chart entries are made of: their field types, their closed sets, their base."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from nursedesk.protocol import terms

Place = terms.Place  # where a bag is kept: the codes of the question `bag`

# Control characters, line and paragraph separators, and what reorders the text around it.
_NOT_IN_A_LINE = r"\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069"
_ONE_LINE = rf"\A[^{_NOT_IN_A_LINE}]*[^\s{_NOT_IN_A_LINE}][^{_NOT_IN_A_LINE}]*\Z"
Line = Annotated[str, Meta(min_length=1, max_length=200, pattern=_ONE_LINE)]
Text = Annotated[str, Meta(min_length=1, max_length=4000, pattern=r"\S")]
AccountId = Annotated[str, Meta(pattern=r"\A[a-z][a-z0-9.-]{1,30}[a-z0-9]\Z")]
Sha256 = Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]
Instant = Annotated[datetime, Meta(tz=True)]
Positive = Decimal  # `encode` checks it: msgspec sets no bounds on decimals


class Role(StrEnum):
    """What an account may do; roles are a set, one person can hold several."""

    NURSE = "nurse"
    CHARGE_NURSE = "charge-nurse"
    PHARMACIST = "pharmacist"
    ADMINISTRATOR = "administrator"


class WalkKind(StrEnum):
    """The walks that exist."""

    BAG_CHANGE = "bag-change"
    SYMPTOM_CHECK = "symptom-check"
    RESTART = "restart"


class WalkOutcome(StrEnum):
    """How a walk ended."""

    COMPLETED = "completed"
    ABANDONED = "abandoned"
    SET_ASIDE = "set-aside"


class Ending(StrEnum):
    """What became of a patient's treatment on this ward when her session was closed."""

    COMPLETED = "completed"
    STOPPED = "stopped"
    MOVED = "moved"
    DISCHARGED = "discharged"
    DIED = "died"
    MISTAKE = "mistake"


class Body(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"):
    """What one entry says. The tag is the entry's kind."""


class Happening(Body, frozen=True, kw_only=True):
    """What happened to a patient: it may be told late, and corrected by a later entry.

    `because` says why it was told late, or why it takes the place of an earlier entry.
    """

    because: Line | None = None


def kind_of(body: Body | type[Body]) -> str:
    """The entry kind of a body or of its type, for example `bag-received`."""
    return str(body.__struct_config__.tag)
