"""Blank paper checklists: the very questions of the walks, with the rules of the protocol.

They are made of the same steps that the screens show, so paper cannot drift from them. Which rules
a step rests on follows on screen from the patient and the bag; paper prints all that may apply.
"""

from __future__ import annotations

from datetime import datetime, tzinfo

from msgspec import Struct

from nursedesk.chart.field import Asks, Field
from nursedesk.chart.grounds import reference
from nursedesk.chart.labels import KIND_WORDS
from nursedesk.chart.note import Row
from nursedesk.chart.note_asked import source
from nursedesk.chart.stopping import STOPPED, STOPPED_TITLE, STOPPED_WHY
from nursedesk.chart.terms import WalkKind
from nursedesk.chart.walk import Step, Who
from nursedesk.chart.walks import walk_for
from nursedesk.chart.walks.after_start import NEXT
from nursedesk.chart.walks.who_and_signs import CRS_ENTRY, NEUROLOGICAL_ENTRY
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.rules import Rule
from nursedesk.protocol.terms import Status
from nursedesk.writing import number


class Part(Struct, frozen=True, kw_only=True):
    """A step on paper. `twice`: two people enter it, each alone; `rules` say what counts."""

    title: str
    why: str
    asks: tuple[Field, ...]
    rules: tuple[Row, ...] = ()
    twice: bool = False


class Checklist(Struct, frozen=True, kw_only=True):
    """One job on paper."""

    title: str
    parts: tuple[Part, ...]


class Paper(Struct, frozen=True, kw_only=True):
    """Everything that the PDF of the blank checklists shows; `standing`: whose protocol it is."""

    checklists: tuple[Checklist, ...]
    ward_name: str
    demo: bool
    protocol: str
    protocol_sha256: str
    standing: str
    made_at: datetime
    zone: tzinfo


_RULES = {
    "new-bag": (
        Rule.STO_ROOM,
        Rule.STO_REFRIGERATED,
        Rule.STO_PRESERVED_CLASS,
        Rule.STO_BOTH_LIMITS,
        Rule.STO_HANG_SHORT,
        Rule.STO_INFUSION_TIME,
        Rule.STO_NO_RETURN,
    ),
    "line": (
        Rule.LINE_FILTER_REQUIRED,
        Rule.LINE_FILTER_PROHIBITED,
        Rule.LINE_FILTER_NOT_STATED,
        Rule.LINE_MATERIAL,
        Rule.LINE_PRIMING,
        Rule.LINE_NEW_TUBING,
        Rule.LINE_NO_FLUSH,
    ),
    "pause": (Rule.LINE_NO_FLUSH,),
    "same-bag": (
        Rule.STO_ROOM,
        Rule.STO_REFRIGERATED,
        Rule.STO_INFUSION_TIME,
        Rule.LINE_NO_FLUSH,
    ),
    "pump": (Rule.LINE_RATE, Rule.LINE_RATE_72_96, Rule.LINE_PUMP, Rule.LINE_PUMP_LOCKED),
    "start": (Rule.INT_FOUR_HOURS, Rule.INT_SEVEN_DAYS),
    "old-bag": (Rule.LINE_NO_FLUSH, Rule.STO_INFUSION_TIME),
    "next": (
        Rule.STO_CHANGE_DUE,
        Rule.BAG_DURATION,
        Rule.STO_ROOM,
        Rule.STO_REFRIGERATED,
        Rule.STO_INFUSION_TIME,
    ),
    "ice": (Rule.GRD_ICE,),
    "capd": (Rule.GRD_CAPD,),
}
_NAMED = {
    "symptoms-before": (CRS_ENTRY, NEUROLOGICAL_ENTRY),
    "crs-signs": (CRS_ENTRY,),
    "neurological-signs": (NEUROLOGICAL_ENTRY,),
}
_OFF = (
    Rule.LINE_NO_FLUSH,
    Rule.INT_FOUR_HOURS,
    Rule.SUP_RESTART,
    Rule.PRE_SHORT_INTERRUPTION,
    Rule.INT_SEVEN_DAYS,
    Rule.INT_NEW_CYCLE,
    Rule.INT_OTHER_REASON,
)


def checklists(protocol: Protocol) -> tuple[Checklist, ...]:
    """The bag change with its second check, the symptom check, an interruption with its restart."""
    walks = (walk_for(WalkKind.BAG_CHANGE), walk_for(WalkKind.SYMPTOM_CHECK))
    made = [
        Checklist(title=walk.title, parts=tuple(_part(protocol, step) for step in walk.steps))
        for walk in walks
    ]
    return (*made, _interruption(protocol))


def _interruption(protocol: Protocol) -> Checklist:
    stopped = Part(title=STOPPED_TITLE, why=STOPPED_WHY, asks=STOPPED, rules=_rules(protocol, _OFF))
    again = (_part(protocol, step) for step in walk_for(WalkKind.RESTART).steps)
    return Checklist(title="The infusion is interrupted", parts=(stopped, *again))


def _part(protocol: Protocol, step: Step) -> Part:
    return Part(
        title=step.title,
        why=step.why,
        asks=step.fields,
        rules=(
            *_entries(protocol, step.id),
            *_rules(protocol, _RULES.get(step.id, ())),
            *(_durations(protocol) if step.id == NEXT.id else ()),
        ),
        twice=step.who is Who.TWO_BLIND,
    )


def _rules(protocol: Protocol, rules: tuple[Rule, ...]) -> tuple[Row, ...]:
    found = [protocol.rules[rule] for rule in rules]
    return tuple(
        Row(label=one.title, text=one.statement, source=source(one.cite, one.status))
        for one in found
    )


def _durations(protocol: Protocol) -> tuple[Row, ...]:
    """How long each kind of bag runs; the sources of these values may be others than the rule's."""
    runs = {kind: bag.duration for kind, bag in protocol.bags.items()}
    words = ", ".join(f"{KIND_WORDS[kind]} bag {number(run.hours)} h" for kind, run in runs.items())
    cites = tuple(dict.fromkeys(cite for run in runs.values() for cite in run.cite))
    status = Status.weakest(run.status for run in runs.values())
    return (Row(label="Full duration", text=f"{words}.", source=source(cites, status)),)


def _entries(protocol: Protocol, step: str) -> tuple[Row, ...]:
    """The sentences of the loaded protocol that name the signs."""
    return tuple(
        Row(label="", text=entry.text, source=source(entry.cite, entry.status))
        for section, about in _NAMED.get(step, ())
        for entry in reference(protocol, section, about)
    )


def answers(field: Field) -> tuple[str, ...]:
    """What can be ticked; nothing where it is written in by hand."""
    choices = tuple(choice.words for choice in field.choices)
    if field.asks is Asks.YES_NO:
        choices = ("Yes", "No")
    return (*choices, field.absent_words) if field.absent_words else choices
