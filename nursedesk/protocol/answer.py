"""What every answer carries beside its content: the rules, citations and status it rests on."""

from __future__ import annotations

from msgspec import Struct

from nursedesk.protocol.rules import Rule
from nursedesk.protocol.terms import Status


class Grounds(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Rule ids and citation ids in the order of use, and the weakest status among them."""

    rules: tuple[Rule, ...]
    citations: tuple[str, ...]
    status: Status


class Answer(Struct, frozen=True, kw_only=True):
    """The root of all answers; a field that is None is absent from the answer."""

    grounds: Grounds

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The ids of the rules used."""
        return self.grounds.rules

    @property
    def citations(self) -> tuple[str, ...]:
        """The ids of the citations used."""
        return self.grounds.citations

    @property
    def status(self) -> Status:
        """The weakest status used."""
        return self.grounds.status
