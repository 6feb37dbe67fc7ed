"""The whole ward on one sheet: each patient in a few lines, whoever needs somebody first on top."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo
from decimal import Decimal

from msgspec import Struct

from nursedesk.chart.bag import Bag
from nursedesk.chart.cycle import dose_on
from nursedesk.chart.dosing import dose
from nursedesk.chart.due import BoardRow, Due, DueState, Topic, board
from nursedesk.chart.labels import KIND_WORDS, ML_PER_H
from nursedesk.chart.note import NOT_RECORDED
from nursedesk.chart.note_asked import STATUS_WORDS, Asked, hours
from nursedesk.chart.note_background import special
from nursedesk.chart.note_questions import to_pharmacy, to_prescriber
from nursedesk.chart.patient import patient_line, today
from nursedesk.chart.plan.accepted import planned_change, standing
from nursedesk.chart.present import present
from nursedesk.chart.session import PatientSession
from nursedesk.chart.storage import ask_bag
from nursedesk.protocol.answer import Answer
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.pages import source_titles
from nursedesk.protocol.rules import Rule
from nursedesk.protocol.terms import BagVerdict, Status
from nursedesk.writing import amount, due, weekday_moment

MOST_DUE = 3
URGENT = frozenset({DueState.OVERDUE, DueState.STOPPED, DueState.DISCARD, DueState.ASK_PHARMACY})


class WardLine(Struct, frozen=True, kw_only=True):
    """One patient. `word` says how the first thing due stands; `urgent`: it needs somebody now.

    `basis` says what the times of the bag rest on, where that is not the label. `cites` are the
    ids of the citations of this line's values.
    """

    bed: str
    patient: str
    word: str
    urgent: bool
    hangs: str
    use_until: str
    change: str
    planned: str
    basis: str
    infused: str
    dose: str
    alerts: tuple[str, ...]
    due: tuple[str, ...]
    cites: tuple[str, ...]


class WardSheet(Struct, frozen=True, kw_only=True):
    """Everything that the whole-ward sheet shows; instants UTC, `zone` is the one to print them in.

    `entry_number` is the chart's last entry then; `unreadable` names patients whose damaged record
    cannot be shown; `protocols` are their names with the SHA-256 (hex) of their files.
    """

    ward_name: str
    demo: bool
    lines: tuple[WardLine, ...]
    unreadable: tuple[str, ...]
    cited: str
    sources: str
    protocols: tuple[tuple[str, str], ...]
    entry_number: str
    made_at: datetime
    zone: tzinfo


def ward_sheet(
    patients: Iterable[tuple[PatientSession, Protocol]],
    *,
    now: datetime,
    zone: tzinfo,
    ward_name: str,
    demo: bool,
    entry_number: str,
    unreadable: Sequence[str] = (),
) -> WardSheet:
    """The ward as of `now`, in the order of the ward board."""
    under = {session.id: (session, protocol) for session, protocol in patients}
    rows = board(under.values(), now, zone)
    lines = tuple(_line(row, under[row.session.id][1], now, zone) for row in rows)
    protocols = {protocol.sha256: protocol for _session, protocol in under.values()}
    cited = dict.fromkeys(citation for line in lines for citation in line.cites)
    titles = (source_titles(one, cited.keys() & one.citations.keys()) for one in protocols.values())
    return WardSheet(
        ward_name=ward_name,
        demo=demo,
        lines=lines,
        unreadable=tuple(unreadable),
        cited=", ".join(cited),
        sources="; ".join(dict.fromkeys(titles)),
        protocols=tuple((f"{one.id} {one.version}", one.sha256) for one in protocols.values()),
        entry_number=entry_number,
        made_at=now,
        zone=zone,
    )


def _line(row: BoardRow, protocol: Protocol, as_of: datetime, zone: tzinfo) -> WardLine:
    session = row.session
    now = present(session, as_of)
    asked = Asked(session=session, protocol=protocol, now=now, zone=zone, period_from=now, names={})
    bag = session.hanging
    hanging = _Hanging.of(asked, bag) if bag else _Hanging()
    answers = [answer for answer in (hanging.answer, _dose(asked)) if answer is not None]
    cites = [citation for answer in answers for citation in answer.citations]
    return WardLine(
        bed=session.opened.bed or NOT_RECORDED,
        patient=patient_line(session.opened.patient, today(now, zone)),
        word=row.word,
        urgent=row.state in URGENT,
        hangs=hanging.words,
        use_until=hanging.use_until,
        change=hanging.change,
        planned=hanging.planned,
        basis=_basis(hanging.answer),
        infused=_infused(asked),
        dose=_doses(asked),
        alerts=_alerts(asked, row),
        due=tuple(_due(item, row, now, zone) for item in _next(row)),
        cites=tuple(dict.fromkeys([*protocol.rules[Rule.INT_INFUSED_TIME].cite, *cites])),
    )


class _Hanging(Struct, frozen=True, kw_only=True):
    """What hangs, in words."""

    words: str = "no bag hangs"
    use_until: str = ""
    change: str = ""
    planned: str = ""
    answer: Answer | None = None

    @classmethod
    def of(cls, asked: Asked, bag: Bag) -> _Hanging:
        label, answer = bag.label, ask_bag(asked.protocol, bag, asked.now)
        runs = "" if asked.session.running else ", stopped"
        plan = standing(asked.session, asked.protocol, asked.now, asked.zone)
        planned = planned_change(asked.session, plan)
        until = answer.use_until
        discard = answer.verdict is BagVerdict.DISCARD
        return cls(
            words=(
                f"{bag.name}, {KIND_WORDS[label.bag_kind]}, {dose(label.dose_mcg_per_day)} at "
                f"{amount(label.rate_ml_per_h, ML_PER_H)}{runs}"
            ),
            use_until=(
                "must not be used any more: take it down"
                if discard
                else weekday_moment(until, asked.now, asked.zone)
                if until
                else "not known: ask pharmacy"
            ),
            change=_change(asked, answer.change_at) if answer.change_at else "",
            planned=weekday_moment(planned, asked.now, asked.zone) if planned else "",
            answer=answer,
        )


def _change(asked: Asked, at: datetime) -> str:
    """When, and how far off; how long it is overdue stands beside it already."""
    write = due if at > asked.now else weekday_moment
    return write(at, asked.now, asked.zone)


def _basis(answer: Answer | None) -> str:
    known = answer is not None and answer.status is not Status.LABEL
    return STATUS_WORDS[answer.status] if answer is not None and known else ""


def _dose(asked: Asked) -> Answer:
    return dose_on(asked.session, asked.protocol, asked.stands.day, asked.now)


def _infused(asked: Asked) -> str:
    stands = asked.stands
    whole: Decimal = asked.protocol.interruption.infusion.hours
    return f"day {stands.day}; {hours(stands.infused_hours)} of {amount(whole, 'h')}"


def _doses(asked: Asked) -> str:
    """The order, and what the protocol states for the day with what that rests on."""
    day, ordered = asked.stands.day, asked.session.ordered_dose(asked.now).dose_mcg_per_day
    answer = dose_on(asked.session, asked.protocol, day, asked.now)
    stated = answer.dose_mcg_per_day
    says = "no dose stated" if stated is None else dose(stated)
    if stated is not None and not answer.infusing:
        says = "free of treatment"
    basis = f" ({STATUS_WORDS[answer.status]})" if answer.status is not Status.LABEL else ""
    return f"ordered {dose(ordered)}; protocol {says}{basis}"


def _alerts(asked: Asked, row: BoardRow) -> tuple[str, ...]:
    """What is special about the patient, and how many questions are open."""
    open_for = {"pharmacy": to_pharmacy(asked, list(row.dues)), "prescriber": to_prescriber(asked)}
    counted = [
        f"{len(rows)} open question{'' if len(rows) == 1 else 's'} for {who}"
        for who, rows in open_for.items()
        if rows
    ]
    return (*special(asked.session.opened), *counted)


def _next(row: BoardRow) -> list[Due]:
    """The first things due; a bag in stock waits for its turn on the patient's own page."""
    timed = [
        item
        for item in row.dues
        if item.state is not DueState.NOT_SET and item.topic is not Topic.STOCK_BAG
    ]
    return timed[:MOST_DUE]


def _due(item: Due, row: BoardRow, now: datetime, zone: tzinfo) -> str:
    """What and when, and how it stands, where that is not the line's own `word`."""
    timed = item.due_at is not None and not item.lies_behind
    when = weekday_moment(item.due_at, now, zone) if item.due_at and timed else ""
    word = "" if item is row.next_due and when else item.word
    return ", ".join(part for part in (item.what, when, word) if part)
