"""The hand-over note's assessment, recommendation, contingency and what the record lacks."""

from __future__ import annotations

from datetime import datetime, timedelta

from nursedesk.chart import symptoms
from nursedesk.chart.due import Due, DueState, Topic, due
from nursedesk.chart.finding import Level
from nursedesk.chart.note import NOT_RECORDED, Row, Section
from nursedesk.chart.note_now import Asked, missing, source
from nursedesk.chart.session import Event, SymptomCheck
from nursedesk.chart.session_entries import PharmacyAnswered
from nursedesk.chart.terms import kind_of
from nursedesk.chart.walk import Context, current_step, open_findings
from nursedesk.chart.walks import walk_for
from nursedesk.protocol.rules import Rule
from nursedesk.protocol.terms import Status

NEXT_HOURS = 12  # how far ahead the note looks: one long shift
LATE = timedelta(hours=1)  # entered later than this after it happened: said in the note
TREND_CHECKS = 4
_ALERTS = (DueState.OVERDUE, DueState.STOPPED, DueState.DISCARD, DueState.ASK_PHARMACY)


def assessment(asked: Asked) -> Section:
    """The last symptom check, and the earlier ones of the period."""
    checks = asked.session.symptom_checks
    if not checks:
        nothing = (missing("Last symptom check"), missing("Grade"))
        return Section(title="Assessment", rows=nothing)
    last = checks[-1]
    crs, neurological = symptoms.signs(last)
    weight = "alert" if symptoms.any_sign(last) else "plain"
    who = f"{asked.moment(last.at)} by {asked.name(last.author)}"
    rows = [
        Row(label="Last symptom check", text=who, weight=_check_weight(asked, last)),
        Row(label="Vital signs", text=symptoms.vital_signs(last)),
        Row(label="Signs of CRS", text=crs, weight=weight),
        Row(label="Neurological signs", text=neurological, weight=weight),
        _or_missing("ICE or CAPD", symptoms.score(last)),
        _or_missing("Handwriting", symptoms.handwriting(last)),
        _grades(last),
        _or_missing("Told", symptoms.told(last, asked.zone)),
        *_trend(asked),
    ]
    return Section(title="Assessment", rows=tuple(rows))


def _check_weight(asked: Asked, check: SymptomCheck) -> str:
    return "strong" if asked.in_period(check.at) else "alert"


def _grades(check: SymptomCheck) -> Row:
    found = symptoms.grades(check)
    if not found:
        return Row(label="Grade", text="not graded", weight="missing")
    return Row(label="Grade", text="; ".join(found), weight="strong")


def _or_missing(label: str, text: str) -> Row:
    return Row(label=label, text=text) if text else missing(label)


def _trend(asked: Asked) -> list[Row]:
    earlier = [c for c in asked.session.symptom_checks[:-1] if asked.in_period(c.at)]
    rows = []
    for check in earlier[-TREND_CHECKS:]:
        seen = check.answers.get("vital-signs", {})
        temperature = f"{seen['temperature_c']} C" if "temperature_c" in seen else "not measured"
        parts = [f"temperature {temperature}", symptoms.score(check), *symptoms.grades(check)]
        text = f"{asked.moment(check.at)}: {'; '.join(part for part in parts if part)}"
        rows.append(Row(label="Earlier check", text=text))
    return rows


def recommendation(asked: Asked) -> Section:
    """The action list: what is due in the next hours, and what is open."""
    horizon = asked.now + timedelta(hours=NEXT_HOURS)
    items = due(asked.session, asked.protocol, asked.now, asked.zone)
    soon = [item for item in items if _by(item, horizon) or item.state in _ALERTS]
    rows = [_due_row(item) for item in soon if item.state is not DueState.ASK_PHARMACY]
    rows.append(_next_hours(items, soon))
    return Section(title="Recommendation: actions", rows=(*rows, *open_questions(asked)))


def _by(item: Due, horizon: datetime) -> bool:
    return item.due_at is None or item.due_at <= horizon


def _due_row(item: Due) -> Row:
    weight = "alert" if item.state in _ALERTS else "plain"
    if item.topic is Topic.SYMPTOM_CHECK:
        weight = "strong"
    sources = source(item.citations, item.status) if item.status and item.citations else ""
    text = f"{item.sentence} ({item.word})"
    return Row(label=item.what, text=text, weight=weight, source=sources)


def _next_hours(items: list[Due], soon: list[Due]) -> Row:
    later = [item for item in items if item not in soon]
    text = f"{len(soon)} listed above; {len(later)} later than {NEXT_HOURS} hours from now"
    return Row(label=f"Due in the next {NEXT_HOURS} hours", text=text)


def open_questions(asked: Asked) -> tuple[Row, ...]:
    """What pharmacy still has to answer, and what it answered in the period."""
    rows = []
    for state in asked.session.open_walks:
        walk = walk_for(state.kind)
        context = Context(
            session=asked.session,
            walk=state,
            protocol=asked.protocol,
            now=asked.now,
            zone=asked.zone,
        )
        step = current_step(walk, context)
        rows += [
            Row(label="Open: pharmacy", text=finding.sentence, weight="alert")
            for finding in (open_findings(step, context) if step else ())
            if finding.level is Level.ASK_PHARMACY
        ]
    rows += [
        Row(label="Open: pharmacy", text=item.sentence, weight="alert")
        for item in due(asked.session, asked.protocol, asked.now, asked.zone)
        if item.state is DueState.ASK_PHARMACY
    ]
    for event in asked.session.history:
        body = event.body
        if isinstance(body, PharmacyAnswered) and asked.in_period(event.happened_at):
            text = f"{body.pharmacist}, {asked.moment(event.happened_at)}: {body.answer}"
            if body.instruction:
                text += f" ({body.instruction})"
            rows.append(Row(label="Pharmacy answered", text=text))
    return tuple(rows) or (Row(label="Questions to pharmacy", text="none open by this record"),)


_IF = (
    ("If fever or another sign of CRS", (Rule.TOX_CRS_3, Rule.TOX_CRS_4)),
    ("If confusion or another neurological sign", (Rule.TOX_NEURO_3, Rule.TOX_NEURO_4)),
    ("If a seizure", (Rule.TOX_SEIZURES, Rule.TOX_FIRST_SEIZURE)),
    ("If the pump stops", (Rule.INT_FOUR_HOURS,)),
)


def contingency(asked: Asked) -> Section:
    """What the loaded protocol says for the worst cases; the prescriber decides."""
    rows = [
        Row(
            label=label,
            text="Call the prescriber. " + _said(asked, rules),
            source=_sources(asked, rules),
        )
        for label, rules in _IF
    ]
    rows.append(
        Row(
            label="If the line occludes or leaks",
            text="Do not flush. " + _said(asked, (Rule.LINE_NO_FLUSH,)),
            source=_sources(asked, (Rule.LINE_NO_FLUSH,)),
        )
    )
    return Section(title="Contingency: what the label says", rows=tuple(rows))


def _said(asked: Asked, rules: tuple[Rule, ...]) -> str:
    texts = [asked.protocol.rules[rule] for rule in rules]
    return " ".join(f"{text.title}: {text.statement}" for text in texts)


def _sources(asked: Asked, rules: tuple[Rule, ...]) -> str:
    texts = [asked.protocol.rules[rule] for rule in rules]
    citations = tuple(dict.fromkeys(c for text in texts for c in text.cite))
    return source(citations, Status.weakest(text.status for text in texts))


def record(asked: Asked, sources: str) -> Section:
    """How whole the record of the period is: corrections, late entries, gaps; then the sources."""
    history = [e for e in asked.session.history if asked.in_period(e.recorded_at)]
    rows = [
        *(_correction(asked, event) for event in history if event.supersedes is not None),
        *_late(asked, history),
        *_not_recorded(asked),
        Row(label="Read-back", text="by the incoming nurse: " + NOT_RECORDED, weight="missing"),
        Row(label="Sources", text=sources),
    ]
    return Section(title="The record", rows=tuple(rows))


def _correction(asked: Asked, event: Event) -> Row:
    old = next((e for e in asked.session.history if e.ward_seq == event.supersedes), None)
    what = kind_of(event.body).replace("-", " ")
    which = f"entry {old.number}" if old else "an earlier entry"
    text = f"{what}: {which} corrected by entry {event.number}, {asked.name(event.author)}"
    return Row(label="Corrected", text=text, weight="strong")


def _late(asked: Asked, history: list[Event]) -> list[Row]:
    late = [e for e in history if e.recorded_at - e.happened_at > LATE]
    if not late:
        return []
    text = "; ".join(
        f"{kind_of(e.body).replace('-', ' ')} of {asked.moment(e.happened_at)} entered "
        f"{asked.moment(e.recorded_at)}"
        for e in late
    )
    return [Row(label="Entered late", text=text, weight="strong")]


def _not_recorded(asked: Asked) -> list[Row]:
    gaps = ["premedication and steroids given", "illness severity"]
    if not any(asked.in_period(c.at) for c in asked.session.symptom_checks):
        gaps.append("a symptom check in this period")
    if not asked.session.runs:
        gaps.append("a start of the infusion")
    return [Row(label="Not recorded in this period", text="; ".join(gaps), weight="missing")]
