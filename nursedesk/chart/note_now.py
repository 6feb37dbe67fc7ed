"""The hand-over note's situation: how ill, what hangs, what waits, how far the cycle is."""

from __future__ import annotations

from decimal import Decimal

from nursedesk.chart.cycle import stops_after
from nursedesk.chart.dosing import dose
from nursedesk.chart.infusion import Run
from nursedesk.chart.note import NOT_RECORDED, Row, Section
from nursedesk.chart.note_asked import Asked, by_answers, by_rules, hours, missing, source
from nursedesk.chart.note_bags import hanging_bag, stock_bags
from nursedesk.chart.severity import SOURCE_WORDS, Severity
from nursedesk.chart.storage import short
from nursedesk.protocol.rules import Rule
from nursedesk.writing import amount, due

_CONCERN = "What worries the nurse"


def situation(asked: Asked) -> Section:
    """What hangs, how long, how far the cycle is, what has stopped."""
    rows = [
        *_replaces(asked),
        *_judged(asked),
        *_hanging(asked),
        *stock_bags(asked),
        *_infused(asked),
    ]
    return Section(title="Situation", rows=tuple(rows))


def _replaces(asked: Asked) -> list[Row]:
    old = asked.replaces
    if old is None:
        return []
    by = f", returned by {old.returned_by}" if old.returned_by else ""
    text = f"note {old.note}{by}: {old.reason}"
    return [Row(label="Replaces", text=text, weight="strong")]


def _judged(asked: Asked) -> list[Row]:
    """What the nurse thinks, in her own words; never reckoned from the record."""
    severity, concern = asked.judgement.severity, asked.judgement.concern
    rows = [missing("Illness severity")]
    if severity is not None:
        weight = "strong" if severity is Severity.STABLE else "alert"
        text = f"{severity.words} ({SOURCE_WORDS})"
        rows = [Row(label="Illness severity", text=text, weight=weight)]
    if severity is not None and not concern:  # she was asked
        concern = "nothing to add"
    return [*rows, Row(label=_CONCERN, text=concern) if concern else missing(_CONCERN)]


def _hanging(asked: Asked) -> list[Row]:
    bag = asked.session.hanging
    if bag is not None:
        return [*hanging_bag(asked, bag), *_stopped(asked)]
    rows = [Row(label="Hangs now", text="no bag hangs", weight="alert")]
    return rows + ([] if asked.session.runs else [missing("First start")]) + _stopped(asked)


def _stopped(asked: Asked) -> list[Row]:
    stands = asked.stands
    if stands.off_since is None or stands.off_hours is None:
        return []
    why = reason(asked, asked.session.runs[-1])
    text = f"stopped {short(stands.off_hours)}, since {asked.moment(stands.off_since)} ({why})"
    return [Row(label="Infusion", text=text, weight="alert")]


def reason(asked: Asked, run: Run) -> str:
    """Why a run ended, as it was recorded."""
    told = [stop.reason for stop in stops_after(asked.session, run)]
    return ", then ".join(told) or NOT_RECORDED


def _infused(asked: Asked) -> list[Row]:
    stands, protocol = asked.stands, asked.protocol
    sources = by_rules(protocol, (Rule.INT_INFUSED_TIME,))
    whole = amount(protocol.interruption.infusion.hours, "h")
    text = (
        f"infusion day {stands.day}; {hours(stands.infused_hours)} of {whole} infused, "
        f"{_left(stands.remaining_hours)}"
    )
    rows = [Row(label="Infused so far", text=text, weight="strong", source=sources)]
    rows += _beyond_the_bag(asked)
    if stands.step_at is not None and stands.step_dose is not None:
        amount_due = stands.step_dose.dose_mcg_per_day
        assert amount_due is not None
        text = f"to {dose(amount_due)}: {due(stands.step_at, asked.now, asked.zone)}"
        step = by_answers(stands.step_dose)
        rows.append(Row(label="Step dose", text=text, weight="strong", source=step))
    if stands.ends_at is not None:
        text = due(stands.ends_at, asked.now, asked.zone)
        rows.append(Row(label="Cycle ends", text=text, source=sources))
    return rows


def _beyond_the_bag(asked: Asked) -> list[Row]:
    """Hours that are counted as infused though the hanging bag holds fewer."""
    bag = asked.session.hanging
    if bag is None:
        return []
    values = asked.protocol.bags[bag.label.bag_kind]
    ran = sum(run.hours(asked.now) for run in asked.session.runs if run.bag == bag.id)
    beyond = ran - values.duration.hours
    if beyond <= 0:
        return []
    still = ", which was not recorded as stopped" if asked.session.running else ""
    text = (
        f"{short(beyond)} of these are past the {hours(values.duration.hours)} of {bag.name}{still}"
        "; whether it still gave drug is not known"
    )
    cites = source(values.duration.cite, values.duration.status)
    return [Row(label="Beyond the bag", text=text, weight="alert", source=cites)]


def _left(remaining: Decimal | None) -> str:
    if remaining is None:
        return "how the cycle goes on is not stated: prescriber"
    return f"{hours(remaining)} left"
