"""Restoring a backup: only where the ward's record cannot be used, and never silently.

The backup is copied beside the ward's files, opened by somebody's passphrase or by the sealed
recovery code, and checked whole. What was there before is kept. The restored record is read-only
until a charge nurse, or the administrator of the sealed code, has signed how it goes on: that entry
begins a new epoch, so that no number is given out twice, and names what the safety copies know to
be lost. A chart that is whole and lacks only its keys stays as it is: it gets the backup's keys.
"""

from __future__ import annotations

from contextlib import closing
from uuid import UUID

import msgspec
from msgspec import Struct

from nursedesk.chart.record_entries import ChartRestored
from nursedesk.chart.session_entries import Patient, SessionOpened
from nursedesk.chart.ward_entries import WardCreated
from nursedesk.chart.wording import must_be_line
from nursedesk.errors import KnownError, Refused
from nursedesk.ward.check import Chain, check_chain
from nursedesk.ward.comparing import compare
from nursedesk.ward.damage import Damage, RestoredFrom
from nursedesk.ward.desk import Desk
from nursedesk.ward.key_ports import ChartKeys
from nursedesk.ward.opening import told_by
from nursedesk.ward.ports import AccountCard, ChartStore
from nursedesk.ward.record import must_be_allowed
from nursedesk.ward.restore_ports import BackupFacts, Staged
from nursedesk.ward.roster import Roster
from nursedesk.ward.unusable import UNUSABLE
from nursedesk.writing import family_given, moment


class Loss(Struct, frozen=True, kw_only=True):
    """Entries that the safety copies tell of and the backup does not hold."""

    words: str
    entries: int
    patients: tuple[str, ...]


class Opened(Struct, frozen=True, kw_only=True):
    """A backup that was opened and found sound, and what restoring it would mean.

    `only_keys`: the chart in the data folder is whole, up to this entry; it lacks keys alone.
    """

    staged: Staged
    keys: ChartKeys
    ward_name: str
    made: str
    head: str
    entries: int
    losses: tuple[Loss, ...]
    only_keys: str = ""


class _Read(Struct, kw_only=True):
    """A chart that was read whole."""

    chain: Chain
    roster: Roster
    patients: dict[UUID, Patient]
    root: bytes


def listed(desk: Desk, folder: str) -> list[BackupFacts]:
    """The backups in a folder that a person chose, newest first.

    Raises:
        KnownError: there is none, or it cannot be read.
    """
    must_be_line(folder, "The path of a folder")
    return desk.restorer.listed(folder)


def choose(desk: Desk, folder: str) -> Staged:
    """Copies a backup beside the ward's files, to be opened there.

    Raises:
        Refused: the ward's record is whole, or it is not this person's to restore.
        KnownError: as `Restorer.stage`.
    """
    _must_be_needed(desk)
    must_be_line(folder, "The path of a folder")
    return desk.restorer.stage(folder)


def open_with_passphrase(desk: Desk, staged: Staged, account: str, passphrase: str) -> Opened:
    """Opens a backup with a passphrase of then and checks all of it.

    Raises:
        KnownError: wrong passphrase; or the backup is not sound, or older than the ward's keys.
    """
    return _opened(desk, staged, staged.by_passphrase(account, passphrase))


def open_with_code(desk: Desk, staged: Staged, typed: str) -> Opened:
    """Opens a backup with the sealed recovery code of then and checks all of it.

    Raises:
        KnownError: as `open_with_passphrase`.
    """
    return _opened(desk, staged, staged.by_code(typed))


def restore(desk: Desk, opened: Opened) -> tuple[str, list[AccountCard]]:
    """Puts the backup in place; whoever was at the desk is signed out.

    Returns the folder that keeps what was there before, and who may sign in now.

    Raises:
        Refused: as `choose`.
        KnownError: the disk refused.
    """
    _must_be_needed(desk)
    staged, facts = opened.staged, opened.staged.facts
    mark = RestoredFrom(head=facts.head, made_at=facts.made_at, sha256=facts.sha256)
    told = None if opened.only_keys else msgspec.json.encode(mark)
    staged.make_ready(opened.keys, told, desk.clock.now())
    opened.keys.lock()
    desk.close()
    kept = staged.put_in_place()
    return kept, desk.keyring.cards()


def _must_be_needed(desk: Desk) -> None:
    if not desk.is_open:
        return
    must_be_allowed(desk, ChartRestored, desk.signed_in())
    found = desk.soundness
    if not (found.damages or found.file or found.restored):
        raise _whole()


def _whole() -> Refused:
    return Refused(
        "record-whole",
        "This ward's record is whole, and a backup would take its place.",
        do="Go on with it. To look at a backup, restore it into an empty data folder.",
    )


def _opened(desk: Desk, staged: Staged, keys: ChartKeys) -> Opened:
    own = desk.anchor_place(keys, None)
    if own.under_other_keys():
        raise KnownError(
            "backup-old",
            "This backup is older than the last change of the ward's secret: it would let somebody "
            "in who has left.",
            do="Choose a newer backup. If there is none, restore this one into an empty data "
            "folder.",
        )
    with closing(staged.open(keys)) as store:
        read = _read(staged, store)
        present = "" if desk.is_open else _present(desk, staged, keys)
        losses = () if present else _losses(desk, keys, read, store)
    return Opened(
        staged=staged,
        keys=keys,
        ward_name=read.roster.name,
        made=moment(staged.facts.made_at, desk.clock.zone),
        head=staged.facts.head,
        entries=read.chain.sound,
        losses=losses,
        only_keys=present,
    )


def _read(staged: Staged, store: ChartStore) -> _Read:
    """The backup's chart, checked whole.

    Raises:
        KnownError: something in it is not as it must be (`backup-damaged`).
    """
    read = _all_of(staged, store)
    chain, head = read.chain, read.chain.head
    damaged = [damage.words for damage in chain.unknown] + store.file_faults()[:1]
    if head is None or head.hash != staged.facts.head_hash:
        damaged.append("it does not end where its list says")
    if read.root != staged.keyring.root_der():
        damaged.append("its keys are another ward's")
    if damaged:
        raise KnownError(
            "backup-damaged",
            f"The backup of {staged.facts.made_at:%d-%b-%Y} is damaged: {damaged[0]}.",
            saved="Nothing was changed.",
            do="Choose another backup.",
        )
    return read


def _all_of(staged: Staged, store: ChartStore) -> _Read:
    patients: dict[UUID, Patient] = {}
    roster, root = Roster(), b""
    chain = check_chain(store, staged.keyring)
    roster.extend(store.ward_entries())
    for session in store.sessions():
        body = store.session_entries(session)[0].body
        if isinstance(body, SessionOpened):
            patients[session] = body.patient
    first = store.one(0)
    if first is not None and isinstance(first.body, WardCreated):
        root = first.body.root_certificate
    return _Read(chain=chain, roster=roster, patients=patients, root=root)


def _present(desk: Desk, staged: Staged, keys: ChartKeys) -> str:
    """The last entry of the chart that is here, if it is whole and holds all of the backup."""
    try:
        with closing(desk.restorer.present(keys)) as store:
            read = _all_of(staged, store)
            at = store.one(int(staged.facts.head.rpartition(".")[2]))
            holds = at is not None and at.hash == staged.facts.head_hash
            whole = holds and not read.chain.unknown and not store.file_faults()
            if whole and not _losses(desk, keys, read, store) and read.chain.head is not None:
                return read.chain.head.number
    except KnownError as error:
        if error.code not in UNUSABLE | {"record-damaged"}:
            raise
    return ""


def _losses(desk: Desk, keys: ChartKeys, read: _Read, store: ChartStore) -> tuple[Loss, ...]:
    """What the places of anchors tell beyond this chart: of several, the one that tells most."""
    places = [desk.anchor_place(keys, one) for one in (None, *read.roster.anchor_folders)]
    compared = [compare(told_by(place), read.chain, store).lost for place in places]
    lost = [one for one in compared if one is not None]
    furthest = sorted(lost, key=lambda one: (one.epoch, one.last, -one.first))[-1:]
    return tuple(_loss(one, read) for one in furthest)


def _loss(damage: Damage, read: _Read) -> Loss:
    names = []
    for session in damage.sessions:
        patient = read.patients.get(session)
        known = patient and f"{family_given(patient.family, patient.given)} ({patient.identifier})"
        names.append(known or f"a session opened since ({session.hex[:8]})")
    return Loss(words=damage.words, entries=damage.last - damage.first + 1, patients=tuple(names))
