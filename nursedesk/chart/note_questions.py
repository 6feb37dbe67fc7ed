"""What is open in a hand-over: questions to pharmacy, and what no source states but applies now."""

from __future__ import annotations

from datetime import datetime, timedelta

from nursedesk.chart.cycle import dose_on, same_dose, stops_after
from nursedesk.chart.dosing import DOSE_STOPS, dose, rounded
from nursedesk.chart.due import Due
from nursedesk.chart.due_item import DueState
from nursedesk.chart.finding import Level
from nursedesk.chart.labels import KIND_WORDS
from nursedesk.chart.note import Row
from nursedesk.chart.note_asked import STATUS_WORDS, Asked, by_answers, by_rules, source
from nursedesk.chart.patient import age_months, today
from nursedesk.chart.session_entries import PharmacyAnswered
from nursedesk.chart.storage import short
from nursedesk.chart.walk import Context, WalkState, current_step, open_findings
from nursedesk.chart.walks import walk_for
from nursedesk.protocol.care_terms import Needed, Outcome, PremedicationEvent
from nursedesk.protocol.premedication import (
    PremedicationAnswer,
    PremedicationGiven,
    premedication,
)
from nursedesk.protocol.rules import Rule
from nursedesk.protocol.terms import FilterRule, Status
from nursedesk.writing import weekday_moment

NEXT_HOURS = 12  # how far ahead the note looks: one long shift
_PHARMACY, _PRESCRIBER = "Open: pharmacy", "Open: prescriber"


def to_pharmacy(asked: Asked, items: list[Due]) -> list[Row]:
    """What pharmacy still has to answer."""
    return [
        *(row for state in asked.session.open_walks for row in _of_walk(asked, state)),
        *(_of_due(item) for item in items if item.state is DueState.ASK_PHARMACY),
        *_filters(asked),
    ]


def _of_walk(asked: Asked, state: WalkState) -> list[Row]:
    walk = walk_for(state.kind)
    context = Context(
        session=asked.session,
        walk=state,
        protocol=asked.protocol,
        now=asked.now,
        zone=asked.zone,
    )
    step = current_step(walk, context)
    return [
        Row(
            label=_PHARMACY,
            text=finding.sentence,
            weight="alert",
            source=source(finding.citations, finding.status) if finding.status else "",
        )
        for finding in (open_findings(step, context) if step else ())
        if finding.level is Level.ASK_PHARMACY
    ]


def _of_due(item: Due) -> Row:
    sources = source(item.citations, item.status) if item.status and item.citations else ""
    return Row(label=_PHARMACY, text=item.sentence, weight="alert", source=sources)


def _filters(asked: Asked) -> list[Row]:
    """Bags in stock for whose kind no source states a filter, while no walk asks about them."""
    asked_about = {state.bag for state in asked.session.open_walks}
    return [
        Row(
            label=_PHARMACY,
            text=(
                f"Which filter {bag.name} ({KIND_WORDS[bag.label.bag_kind]}) takes is not stated "
                "in the loaded protocol: ask pharmacy before it is hung."
            ),
            weight="alert",
            source=by_rules(asked.protocol, (Rule.LINE_FILTER_NOT_STATED,)),
        )
        for bag in asked.session.stock
        if bag.id not in asked_about
        and asked.protocol.bags[bag.label.bag_kind].filter.value is FilterRule.UNKNOWN
    ]


def answered_by_pharmacy(asked: Asked) -> list[Row]:
    """What pharmacy answered in the period."""
    rows = []
    for event in asked.session.history:
        body = event.body
        if isinstance(body, PharmacyAnswered) and asked.in_period(event.happened_at):
            text = f"{body.pharmacist}, {asked.moment(event.happened_at)}: {body.answer}"
            if body.instruction:
                text += f" ({body.instruction})"
            rows.append(Row(label="Pharmacy answered", text=text))
    return rows


def to_prescriber(asked: Asked) -> list[Row]:
    """What the prescriber has to say now or within the next shift: orders, and what none states."""
    return [
        *_dose(asked),
        *_going_on(asked),
        *_restart_order(asked),
        *_restart(asked),
        *_step_order(asked),
        *_step(asked),
    ]


def _open(text: str, sources: str) -> Row:
    return Row(label=_PRESCRIBER, text=text, weight="alert", source=sources)


def _dose(asked: Asked) -> list[Row]:
    day = asked.stands.day
    answer = dose_on(asked.session, asked.protocol, day, asked.now)
    if answer.dose_mcg_per_day is not None:
        return []
    sentences = " ".join(DOSE_STOPS[stop] for stop in answer.stops)
    return [_open(f"No dose is stated for infusion day {day}: {sentences}", by_answers(answer))]


def _going_on(asked: Asked) -> list[Row]:
    answer = asked.stands.answer
    if answer is None or answer.outcome not in (Outcome.NEW_CYCLE, Outcome.NOT_STATED):
        return []
    text = "How the cycle goes on after this interruption, and with which dose, is not stated."
    rules = (Rule.INT_OTHER_REASON, Rule.INT_NEW_CYCLE)
    rule = rules[answer.outcome is Outcome.NEW_CYCLE]
    return [_open(text, by_rules(asked.protocol, (rule,)))]


def _restart_order(asked: Asked) -> list[Row]:
    off = asked.stands.off_hours
    if asked.stands.complete or off is None:
        return []
    reactions = [
        s for s in stops_after(asked.session, asked.session.runs[-1]) if s.adverse_reaction
    ]
    if not (asked.stands.restart_rules or reactions):
        return []
    why = f"after a reaction ({reactions[0].reason})" if reactions else f"after {short(off)} off"
    text = f"The restart {why}: the prescriber orders it; the order is entered at the start."
    own = f"({STATUS_WORDS[Status.DECISION]})"  # of a short stop for a reaction no source says it
    label = by_rules(asked.protocol, (Rule.INT_FOUR_HOURS,))
    return [_open(text, label if asked.stands.restart_rules else own)]


def _restart(asked: Asked) -> list[Row]:
    if asked.stands.complete or asked.stands.off_hours is None:
        return []
    answer = _premedication(asked, PremedicationEvent.RESTART)
    return _before(answer, "a restart after this time off")


def _step_order(asked: Asked) -> list[Row]:
    at, step = asked.stands.step_at, asked.stands.step_dose
    if at is None or step is None or step.dose_mcg_per_day is None or not _soon(asked, at):
        return []
    wanted = step.dose_mcg_per_day
    if any(same_dose(order.dose_mcg_per_day, wanted) for order in asked.session.orders):
        return []
    when = weekday_moment(at, asked.now, asked.zone)
    text = f"The step to {dose(wanted)} is due {when}: no order for it is recorded."
    return [_open(text, by_answers(step))]


def _step(asked: Asked) -> list[Row]:
    at = asked.stands.step_at
    if at is None or not _soon(asked, at):
        return []
    return _before(_premedication(asked, PremedicationEvent.STEP_DOSE), "the step dose")


def _soon(asked: Asked, at: datetime) -> bool:
    return at <= asked.now + timedelta(hours=NEXT_HOURS)


def _before(answer: PremedicationAnswer, what: str) -> list[Row]:
    """The premedication that the protocol states for this patient, or that it states none."""
    if answer.needed is Needed.NO:
        return []
    if answer.needed is Needed.NOT_STATED:
        text = f"Premedication before {what} is not stated for this patient."
    elif not answer.options:
        text = f"Premedication before {what} is stated, but its dose needs the body surface."
    else:
        doses = " or ".join(f"{o.drug.value} {rounded(o.dose_mg, 'mg')}" for o in answer.options)
        text = f"Premedication before {what}, as the protocol states it: {doses}."
    return [_open(text, by_answers(answer))]


def _premedication(asked: Asked, event: PremedicationEvent) -> PremedicationAnswer:
    opened = asked.session.opened
    restart = event is PremedicationEvent.RESTART
    return premedication(
        asked.protocol,
        PremedicationGiven(
            indication=opened.indication,
            age_months=age_months(opened.patient.born, today(asked.now, asked.zone)),
            bsa_m2=opened.bsa_m2,
            cycle=opened.cycle,
            event=event,
            off_hours=asked.stands.off_hours if restart else None,
        ),
    )
