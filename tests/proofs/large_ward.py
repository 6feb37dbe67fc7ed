"""A ward of many entries: one patient's stay made by the use cases, then repeated under new names.

The stay (bags, changes, checks, sign-ins, from opening to closing) is recorded through the real
action path. Each repetition is another patient: other ids, other times, other session keys, really
certified by the same people's signing keys. Each entry is sealed, linked, signed and inserted by
the store's own statement under the table's guards; only many of them share one transaction, and the
anchors are written once at the end. The chain holds one stay after the other, although their times
overlap. The last stays are not closed. At the end a check is told of,
as the program tells of one: that it would find everything in order is proved by its next check.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import shutil
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from nursedesk.bootstrap import make_desk
from nursedesk.chart.body import encode
from nursedesk.chart.entry import GENESIS, Entry, Header, digest, encode_header
from nursedesk.chart.record_entries import RecordChecked
from nursedesk.chart.session_entries import InfusionStopped, Patient, SessionClosed
from nursedesk.chart.terms import Ending, Role, WalkKind, kind_of
from nursedesk.chart.ward_entries import SignedIn
from nursedesk.clock import SetClock
from nursedesk.keys import signing
from nursedesk.keys.unlocked import UnlockedSlot
from nursedesk.protocol.terms import Kind
from nursedesk.store import rows
from nursedesk.store.anchors import RECENT, FileAnchors
from nursedesk.store.chart_store import SqlChartStore
from nursedesk.store.database import Database
from nursedesk.walkthrough import rounds
from nursedesk.walkthrough.answers import Check
from nursedesk.walkthrough.crew import NINA, TOM, Crew
from nursedesk.ward import bags, entrance, sessions
from nursedesk.ward.anchoring import last_of_each
from nursedesk.ward.check import Chain
from nursedesk.ward.desk import Desk
from nursedesk.ward.ports import Unlocked
from nursedesk.ward.record_ports import Anchor, anchor_of
from nursedesk.ward.rights import LASTING
from nursedesk.ward.vouching import OpenSum
from tests.tampering import chart_of

BEGIN = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
VISITS, HOURS = 12, 12  # of the stay, and between two; each has a check of symptoms
_A_DAY = 24  # hours: a bag's
_APART = timedelta(hours=6)  # two patients' comings
_TOGETHER = 200  # stays in one transaction
# What only making so many entries needs: 800,000 KiB for the indexes, no log and no sync.
_IN_BULK = (
    "cache_size = -800000",
    "cipher_memory_security = OFF",
    "synchronous = OFF",
    "journal_mode = OFF",
)
_INSTANT = re.compile(rb"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")
_ID = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SALT = re.compile(rb'"salt":"[^"]*"')
_CHECK = Check(given={"temperature_c": "36.9", "systolic_mmhg": "118", "heart_rate": "76"})


class Signer:
    """A person who signs: her long-term key, and the session key of now."""

    def __init__(self, desk: Desk, keys: Unlocked, passphrase: str) -> None:
        assert isinstance(keys, UnlockedSlot)
        self._key = signing.private_key(keys._reopened(passphrase).signing)
        self._ward, self.account = keys.ward, keys.account
        self.session = Ed25519PrivateKey.generate()
        self.public = self.session.public_key().public_bytes_raw()

    def comes(self, body: SignedIn) -> SignedIn:
        """The same sign-in with a new session key."""
        self.session = Ed25519PrivateKey.generate()
        self.public = self.session.public_key().public_bytes_raw()
        statement = signing.session_statement(self._ward, self.account, self.public)
        certified = signing.sign(self._key, statement)
        return msgspec.structs.replace(body, session_key=self.public, certified=certified)


class Made(msgspec.Struct, kw_only=True):
    """How the chain stands while it is made."""

    last: Entry
    chain: Chain
    heads: dict[UUID | None, Anchor]
    recent: list[Anchor]


class Mould(msgspec.Struct, kw_only=True):
    """A founded ward with one stay: its entries, who signs, and what opens it."""

    folder: Path
    told: list[Entry]
    stay: list[Entry]
    people: dict[str, Signer]
    key48: bytes
    anchor_keys: tuple[bytes, ...]
    ward: UUID
    lasts: timedelta


def mould(folder: Path, *, visits: int = VISITS, hours: int = HOURS) -> Mould:
    """Founds a ward and records one patient's stay, through the use cases.

    The stay is of so many visits, so many hours apart; the first of each day changes the bag.
    """
    clock = SetClock(BEGIN)
    desk = make_desk(folder, clock=clock)
    Crew(desk, clock).found()
    stay, people = _stay(desk, clock, visits, hours)
    keys = desk.signed_in().keys
    made = Mould(
        folder=folder,
        told=desk.store.entries(at_most=10**6),
        stay=stay,
        people=people,
        key48=keys.database_key(),
        anchor_keys=tuple(keys.anchor_keys()),
        ward=keys.ward,
        lasts=clock.now() - BEGIN,
    )
    desk.close()
    return made


def cast(mould: Mould, folder: Path, entries: int, *, open_stays: int) -> datetime:
    """A copy of the ward with about so many entries, the last stays open; returns its last time."""
    shutil.copytree(mould.folder, folder)
    stays = max((entries - len(mould.told)) // len(mould.stay), open_stays)
    made = _as_it_stands(mould.told)
    return _filled(mould, folder, made, range(1, stays + 1), stays - open_stays)


def cast_on(mould: Mould, ward: Path, folder: Path, *, open_stays: int) -> datetime:
    """A copy of a cast ward with so many further stays, all of them open; returns its last time."""
    shutil.copytree(ward, folder)
    anchors = _anchors(mould, folder).read()
    with closing(SqlChartStore.open_finished(chart_of(folder), mould.key48)) as store:
        last, number = store.last(), len(store.sessions())
        told = OpenSum()
        for session in store.open_sessions():
            for entry in store.session_entries(session):
                told.take(session, entry)
    assert last is not None
    assert isinstance(last.body, RecordChecked)
    made = Made(
        last=last,
        chain=Chain(lasting=last.body.lasting or GENESIS, open=told),
        heads=last_of_each(anchors),
        recent=anchors[-RECENT:],
    )
    return _filled(mould, folder, made, range(number, number + open_stays), 0)


def _filled(mould: Mould, folder: Path, made: Made, numbers: range, closed_upto: int) -> datetime:
    """The stays of these numbers put into the ward, closed up to that one, and a check told of."""
    with closing(Database(chart_of(folder), mould.key48).connect()) as connection:
        for setting in _IN_BULK:
            connection.execute(f"PRAGMA {setting}")
        connection.execute("BEGIN IMMEDIATE")
        for number in numbers:
            closed = number <= closed_upto
            for entry in _again(mould.stay, mould.people, made, number, closed=closed):
                connection.execute(rows.INSERT, rows.row_of(entry))
            if number % _TOGETHER == 0:
                connection.execute("COMMIT")
                connection.execute("BEGIN IMMEDIATE")
        checked = _checked(mould, made, numbers[-1] * _APART + mould.lasts)
        connection.execute(rows.INSERT, rows.row_of(checked))
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode = WAL")
    newest = sorted({*made.heads.values(), *made.recent[-RECENT:]}, key=lambda one: one.place)
    _anchors(mould, folder).replace(newest)
    return checked.header.recorded_at


def _anchors(mould: Mould, folder: Path) -> FileAnchors:
    return FileAnchors(folder / "anchors", mould.ward, mould.anchor_keys)


def _stay(
    desk: Desk, clock: SetClock, visits: int, hours: int
) -> tuple[list[Entry], dict[str, Signer]]:
    """One patient from her opening to her closing; who comes, comes anew for each visit."""
    crew = Crew(desk, clock)
    crew.sign_in(NINA)
    begins = desk.store.last()
    assert begins is not None
    patient = Patient(family="Doe", given="Ann", identifier="P-0", born=date(1987, 3, 4))
    session, running = None, False
    for visit in range(visits):
        crew.sign_in(NINA)
        second = crew.second(TOM)
        session = session or rounds.open_session(crew, patient)
        if visit * hours % _A_DAY == 0:
            bag, made = rounds.receive(crew, session, patient, Kind.H24)
            change = rounds.facts(crew, patient, made, running=running)
            crew.walk(session, WalkKind.BAG_CHANGE, rounds.timed(crew, change), second, bag)
            running = True
        crew.walk(session, WalkKind.SYMPTOM_CHECK, _CHECK.answers, second, None)
        entrance.leave(desk, second)
        clock.move_to(BEGIN + (visit + 1) * timedelta(hours=hours))
    crew.sign_in(NINA)
    assert session is not None
    stopped = InfusionStopped(reason="the cycle is complete", adverse_reaction=False)
    bags.stop_infusion(desk, session, stopped, intent=uuid4())
    closed = SessionClosed(ending=Ending.COMPLETED, note=None)
    sessions.close(desk, session, closed, intent=uuid4())
    second = crew.second(TOM)
    people = {
        NINA.account: Signer(desk, desk.signed_in().keys, NINA.passphrase),
        TOM.account: Signer(desk, second.keys, TOM.passphrase),
    }
    entries = desk.store.entries(after=begins.header.seq, at_most=10**6)
    first = next(at for at, one in enumerate(entries) if isinstance(one.body, SignedIn))
    last = next(at for at, one in enumerate(entries) if isinstance(one.body, SessionClosed))
    return entries[first : last + 1], people


def _as_it_stands(told: list[Entry]) -> Made:
    made = Made(last=told[-1], chain=Chain(), heads={}, recent=[])
    for entry in told:
        _took(made, entry)
    return made


def _took(made: Made, entry: Entry) -> None:
    anchor = anchor_of(entry)
    made.last, made.heads[anchor.session] = entry, anchor
    if len(made.recent) > 2 * RECENT:
        del made.recent[:RECENT]
    made.recent.append(anchor)
    if entry.header.session is not None:
        made.chain.open.take(entry.header.session, entry)
    if entry.header.kind in LASTING:
        made.chain.lasting = hashlib.sha256(made.chain.lasting + entry.hash).digest()


def _again(
    template: list[Entry],
    people: dict[str, Signer],
    made: Made,
    number: int,
    *,
    closed: bool,
) -> Iterator[Entry]:
    """The stay once more, of another patient; not `closed`: without its end."""
    ids: dict[bytes, bytes] = {}
    session, later = uuid4(), number * _APART
    for entry in template if closed else template[:-2]:
        header, body = entry.header, entry.body
        if isinstance(body, SignedIn):
            stored = encode(people[body.account].comes(body), secrets.token_bytes(16))
        else:
            stored = _other(entry.stored_body, ids, later, number)
        again = _sealed(
            header, stored, people, made, None if header.session is None else session, later
        )
        _took(made, again)
        yield again


def _other(stored: bytes, ids: dict[bytes, bytes], later: timedelta, number: int) -> bytes:
    """The same facts of another patient at another time."""

    def shifted(found: re.Match[bytes]) -> bytes:
        at = datetime.fromisoformat(found[0].decode()) + later
        return msgspec.json.encode(at)[1:-1]

    def other_id(found: re.Match[bytes]) -> bytes:
        return ids.setdefault(found[0], str(uuid4()).encode())

    stored = _INSTANT.sub(shifted, _ID.sub(other_id, stored)).replace(b'"P-0"', b'"P-%d"' % number)
    salt = b'"salt":"' + b64encode(secrets.token_bytes(16)) + b'"'
    return _SALT.sub(lambda _found: salt, stored)


def _sealed(
    header: Header,
    stored: bytes,
    people: dict[str, Signer],
    made: Made,
    session: UUID | None,
    later: timedelta,
) -> Entry:
    before, last = made.last.header, None if session is None else made.heads.get(session)
    author, witness = people[header.author], people.get(header.witness or "")
    sealed = msgspec.structs.replace(
        header,
        epoch=before.epoch,
        seq=before.seq + 1,
        prev=made.last.hash,
        session=session,
        session_seq=None if session is None else _place(last),
        session_prev=None if session is None else last.hash if last else GENESIS,
        intent=uuid4(),
        happened_at=header.happened_at + later,
        recorded_at=header.recorded_at + later,
        author_key=author.public,
        witness_key=witness.public if witness else None,
        boot_microseconds=header.boot_microseconds + later // timedelta(microseconds=1),
        body_sha256=hashlib.sha256(stored).digest(),
    )
    stored_header = encode_header(sealed)
    entry_hash = digest(stored_header)
    return Entry(
        stored_header=stored_header,
        stored_body=stored,
        hash=entry_hash,
        signature=author.session.sign(entry_hash),
        witness_signature=witness.session.sign(entry_hash) if witness else None,
    )


def _place(last: Anchor | None) -> int:
    return 0 if last is None or last.session_seq is None else last.session_seq + 1


def _checked(mould: Mould, made: Made, later: timedelta) -> Entry:
    """What the program says once a check of all this found it in order."""
    last = made.last
    body = RecordChecked(
        entries=last.header.seq + 1,
        head=last.number,
        head_hash=last.hash,
        asked=False,
        lasting=made.chain.lasting,
        open=made.chain.open.digest(),
    )
    header = msgspec.structs.replace(
        mould.stay[0].header, kind=kind_of(body), author=NINA.account, role=Role.NURSE
    )
    stored = encode(body, secrets.token_bytes(16))
    entry = _sealed(header, stored, mould.people, made, None, later)
    _took(made, entry)
    return entry
