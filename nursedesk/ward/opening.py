"""The check before the first clinical screen: the chart against its anchors, every open session.

Everything behind the last whole check, what lasts of the ward, and every entry of every open
session are hashed, their links, counters and signatures checked (`since_checked`), and what the
anchors tell must be there. Closed sessions are left to the check in the background, as are
signatures on which nothing hangs (somebody left). Only when something does not fit is the whole
chain checked at once: to name what is wrong.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import msgspec
from msgspec import Struct

from nursedesk.chart.entry import Entry
from nursedesk.chart.record_entries import AnchorPlacesChosen, ChartRestored
from nursedesk.chart.session_entries import SessionClosed, SessionOpened
from nursedesk.errors import BugError, KnownError
from nursedesk.ward.anchoring import last_of_each
from nursedesk.ward.check import Chain, ChainCheck, check_chain
from nursedesk.ward.comparing import Compared, Told, compare, is_less
from nursedesk.ward.damage import (
    DAMAGED,
    RESTORED,
    Damage,
    PlaceFault,
    RestoredFrom,
    acknowledged,
    joined,
)
from nursedesk.ward.desk import Desk
from nursedesk.ward.emergency_ports import Opens
from nursedesk.ward.record_ports import AnchorPlace
from nursedesk.ward.rights import PASSING_KINDS
from nursedesk.ward.since_checked import last_check, pick

_UNREADABLE_INDEX = "its indexes do not tell what its entries tell"


class Found(Struct, kw_only=True):
    """What was read: the chain's state, the ward's entries, each session's, and the places."""

    chain: Chain
    ward: list[Entry]
    sessions: dict[UUID, list[Entry]]
    whole: bool


def check_opened(desk: Desk, keys: Opens) -> None:
    """Checks the chart that was just opened; says in `desk.soundness` whether it may be written.

    The roster and the folds are made of what was read, so that nothing is read twice.

    Raises:
        KnownError: the disk refused to read.
    """
    with _collecting_later():
        _check(desk, keys)


@contextmanager
def _collecting_later() -> Iterator[None]:
    """Nearly all that is read stays: to look through it for garbage again and again takes long."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _check(desk: Desk, keys: Opens) -> None:
    relied = _relies_on_a_check(desk)
    found = _quickly(desk)
    places = _places(desk, keys, found.ward if found else [])
    told = [told_by(place) for place in places]
    if found is None or not _agrees(desk, found.chain, told):
        found = _wholly(desk, told)
        places = _places(desk, keys, found.ward)
        told = [told_by(place) for place in places]
    judge(desk, found.chain, told, whole=found.whole, relied=relied)
    _restored(desk, found.chain, told)
    _go_on(desk, places, told, found.chain)
    if not found.whole:
        _heads_of_the_rest(desk, told)
    desk.roster.extend(found.ward)
    for session, entries in found.sessions.items():
        if not isinstance(entries[-1].body, SessionClosed):
            _remember(desk, session, entries)


def _quickly(desk: Desk) -> Found | None:
    """What is read and checked where nothing is wrong; None where something does not fit."""
    store = desk.store
    try:
        with store.one_moment():  # else a second program's entry in between looks like damage
            picked, last = pick(store), store.last()
    except KnownError as error:
        if error.code not in DAMAGED:
            raise
        return None
    check = ChainCheck(desk.keyring, every=False, checked=picked.checked)
    for last_checked in picked.vouched.values():
        check.go_on_with(last_checked)
    if not all(check.take(entry) for entry in picked.in_order()) or check.chain.damages:
        return None
    if last != check.chain.head:
        return None
    return Found(chain=check.chain, ward=picked.ward, sessions=picked.sessions, whole=False)


def _agrees(desk: Desk, chain: Chain, told: list[Told]) -> bool:
    """Whether the chart holds what the places tell, of each session that ever was.

    One that was not read must be closed, by just the entry that the anchors tell as its last.
    """
    if any(compare(one, chain, desk.store).lost for one in told):
        return False
    closed = desk.store.closings()
    return all(_holds_each(one, chain, closed) for one in told if one.head is not None)


def _holds_each(told: Told, chain: Chain, closed: dict[UUID, tuple[int, bytes]]) -> bool:
    last = last_of_each(told.anchors)
    for session, anchor in last.items():
        read = chain.heads.get(session)
        if read is not None and is_less(read, anchor):
            return False
        if read is None and (session is None or closed.get(session) != (anchor.seq, anchor.hash)):
            return False
    return not closed.keys() - last.keys() - chain.heads.keys()


def _wholly(desk: Desk, told: list[Told]) -> Found:
    """The whole chain, entry by entry, past everything that is damaged."""
    ward: dict[object, Entry] = {}
    sessions: dict[UUID, list[Entry]] = {}

    def seen(entry: Entry) -> None:
        session, body = entry.header.session, entry.body
        if session is None:
            passing = type(body) in PASSING_KINDS  # of which the newest is enough
            ward.pop(type(body), None)
            ward[type(body) if passing else entry.header.seq] = entry
            return
        sessions.setdefault(session, []).append(entry)
        if isinstance(body, SessionOpened):
            desk.soundness.patients[session] = body.patient
        elif isinstance(body, SessionClosed):
            del sessions[session]

    upto = max((one.head.seq for one in told if one.head), default=-1)
    chain = check_chain(desk.store, desk.keyring, upto=upto, seen=seen)
    whole = {
        session: entries for session, entries in sessions.items() if session not in chain.broken
    }
    return Found(chain=chain, ward=list(ward.values()), sessions=whole, whole=True)


def _relies_on_a_check(desk: Desk) -> bool:
    try:
        return last_check(desk.store) is not None
    except KnownError as error:
        if error.code not in DAMAGED:
            raise
        return False


def judge(desk: Desk, chain: Chain, told: list[Told], *, whole: bool, relied: bool = False) -> None:
    """Says in `desk.soundness` what is wrong, as a check and the places tell it.

    `whole`: the whole chain was checked, because something did not fit. `relied`: that may have
    been what an earlier check told of it, and no fault of a chart whose file is in order.
    """
    soundness = desk.soundness
    compared = [compare(one, chain, desk.store) for one in told]
    lost = [one.lost for one in compared if one.lost is not None]
    found = joined([*_touched(chain, told, compared), *_furthest(lost)])
    unknown = [damage for damage in found if not acknowledged(damage, chain.gaps)]
    soundness.damages = unknown
    soundness.broken = set(chain.broken)
    soundness.places = [
        PlaceFault(where=one.where, sentence=fault)
        for one, result in zip(told, compared, strict=True)
        if (fault := _fault(one, result))
    ]
    if any(not acknowledged(damage, chain.gaps) for damage in lost):
        soundness.epoch = 1 + max(one.head.epoch for one in told if one.head)
    soundness.file = []
    if whole and not found:
        soundness.file = desk.store.file_faults() or ([] if relied else [_UNREADABLE_INDEX])


def _restored(desk: Desk, chain: Chain, told: list[Told]) -> None:
    """Whether the chart came from a backup and no entry tells of that yet: it begins an epoch."""
    try:
        mark = desk.store.draft(RESTORED)
    except KnownError as error:
        if error.code not in DAMAGED:
            raise
        return  # a chart that is damaged is no longer what was restored
    if mark is None or chain.head is None:
        return
    restored = msgspec.json.decode(mark, type=RestoredFrom)
    entries = [gap.body for gap in chain.gaps]
    if any(isinstance(one, ChartRestored) and one.sha256 == restored.sha256 for one in entries):
        return
    desk.soundness.restored = restored
    heads = [chain.head.header.epoch, *(one.head.epoch for one in told if one.head)]
    desk.soundness.epoch = 1 + max(heads)


def _furthest(lost: list[Damage]) -> list[Damage]:
    """Of several places' words on the end of the chain, the one that tells most."""
    return sorted(lost, key=lambda one: (one.epoch, one.last, -one.first))[-1:]


def _touched(chain: Chain, told: list[Told], compared: list[Compared]) -> list[Damage]:
    """The chain's damages, also with the sessions whose last entries lay in them."""
    damages = list(chain.damages)
    for one, result in zip(told, compared, strict=True):
        last = last_of_each(one.anchors)
        for session in result.less - {None}:
            at = last[session]
            for place, damage in enumerate(damages):
                within = damage.epoch == at.epoch and damage.first <= at.seq <= damage.last
                if within and session is not None and session not in damage.sessions:
                    sessions = (*damage.sessions, session)
                    damages[place] = msgspec.structs.replace(damage, sessions=sessions)
    return damages


def _fault(told: Told, compared: Compared) -> str:
    if told.fault:
        return told.fault
    if compared.behind:
        return f"the safety copy in {told.where} is not up to date: {compared.behind}"
    return ""


def _places(desk: Desk, keys: Opens, ward: list[Entry]) -> list[AnchorPlace]:
    """The ward's own folder and those that the chart names last."""
    chosen: tuple[str, ...] = ()
    for entry in ward:
        if isinstance(entry.body, AnchorPlacesChosen | ChartRestored):
            chosen = entry.body.folders
    return [desk.anchor_place(keys, None), *(desk.anchor_place(keys, one) for one in chosen)]


def told_by(place: AnchorPlace) -> Told:
    """What a place tells, or why it tells nothing."""
    try:
        return Told(place.where, tuple(place.read()))
    except KnownError as error:
        return Told(place.where, (), error.happened.rstrip("."))


def _go_on(desk: Desk, places: list[AnchorPlace], told: list[Told], chain: Chain) -> None:
    """From now on the places keep up with the chart, each from where it stands."""
    desk.anchors.heads = dict(chain.heads)
    for place, one in zip(places, told, strict=True):
        desk.anchors.keep(place, one.head.seq if one.head else -1)
    if any(compare(one, chain, desk.store).lost for one in told):
        desk.anchors.begin_anew(places)  # once a gap entry tells of it, with the next entry


def _heads_of_the_rest(desk: Desk, told: list[Told]) -> None:
    """Of closed sessions, which were not read, the places go on to tell what they told."""
    known = last_of_each(anchor for one in told for anchor in one.anchors)
    desk.anchors.heads = known | desk.anchors.heads


def _remember(desk: Desk, session: UUID, entries: list[Entry]) -> None:
    try:
        desk.remember(session, entries)
    except BugError:
        if not desk.soundness.read_only:
            raise
        desk.soundness.broken.add(session)
