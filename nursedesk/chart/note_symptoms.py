"""The hand-over note's assessment: the last symptom check, the ones before, grades in order."""

from __future__ import annotations

from nursedesk.chart import symptoms
from nursedesk.chart.handwriting import text_of
from nursedesk.chart.note import MOST_DRAWN, Row, Section
from nursedesk.chart.note_asked import Asked, by_rules, missing
from nursedesk.chart.session import SymptomCheck
from nursedesk.protocol.rules import Rule

TREND_CHECKS = 4
SAMPLES = 3
_PAPER = "Lay the papers side by side."


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
        _score(asked, last),
        *_handwriting(asked),
        _grades(last),
        *_graded(asked),
        _or_missing("Told", symptoms.told(last, asked.zone)),
        *_trend(asked),
    ]
    return Section(title="Assessment", rows=tuple(rows))


def _check_weight(asked: Asked, check: SymptomCheck) -> str:
    return "strong" if asked.in_period(check.at) else "alert"


def _score(asked: Asked, check: SymptomCheck) -> Row:
    text = symptoms.score(check)
    if not text:
        return missing("ICE or CAPD")
    rule = Rule.GRD_ICE if "ice" in check.answers else Rule.GRD_CAPD
    return Row(label="ICE or CAPD", text=text, source=by_rules(asked.protocol, (rule,)))


def _handwriting(asked: Asked) -> list[Row]:
    """The sample of the last check above the ones before it, as papers lie side by side."""
    *before, last = asked.session.symptom_checks
    text = symptoms.handwriting(last)
    weight = "alert" if symptoms.handwriting_needs_a_look(last) else "plain"
    rows = [_or_missing("Handwriting", text, weight)]
    told = [
        f"{asked.moment(check.at)}: {symptoms.handwriting(check)}"
        for check in before
        if symptoms.handwriting(check)
    ][-SAMPLES:]
    if told:
        papers = any("kept_at" in check.answers.get("handwriting", {}) for check in before)
        last_words = f"{told[-1]}. {_PAPER}" if papers else told[-1]
        rows.append(Row(label="Handwriting before", text="\n".join([*told[:-1], last_words])))
    return [*rows, *_drawn(asked)]


def _drawn(asked: Asked) -> list[Row]:
    """The samples that were drawn, side by side."""
    samples = symptoms.samples(asked.session.symptom_checks, asked.zone)[-MOST_DRAWN:]
    if not samples:
        return []
    text = f"From left to right: {'; '.join(sample.words for sample in samples)}"
    drawn = tuple(text_of(sample.strokes) for sample in samples)
    return [Row(label="Handwriting as drawn", text=text, drawn=drawn)]


def _grades(check: SymptomCheck) -> Row:
    found = symptoms.grades(check)
    if not found:
        return Row(label="Grade", text="not graded", weight="missing")
    return Row(label="Grade", text="; ".join(found), weight="strong")


def _graded(asked: Asked) -> list[Row]:
    """How the grades of the period followed one another, each scale for itself."""
    series: dict[str, list[str]] = {}
    for check in asked.session.symptom_checks:
        for stated in symptoms.stated(check) if asked.in_period(check.at) else ():
            told = f"grade {stated.grade} ({asked.moment(check.at)})"
            series.setdefault(f"{stated.event} on {stated.scale}", []).append(told)
    rows = [f"{what}: {', then '.join(told)}" for what, told in series.items()]
    several = len(rows) > 1 or any(len(told) > 1 for told in series.values())
    return [Row(label="Grades of this period", text=text) for text in rows if several]


def _or_missing(label: str, text: str, weight: str = "plain") -> Row:
    return Row(label=label, text=text, weight=weight) if text else missing(label)


def _trend(asked: Asked) -> list[Row]:
    earlier = [c for c in asked.session.symptom_checks[:-1] if asked.in_period(c.at)]
    rows = []
    for check in earlier[-TREND_CHECKS:]:
        seen = check.answers.get("vital-signs", {})
        temperature = f"{seen['temperature_c']} C" if "temperature_c" in seen else "not measured"
        parts = [f"temperature {temperature}", symptoms.short_score(check)]
        text = f"{asked.moment(check.at)}: {'; '.join(part for part in parts if part)}"
        rows.append(Row(label="Earlier check", text=text))
    return rows
