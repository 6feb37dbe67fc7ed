"""What a correction would change for the patient, and why it may not be recorded.

The history is folded as a whole with the correction in it, before anything is recorded.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo
from decimal import Decimal

from msgspec import Struct, structs

from nursedesk.chart import ordering
from nursedesk.chart.correction_by_two import needs_two
from nursedesk.chart.cycle import cycle, step_after_reaction
from nursedesk.chart.dosing import dose, label_against_order
from nursedesk.chart.due import due
from nursedesk.chart.finding import Finding, Level, by_weight
from nursedesk.chart.folding import effective, retold
from nursedesk.chart.grounds import our_own, plainly
from nursedesk.chart.infusion import in_time
from nursedesk.chart.labels import differing_from_received, label_findings
from nursedesk.chart.medicine_entries import MedicineGiven
from nursedesk.chart.medicines import check as medicine_check
from nursedesk.chart.opening import check as opening_check
from nursedesk.chart.present import present
from nursedesk.chart.session import Bag, Event, PatientSession, Stop
from nursedesk.chart.session_entries import (
    BagDiscarded,
    BagMoved,
    BagReceived,
    DoseOrdered,
    SessionOpened,
    WalkStep,
)
from nursedesk.chart.storage import ask_bag, storage_findings
from nursedesk.chart.terms import Happening
from nursedesk.chart.walk import Context
from nursedesk.chart.walks import walk_for
from nursedesk.chart.walks.new_bag import label_of
from nursedesk.errors import BugError, Refused
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.terms import BagVerdict
from nursedesk.writing import duration, moment, weekday_moment

_AGAIN = "Your input is kept. Look at what you corrected and at the timeline."
_NO_DATE = frozenset({"born-in-the-future", "weighed-in-the-future", "weighed-before-birth"})
_MAY = {
    BagVerdict.HANG: "may be used",
    BagVerdict.HANG_SHORT: "cannot run its full time",
    BagVerdict.ASK_PHARMACY: "ask pharmacy",
    BagVerdict.DISCARD: "discard",
}


class Difference(Struct, frozen=True, kw_only=True):
    """One thing that a correction changes for the patient, in words."""

    what: str
    before: str
    after: str


class Effect(Struct, frozen=True, kw_only=True):
    """What follows from a correction. `two_people`: a second person enters it too, blind."""

    findings: tuple[Finding, ...]
    differences: tuple[Difference, ...]
    two_people: bool


class Setting(Struct, frozen=True, kw_only=True):
    """Under which protocol, when and in which zone a correction is looked at."""

    protocol: Protocol
    now: datetime
    zone: tzinfo


def effect(session: PatientSession, old: Event, new: Event, setting: Setting) -> Effect:
    """What follows if `new` takes the place of `old`.

    Raises:
        Refused: it says nothing new, lies in the future, or the record would contradict itself.
    """
    if (new.body, new.happened_at) == (_without_reason(old, new), old.happened_at):
        raise _refused("nothing-corrected", "What you entered is what the entry says already.")
    if new.happened_at > setting.now:
        raise _refused("in-the-future", "The time given lies in the future.")
    try:
        after = retold(session, new)
    except BugError as error:
        raise _refused(
            "would-not-fit", "Later entries rely on this one as it is: it cannot say this."
        ) from error
    for sentence in _contradictions(session, after, old, new, setting.zone):
        raise _refused("would-not-fit", sentence)
    for finding in _forbidding(after, new, setting):
        raise _refused(finding.code, finding.sentence)
    return Effect(
        findings=_said_now(session, after, old, new, setting),
        differences=tuple(_differences(session, after, setting)),
        two_people=_lifts(session, after, old, new, setting)
        or needs_two(session, after, old, setting.protocol, setting.now),
    )


def _refused(code: str, sentence: str) -> Refused:
    return Refused(code, sentence, do=_AGAIN)


def _without_reason(old: Event, new: Event) -> object:
    because = new.body.because if isinstance(new.body, Happening) else None
    return structs.replace(old.body, because=because)


def _contradictions(
    before: PatientSession, after: PatientSession, old: Event, new: Event, zone: tzinfo
) -> Iterator[str]:
    """What the record would say against itself."""
    if _course(before, {old.seq: new.seq}) != _course(after, {}):
        yield (
            "The starts and stops of the infusion would not follow one another any more as they "
            "were recorded: a start would lie before its pause or before its bag came, or a stop "
            "outside the time for which it ran."
        )
    early = _before_they_came(after)
    for name, came in early.items():
        if name not in _before_they_came(before):
            came_at = moment(came, zone)
            yield f"{name.capitalize()} came on {came_at}: it was not moved or discarded before."


def _course(session: PatientSession, renamed: dict[int, int]) -> list[object]:
    """The starts and stops in the order of time, each named by what told of it."""
    return [
        renamed.get(told.seq, told.seq) if isinstance(told, Stop) else told.walk
        for told in in_time(session.starts.values(), session.stops)
    ]


def _before_they_came(session: PatientSession) -> dict[str, datetime]:
    """The bags of which something is told from before they came, and when they came."""
    return {
        session.bags[event.body.bag].name: session.bags[event.body.bag].received_at
        for event in effective(session.history)
        if isinstance(event.body, BagMoved | BagDiscarded)
        and event.happened_at < session.bags[event.body.bag].received_at
    }


def _forbidding(after: PatientSession, new: Event, setting: Setting) -> tuple[Finding, ...]:
    """What is written wrongly whatever happened; what did happen is never forbidden."""
    body = new.body
    if isinstance(body, MedicineGiven):
        return medicine_check(body)
    if isinstance(body, DoseOrdered):
        found = ordering.check(after, setting.protocol, body, setting.now, setting.zone)
        return tuple(f for f in found if f.level is Level.STOP)
    if isinstance(body, SessionOpened):
        found = opening_check(body, setting.protocol, setting.now, setting.zone)
        return tuple(f for f in found if f.code in _NO_DATE)
    return ()


def _lifts(
    before: PatientSession, after: PatientSession, old: Event, new: Event, setting: Setting
) -> bool:
    """Whether a stop, a question to pharmacy or a warning of the entry would be gone."""
    was, will = (
        {f.code for f in _rules_say(session, event, setting) if f.level is not Level.NOTE}
        for session, event in ((before, old), (after, new))
    )
    return not was <= will


def _said_now(
    before: PatientSession, after: PatientSession, old: Event, new: Event, setting: Setting
) -> tuple[Finding, ...]:
    """What the rules say to it, less what they said before."""
    known = {finding.sentence for finding in _rules_say(before, old, setting)}
    said = [f for f in _rules_say(after, new, setting) if f.sentence not in known]
    gone = _orders_gone(before, after, old, setting.zone)
    return by_weight((*said, *gone, *_noted(before, old, setting.zone)))


def _orders_gone(
    before: PatientSession, after: PatientSession, old: Event, zone: tzinfo
) -> Iterator[Finding]:
    """Orders that another one's corrected time replaces."""
    left = {order.seq for order in after.orders}
    for order in before.orders:
        if order.seq in left or order.seq == old.seq:
            continue
        what, since = dose(order.dose_mcg_per_day), moment(order.valid_from, zone)
        sentence = f"The order of {what} from {since} would not hold any more."
        yield our_own(Level.WARN, "order-gone", sentence)


def _rules_say(session: PatientSession, event: Event, setting: Setting) -> tuple[Finding, ...]:
    body, protocol = event.body, setting.protocol
    now = present(session, setting.now)
    if isinstance(body, SessionOpened):
        return opening_check(body, protocol, now, setting.zone)
    if isinstance(body, DoseOrdered):
        found = ordering.check(session, protocol, body, now, setting.zone)
        return tuple(f for f in found if f.code != "replaces-an-order")  # it finds itself
    if isinstance(body, BagReceived | BagMoved):
        bag = session.bags[body.bag]
        return (
            *label_findings(session, protocol, bag.label, now),
            *label_against_order(session, protocol, bag.label.dose_mcg_per_day, now),
            *storage_findings(protocol, ask_bag(protocol, bag, now), now, setting.zone),
            *_read_otherwise(session, bag),
        )
    if isinstance(body, WalkStep):
        state = session.walks[body.walk]
        context = Context(
            session=session, walk=state, protocol=protocol, now=now, zone=setting.zone
        )
        return walk_for(state.kind).step(body.step).judge(context, body.answers)
    return ()


def _read_otherwise(session: PatientSession, bag: Bag) -> tuple[Finding, ...]:
    """Two people read this bag's label when it was hung, and not what its record says now."""
    for walk in session.walks.values():
        read = walk.accepted.get("new-bag") if walk.bag == bag.id else None
        if read is not None and differing_from_received(label_of(read.answers), bag.label):
            sentence = (
                f"Two people read the label of {bag.name} otherwise at the bag change. If they "
                "read it wrongly too, correct that reading as well."
            )
            return (our_own(Level.WARN, "read-otherwise", sentence),)
    return ()


def _noted(before: PatientSession, old: Event, zone: tzinfo) -> Iterator[Finding]:
    notes = [note for note in before.notes if note.stands and old.seq <= note.as_of]
    if notes:
        signed = moment(notes[-1].signed_at, zone)
        sentence = (
            f"The hand-over note of {signed} says it as it was recorded before. Tell whoever "
            "received it, and replace the note."
        )
        yield plainly(Level.WARN, "note-says-otherwise", sentence)


def _differences(
    before: PatientSession, after: PatientSession, setting: Setting
) -> Iterator[Difference]:
    was, will = _reckoned(before, setting), _reckoned(after, setting)
    for what in [*was, *(new for new in will if new not in was)]:
        one, other = was.get(what, "-"), will.get(what, "-")
        if one != other:
            yield Difference(what=what, before=one, after=other)


def _reckoned(session: PatientSession, setting: Setting) -> dict[str, str]:
    """Everything that is reckoned of a patient, in words, by what it is."""
    protocol, zone = setting.protocol, setting.zone
    now = present(session, setting.now)
    stands = cycle(session, protocol, now)
    coming = [order for order in session.orders if order.valid_from > now]
    found = {
        "Infused so far": f"{duration(stands.infused_hours)}, infusion day {stands.day}",
        "The infusion": _stands(session, zone),
        "Dose ordered now": dose(session.ordered_dose(now).dose_mcg_per_day),
        "Ordered from later on": "; ".join(
            f"{dose(order.dose_mcg_per_day)} from {moment(order.valid_from, zone)}"
            for order in coming
        ),
        "Left of the cycle": _left(stands.remaining_hours),
        "Step dose": _when(stands.step_at, zone),
        "No step before": _when(step_after_reaction(session, protocol), zone),
        "The cycle ends": _when(stands.ends_at, zone),
    }
    for number, run in enumerate(session.runs, 1):
        to = moment(run.to, zone) if run.to else "now"
        name = session.bags[run.bag].name
        found[f"Run {number}"] = f"{name}, {moment(run.since, zone)} to {to}"
    for bag in session.bags.values():
        if bag.discarded is None and bag.down_at is None:
            found[bag.name.capitalize()] = _bag(bag, setting, now)
    for item in due(session, protocol, now, zone):
        when = weekday_moment(item.due_at, now, zone) if item.due_at else item.word
        found[f"{item.what}"] = when
    return found


def _left(hours: Decimal | None) -> str:
    return "not stated: prescriber" if hours is None else duration(hours)


def _when(at: datetime | None, zone: tzinfo) -> str:
    return "-" if at is None else moment(at, zone)


def _stands(session: PatientSession, zone: tzinfo) -> str:
    if session.running is not None:
        return f"runs since {moment(session.running.since, zone)}"
    last = session.runs[-1].to if session.runs else None
    return f"stands since {moment(last, zone)}" if last else "has not begun"


def _bag(bag: Bag, setting: Setting, now: datetime) -> str:
    answer, zone = ask_bag(setting.protocol, bag, now), setting.zone
    said = [_MAY[answer.verdict]]
    if answer.use_until is not None:
        said.append(f"use until {weekday_moment(answer.use_until, now, zone)}")
    if answer.change_at is not None:
        said.append(f"change by {weekday_moment(answer.change_at, now, zone)}")
    return ", ".join(said)
