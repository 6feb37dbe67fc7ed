"""How whole the record of a hand-over's period is: corrections, late entries, gaps, sources."""

from __future__ import annotations

from uuid import UUID

from nursedesk.chart.corrected import reason_of, what_changed
from nursedesk.chart.gaps import gap_words
from nursedesk.chart.late import LATE
from nursedesk.chart.note import NOT_RECORDED, Row, Section
from nursedesk.chart.note_asked import Asked
from nursedesk.chart.session import Event
from nursedesk.chart.session_entries import BagDiscarded, WalkEnded, WalkStep
from nursedesk.chart.terms import WalkOutcome, kind_of
from nursedesk.chart.walks import walk_for


def record(asked: Asked, sources: str) -> Section:
    """Corrections, answers given again, late entries, discarded bags, gaps; then the sources."""
    history = [e for e in asked.session.history if asked.in_period(e.recorded_at)]
    rows = [
        *(_correction(asked, event) for event in history if event.supersedes is not None),
        *_answered_again(asked),
        *_late(asked, history),
        *(row for event in _holding(asked, history) for row in _bag_given_up(asked, event)),
        *_notes(asked),
        *_gaps(asked),
        *_not_recorded(asked),
        Row(label="Read-back", text="by the incoming nurse: " + NOT_RECORDED, weight="missing"),
        Row(label="Sources", text=sources),
    ]
    return Section(title="The record", rows=tuple(rows))


def _holding(asked: Asked, history: list[Event]) -> list[Event]:
    """Of these entries, those that were not corrected since."""
    corrected = {event.supersedes for event in asked.session.history}
    return [event for event in history if event.ward_seq not in corrected]


def _correction(asked: Asked, event: Event) -> Row:
    old = next((e for e in asked.session.history if e.ward_seq == event.supersedes), None)
    what = kind_of(event.body).replace("-", " ")
    which = f"entry {old.number}" if old else "an earlier entry"
    text = f"{what}: {which} corrected by entry {event.number}, {asked.name(event.author)}"
    if event.witness is not None:
        text += f" with {asked.name(event.witness)}"
    told = what_changed(asked.session, old, event, asked.zone) if old and reason_of(event) else ""
    for more in (reason_of(event), told):
        text += f": {more}" if more else ""
    return Row(label="Corrected", text=text, weight="strong")


def _answered_again(asked: Asked) -> list[Row]:
    """Steps whose answers took the place of earlier ones in the period; never what they said."""
    told: dict[tuple[UUID, str, bool], list[Event]] = {}
    for event in asked.session.history:
        body = event.body
        if isinstance(body, WalkStep) and event.supersedes is None:
            told.setdefault((body.walk, body.step, body.second), []).append(event)
    rows = []
    for (walk, step, second), events in told.items():
        last = events[-1]
        if len(events) == 1 or second or not asked.in_period(last.recorded_at):
            continue
        kind = asked.session.walks[walk].kind
        what = f"{kind.value.replace('-', ' ')}, {walk_for(kind).step(step).title}"
        when = f"last {asked.moment(last.recorded_at)}, {asked.name(last.author)}"
        rows.append(Row(label="Answered again", text=f"{what}: {len(events)} times, {when}"))
    return rows


def _late(asked: Asked, history: list[Event]) -> list[Row]:
    late = [e for e in history if e.recorded_at - e.happened_at > LATE and e.supersedes is None]
    if not late:
        return []
    text = "; ".join(
        f"{kind_of(e.body).replace('-', ' ')} of {asked.moment(e.happened_at)} entered "
        f"{asked.moment(e.recorded_at)}" + (f" ({reason_of(e)})" if reason_of(e) else "")
        for e in late
    )
    return [Row(label="Entered late", text=text, weight="strong")]


def _bag_given_up(asked: Asked, event: Event) -> list[Row]:
    """A bag that was discarded or set aside, by whom and why."""
    body = event.body
    if isinstance(body, BagDiscarded):
        return [_given_up(asked, event, "Bag discarded", body.bag, body.reason)]
    if isinstance(body, WalkEnded) and body.outcome is WalkOutcome.SET_ASIDE:
        bag = asked.session.walks[body.walk].bag
        return [_given_up(asked, event, "Set aside", bag, body.reason or NOT_RECORDED)]
    return []


def _given_up(asked: Asked, event: Event, label: str, bag: UUID | None, why: str) -> Row:
    name = asked.session.bags[bag].name if bag is not None else "a bag"
    when = f"{asked.moment(event.happened_at)}, {asked.name(event.author)}"
    return Row(label=label, text=f"{name}, {when}: {why}", weight="strong")


def _notes(asked: Asked) -> list[Row]:
    """Notes that were returned, or whose place another took, in the period."""
    rows = []
    for note in asked.session.notes:
        signed = f"the one of {asked.moment(note.signed_at)} by {asked.name(note.signed_by)}"
        if note.returned is not None and asked.in_period(note.returned.at):
            by, why = asked.name(note.returned.by), note.returned.reason
            text = f"{signed}, returned by {by}: {why}"
            rows.append(Row(label="Hand-over returned", text=text, weight="strong"))
        if note.superseded is not None and asked.in_period(note.superseded.at):
            when, why = asked.moment(note.superseded.at), note.superseded.why
            text = f"{signed}, by the one of {when}" + (f": {why}" if why else "")
            rows.append(Row(label="Hand-over superseded", text=text, weight="strong"))
    return rows


def _gaps(asked: Asked) -> list[Row]:
    return [
        Row(
            label="Gap in the record",
            text=gap_words(entry, asked.names, asked.zone),
            weight="alert",
        )
        for entry in asked.gaps
        if asked.in_period(entry.header.recorded_at)
    ]


def _not_recorded(asked: Asked) -> list[Row]:
    lacking = []
    if asked.judgement.severity is None:
        lacking.append("illness severity")
    if not any(asked.in_period(medicine.at) for medicine in asked.session.medicines):
        lacking.append("premedication and steroids given")
    if not any(asked.in_period(c.at) for c in asked.session.symptom_checks):
        lacking.append("a symptom check in this period")
    if not asked.session.runs:
        lacking.append("a start of the infusion")
    if not lacking:
        return []
    text = "; ".join(lacking)
    return [Row(label="Not recorded in this period", text=text, weight="missing")]
