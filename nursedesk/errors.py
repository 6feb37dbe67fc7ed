"""The two kinds of failure: one the user can act on, one that is our own defect."""

from __future__ import annotations

NOTHING_SAVED = "Nothing was saved."


class KnownError(Exception):
    """Something in the user's world is wrong; said in one sentence for each of three things.

    `happened` says what happened, `saved` whether anything was saved, `do` what to do next.
    `code` is a stable, hyphenated word by which callers and tests recognise the case.
    """

    def __init__(
        self, code: str, happened: str, *, do: str, saved: str = NOTHING_SAVED, **facts: str
    ) -> None:
        super().__init__(f"{happened} {saved} {do}")
        self.code = code
        self.happened = happened
        self.saved = saved
        self.do = do
        self.facts = facts


class Refused(KnownError):
    """The record refuses this action: a right, a double check or a clinical stop forbids it."""


class BugError(Exception):
    """A state that the program holds impossible: our defect, never the user's."""
