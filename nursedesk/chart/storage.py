"""What the protocol's question `bag` says of a bag in the chart, as findings in sentences."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, tzinfo
from decimal import Decimal

from nursedesk.chart.bag import Bag, Stay
from nursedesk.chart.finding import Finding, Level
from nursedesk.chart.grounds import by_answer, by_rule
from nursedesk.chart.session_entries import BagLabel
from nursedesk.protocol.bag import BagAnswer, BagGiven, bag
from nursedesk.protocol.bag import Stay as Given
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.rules import Rule
from nursedesk.protocol.terms import BagReason, BagVerdict
from nursedesk.writing import duration, weekday_moment


def ask(
    protocol: Protocol,
    label: BagLabel,
    stays: Iterable[Stay],
    now: datetime,
    *,
    hung_at: datetime | None = None,
) -> BagAnswer:
    """The question `bag` for a label and the places known at `now`."""
    return bag(
        protocol,
        BagGiven(
            kind=label.bag_kind,
            prepared_at=label.prepared_at,
            label_use_by=label.use_by,
            places=tuple(
                Given(place=stay.place, since=stay.since, celsius=stay.celsius)
                for stay in stays
                if stay.since <= now
            ),
            hung_at=hung_at,
            now=now,
        ),
    )


def ask_bag(protocol: Protocol, known: Bag, now: datetime) -> BagAnswer:
    """The question `bag` for a bag of the chart: hanging once it was hung."""
    hung_at = known.hung_at if known.hung_at is not None and known.hung_at <= now else None
    return ask(protocol, known.label, known.stays, now, hung_at=hung_at)


def storage_findings(
    protocol: Protocol, answer: BagAnswer, now: datetime, zone: tzinfo
) -> tuple[Finding, ...]:
    """Every reason as a finding; then how long the bag may be used, in a sentence."""
    until = None if answer.use_until is None else weekday_moment(answer.use_until, now, zone)
    found = [_reason(protocol, reason, until) for reason in answer.reasons if reason in _SENTENCES]
    if answer.verdict is not BagVerdict.DISCARD and until is not None:
        found.append(_until(answer, until, now, zone))
    return tuple(found)


def _reason(protocol: Protocol, reason: BagReason, until: str | None) -> Finding:
    sentence, rules = _SENTENCES[reason]
    discards = reason in _DISCARDS
    if until is not None:
        sentence = sentence.replace("{until}", f" Its use until was {until}.")
    return by_rule(
        protocol,
        Level.STOP if discards else Level.ASK_PHARMACY,
        reason.value,
        sentence.replace("{until}", ""),
        *rules,
        final=discards,
    )


def _until(answer: BagAnswer, until: str, now: datetime, zone: tzinfo) -> Finding:
    if answer.change_at is not None:
        at = weekday_moment(answer.change_at, now, zone)
        return by_answer(
            answer, Level.NOTE, "change-at", f"Change this bag by {at}. Use until {until}."
        )
    assert answer.hang_by is not None
    hang_by = weekday_moment(answer.hang_by, now, zone)
    missing = answer.undelivered_hours or Decimal(0)
    if missing > 0:
        sentence = (
            f"Hang by was {hang_by}. Hung now, this bag must come down at its use until, {until}, "
            f"before it is empty: {short(missing)} of drug stay undelivered."
        )
        return by_answer(answer, Level.WARN, BagReason.CANNOT_RUN_FULL_TIME.value, sentence)
    sentence = (
        f"Hang by {hang_by}. After that this bag must come down before it is empty. "
        f"Use until {until}."
    )
    return by_answer(answer, Level.NOTE, "hang-by", sentence)


def short(hours: Decimal) -> str:
    """A length of time for a sentence; what is under a minute is said, not shown as 0."""
    written = duration(hours)
    return "less than 1 min" if written == "0 min" and hours > 0 else written


_NEVER_AGAIN = " Discard it; never put it back into the refrigerator. Call pharmacy for a new bag."
_ASK = " Ask pharmacy before you go on."
_DISCARDS = frozenset(
    {
        BagReason.EXPIRED_ROOM,
        BagReason.EXPIRED_REFRIGERATED,
        BagReason.LABEL_USE_BY_PASSED,
        BagReason.RE_REFRIGERATED,
        BagReason.TEMPERATURE_OUT_OF_RANGE,
    }
)
_SENTENCES: dict[BagReason, tuple[str, tuple[Rule, ...]]] = {
    BagReason.EXPIRED_ROOM: (
        "This bag's time at room temperature is over.{until}" + _NEVER_AGAIN,
        (Rule.STO_ROOM, Rule.STO_INFUSION_TIME),
    ),
    BagReason.EXPIRED_REFRIGERATED: (
        "This bag is too old, even for the refrigerator.{until}" + _NEVER_AGAIN,
        (Rule.STO_REFRIGERATED, Rule.STO_INFUSION_TIME),
    ),
    BagReason.LABEL_USE_BY_PASSED: (
        "The use-by that pharmacy printed on this bag has passed.{until}" + _NEVER_AGAIN,
        (Rule.STO_LABEL_USE_BY, Rule.STO_INFUSION_TIME),
    ),
    BagReason.RE_REFRIGERATED: (
        "This bag went back into the refrigerator after it had been at room temperature."
        + _NEVER_AGAIN,
        (Rule.STO_NO_RETURN,),
    ),
    BagReason.TEMPERATURE_OUT_OF_RANGE: (
        "This bag was colder or warmer than a bag may ever be." + _NEVER_AGAIN,
        (Rule.STO_TEMPERATURE,),
    ),
    BagReason.TEMPERATURE_NOT_IN_LABELLED_RANGE: (
        "A temperature recorded for this bag lies between the labelled ranges for refrigerator "
        "and room. It is counted as time at room temperature." + _ASK,
        (Rule.STO_TEMPERATURE_OPEN,),
    ),
    BagReason.PREPARATION_TIME_MISSING: (
        "Neither the time of preparation nor a use-by is known for this bag." + _ASK,
        (Rule.STO_FACTS_MISSING,),
    ),
    BagReason.PREPARED_IN_THE_FUTURE: (
        "The time of preparation on the label lies in the future. Read the label and the clock "
        "again." + _ASK,
        (Rule.STO_FACTS_MISSING,),
    ),
    BagReason.PLACES_OUT_OF_ORDER: (
        "The recorded times of this bag's places contradict one another." + _ASK,
        (Rule.STO_FACTS_MISSING,),
    ),
    BagReason.PLACE_UNKNOWN: (
        "It is not known where this bag was for some of the time since its preparation." + _ASK,
        (Rule.STO_FACTS_MISSING,),
    ),
}
