"""The bags in the hand-over note: what hangs, until when, and what waits with its two times."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from nursedesk.chart.bag import Bag
from nursedesk.chart.dosing import dose
from nursedesk.chart.labels import KIND_WORDS, ML_PER_H
from nursedesk.chart.note import NOT_RECORDED, Row
from nursedesk.chart.note_asked import Asked, by_answers, source
from nursedesk.chart.plan.accepted import planned_change, standing
from nursedesk.chart.preserved import preservative_findings
from nursedesk.chart.session_entries import BagLabel
from nursedesk.chart.storage import ask_bag, short
from nursedesk.chart.terms import Place
from nursedesk.protocol.bag import BagAnswer
from nursedesk.protocol.terms import BagVerdict, Status
from nursedesk.writing import amount, due, seen_from, weekday_moment

VERDICT_WORDS = {
    BagVerdict.HANG: "may be hung",
    BagVerdict.HANG_SHORT: "cannot run its full time",
    BagVerdict.ASK_PHARMACY: "ask pharmacy",
    BagVerdict.DISCARD: "discard",
}


def label_words(label: BagLabel) -> str:
    """What a label says: `24 h bag, without preservative, 28 mcg/day at 10 mL/h`."""
    preserved = "with preservative" if label.preservative else "without preservative"
    return (
        f"{KIND_WORDS[label.bag_kind]} bag, {preserved}, "
        f"{dose(label.dose_mcg_per_day)} at {amount(label.rate_ml_per_h, ML_PER_H)}"
    )


def hanging_bag(asked: Asked, bag: Bag) -> list[Row]:
    """The bag that hangs: what it is, how long it may be used, when it is changed."""
    answer, run = ask_bag(asked.protocol, bag, asked.now), asked.session.running
    since = f"; runs since {asked.moment(run.since)}" if run else "; it stands"
    text = f"{bag.name}: {label_words(bag.label)}{since}"
    rows = [Row(label="Hangs now", text=text, weight="strong")]
    if answer.verdict is BagVerdict.DISCARD:
        text = "this bag must not be used any more: stop the pump, take it down, discard it"
        rows.append(Row(label="Storage", text=text, weight="alert", source=by_answers(answer)))
    return [*rows, _times_hanging(asked, answer), *_benzyl_alcohol(asked, bag)]


def _times_hanging(asked: Asked, answer: BagAnswer) -> Row:
    """Use until, the limit of the change, and beside it what the ward means to do."""
    assert answer.change_at is not None
    until, overdue = answer.use_until, answer.change_at < asked.now
    change = f"Change at the latest {_due(asked, answer.change_at)}"
    use = f"Use until {_due(asked, until) if until else 'not known: ask pharmacy'}"
    first = (change, use) if overdue else (use, change)  # what is overdue is read first
    return Row(
        label="Use until, next change",
        text="\n".join((*first, f"Planned: {_planned(asked)}")),
        weight="alert" if overdue or not until else "strong",
        source=by_answers(answer),
    )


def _due(asked: Asked, at: datetime) -> str:
    return due(at, asked.now, asked.zone)


def _planned(asked: Asked) -> str:
    """What the ward means to do; past it a plan is not overdue, the limit is."""
    plan = standing(asked.session, asked.protocol, asked.now, asked.zone)
    planned = planned_change(asked.session, plan)
    if planned is None:
        return NOT_RECORDED
    when = weekday_moment(planned, asked.now, asked.zone)
    return f"{when}, {seen_from(planned, asked.now)}"


def _benzyl_alcohol(asked: Asked, bag: Bag) -> list[Row]:
    """The load of a preserved bag, and what is to be watched or asked because of it."""
    found = preservative_findings(
        asked.session.opened, asked.protocol, bag.label.bag_kind, asked.now
    )
    if not found:
        return []
    citations = dict.fromkeys(citation for finding in found for citation in finding.citations)
    status = Status.weakest(f.status for f in found if f.status is not None)
    return [
        Row(
            label="Benzyl alcohol",
            text=" ".join(finding.sentence for finding in found),
            weight="plain" if len(found) == 1 else "alert",
            source=source(tuple(citations), status),
        )
    ]


def stock_bags(asked: Asked) -> list[Row]:
    """The bags in stock, each with its place, its verdict, its hang by and its use until."""
    rows = [_stock_bag(asked, bag) for bag in asked.session.stock]
    return rows or [Row(label="Bags in stock", text="none by this record")]


def _stock_bag(asked: Asked, bag: Bag) -> Row:
    answer = ask_bag(asked.protocol, bag, asked.now)
    stands = f"{label_words(bag.label)}, {bag.stays[-1].place.value}"
    lines = [f"{stands}: {VERDICT_WORDS[answer.verdict]}", *_times(asked, bag, answer)]
    return Row(
        label=f"{bag.name.capitalize()} in stock",
        text="\n".join(lines),
        weight="plain" if answer.verdict is BagVerdict.HANG else "alert",
        source=by_answers(answer),
    )


def _times(asked: Asked, bag: Bag, answer: BagAnswer) -> list[str]:
    """Hang by and use until: two things, and neither of a bag that must not be used."""
    if answer.verdict is BagVerdict.DISCARD:
        return []
    if answer.hang_by is None or answer.use_until is None:
        return ["Hang by and use until are not known"]
    hang_by = f"Hang by {_due(asked, answer.hang_by)}"
    if all(stay.place is Place.REFRIGERATOR for stay in bag.stays):
        hang_by += ", if it is taken out of the refrigerator now"
    if answer.verdict is BagVerdict.HANG_SHORT:
        left = short(answer.undelivered_hours or Decimal(0))
        hang_by += f"; hung now, {left} of drug stay undelivered"
    return [hang_by, f"Use until {_due(asked, answer.use_until)}"]
