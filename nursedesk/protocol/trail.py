"""Keeps what an answer was drawn from while it is being worked out."""

from __future__ import annotations

from decimal import Decimal

from nursedesk.protocol.answer import Grounds
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.quantities import Cited, Count, Duration, Quantity, WholeDays
from nursedesk.protocol.rules import Rule
from nursedesk.protocol.terms import Status


class Trail:
    """The rules and citations used so far in one answer.

    An answer rests on a rule of the label that it fulfils or that decided it, and on a decision
    of this product only where that decision decided it: a check of ours that found nothing does
    not weaken the answer.
    """

    def __init__(self, protocol: Protocol) -> None:
        self._protocol = protocol
        self._rules: dict[Rule, None] = {}
        self._citations: dict[str, None] = {}
        self._statuses: set[Status] = set()

    def rule(self, *rules: Rule) -> None:
        """Notes that the answer rests on these rules."""
        for rule in rules:
            self._rules.setdefault(rule)
            self.note(self._protocol.rules[rule])

    def note(self, cited: Cited) -> None:
        """Notes that the answer rests on this value."""
        self._citations.update(dict.fromkeys(cited.cite))
        self._statuses.add(cited.status)

    def take(self, quantity: Quantity) -> Decimal:
        """The number, noted, in its own unit."""
        self.note(quantity)
        return quantity.value

    def count(self, counted: Count | WholeDays) -> int:
        """The whole number, noted."""
        self.note(counted)
        return counted.value

    def hours(self, duration: Duration) -> Decimal:
        """The duration in hours, noted."""
        self.note(duration)
        return duration.hours

    def days(self, duration: Duration) -> Decimal:
        """The duration in days, noted."""
        self.note(duration)
        return duration.days

    def grounds(self) -> Grounds:
        """What the answer rests on, in the order of use."""
        return Grounds(
            rules=tuple(self._rules),
            citations=tuple(self._citations),
            status=Status.weakest(self._statuses),
        )
