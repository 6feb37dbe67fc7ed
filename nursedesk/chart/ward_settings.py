"""What a ward sets for itself, and NurseDesk's usual where it set nothing.

Nothing here is the label's: no source states how often to check (`clinical.md`, U), whom to call,
or how long something may be overdue before the charge nurse is told. Whoever shows it says whose
it is.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from nursedesk.chart.terms import Body, Line
from nursedesk.writing import amount

USUAL_IDLE_MINUTES = 3
USUAL_TELL_AFTER_MINUTES = 30
MOST_OTHERS = 3
SHORTEST_CHECK_HOURS, LONGEST_CHECK_HOURS = Decimal("0.25"), Decimal(24)
LONGEST_DENSE_HOURS = Decimal(14 * 24)
_NO_NUMBER = "no number entered yet: ask the charge nurse"


class SoundFor(StrEnum):
    """What the due signal sounds for."""

    NOTHING = "nothing"
    OVERDUE = "overdue"
    SOON_AND_OVERDUE = "soon-and-overdue"


USUAL_SOUND = SoundFor.SOON_AND_OVERDUE


class CheckIntervals(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How often this ward checks symptoms, in hours.

    `dense_hours` holds for `dense_for_hours` after the first start, a dose step and a restart.
    """

    usual_hours: Decimal
    dense_hours: Decimal | None = None
    dense_for_hours: Decimal | None = None

    def __post_init__(self) -> None:
        for hours in (self.usual_hours, self.dense_hours):
            if hours is not None and not SHORTEST_CHECK_HOURS <= hours <= LONGEST_CHECK_HOURS:
                raise ValueError("checks are 15 min to 24 h apart")
        if (self.dense_hours is None) is not (self.dense_for_hours is None):
            raise ValueError("a denser interval needs the time for which it holds")
        if self.dense_hours is not None and self.dense_hours >= self.usual_hours:
            raise ValueError("the denser interval is shorter than the usual one")
        if self.dense_for_hours is not None and self.dense_for_hours > LONGEST_DENSE_HOURS:
            raise ValueError("the denser interval holds for 14 days at most")

    @property
    def words(self) -> str:
        """`every 4 h (every 2 h for 48 h after the first start, a dose step or a restart)`."""
        usual = f"every {amount(self.usual_hours, 'h')}"
        if self.dense_hours is None or self.dense_for_hours is None:
            return usual
        dense, lasts = amount(self.dense_hours, "h"), amount(self.dense_for_hours, "h")
        after = "after the first start, a dose step or a restart"
        return f"{usual} (every {dense} for {lasts} {after})"


class Telephone(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody to call, as the ward calls her, and the number as it is dialled."""

    who: Line
    number: Line


class WardSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that the ward has set; None where it has set nothing."""

    checks: CheckIntervals | None = None
    idle_minutes: Annotated[int, Meta(ge=1, le=10)] | None = None
    sound: SoundFor | None = None
    tell_after_minutes: Annotated[int, Meta(ge=5, le=240)] | None = None
    pharmacy: Line | None = None
    prescriber: Line | None = None
    others: Annotated[tuple[Telephone, ...], Meta(max_length=MOST_OTHERS)] = ()

    @property
    def locks_after(self) -> int:
        """Minutes without use after which the window locks."""
        return self.idle_minutes or USUAL_IDLE_MINUTES

    @property
    def sounds_for(self) -> SoundFor:
        """What the due signal sounds for."""
        return self.sound or USUAL_SOUND

    @property
    def tells_after(self) -> int:
        """Minutes overdue after which the charge nurse is told."""
        return self.tell_after_minutes or USUAL_TELL_AFTER_MINUTES

    @property
    def telephones(self) -> tuple[Telephone, ...]:
        """Whom to call; pharmacy and prescriber also where no number is known, which is said."""
        return (
            Telephone(who="Pharmacy", number=self.pharmacy or _NO_NUMBER),
            Telephone(who="On-call prescriber", number=self.prescriber or _NO_NUMBER),
            *self.others,
        )

    @property
    def telephone_lines(self) -> tuple[str, ...]:
        """The same, one line each."""
        return tuple(f"{one.who}: {one.number}" for one in self.telephones)


NOTHING_SET = WardSettings()


class WardSettingsSet(Body, frozen=True, kw_only=True, tag="ward-settings-set"):
    """The ward's settings from now on, as a whole; those before hold no more."""

    settings: WardSettings
