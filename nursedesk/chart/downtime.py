"""The downtime sheet: a patient's state on paper, for when the workstation is away.

It is the hand-over note's content over the whole session, with the bags in stock before it. It is
never signed: paper says as of which entry it is, and the record goes on after it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, tzinfo

from msgspec import structs

from nursedesk.chart.bag import Bag
from nursedesk.chart.dosing import dose
from nursedesk.chart.handover import build
from nursedesk.chart.labels import KIND_WORDS, ML_PER_H
from nursedesk.chart.note import HandoverNote, Row, Section
from nursedesk.chart.note_now import source
from nursedesk.chart.present import present
from nursedesk.chart.session import PatientSession
from nursedesk.chart.storage import ask_bag
from nursedesk.protocol.bag import BagAnswer
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.terms import BagVerdict
from nursedesk.writing import amount, due

TITLE = "Downtime sheet, unsigned print"
_NAMEABLE = re.compile(r"[a-z0-9]+")
_VERDICTS = {
    BagVerdict.HANG: "may be hung",
    BagVerdict.HANG_SHORT: "cannot run its full time",
    BagVerdict.ASK_PHARMACY: "ask pharmacy",
    BagVerdict.DISCARD: "discard",
}


def file_name(session: PatientSession) -> str:
    """The name of a patient's downtime file: her bed, never her name; `bed-7-1a2b3c4d.pdf`."""
    bed = "-".join(_NAMEABLE.findall((session.opened.bed or "").lower()))[:20]
    return f"bed-{bed or 'not-given'}-{session.id.hex[:8]}.pdf"


def downtime_sheet(
    session: PatientSession,
    protocol: Protocol,
    *,
    now: datetime,
    zone: tzinfo,
    names: Mapping[str, str],
    ward_name: str,
    demo: bool,
) -> HandoverNote:
    """The sheet as of the session's last entry, reckoned at `now`."""
    at = present(session, now)
    note = build(
        session,
        protocol,
        note=session.id,
        now=at,
        zone=zone,
        period_from=session.opened_at,
        author="",
        names=names,
        ward_name=ward_name,
        demo=demo,
    )
    stock = _stock(session, protocol, at, zone)
    situation, *rest = note.sections
    return structs.replace(note, title=TITLE, sections=(situation, stock, *rest))


def _stock(session: PatientSession, protocol: Protocol, now: datetime, zone: tzinfo) -> Section:
    rows = [row for bag in session.stock for row in _bag(protocol, bag, now, zone)]
    nothing = (Row(label="Bags in stock", text="none by this record"),)
    return Section(title="Bags in stock", rows=tuple(rows) or nothing)


def _bag(protocol: Protocol, bag: Bag, now: datetime, zone: tzinfo) -> list[Row]:
    label, answer = bag.label, ask_bag(protocol, bag, now)
    preserved = "with preservative" if label.preservative else "without preservative"
    text = (
        f"{KIND_WORDS[label.bag_kind]} bag, {preserved}, {dose(label.dose_mcg_per_day)} at "
        f"{amount(label.rate_ml_per_h, ML_PER_H)}: {_VERDICTS[answer.verdict]}"
    )
    weight = "plain" if answer.verdict is BagVerdict.HANG else "alert"
    name = bag.name.capitalize()
    return [
        Row(label=name, text=text, weight=weight),
        *_times(name, answer, now, zone),
    ]


def _times(name: str, answer: BagAnswer, now: datetime, zone: tzinfo) -> list[Row]:
    """Until when it may be hung and used, where that is known."""
    found = []
    if answer.verdict is BagVerdict.DISCARD:
        return []
    for what, at in (("hang by", answer.hang_by), ("use until", answer.use_until)):
        text = "not known: ask pharmacy" if at is None else due(at, now, zone)
        weight = "alert" if at is None else "strong"
        sources = source(answer.citations, answer.status)
        found.append(Row(label=f"{name}: {what}", text=text, weight=weight, source=sources))
    return found
