"""A finding: what a rule says about what was entered, with where it comes from."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from nursedesk.protocol.terms import Status


class Level(StrEnum):
    """What a finding does. Order of weight: stop, ask-pharmacy, warn, note."""

    STOP = "stop"
    ASK_PHARMACY = "ask-pharmacy"
    WARN = "warn"
    NOTE = "note"


MAY_BE_USED, MUST_NOT_BE_USED = "may-be-used", "must-not-be-used"
SET_ASIDE = "set-aside"


class Finding(Struct, frozen=True, kw_only=True):
    """One sentence to show, with its weight and its sources.

    `code` is the protocol's word (for example `filter-prohibited`); `citations` are citation ids
    of the protocol; `status` is the weakest status used, None where no clinical rule is involved
    (a wrong identifier). `final`: no answer and no person lifts it (a `discard`). `lifted_by`:
    pharmacy's answer counts only with one of these coded instructions.
    """

    level: Level
    code: str
    sentence: str
    citations: tuple[str, ...] = ()
    status: Status | None = None
    final: bool = False
    lifted_by: tuple[str, ...] = ()

    @property
    def permits(self) -> tuple[str, ...]:
        """The coded answers of pharmacy that let the walk go on; any other answer does not."""
        return self.lifted_by or (MAY_BE_USED,)

    @property
    def liftable(self) -> bool:
        """Whether an answer of pharmacy can lift it."""
        return self.level is Level.ASK_PHARMACY and not self.final


def blocking(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Those that stop the way: stops and unanswered questions to pharmacy."""
    return tuple(f for f in findings if f.level in (Level.STOP, Level.ASK_PHARMACY))


def by_weight(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Heaviest first; among equals in the order in which they were found."""
    order = list(Level)
    return tuple(sorted(findings, key=lambda f: (not f.final, order.index(f.level))))
