"""Findings with their sources: which rules and values of the protocol a sentence rests on."""

from __future__ import annotations

from collections.abc import Iterable

from nursedesk.chart.finding import Finding, Level
from nursedesk.protocol.answer import Answer
from nursedesk.protocol.definition import Entry, Protocol
from nursedesk.protocol.quantities import Cited
from nursedesk.protocol.rules import Rule
from nursedesk.protocol.terms import Status
from nursedesk.protocol.trail import Trail


def plainly(level: Level, code: str, sentence: str, *, final: bool = False) -> Finding:
    """A finding about the record itself (a wrong identifier): no clinical rule is involved."""
    return Finding(level=level, code=code, sentence=sentence, final=final)


def by_rule(
    protocol: Protocol,
    level: Level,
    code: str,
    sentence: str,
    *rules: Rule,
    values: Iterable[Cited] = (),
    final: bool = False,
    lifted_by: tuple[str, ...] = (),
    own: bool = False,
) -> Finding:
    """A finding that rests on these rules and values of the protocol.

    `own`: what is concluded from them is NurseDesk's own rule, so the status is `decision`.
    """
    trail = Trail(protocol)
    trail.rule(*rules)
    for value in values:
        trail.note(value)
    grounds = trail.grounds()
    return Finding(
        level=level,
        code=code,
        sentence=sentence,
        citations=grounds.citations,
        status=Status.DECISION if own else grounds.status,
        final=final,
        lifted_by=lifted_by,
    )


def our_own(level: Level, code: str, sentence: str, *, final: bool = False) -> Finding:
    """A finding by a rule of NurseDesk's own that no source speaks of."""
    return Finding(level=level, code=code, sentence=sentence, status=Status.DECISION, final=final)


def by_answer(answer: Answer, level: Level, code: str, sentence: str) -> Finding:
    """A finding that rests on all that an answer rests on."""
    return Finding(
        level=level,
        code=code,
        sentence=sentence,
        citations=answer.citations,
        status=answer.status,
    )


def by_reference(
    protocol: Protocol, level: Level, code: str, sentence: str, *, section: str, about: str
) -> Finding:
    """A finding that rests on the reference entries of a section that speak `about` something.

    A protocol without such entries gives no source: then it is NurseDesk's own.
    """
    entries = reference(protocol, section, about)
    return Finding(
        level=level,
        code=code,
        sentence=sentence,
        citations=tuple(dict.fromkeys(c for entry in entries for c in entry.cite)),
        status=Status.weakest(e.status for e in entries) if entries else Status.DECISION,
    )


def reference(protocol: Protocol, section: str, about: str) -> tuple[Entry, ...]:
    """The entries of a reference section that speak `about` something; none without it."""
    page = protocol.reference.get(section)
    return tuple(entry for entry in page.entries if about in entry.text) if page else ()


def statement(protocol: Protocol, rule: Rule) -> str:
    """A rule in its own words, as the protocol file states it."""
    return protocol.rules[rule].statement


def cited(protocol: Protocol, *rules: Rule) -> tuple[str, ...]:
    """The citation ids of these rules, in order, each once."""
    return tuple(dict.fromkeys(c for rule in rules for c in protocol.rules[rule].cite))
