"""What a rehearsal prints: each step, each refusal, and whether all held."""

from __future__ import annotations

from collections.abc import Callable
from typing import TextIO

from nursedesk.errors import KnownError


class Report:
    """Lines on a stream, and a count of what did not hold."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self.failures = 0

    def say(self, sentence: str) -> None:
        """One line, at once."""
        self._out.write(f"{sentence}\n")
        self._out.flush()

    def expect(self, what: str, *, holds: bool) -> None:
        """Something that must hold."""
        self.failures += not holds
        self.say(f"{'ok' if holds else 'FAILED'}: {what}")

    def refused(self, what: str, code: str, attempt: Callable[[], object]) -> None:
        """The attempt must be refused, and for this reason."""
        try:
            attempt()
        except KnownError as error:
            self.expect(f"refused, {what}: {error.happened}", holds=error.code == code)
        else:
            self.expect(f"{what} was not refused", holds=False)
