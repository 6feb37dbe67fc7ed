"""The record itself, to be looked at: whether it is whole, who checked it, its anchors."""

from __future__ import annotations

from msgspec import Struct

from nursedesk.chart.entry import Entry
from nursedesk.chart.gaps import gap_words
from nursedesk.chart.record_entries import ChartRestored, RecordChecked, RecordGap
from nursedesk.chart.terms import Role
from nursedesk.ward import backup, downtime, whole_check
from nursedesk.ward.damage import Damage, Harm
from nursedesk.ward.desk import Desk
from nursedesk.ward.record_ports import CheckState
from nursedesk.ward.rights import RIGHTS
from nursedesk.ward.views import emergency
from nursedesk.ward.views.backup import BackupCard, backup_card
from nursedesk.ward.views.banner import patient_words
from nursedesk.writing import moment

_HEX_SHOWN = 16  # of 64 digits: what a person compares with paper


class Strip(Struct, frozen=True, kw_only=True):
    """What every screen must say of the record; empty when it is whole.

    `accounts`: what is to be done about it is done there.
    """

    sentence: str = ""
    read_only: bool = False
    accounts: bool = False


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

    `mendable`: a gap entry would let the ward go on, and `may_mend`: the person signed in may sign
    it. `charge_nurse`: she is one. `restored`: it is how a restored record goes on.
    `may_restore`: a backup may take the place of what is damaged, and she may restore it.
    """

    findings: tuple[Finding, ...]
    mendable: bool
    may_mend: bool
    restored: bool
    may_restore: bool
    places_at_fault: bool
    charge_nurse: bool
    fingerprint: str
    last_check: str
    check: CheckState
    places: tuple[PlaceLine, ...]
    others: tuple[str, ...]
    gaps: tuple[str, ...]
    backup: BackupCard


def strip(desk: Desk) -> Strip:
    """Lets check and backup in the background go on, and says what is wrong with the record."""
    if not desk.is_open:
        return Strip()
    whole_check.watch(desk)
    backup.watch(desk)
    downtime.watch(desk)
    if desk.soundness.read_only:
        said = f"Nothing can be recorded. {desk.soundness.sentence}"
        return Strip(sentence=said, read_only=True)
    if waiting := desk.anchors.waiting():
        return Strip(sentence=f"The safety copy in {' and '.join(waiting)} is not written yet.")
    used = emergency.finding(desk)
    return Strip(sentence=used, accounts=bool(used))


def record_page(desk: Desk) -> RecordPage:
    """The record as it stands."""
    person, soundness = desk.signed_in(), desk.soundness
    state = whole_check.watch(desk)
    roster = desk.refresh_roster()
    mendable = bool(soundness.damages or soundness.restored) and not soundness.file
    kind = ChartRestored if soundness.restored else RecordGap
    return RecordPage(
        findings=_findings(desk),
        mendable=mendable,
        may_mend=mendable and not RIGHTS[kind].isdisjoint(person.roles),
        restored=soundness.restored is not None,
        may_restore=bool(soundness.damages or soundness.file or soundness.restored)
        and not RIGHTS[ChartRestored].isdisjoint(person.roles),
        places_at_fault=bool(soundness.places),
        charge_nurse=Role.CHARGE_NURSE in person.roles,
        fingerprint=_fingerprint(desk),
        last_check=last_check(desk, roster.checked),
        check=state,
        places=place_lines(desk),
        others=roster.anchor_folders,
        gaps=tuple(
            gap_words(entry, roster.names(), desk.clock.zone) for entry in reversed(roster.gaps)
        ),
        backup=backup_card(desk),
    )


def _findings(desk: Desk) -> tuple[Finding, ...]:
    soundness = desk.soundness
    found = _restored(desk)
    found += [_damage(desk, damage) for damage in soundness.damages]
    found += [Finding(what=_sentence(fault.sentence), facts=()) for fault in soundness.places]
    if soundness.file:
        said = tuple(_sentence(fault) for fault in soundness.file[:3])
        found.append(Finding(what="The chart's file is damaged.", facts=said))
    return tuple(found)


def _restored(desk: Desk) -> list[Finding]:
    restored = desk.soundness.restored
    if restored is None:
        return []
    at = moment(restored.made_at, desk.clock.zone)
    facts = [f"It was made on {at} and ends with entry {restored.head}."]
    if not desk.soundness.damages:
        facts.append("The safety copies that can be read here tell of no later entries.")
    return [Finding(what="This record was restored from a backup.", facts=tuple(facts))]


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


def last_check(desk: Desk, checked: Entry | None) -> str:
    """When and by whom the whole record was checked last, and what came of it."""
    if checked is None or not isinstance(checked.body, RecordChecked):
        return "The whole record has not been checked yet."
    body, header = checked.body, checked.header
    at = moment(header.recorded_at, desk.clock.zone)
    name = desk.roster.names().get(header.author, header.author)
    how = f"asked for by {name}" if body.asked else f"by itself while {name} was signed in"
    return f"{at}, {how}: {body.entries:,} entries up to {body.head}, all in order."


def place_lines(desk: Desk) -> tuple[PlaceLine, ...]:
    """Every folder that keeps anchors."""
    faults = {fault.where: fault.sentence for fault in desk.soundness.places}
    waiting = () if desk.soundness.read_only else desk.anchors.waiting()
    lines = []
    for where in (place.where for place in desk.anchors.places):
        words = faults.get(where, "the last entry is not written there yet" * (where in waiting))
        lines.append(
            PlaceLine(where=where, words=_sentence(words or "in order"), in_order=not words)
        )
    return tuple(lines)


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."
