"""What must be read of a chart that was checked whole before: little, however long it is.

A background check that found everything in order is an entry of its own, signed and anchored. It
names the chain's head up to which it read, and sums up the lasting entries of the ward (people,
keys, protocols, settings, gaps) and the entries of the open sessions. At the next opening there are
read: every lasting entry, which must give that sum; all entries of every open session; everything
behind the head that was named; and of the sign-ins before it those by which these were signed. What
else lies before that head is left to the check in the background: closed sessions, and who came and
went. So is whether an open session's signatures up to that head are good: the entries are hashed,
and they with their signatures give the sum that was told, so they are those that were checked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import chain
from uuid import UUID

from msgspec import Struct

from nursedesk.chart.emergency_entries import BY_CODE
from nursedesk.chart.entry import Entry
from nursedesk.chart.key_entries import AdministratorRecovered
from nursedesk.chart.record_entries import BackupMade, RecordChecked
from nursedesk.chart.terms import Body, kind_of
from nursedesk.chart.ward_entries import ClockConfirmed, ClockJumped, SignedIn
from nursedesk.ward.check import Checked
from nursedesk.ward.ports import ChartStore
from nursedesk.ward.rights import LASTING
from nursedesk.ward.vouching import OpenSum

_FOUNDING = range(3)  # the ward, its founder, her sign-in: they are signed before it
_NEWEST: tuple[type[Body], ...] = (BackupMade, ClockConfirmed, ClockJumped, SignedIn)
_STEPS_BACK = 20  # sign-ins of one person, each nested in the next, to look through for a key

_Key = tuple[str, bytes]  # an account and a session key of hers


class Picked(Struct, frozen=True, kw_only=True):
    """What was read: the ward's own entries, each session's, and what was checked before, if so.

    `vouched`: of each session for which that check vouches, the last entry up to which it does.
    """

    ward: list[Entry]
    sessions: dict[UUID, list[Entry]]
    checked: Checked | None
    vouched: dict[UUID, Entry]

    def in_order(self) -> Iterable[Entry]:
        """All that is still to be checked, as it was recorded."""
        rest = _behind(self.sessions, self.vouched)
        return merge(self.ward, *rest, key=lambda entry: entry.header.seq)


def last_check(store: ChartStore) -> Checked | None:
    """The last check that the chart tells of, if it sums up the lasting entries.

    Raises:
        KnownError: its entry is damaged.
    """
    entry = store.last_of(kind_of(RecordChecked))
    body = None if entry is None else entry.body
    if entry is None or not isinstance(body, RecordChecked) or body.lasting is None:
        return None
    number = body.head.rpartition(".")[2]
    seq = int(number) if number.isdecimal() else -1
    if not 0 <= seq < entry.header.seq:  # what is told before it was there vouches for nothing
        return None
    return Checked(seq=seq, hash=body.head_hash, lasting=body.lasting, open=body.open)


def pick(store: ChartStore) -> Picked:
    """Reads what must be checked before the first screen.

    Raises:
        KnownError: one of the entries is damaged.
    """
    checked = last_check(store)
    after = -1 if checked is None else checked.seq
    sessions = {one: store.session_entries(one) for one in store.open_sessions(at=after)}
    ward = store.ward_entries(after=after)
    if checked is not None:
        return _with_what_came_before(store, ward, sessions, checked)
    return Picked(ward=ward, sessions=sessions, checked=None, vouched={})


def _with_what_came_before(
    store: ChartStore, ward: list[Entry], sessions: dict[UUID, list[Entry]], checked: Checked
) -> Picked:
    found = {entry.header.seq: entry for entry in ward}
    _add(found, _of_the_ward(store, checked.seq))
    vouched = _vouched(sessions, checked)
    rest = _behind(sessions, vouched)
    given = sorted(chain(found.values(), *rest), key=lambda entry: entry.header.seq)
    _add(found, _sign_ins(store, given))
    ward = [found[seq] for seq in sorted(found)]
    return Picked(ward=ward, sessions=sessions, checked=checked, vouched=vouched)


def _vouched(sessions: dict[UUID, list[Entry]], checked: Checked) -> dict[UUID, Entry]:
    """Of each session, the last entry that was checked, if they give the sum that was told.

    Each was hashed when it was read, and the sum holds every hash with its signatures.
    """
    last: dict[UUID, Entry] = {}
    told = OpenSum()
    for session, entries in sessions.items():
        for entry in entries:
            if entry.header.seq > checked.seq:
                break
            told.take(session, entry)
            last[session] = entry
    return last if told.digest() == checked.open else {}


def _behind(sessions: dict[UUID, list[Entry]], vouched: dict[UUID, Entry]) -> Iterator[list[Entry]]:
    """Of each session what the check before does not vouch for."""
    for session, entries in sessions.items():
        last = vouched.get(session)
        place = None if last is None else last.header.session_seq
        yield entries if place is None else entries[place + 1 :]


def _add(found: dict[int, Entry], entries: Iterable[Entry | None]) -> None:
    found.update({entry.header.seq: entry for entry in entries if entry is not None})


def _of_the_ward(store: ChartStore, upto: int) -> Iterable[Entry | None]:
    """What lasts, the newest of what does not, and how the ward began."""
    yield from store.of_kinds(LASTING)
    for kind in _NEWEST:
        yield store.last_of(kind_of(kind), before=upto + 1)
    for seq in _FOUNDING:
        yield store.one(seq)


def _sign_ins(store: ChartStore, given: Iterable[Entry]) -> Iterable[Entry | None]:
    """The sign-ins that are not given and by which these entries, in order, were signed."""
    known = set[_Key]()
    for entry in given:
        if isinstance(entry.body, SignedIn | AdministratorRecovered):
            known.add((entry.body.account, entry.body.session_key))
        for account, key in _signed_by(entry):
            if (account, key) not in known:
                known.add((account, key))
                yield _sign_in(store, account, key, before=entry.header.seq)


def _signed_by(entry: Entry) -> list[_Key]:
    header = entry.header
    if header.seq in _FOUNDING or header.author == BY_CODE:
        return []
    keys = [(header.author, header.author_key)]
    if header.witness is not None and header.witness_key is not None:
        keys.append((header.witness, header.witness_key))
    return keys


def _sign_in(store: ChartStore, account: str, key: bytes, *, before: int) -> Entry | None:
    """The sign-in that brought this session key; None where it is not found: it fits nothing."""
    for _ in range(_STEPS_BACK):
        entry = store.last_of(kind_of(SignedIn), before=before, author=account)
        if entry is None or entry.header.author_key == key:
            return entry
        before = entry.header.seq
    return None
