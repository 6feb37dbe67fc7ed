"""The check of the chain: every entry hashed, linked, in its session's order and genuine.

It goes on behind what is damaged and names it: the break belongs to the damaged entries, never to
the sound ones that follow. Entries that a charge nurse's gap entry names are known damage.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from uuid import UUID

import msgspec
from msgspec import Struct, field

from nursedesk.chart.entry import GENESIS, Entry
from nursedesk.chart.key_entries import AdministratorRecovered
from nursedesk.chart.record_entries import RecordGap
from nursedesk.chart.session_entries import HandoverCountersigned, HandoverSigned
from nursedesk.chart.terms import kind_of
from nursedesk.chart.ward_entries import ProtocolAdopted, SignedIn
from nursedesk.errors import KnownError
from nursedesk.ward.authorship import Authorship
from nursedesk.ward.damage import DAMAGED, Damage, Harm, acknowledged, joined
from nursedesk.ward.desk import Desk
from nursedesk.ward.ports import ChartStore, Keyring
from nursedesk.ward.record_ports import Anchor, Proven, anchor_of
from nursedesk.ward.rights import LASTING_KINDS, WARD_KINDS
from nursedesk.ward.vouching import OpenSum, SignedSum

SLICE = 1_000
_BEFORE_A_GAP = (SignedIn, AdministratorRecovered)  # who tells of it has to come first
_DOCUMENT_FAULTS = DAMAGED | {"document-missing", "document-damaged"}


class _Session(Struct, frozen=True):
    """A session as of its last entry; `hash` is None when that one is not sound."""

    session_seq: int
    hash: bytes | None
    at: int


class Chain(Struct, kw_only=True):
    """What a check found: the sound head, where each session (None: the ward itself) stands.

    `sound` counts the entries that are whole, `open` sums up the open sessions and `signed` every
    sound entry, `broken` are sessions that lack some entries. `lasting` is SHA-256 over itself and
    the hash of each lasting entry of the ward, one after the other.
    """

    sound: int = 0
    head: Entry | None = None
    heads: dict[UUID | None, Anchor] = field(default_factory=dict)
    damages: list[Damage] = field(default_factory=list)
    broken: set[UUID] = field(default_factory=set)
    open: OpenSum = field(default_factory=OpenSum)
    signed: SignedSum = field(default_factory=SignedSum)
    gaps: list[Entry] = field(default_factory=list)
    lasting: bytes = GENESIS

    @property
    def unknown(self) -> list[Damage]:
        """Damages that no gap entry names."""
        return [d for d in joined(self.damages) if not acknowledged(d, self.gaps)]


class Checked(Struct, frozen=True, kw_only=True):
    """Up to where a check found everything in order: the head, and `Chain`'s two sums there."""

    seq: int
    hash: bytes
    lasting: bytes
    open: bytes | None = None


class ChainCheck:
    """Takes the chain's entries in order. `every`: every signature is checked at once.

    Up to the head that was `checked` before not every entry is given, but all that last are. The
    signatures that were `proven` are not proved again: `as_proven` tells whether they are the same.
    """

    def __init__(
        self,
        keyring: Keyring,
        *,
        every: bool,
        checked: Checked | None = None,
        proven: Proven | None = None,
    ) -> None:
        self.chain = Chain()
        self._checked = checked
        self._proven = proven
        self.as_proven = proven is None
        upto = -1 if proven is None else proven.seq
        self._authorship = Authorship(keyring, every=every, proven_upto=upto)
        self._ward: UUID | None = None
        self._prev: bytes | None = GENESIS
        self._next = 0
        self._epoch = 1
        self._must_tell_gap = False
        self._sessions: dict[UUID, _Session] = {}

    def take(self, entry: Entry) -> bool:
        """Checks the next entry; whether it is sound."""
        header = entry.header
        if self._checked is not None:
            self._pass_over(header.seq, self._checked)
        if header.seq > self._next:
            self._harm(Harm.LOST, self._next, header.seq - 1)
        try:
            sound = self._fits(entry)
        except msgspec.MsgspecError:  # bytes that no version of this program wrote
            sound = False
        if sound:
            self._accept(entry)
        else:
            self._reject(entry)
        self._next = max(self._next, header.seq + 1)
        return sound

    def _pass_over(self, seq: int, checked: Checked) -> None:
        """Goes on at `seq`, or at the head that was checked: from there on every entry is given."""
        if seq <= checked.seq:
            if seq > self._next:
                self._next, self._prev = seq, None
            return
        self._checked = None
        joins = self._next <= checked.seq or self._prev == checked.hash
        as_told = joins and self.chain.lasting == checked.lasting
        self._prev = checked.hash if as_told else b""  # which no entry follows
        self._next = max(self._next, checked.seq + 1)

    def go_on_with(self, last: Entry) -> None:
        """Goes on with a session behind an entry up to which the check before vouches for it."""
        header = last.header
        if header.session is not None and header.session_seq is not None:
            self._sessions[header.session] = _Session(header.session_seq, last.hash, header.seq)
            self._authorship.stands_under(header.session, header.protocol_sha256)
            self.chain.heads[header.session] = anchor_of(last)

    def skip(self, seq: int) -> None:
        """The entry in this place cannot be read."""
        if seq > self._next:
            self._harm(Harm.LOST, self._next, seq - 1)
        self._harm(Harm.UNREADABLE, seq, seq)
        self._next = seq + 1

    def spoilt(self, entry: Entry) -> None:
        """What belongs to this sound entry, its document, cannot be read."""
        self._harm(Harm.UNREADABLE, entry.header.seq, entry.header.seq, entry.header.session)

    def _fits(self, entry: Entry) -> bool:
        header, body = entry.header, entry.body
        linked = header.seq >= self._next and self._prev in (None, header.prev)
        if not linked or not entry.intact() or header.kind != kind_of(body):
            return False
        self._ward = self._ward or header.ward
        if header.ward != self._ward or header.happened_at > header.recorded_at:
            return False
        if (header.session is None) is not (type(body) in WARD_KINDS):
            return False
        return self._in_session(entry) and self._in_epoch(entry) and self._authorship.genuine(entry)

    def _in_session(self, entry: Entry) -> bool:
        """Whether it follows the last one of its session, or what is damaged lies between."""
        header = entry.header
        if header.session is None:
            return header.session_seq is None and header.session_prev is None
        last = self._sessions.get(header.session, _Session(-1, GENESIS, -1))
        if header.session_seq is None:
            return False
        if header.session_seq == last.session_seq + 1:
            return last.hash in (None, header.session_prev)
        between = [damage for damage in self.chain.damages if last.at < damage.last]
        if header.session_seq <= last.session_seq or not between:
            return False
        self._touch(header.session, between)
        return True

    def _in_epoch(self, entry: Entry) -> bool:
        """Whether a new epoch begins as one does: somebody comes and tells of the gap."""
        epoch = entry.header.epoch
        if epoch < self._epoch:
            return False
        self._must_tell_gap = self._must_tell_gap or epoch > self._epoch
        self._epoch = epoch
        if isinstance(entry.body, RecordGap):
            self._must_tell_gap = False
        return not self._must_tell_gap or isinstance(entry.body, _BEFORE_A_GAP)

    def _accept(self, entry: Entry) -> None:
        header, chain = entry.header, self.chain
        if header.session is not None and header.session_seq is not None:
            self._sessions[header.session] = _Session(header.session_seq, entry.hash, header.seq)
            chain.open.take(header.session, entry)
        if isinstance(entry.body, RecordGap):
            chain.gaps.append(entry)
        if type(entry.body) in LASTING_KINDS:
            chain.lasting = hashlib.sha256(chain.lasting + entry.hash).digest()
        chain.heads[header.session] = anchor_of(entry)
        chain.head = entry
        chain.sound += 1
        chain.signed.take(entry)
        if self._proven is not None and header.seq == self._proven.seq:
            self.as_proven = chain.signed.digest() == self._proven.signed
        self._prev = entry.hash

    def _reject(self, entry: Entry) -> None:
        header = entry.header
        session, place = header.session, header.session_seq
        self._harm(Harm.ALTERED, header.seq, header.seq, session)
        if session is not None and place is not None:
            known = self._sessions.get(session, _Session(-1, GENESIS, -1))
            self._sessions[session] = _Session(max(place, known.session_seq), None, header.seq)
            self.chain.broken.add(session)

    def _harm(self, harm: Harm, first: int, last: int, session: UUID | None = None) -> None:
        head = self.chain.head
        self._prev, self._must_tell_gap = None, False
        self.chain.damages.append(
            Damage(
                harm=harm,
                epoch=self._epoch,
                first=first,
                last=last,
                last_good=head.hash if head else GENESIS,
                since=head.header.recorded_at if head else None,
                sessions=() if session is None else (session,),
            )
        )

    def _touch(self, session: UUID, between: list[Damage]) -> None:
        """The session lost entries here."""
        self.chain.broken.add(session)
        for place, damage in enumerate(self.chain.damages):
            if damage in between and session not in damage.sessions:
                sessions = (*damage.sessions, session)
                self.chain.damages[place] = msgspec.structs.replace(damage, sessions=sessions)


def _nobody_waits(_done: int, _total: int) -> None:
    """Who needs no progress."""


Progress = Callable[[int, int], None]  # so many entries done, of so many


def check_chain(
    store: ChartStore,
    keyring: Keyring,
    *,
    upto: int = -1,
    progress: Progress = _nobody_waits,
    seen: Callable[[Entry], None] = lambda _entry: None,
    proven: Proven | None = None,
) -> Chain:
    """Checks the whole chain with its documents, in slices; `seen` is given each sound entry.

    `upto` is a ward counter up to which there must be entries, also where the end is unreadable.
    Where the entries are not those that were `proven`, all is checked again, every signature too.

    Raises:
        KnownError: the disk refused to read.
    """
    check, after = ChainCheck(keyring, every=True, proven=proven), -1
    end = max(upto, _last(store))
    while after < end:
        for found in _slice(store, after, min(after + SLICE, end)):
            if isinstance(found, int):
                check.skip(found)
            elif check.take(found):
                if _lacks_document(store, found):
                    check.spoilt(found)
                seen(found)
        after = min(after + SLICE, end)
        progress(after + 1, end + 1)
    if not check.as_proven:
        return check_chain(store, keyring, upto=upto, progress=progress, seen=seen)
    return check.chain


def check_ward(desk: Desk) -> int:
    """Checks the whole chart. Returns the number of entries.

    Raises:
        KnownError: code `chart-damaged`; names the first entry that does not fit.
    """
    chain = check_chain(desk.store, desk.keyring)
    for damage in chain.unknown:
        raise KnownError(
            "chart-damaged",
            f"The chart is damaged or was altered: {damage.words}.",
            saved="Nothing was changed.",
            do="Do not go on with this chart: use the paper checklists and call ward IT "
            "to restore the last backup.",
            entry=f"{damage.epoch}.{damage.first}",
        )
    return chain.sound


def _last(store: ChartStore) -> int:
    """The last place that can be read."""
    try:
        last = store.last()
    except KnownError as error:
        if error.code not in DAMAGED:
            raise
        return -1
    return -1 if last is None else last.header.seq


def _slice(store: ChartStore, after: int, upto: int) -> list[Entry | int]:
    """The entries behind `after`, up to `upto`; in place of an unreadable one its number."""
    try:
        return [one for one in store.entries(after, upto - after) if one.header.seq <= upto]
    except KnownError as error:
        if error.code not in DAMAGED:
            raise
    found: list[Entry | int] = []
    for seq in range(after + 1, upto + 1):
        try:
            entry = store.one(seq)
        except KnownError as error:
            if error.code not in DAMAGED:
                raise
            found.append(seq)
        else:
            found += [] if entry is None else [entry]
    return found


def _lacks_document(store: ChartStore, entry: Entry) -> bool:
    """Whether the entry names a document that the chart cannot give byte for byte."""
    body = entry.body
    if isinstance(body, HandoverSigned | HandoverCountersigned):
        sha256 = body.document
    elif isinstance(body, ProtocolAdopted):
        sha256 = body.sha256
    else:
        return False
    try:
        store.document(sha256)
    except KnownError as error:
        if error.code not in _DOCUMENT_FAULTS:
            raise
        return True
    return False
