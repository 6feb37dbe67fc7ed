"""The hand-over note's recommendation and contingency: what is due, what is open, what if."""

from __future__ import annotations

from datetime import timedelta

from nursedesk.chart.due import Due, DueState, Topic, due
from nursedesk.chart.note import Row, Section
from nursedesk.chart.note_asked import Asked, by_rules, source
from nursedesk.chart.note_questions import (
    NEXT_HOURS,
    answered_by_pharmacy,
    to_pharmacy,
    to_prescriber,
)
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.rules import Rule
from nursedesk.writing import weekday_moment

_ALERTS = (DueState.OVERDUE, DueState.STOPPED, DueState.DISCARD, DueState.ASK_PHARMACY)


def recommendation(asked: Asked) -> Section:
    """The action list: what is due in the next hours, and what is open."""
    horizon = asked.now + timedelta(hours=NEXT_HOURS)
    items = due(asked.session, asked.protocol, asked.now, asked.zone)
    items = [item for item in items if item.topic is not Topic.HANDOVER]  # the note's own papers
    soon = [
        item
        for item in items
        if item.due_at is None or item.due_at <= horizon or item.state in _ALERTS
    ]
    rows = [
        *(_due_row(asked, item) for item in soon if _is_an_action(item)),
        *_after_that(asked, [item for item in items if item not in soon and _is_an_action(item)]),
        *_open_questions(asked, items),
    ]
    title = f"Recommendation: due in the next {NEXT_HOURS} hours"
    return Section(title=title, rows=tuple(rows))


def _is_an_action(item: Due) -> bool:
    """Not a question to pharmacy, and not a bag in stock: those have rows of their own."""
    return item.state is not DueState.ASK_PHARMACY and item.topic is not Topic.STOCK_BAG


def _due_row(asked: Asked, item: Due) -> Row:
    weight = "alert" if item.state in _ALERTS else "plain"
    if item.topic is Topic.SYMPTOM_CHECK:
        weight = "strong"
    sources = source(item.citations, item.status) if item.status and item.citations else ""
    text = f"{_what_to_do(asked, item)} ({item.word})"
    return Row(label=item.what, text=text, weight=weight, source=sources)


def _what_to_do(asked: Asked, item: Due) -> str:
    """The sentence; of an ordinary bag change only when, for its limits stand above."""
    if item.topic is not Topic.BAG_CHANGE or item.state is DueState.DISCARD or not item.at:
        return item.sentence
    latest = f"at the latest {weekday_moment(item.at, asked.now, asked.zone)}"
    if item.planned_at is None:
        return latest
    return f"planned {weekday_moment(item.planned_at, asked.now, asked.zone)}; {latest}"


def _open_questions(asked: Asked, items: list[Due]) -> list[Row]:
    rows = [*to_pharmacy(asked, items), *to_prescriber(asked)]
    none = Row(label="Open questions", text="none by this record, to pharmacy or prescriber")
    return [*(rows or [none]), *answered_by_pharmacy(asked)]


def _after_that(asked: Asked, later: list[Due]) -> list[Row]:
    told = [
        f"{item.what[:1].lower()}{item.what[1:]} "
        f"({weekday_moment(item.due_at, asked.now, asked.zone)})"
        for item in later
        if item.due_at is not None
    ]
    return [Row(label="After that", text="; ".join(told))] if told else []


CALL, NO_FLUSH = "Call the prescriber.", "Do not flush."
IF_CRS, IF_NEURO = "If fever or another sign of CRS", "If confusion or another neurological sign"
IF_SEIZURE, IF_PUMP, IF_LINE = (
    "If a seizure",
    "If the pump stops",
    "If the line occludes or leaks",
)
_IF = (
    (IF_CRS, CALL, (Rule.TOX_CRS_3, Rule.TOX_CRS_4)),
    (IF_NEURO, CALL, (Rule.TOX_NEURO_3, Rule.TOX_NEURO_4)),
    (IF_SEIZURE, CALL, (Rule.TOX_SEIZURES, Rule.TOX_FIRST_SEIZURE)),
    (IF_PUMP, CALL, (Rule.INT_FOUR_HOURS,)),
    (IF_LINE, NO_FLUSH, (Rule.LINE_NO_FLUSH,)),
)
_BY_GRADE = frozenset({Rule.TOX_CRS_3, Rule.TOX_CRS_4, Rule.TOX_NEURO_3, Rule.TOX_NEURO_4})


def contingency(asked: Asked) -> Section:
    """What the loaded protocol says for the worst cases; the prescriber decides."""
    rows = [
        Row(
            label=label,
            text=" ".join((first, *(_said(asked.protocol, rule) for rule in rules))),
            source=by_rules(asked.protocol, rules),
        )
        for label, first, rules in _IF
    ]
    return Section(title="Contingency: what the label says, by its own grades", rows=tuple(rows))


def _said(protocol: Protocol, rule: Rule) -> str:
    """The rule in its own words, after the grade that it speaks of."""
    text = protocol.rules[rule]
    return f"{text.title}: {text.statement}" if rule in _BY_GRADE else text.statement
