"""The hand-over note's background: treatment, orders, interruptions, line, medicines given."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise

from nursedesk.chart.cycle import dose_on
from nursedesk.chart.dosing import DOSE_STOPS, dose
from nursedesk.chart.field import words
from nursedesk.chart.infusion import Run
from nursedesk.chart.medicines import Medicine
from nursedesk.chart.note import NOT_RECORDED, Row, Section
from nursedesk.chart.note_asked import Asked, by_answers, missing
from nursedesk.chart.note_now import reason
from nursedesk.chart.session_entries import SessionOpened
from nursedesk.chart.storage import short
from nursedesk.chart.walks.line_and_pump import LINE
from nursedesk.clock import hours_between
from nursedesk.writing import amount, day, duration

INDICATION_WORDS = {
    "mrd": "MRD-positive",
    "relapsed-refractory": "relapsed or refractory",
    "consolidation": "Philadelphia-negative, consolidation phase",
}
_MEDICINES = "Premedication and steroids"
_MOST_BEFORE = 3  # medicines told of the time before the period: the latest


def background(asked: Asked) -> Section:
    """What is treated, with which dose; what is special; what happened to the infusion."""
    rows = [
        Row(label="Treatment", text=f"{treatment(asked)}; session opened {_opened(asked)}"),
        Row(label="Body", text=_body(asked)),
        _order(asked),
        _protocol_dose(asked),
        _special(asked),
        *_interruptions(asked),
        *_changes(asked),
        *_line(asked),
        *_medicines(asked),
    ]
    return Section(title="Background", rows=tuple(rows))


def treatment(asked: Asked) -> str:
    """Indication, cycle and phase: never "consolidation" alone, which means three things."""
    opened = asked.session.opened
    answer = dose_on(asked.session, asked.protocol, asked.stands.day, asked.now)
    phase = f", {answer.phase.value} phase" if answer.phase else ""
    return f"{INDICATION_WORDS[opened.indication.value]}, cycle {opened.cycle}{phase}"


def _opened(asked: Asked) -> str:
    return asked.moment(asked.session.opened_at)


def _body(asked: Asked) -> str:
    opened = asked.session.opened
    parts = [f"{amount(opened.weight_kg, 'kg')} on {day(opened.weighed_on)}"]
    parts.append("height " + (amount(opened.height_cm, "cm") if opened.height_cm else NOT_RECORDED))
    parts.append("body surface " + (amount(opened.bsa_m2, "m2") if opened.bsa_m2 else NOT_RECORDED))
    parts.append(f"bed {opened.bed or NOT_RECORDED}")
    return "; ".join(parts)


def _order(asked: Asked) -> Row:
    order = asked.session.ordered_dose(asked.now)
    text = f"{dose(order.dose_mcg_per_day)}, ordered by {order.ordered_by}"
    return Row(label="Dose ordered", text=text, weight="strong")


def _protocol_dose(asked: Asked) -> Row:
    answer = dose_on(asked.session, asked.protocol, asked.stands.day, asked.now)
    sources = by_answers(answer)
    label = f"Protocol, day {asked.stands.day}"
    if answer.dose_mcg_per_day is None:
        text = " ".join(DOSE_STOPS[stop] for stop in answer.stops)
        return Row(label=label, text=text, weight="alert", source=sources)
    if not answer.infusing:
        return Row(label=label, text="free of treatment", source=sources)
    return Row(label=label, text=dose(answer.dose_mcg_per_day), source=sources)


def _special(asked: Asked) -> Row:
    found = special(asked.session.opened)
    text = "; ".join(found) or "nothing special recorded"
    return Row(label="Special", text=text, weight="alert" if found else "plain")


def special(opened: SessionOpened) -> list[str]:
    """What is special about a patient; a question nobody could answer stands beside a yes."""
    found = []
    if opened.hypersensitivity:
        found.append("known hypersensitivity")
    if opened.preservative_free_only:
        found.append("preservative-free bags only")
    for answer, what in (
        (opened.preterm_or_very_low_birth_weight, "preterm or very low birth weight"),
        (opened.down_syndrome, "Down syndrome"),
        (opened.cns_history, "history of disease of brain or nerves"),
    ):
        if answer is None:
            found.append(f"{what}: not known")
        elif answer:
            found.append(what)
    return found


def _interruptions(asked: Asked) -> list[Row]:
    """Those of the period one by one, the pauses of bag changes and earlier ones as numbers."""
    rows: list[Row] = []
    between = [(one, other, one.to) for one, other in pairwise(asked.session.runs) if one.to]
    here = [gap for gap in between if asked.in_period(gap[1].since)]
    rows += [_interruption(asked, *gap) for gap in here if gap[0].ended_by is None]
    stands = asked.stands
    if stands.off_since is not None:
        why = reason(asked, asked.session.runs[-1])
        text = f"{asked.moment(stands.off_since)} until now: {why}"
        rows.append(Row(label="Interruption", text=text, weight="alert"))
    rows = rows or [Row(label="Interruptions", text="none recorded in this period")]
    earlier = [gap for gap in between if gap[1].since < asked.period_from and not gap[0].ended_by]
    return [*rows, *_pauses(here), *_earlier(earlier)]


def _pauses(gaps: list[tuple[Run, Run, datetime]]) -> list[Row]:
    changes = [hours_between(to, after.since) for before, after, to in gaps if before.ended_by]
    if not changes:
        return []
    text = f"{len(changes)} at bag changes, the longest {duration(max(changes))}"
    return [Row(label="Pauses", text=text)]


def _interruption(asked: Asked, before: Run, after: Run, to: datetime) -> Row:
    length = short(hours_between(to, after.since))
    text = f"{asked.moment(to)} to {asked.moment(after.since)}, {length}: {reason(asked, before)}"
    return Row(label="Interruption", text=text, weight="strong")


def _earlier(gaps: list[tuple[Run, Run, datetime]]) -> list[Row]:
    if not gaps:
        return []
    longest = max(hours_between(to, after.since) for _before, after, to in gaps)
    text = f"{len(gaps)}, the longest {short(longest)}"
    return [Row(label="Earlier interruptions", text=text)]


def _changes(asked: Asked) -> list[Row]:
    """When bags were hung in the period; the same one again after a stop says so."""
    told, before = [], None
    for run in asked.session.runs:
        again = " (the same bag again)" if run.bag == before else ""
        before = run.bag
        if asked.in_period(run.since):
            told.append(f"{asked.session.bags[run.bag].name} {asked.moment(run.since)}{again}")
    return [Row(label="Bags hung in this period", text="; ".join(told) or "none recorded")]


def _line(asked: Asked) -> list[Row]:
    """The line as the last walk that looked at it recorded it: a restart does not ask again."""
    walks = (asked.session.walks[run.begun_by] for run in reversed(asked.session.runs))
    answered = next((walk.accepted["line"] for walk in walks if "line" in walk.accepted), None)
    if answered is None:
        return [missing("Line and filter")]
    seen = answered.answers
    told = [
        f"{name}: {words(field, seen[name])}"
        for name in ("filter", "tubing", "lumen")
        for field in LINE.fields
        if field.name == name and name in seen
    ]
    text = "; ".join([*told, f"as of {asked.moment(answered.happened_at)}"])
    return [Row(label="Line and filter", text=text)]


def _medicines(asked: Asked) -> list[Row]:
    """What was given in the period, and the latest before it: fever may be masked for days."""
    known = [one for one in asked.session.medicines if one.at <= asked.now]
    here = [one for one in known if asked.in_period(one.at)]
    before = [one for one in known if not asked.in_period(one.at)]
    rows = [missing(_MEDICINES)]
    if here:
        rows = [Row(label=_MEDICINES, text=_told(asked, here), weight="strong")]
    if before:
        text = _told(asked, before[-_MOST_BEFORE:])
        rows.append(Row(label="Given before this period", text=text))
    return rows


def _told(asked: Asked, medicines: Iterable[Medicine]) -> str:
    return "\n".join(
        f"{asked.moment(one.at)}: {one.words}; recorded by {asked.name(one.author)}"
        for one in medicines
    )
