"""What a plan rests on: the grounds of all that it was made from."""

from __future__ import annotations

from nursedesk.protocol.answer import Grounds
from nursedesk.protocol.terms import Status


def joined(*grounds: Grounds) -> Grounds:
    """All rules and citations, each once, and the weakest status."""
    return Grounds(
        rules=tuple(dict.fromkeys(rule for each in grounds for rule in each.rules)),
        citations=tuple(dict.fromkeys(cite for each in grounds for cite in each.citations)),
        status=Status.weakest(each.status for each in grounds),
    )
