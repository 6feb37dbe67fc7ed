"""The bags in stock: what may be done with each, and what moving one would mean."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from nursedesk.chart.due_item import DueState
from nursedesk.chart.finding import Finding
from nursedesk.chart.labels import KIND_WORDS
from nursedesk.chart.present import present
from nursedesk.chart.session import Bag, Stay
from nursedesk.chart.session_entries import BagMoved
from nursedesk.chart.storage import ask, ask_bag, storage_findings
from nursedesk.chart.terms import Place
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.terms import BagVerdict
from nursedesk.ward.desk import Desk
from nursedesk.writing import amount, moment


class BagLine(Struct, frozen=True, kw_only=True):
    """A bag in stock, and what may be done with it."""

    bag: UUID
    name: str
    title: str
    state: DueState
    words: str
    where: str
    findings: tuple[Finding, ...]
    may_hang: bool


_PLACES = {Place.REFRIGERATOR: "in the refrigerator", Place.ROOM: "at room temperature"}


_BAG_STATES = {
    BagVerdict.HANG: (DueState.ON_TIME, "may be hung"),
    BagVerdict.HANG_SHORT: (DueState.DUE_SOON, "cannot run its full time"),
    BagVerdict.ASK_PHARMACY: (DueState.ASK_PHARMACY, "ask pharmacy"),
    BagVerdict.DISCARD: (DueState.DISCARD, "discard"),
}


def label_facts(bag: Bag) -> list[tuple[str, str]]:
    """What its label says, as label and value."""
    label = bag.label
    preserved = "with preservative" if label.preservative else "preservative-free"
    return [
        ("Bag", f"{KIND_WORDS[label.bag_kind]}, {preserved}"),
        ("Dose", amount(label.dose_mcg_per_day, "mcg/day")),
        ("Rate", amount(label.rate_ml_per_h, "mL/h")),
    ]


def bag_line(desk: Desk, protocol: Protocol, bag: Bag, now: datetime) -> BagLine:
    """A bag in stock as of `now`."""
    answer = ask_bag(protocol, bag, now)
    state, words = _BAG_STATES[answer.verdict]
    stay, zone = bag.stays[-1], desk.clock.zone
    read = f", {amount(stay.celsius, '°C')}" if stay.celsius is not None else ""
    where = _PLACES.get(stay.place, "somewhere else")
    facts = ", ".join(value for _name, value in label_facts(bag))
    return BagLine(
        bag=bag.id,
        name=bag.name,
        title=f"{bag.name.capitalize()}: {facts}",
        state=state,
        words=words,
        where=f"Since {moment(stay.since, zone)} {where}{read}.",
        findings=storage_findings(protocol, answer, now, zone),
        may_hang=answer.verdict is not BagVerdict.DISCARD,
    )


def moving_findings(
    desk: Desk, session: UUID, moved: BagMoved, at: datetime
) -> tuple[Finding, ...]:
    """What the protocol says of a bag in stock, were it put there at that instant."""
    current = desk.session(session)
    now = present(current, desk.clock.now())
    bag, protocol = current.bags[moved.bag], desk.protocol_of(current)
    stay = Stay(place=moved.place, since=at, celsius=moved.celsius)
    stays = sorted([*bag.stays, stay], key=lambda known: known.since)
    answer = ask(protocol, bag.label, stays, now)
    return storage_findings(protocol, answer, now, desk.clock.zone)
