"""What is due of a patient's bags: the change of the one that hangs, the others' use until."""

from __future__ import annotations

from datetime import datetime, tzinfo
from decimal import Decimal

from msgspec import structs

from nursedesk.chart.bag import Bag
from nursedesk.chart.due_item import (
    CHANGE_SOON_HOURS,
    STOCK_SOON_HOURS,
    Due,
    DueState,
    Topic,
    state_at,
)
from nursedesk.chart.plan.accepted import Standing, planned_change
from nursedesk.chart.session import PatientSession
from nursedesk.chart.storage import ask_bag, short
from nursedesk.chart.terms import Place
from nursedesk.clock import hours_between
from nursedesk.protocol.bag import BagAnswer
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.terms import BagVerdict
from nursedesk.writing import weekday_moment


def hanging_bag(
    session: PatientSession,
    protocol: Protocol,
    now: datetime,
    zone: tzinfo,
    plan: Standing | None,
) -> list[Due]:
    """The change of the bag that hangs; before the first one, that none was hung."""
    bag = session.hanging
    if bag is None:
        return [] if session.runs else [_first_bag(session)]
    answer = ask_bag(protocol, bag, now)
    if answer.verdict is BagVerdict.DISCARD:
        return [_take_down(bag, answer)]
    assert answer.change_at is not None
    state, word = state_at(answer.change_at, now, CHANGE_SOON_HOURS)
    when = weekday_moment(answer.change_at, now, zone)
    until = "" if answer.use_until is None else weekday_moment(answer.use_until, now, zone)
    sentence = f"Change {bag.name} by {when}." + (f" Use until {until}." if until else "")
    planned = planned_change(session, plan)
    if planned is not None:
        sentence += f" By the ward's plan: {weekday_moment(planned, now, zone)}."
        left = hours_between(now, planned)
        if state is DueState.ON_TIME and left <= CHANGE_SOON_HOURS:
            word = "due soon" if left >= 0 else f"planned {short(-left)} ago"
            state = DueState.DUE_SOON
    return [
        Due(
            topic=Topic.BAG_CHANGE,
            what=f"Change {bag.name}",
            at=answer.change_at,
            state=state,
            word=word,
            sentence=sentence,
            citations=answer.citations,
            status=answer.status,
            planned_at=planned,
        )
    ]


def _first_bag(session: PatientSession) -> Due:
    stock = ", ".join(bag.name for bag in session.stock) or "no bag is here yet"
    return Due(
        topic=Topic.FIRST_BAG,
        what="Hang the first bag",
        at=None,
        state=DueState.NOT_SET,
        word="not started",
        sentence=f"No bag has been hung in this session; in stock: {stock}.",
    )


def _take_down(bag: Bag, answer: BagAnswer) -> Due:
    return Due(
        topic=Topic.BAG_CHANGE,
        what=f"Take {bag.name} down",
        at=answer.change_at,
        state=DueState.DISCARD,
        word="discard",
        sentence=(
            f"{bag.name.capitalize()} hangs and must not be used any more. Stop the pump, take "
            "it down, discard it; call the prescriber and pharmacy."
        ),
        citations=answer.citations,
        status=answer.status,
    )


def stock_bags(
    session: PatientSession,
    protocol: Protocol,
    now: datetime,
    zone: tzinfo,
    plan: Standing | None,
) -> list[Due]:
    """Hang by and use until of every bag in stock, and the bags set aside."""
    found = [
        _kept(_stock_bag(bag, ask_bag(protocol, bag, now), now, zone), bag, plan, now, zone)
        for bag in session.stock
    ]
    aside = [b for b in session.bags.values() if b.set_aside and b.discarded is None]
    return found + [_set_aside(bag) for bag in aside]


def _kept(item: Due, bag: Bag, plan: Standing | None, now: datetime, zone: tzinfo) -> Due:
    """The same, with what the accepted plan keeps the bag for."""
    if plan is None or not plan.fits:
        return item
    planned = plan.kept_for(bag.id)
    if planned is None:
        return structs.replace(item, sentence=f"{item.sentence} The plan does not use it.")
    hung = weekday_moment(planned.hung_at, now, zone)
    sentence = f"{item.sentence} Keep it for the change planned {hung} (plan {planned.number})."
    return structs.replace(item, sentence=sentence, planned_at=planned.hung_at)


def _set_aside(bag: Bag) -> Due:
    return Due(
        topic=Topic.STOCK_BAG,
        what=f"{bag.name.capitalize()} set aside",
        at=None,
        state=DueState.ASK_PHARMACY,
        word="ask pharmacy",
        sentence=f"{bag.name.capitalize()} was set aside for pharmacy or the charge nurse.",
    )


def _stock_bag(bag: Bag, answer: BagAnswer, now: datetime, zone: tzinfo) -> Due:
    at, what = answer.hang_by, f"{bag.name.capitalize()} in stock"
    name = bag.name.capitalize()
    if answer.verdict is BagVerdict.DISCARD:
        state, word = DueState.DISCARD, "discard"
        sentence = f"{name} must not be used any more. Discard it and call pharmacy."
    elif answer.verdict is BagVerdict.ASK_PHARMACY:
        state, word = DueState.ASK_PHARMACY, "ask pharmacy"
        sentence = f"Not everything is known about {bag.name}. Ask pharmacy before it is hung."
    else:
        assert answer.use_until is not None
        assert answer.hang_by is not None
        until = weekday_moment(answer.use_until, now, zone)
        hang_by = weekday_moment(answer.hang_by, now, zone)
        state, word = state_at(answer.use_until, now, STOCK_SOON_HOURS)
        cold = all(stay.place is Place.REFRIGERATOR for stay in bag.stays)
        taken_out = ", if it is taken out of the refrigerator now" if cold else ""
        sentence = (
            f"{name}: hang by {hang_by}{taken_out}. After that it must come down before it is "
            f"empty. Use until {until}."
        )
        if answer.verdict is BagVerdict.HANG_SHORT:
            missing = short(answer.undelivered_hours or Decimal(0))
            at, state = answer.use_until, DueState.DUE_SOON
            word = "cannot run its full time"
            sentence = (
                f"{name}: hang by was {hang_by}. Hung now, {missing} of drug stay undelivered. "
                f"Use until {until}."
            )
    return Due(
        topic=Topic.STOCK_BAG,
        what=what,
        at=at,
        state=state,
        word=word,
        sentence=sentence,
        citations=answer.citations,
        status=answer.status,
    )
