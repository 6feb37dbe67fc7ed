"""The record itself, to be looked at: whether it is whole, who checked it, its anchors."""

from __future__ import annotations

from msgspec import Struct

from nursedesk.chart.entry import Entry
from nursedesk.chart.record_entries import RecordChecked, RecordGap
from nursedesk.chart.terms import Role
from nursedesk.ward import whole_check
from nursedesk.ward.damage import Damage, Harm
from nursedesk.ward.desk import Desk
from nursedesk.ward.record_ports import CheckState
from nursedesk.ward.views.banner import patient_words
from nursedesk.writing import moment

_HEX_SHOWN = 16  # of 64 digits: what a person compares with paper


class Strip(Struct, frozen=True, kw_only=True):
    """What every screen must say of the record; empty when it is whole."""

    sentence: str = ""
    read_only: bool = False


class Finding(Struct, frozen=True, kw_only=True):
    """Something that is wrong: what, and what is known about it."""

    what: str
    facts: tuple[str, ...]


class PlaceLine(Struct, frozen=True, kw_only=True):
    """A folder that keeps anchors, and how it stands with it."""

    where: str
    words: str
    in_order: bool


class RecordPage(Struct, frozen=True, kw_only=True):
    """Everything that the screen "Record" shows.

    `mendable`: a gap entry would let the ward go on. `charge_nurse`: the person signed in is one.
    """

    findings: tuple[Finding, ...]
    mendable: bool
    places_at_fault: bool
    charge_nurse: bool
    fingerprint: str
    last_check: str
    check: CheckState
    places: tuple[PlaceLine, ...]
    others: tuple[str, ...]
    gaps: tuple[str, ...]


def strip(desk: Desk) -> Strip:
    """Lets the check in the background go on, and says what is wrong with the record."""
    if not desk.is_open:
        return Strip()
    whole_check.watch(desk)
    if desk.soundness.read_only:
        said = f"Nothing can be recorded. {desk.soundness.sentence}"
        return Strip(sentence=said, read_only=True)
    if waiting := desk.anchors.waiting():
        return Strip(sentence=f"The safety copy in {' and '.join(waiting)} is not written yet.")
    return Strip()


def record_page(desk: Desk) -> RecordPage:
    """The record as it stands."""
    person, soundness = desk.signed_in(), desk.soundness
    state = whole_check.watch(desk)
    roster = desk.refresh_roster()
    return RecordPage(
        findings=_findings(desk),
        mendable=bool(soundness.damages) and not soundness.file,
        places_at_fault=bool(soundness.places),
        charge_nurse=Role.CHARGE_NURSE in person.roles,
        fingerprint=_fingerprint(desk),
        last_check=_last_check(desk, roster.checked),
        check=state,
        places=_places(desk),
        others=roster.anchor_folders,
        gaps=tuple(_gap(desk, entry) for entry in reversed(roster.gaps)),
    )


def _findings(desk: Desk) -> tuple[Finding, ...]:
    soundness = desk.soundness
    found = [_damage(desk, damage) for damage in soundness.damages]
    found += [Finding(what=_sentence(fault.sentence), facts=()) for fault in soundness.places]
    if soundness.file:
        said = tuple(_sentence(fault) for fault in soundness.file[:3])
        found.append(Finding(what="The chart's file is damaged.", facts=said))
    return tuple(found)


def _damage(desk: Desk, damage: Damage) -> Finding:
    facts = []
    if damage.since is not None:
        since = moment(damage.since, desk.clock.zone)
        facts.append(f"The last sound entry before was recorded on {since}.")
    if damage.sessions:
        names = ", ".join(patient_words(desk, session) for session in damage.sessions)
        facts.append(f"Entries of these patients are concerned: {names}.")
    elif damage.harm is Harm.LOST:
        facts.append("As far as the safety copies tell, no patient's entries are among them.")
    else:
        facts.append("Whether patients are concerned is not known.")
    return Finding(what=_sentence(damage.words), facts=tuple(facts))


def _fingerprint(desk: Desk) -> str:
    head = desk.anchors.head
    if head is None:
        return ""
    digits = head.hash.hex().upper()[:_HEX_SHOWN]
    groups = " ".join(digits[at : at + 4] for at in range(0, _HEX_SHOWN, 4))
    return f"{head.epoch}.{head.seq}  {groups}"


def _last_check(desk: Desk, checked: Entry | None) -> str:
    if checked is None or not isinstance(checked.body, RecordChecked):
        return "The whole record has not been checked yet."
    body, header = checked.body, checked.header
    at = moment(header.recorded_at, desk.clock.zone)
    name = desk.roster.names().get(header.author, header.author)
    how = f"asked for by {name}" if body.asked else f"by itself while {name} was signed in"
    return f"{at}, {how}: {body.entries:,} entries up to {body.head}, all in order."


def _places(desk: Desk) -> tuple[PlaceLine, ...]:
    faults = {fault.where: fault.sentence for fault in desk.soundness.places}
    waiting = () if desk.soundness.read_only else desk.anchors.waiting()
    lines = []
    for where in (place.where for place in desk.anchors.places):
        words = faults.get(where, "the last entry is not written there yet" * (where in waiting))
        lines.append(
            PlaceLine(where=where, words=_sentence(words or "in order"), in_order=not words)
        )
    return tuple(lines)


def _gap(desk: Desk, entry: Entry) -> str:
    body, header = entry.body, entry.header
    assert isinstance(body, RecordGap)
    ranges = ", ".join(
        f"{lost.epoch}.{lost.first} to {lost.epoch}.{lost.last}" for lost in body.ranges
    )
    name = desk.roster.names().get(header.author, header.author)
    at = moment(header.recorded_at, desk.clock.zone)
    return f"Entries {ranges}: {body.reason} On paper: {body.paper} ({name}, {at})"


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."
