"""The hand-over note's situation and background: who, what hangs, how far, what is special."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from decimal import Decimal
from itertools import pairwise

from msgspec import Struct

from nursedesk.chart.cycle import Cycle, cycle, dose_on, stop_that_ended
from nursedesk.chart.dosing import DOSE_STOPS, dose
from nursedesk.chart.field import words
from nursedesk.chart.infusion import Run
from nursedesk.chart.labels import KIND_WORDS, ML_PER_H
from nursedesk.chart.note import NOT_RECORDED, Row, Section
from nursedesk.chart.plan.accepted import planned_change, standing
from nursedesk.chart.session import PatientSession
from nursedesk.chart.storage import ask_bag, short
from nursedesk.chart.walks.line_and_pump import LINE
from nursedesk.clock import hours_between
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.rules import Rule
from nursedesk.protocol.terms import BagVerdict, Status
from nursedesk.writing import amount, day, due, duration, moment

STATUS_WORDS = {
    Status.LABEL: "from the label",
    Status.INFERRED: "inferred from the label's class rule: confirm with pharmacy",
    Status.SECONDARY: "secondary source: the ward must confirm it",
    Status.DECISION: "NurseDesk's own reading, not the label's",
}
INDICATION_WORDS = {
    "mrd": "MRD-positive",
    "relapsed-refractory": "relapsed or refractory",
    "consolidation": "Philadelphia-negative, consolidation phase",
}


class Asked(Struct, frozen=True, kw_only=True):
    """What a note is built from: the fold, the protocol, the period, and how people are called."""

    session: PatientSession
    protocol: Protocol
    now: datetime
    zone: tzinfo
    period_from: datetime
    names: Mapping[str, str]

    @property
    def stands(self) -> Cycle:
        """Where the cycle stands now."""
        return cycle(self.session, self.protocol, self.now)

    def name(self, account: str) -> str:
        """A person's name, the account where the name is not known."""
        return self.names.get(account, account)

    def moment(self, instant: datetime) -> str:
        """An instant as the note writes it."""
        return moment(instant, self.zone)

    def in_period(self, instant: datetime) -> bool:
        """Whether an instant lies in the period of the note."""
        return self.period_from <= instant <= self.now


def source(citations: tuple[str, ...], status: Status) -> str:
    """The sources of a row: citation ids, and what the value rests on."""
    return f"{', '.join(citations)} ({STATUS_WORDS[status]})"


def missing(label: str) -> Row:
    """A row for what nobody recorded."""
    return Row(label=label, text=NOT_RECORDED, weight="missing")


def situation(asked: Asked) -> Section:
    """What hangs, how long, how far the cycle is, what has stopped."""
    rows = [missing("Illness severity"), *_hanging(asked), *_infused(asked)]
    return Section(title="Situation", rows=tuple(rows))


def _hanging(asked: Asked) -> list[Row]:
    session, bag, run = asked.session, asked.session.hanging, asked.session.running
    if bag is None:
        rows = [Row(label="Hangs now", text="no bag hangs", weight="alert")]
        return rows + ([] if session.runs else [missing("First start")]) + _stopped(asked)
    label = bag.label
    preserved = "with preservative" if label.preservative else "without preservative"
    text = (
        f"{bag.name}: {KIND_WORDS[label.bag_kind]} bag, {preserved}, "
        f"{dose(label.dose_mcg_per_day)} at {amount(label.rate_ml_per_h, ML_PER_H)}"
    )
    rows = [Row(label="Hangs now", text=text, weight="strong")]
    if run is not None:
        rows.append(Row(label="Runs since", text=asked.moment(run.since)))
    rows += _stopped(asked)
    answer = ask_bag(asked.protocol, bag, asked.now)
    sources = source(answer.citations, answer.status)
    if answer.verdict is BagVerdict.DISCARD:
        text = "this bag must not be used any more: stop the pump, take it down, discard it"
        rows.append(Row(label="Storage", text=text, weight="alert", source=sources))
    until = answer.use_until
    if until is None:
        rows.append(Row(label="Use until", text="not known: ask pharmacy", weight="alert"))
    else:
        rows.append(Row(label="Use until", text=due(until, asked.now, asked.zone), source=sources))
    assert answer.change_at is not None
    text = due(answer.change_at, asked.now, asked.zone)
    weight = "alert" if answer.change_at < asked.now else "strong"
    rows.append(Row(label="Next change at the latest", text=text, weight=weight))
    return [*rows, _planned(asked)]


def _planned(asked: Asked) -> Row:
    plan = standing(asked.session, asked.protocol, asked.now, asked.zone)
    planned = planned_change(asked.session, plan)
    if planned is None:
        return missing("Next change planned")
    return Row(label="Next change planned", text=due(planned, asked.now, asked.zone))


def _stopped(asked: Asked) -> list[Row]:
    stands = asked.stands
    if stands.off_since is None or stands.off_hours is None:
        return []
    reason = _reason(asked, asked.session.runs[-1])
    text = f"stopped {short(stands.off_hours)}, since {asked.moment(stands.off_since)} ({reason})"
    return [Row(label="Infusion", text=text, weight="alert")]


def _infused(asked: Asked) -> list[Row]:
    stands, protocol = asked.stands, asked.protocol
    rule = protocol.rules[Rule.INT_INFUSED_TIME]
    whole = amount(protocol.interruption.infusion.hours, "h")
    text = (
        f"infusion day {stands.day}; {hours(stands.infused_hours)} of {whole} infused, "
        f"{_left(stands.remaining_hours)}"
    )
    rows = [
        Row(
            label="Infused so far",
            text=text,
            weight="strong",
            source=source(rule.cite, rule.status),
        )
    ]
    if stands.step_at is not None and stands.step_dose is not None:
        amount_due = stands.step_dose.dose_mcg_per_day
        assert amount_due is not None
        text = f"to {dose(amount_due)}: {due(stands.step_at, asked.now, asked.zone)}"
        sources = source(stands.step_dose.citations, stands.step_dose.status)
        rows.append(Row(label="Step dose", text=text, weight="strong", source=sources))
    if stands.ends_at is not None:
        text = due(stands.ends_at, asked.now, asked.zone)
        rows.append(Row(label="Cycle ends", text=text))
    return rows


def _left(remaining: Decimal | None) -> str:
    if remaining is None:
        return "how the cycle goes on is not stated: prescriber"
    return f"{hours(remaining)} left"


def hours(length: Decimal) -> str:
    """Hours cut to one decimal, never rounded up: `167.9 h`."""
    tenths = int(length * 10)
    return amount(Decimal(tenths) / 10, "h")


def background(asked: Asked) -> Section:
    """What is treated, with which dose; what is special; what happened to the infusion."""
    opened, session = asked.session.opened, asked.session
    cycle_words = f"{INDICATION_WORDS[opened.indication.value]}, cycle {opened.cycle}"
    answer = dose_on(session, asked.protocol, asked.stands.day, asked.now)
    phase = f", {answer.phase.value} phase" if answer.phase else ""
    rows = [
        Row(label="Treatment", text=cycle_words + phase),
        Row(label="Session opened", text=asked.moment(session.opened_at)),
        Row(label="Body", text=_body(asked)),
        _order(asked),
        _protocol_dose(asked),
        Row(label="Special", text="; ".join(_special(asked)), weight=_special_weight(asked)),
        *_interruptions(asked),
        *_changes(asked),
        *_line(asked),
        missing("Premedication and steroids"),
    ]
    return Section(title="Background", rows=tuple(rows))


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
    stands = asked.stands
    answer = dose_on(asked.session, asked.protocol, stands.day, asked.now)
    sources = source(answer.citations, answer.status)
    label = f"Protocol, day {stands.day}"
    if answer.dose_mcg_per_day is None:
        text = " ".join(DOSE_STOPS[stop] for stop in answer.stops)
        return Row(label=label, text=text, weight="alert", source=sources)
    if not answer.infusing:
        return Row(label=label, text="free of treatment", source=sources)
    return Row(label=label, text=dose(answer.dose_mcg_per_day), source=sources)


def _special(asked: Asked) -> list[str]:
    opened = asked.session.opened
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
    return found or ["nothing special recorded"]


def _special_weight(asked: Asked) -> str:
    return "plain" if _special(asked) == ["nothing special recorded"] else "alert"


def _interruptions(asked: Asked) -> list[Row]:
    runs, rows, changes = asked.session.runs, [], []
    for before, after in pairwise(runs):
        if before.to is None or not asked.in_period(after.since):
            continue
        length = hours_between(before.to, after.since)
        if before.ended_by is not None:
            changes.append(length)
            continue
        reason = _reason(asked, before)
        text = (
            f"{asked.moment(before.to)} to {asked.moment(after.since)}, {short(length)}: {reason}"
        )
        rows.append(Row(label="Interruption", text=text, weight="strong"))
    if asked.stands.off_since is not None and runs:
        text = f"{asked.moment(asked.stands.off_since)} until now: {_reason(asked, runs[-1])}"
        rows.append(Row(label="Interruption", text=text, weight="alert"))
    if changes:
        text = f"{len(changes)} at bag changes, the longest {duration(max(changes))}"
        rows.append(Row(label="Pauses", text=text))
    return rows or [Row(label="Interruptions", text="none recorded in this period")]


def _reason(asked: Asked, run: Run) -> str:
    stop = stop_that_ended(asked.session, run)
    return stop.reason if stop else NOT_RECORDED


def _changes(asked: Asked) -> list[Row]:
    hung = [run for run in asked.session.runs if asked.in_period(run.since)]
    text = "; ".join(f"{asked.session.bags[r.bag].name} {asked.moment(r.since)}" for r in hung)
    return [Row(label="Bags hung in this period", text=text or "none recorded")]


def _line(asked: Asked) -> list[Row]:
    """The line as the last bag change recorded it."""
    walk = next(
        (asked.session.walks[run.begun_by] for run in reversed(asked.session.runs)),
        None,
    )
    answered = walk.accepted.get("line") if walk else None
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
