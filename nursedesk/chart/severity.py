"""The I-PASS illness severity: the nurse's own judgement, asked for and never computed."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

SOURCE_WORDS = "the nurse's own judgement"


class Severity(StrEnum):
    """How ill the patient is, in the words of I-PASS."""

    STABLE = "stable"
    WATCHER = "watcher"
    UNSTABLE = "unstable"

    @property
    def words(self) -> str:
        """The word with what it means, as the note prints it."""
        return _WORDS[self]


_WORDS = {
    Severity.STABLE: "stable",
    Severity.WATCHER: "watcher: could get worse, look often",
    Severity.UNSTABLE: "unstable: needs somebody now",
}


class Judgement(Struct, frozen=True, kw_only=True):
    """What the nurse who hands over thinks: `concern` is her own words, "" where she said none."""

    severity: Severity | None = None
    concern: str = ""


NOT_JUDGED = Judgement()
