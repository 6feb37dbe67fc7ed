"""The one way in: every action is one intent, checked and appended here in one transaction."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID, uuid4

from msgspec import Struct

from nursedesk.chart.body import AnyBody, decode, encode
from nursedesk.chart.emergency_entries import EmergencySheetMade, EmergencyViewed
from nursedesk.chart.entry import FORMAT, Entry, Header, Position, digest, encode_header
from nursedesk.chart.key_entries import AdministratorRecovered
from nursedesk.chart.late import WHY_LATE, is_late
from nursedesk.chart.session_entries import WalkBegun
from nursedesk.chart.signal_entries import NOTICES
from nursedesk.chart.terms import Happening, Role, kind_of
from nursedesk.chart.ward_entries import AccountAdded, ClockJumped, Denied, SignedIn, WardCreated
from nursedesk.clock import utc
from nursedesk.errors import BugError, Refused
from nursedesk.ward import anchoring
from nursedesk.ward.clock_guard import read
from nursedesk.ward.desk import Author, Desk, Person
from nursedesk.ward.rights import SECOND_PERSONS_KINDS, WARD_KINDS, allowed_role
from nursedesk.writing import moment

_SALT_BYTES = 16

Recheck = Callable[[], None]


class _Draft(Struct, frozen=True, kw_only=True):
    """An entry that waits for its place in the chain."""

    body: AnyBody
    intent: UUID
    session: UUID | None
    author: Author
    role: Role
    witness: Person | None
    happened_at: datetime
    recorded_at: datetime
    supersedes: int | None


def record(
    desk: Desk,
    body: AnyBody,
    *,
    intent: UUID,
    session: UUID | None = None,
    by: Author | None = None,
    witness: Person | None = None,
    happened_at: datetime | None = None,
    seen: int | None = None,
    supersedes: int | None = None,
    recheck: Recheck | None = None,
    documents: Sequence[bytes] = (),
    mends: bool = False,
) -> Entry:
    """Appends one entry for one intent; the same intent again returns the entry it made.

    `by` is the author (else the person signed in). `seen` is the session counter that the form
    was opened on: anything newer refuses the form. `recheck` looks at the desk inside the
    transaction and raises `Refused` when the action no longer fits. `mends`: the entry lets a
    damaged record go on; its anchor is the caller's to write.

    Raises:
        Refused: a right, a stale form, a time in the future or `recheck` forbids it.
        KnownError: the disk refused; the sentence says whether the entry was saved.
    """
    author = by or desk.signed_in()
    _check_people(desk, body, author, witness)
    _check_chain(body, session)
    _enter_late(desk, body, mends=mends)
    note_jump(desk)

    def seal(position: Position) -> Entry:
        role = allowed_role(type(body), author.roles)
        now = desk.clock.now()
        happened = _not_later(_instant(happened_at), now) if happened_at else now
        if session is not None and position.session_seq != 0:
            _check_fresh(desk, session, position, seen)
        _must_still_fit(recheck, body, happened, now)
        draft = _Draft(
            body=body,
            intent=intent,
            session=session,
            author=author,
            role=role,
            witness=witness,
            happened_at=happened,
            recorded_at=now,
            supersedes=supersedes,
        )
        entry = _seal(desk, draft, position)
        if session is not None:
            desk.fold_on(session, entry)
        return entry

    with _forgetting(desk, body, author, session):
        entry = anchoring.append(desk, intent, session, seal, documents, mends=mends)
    _check_same(entry, body, author, session)
    _check_place(entry, supersedes, happened_at)
    return entry


@contextmanager
def _forgetting(desk: Desk, body: AnyBody, author: Author, session: UUID | None) -> Iterator[None]:
    """What was folded on and then not saved is forgotten; a denial is recorded."""
    try:
        yield
    except BaseException as error:
        if session is not None:
            desk.forget(session)
        if isinstance(error, Refused):
            deny(desk, kind_of(body), error, author)
        raise


# The founder's first entries, everybody's own sign-in, and the sealed codes' use.
_WHILE_NOBODY_IS_HERE = (
    WardCreated,
    AccountAdded,
    EmergencySheetMade,
    SignedIn,
    AdministratorRecovered,
    EmergencyViewed,
)


def _check_people(desk: Desk, body: AnyBody, author: Author, witness: Person | None) -> None:
    """The author is at the desk, or is the second person and does what a second person does."""
    if desk.person is None and isinstance(body, _WHILE_NOBODY_IS_HERE):
        return
    entering = isinstance(body, SignedIn) and body.account == author.account
    second = author is desk.second and type(body) in SECOND_PERSONS_KINDS
    if not (entering or author is desk.person or second):
        raise BugError("an entry by somebody who is not signed in for it")
    if witness is None:
        return
    if witness.account == author.account:
        refusal = _same_person()
        deny(desk, kind_of(body), refusal, author)
        raise refusal
    if witness is not desk.second:
        raise BugError("a witness who is not signed in for it")


def _check_chain(body: AnyBody, session: UUID | None) -> None:
    if (session is None) is not (type(body) in WARD_KINDS):
        raise BugError(f"an entry of the kind {kind_of(body)} in the wrong chain")


def _check_same(entry: Entry, body: AnyBody, author: Author, session: UUID | None) -> None:
    """The entry of an intent says what was asked: a retry of a changed form is no success."""
    asked = decode(encode(body, b""))
    header = entry.header
    if (entry.body, header.author, header.session) != (asked, author.account, session):
        raise saved_otherwise(entry)


def _check_place(entry: Entry, supersedes: int | None, happened_at: datetime | None) -> None:
    """It stands where and when it was asked to: another time is another content."""
    at = entry.header.happened_at if happened_at is None else _instant(happened_at)
    if (entry.header.supersedes, entry.header.happened_at) != (supersedes, at):
        raise saved_otherwise(entry)


def saved_otherwise(entry: Entry) -> Refused:
    """Why a form is not saved that was saved as this entry, before it was changed."""
    return Refused(
        "saved-otherwise",
        "This form was saved already, with other content than it shows now.",
        saved=f"What was saved stands as entry {entry.number}; the change was not saved.",
        do="Open the form again and correct what was saved.",
    )


def must_be_allowed(desk: Desk, body: type[AnyBody], person: Person) -> None:
    """Asks for the right to record such an entry before anything is done for it.

    Raises:
        Refused: none of her roles has it; that is recorded.
    """
    try:
        allowed_role(body, person.roles)
    except Refused as refusal:
        deny(desk, kind_of(body), refusal, person)
        raise


def deny(desk: Desk, use_case: str, refusal: Refused, author: Author) -> None:
    """Records that somebody was refused; stale forms and misreadings are not denials."""
    if refusal.code not in _DENIALS or _only_reading(desk):
        return
    body = Denied(use_case=use_case, code=refusal.code, sentence=refusal.happened)
    _note(desk, body, author, intent=uuid4())


def note_jump(desk: Desk) -> None:
    """Enters a jump of the clock before anything else, in the name of whoever is at the desk."""
    now = read(desk.clock)
    jump = desk.clock_guard.jump(now) if desk.person is not None else None
    if desk.person is None or jump is None or _only_reading(desk):
        return
    body = ClockJumped(expected=jump.expected, shown=jump.shown)
    _note(desk, body, desk.person, intent=desk.clock_guard.intent)
    desk.clock_guard.entered(now)


def _enter_late(desk: Desk, body: AnyBody, *, mends: bool) -> None:
    """Enters the sign-in of whoever came while nothing could be recorded."""
    late = desk.late
    if late is None or isinstance(body, SignedIn):
        return
    record(desk, late.body, intent=late.intent, by=late.person, mends=mends)
    desk.late = None


def _only_reading(desk: Desk) -> bool:
    """Whether what the program itself notices cannot be recorded: it is seen again later."""
    return desk.soundness.read_only or desk.late is not None


def note(desk: Desk, body: AnyBody, *, intent: UUID) -> None:
    """Appends what the program found by itself, in the name of whoever is at the desk.

    Her sign-in comes first, where it waited: else the chart would never have heard of her key.

    Raises:
        KnownError: the disk refused, a safety copy waits, or the record is read-only.
    """
    with anchoring.safety_copy_may_wait():
        _enter_late(desk, body, mends=False)
    _note(desk, body, desk.signed_in(), intent=intent)


def _note(desk: Desk, body: AnyBody, author: Author, *, intent: UUID) -> None:
    """Appends what the program itself has to say to the ward's own entries.

    A safety copy that was not written waits for the next entry: what the program was about to say
    to the person comes first.
    """
    now = desk.clock.now()
    draft = _Draft(
        body=body,
        intent=intent,
        session=None,
        author=author,
        role=min(author.roles, key=list(Role).index),
        witness=None,
        happened_at=now,
        recorded_at=now,
        supersedes=None,
    )
    with anchoring.safety_copy_may_wait():
        anchoring.append(desk, intent, None, lambda position: _seal(desk, draft, position))


_DENIALS = frozenset(
    {"not-allowed", "same-person", "second-person-needed", "discard", "readings-differ"}
)


def _check_fresh(desk: Desk, session: UUID, position: Position, seen: int | None) -> None:
    current = desk.session(session)
    if position.session_seq != current.seq + 1:
        raise BugError("the fold is not at the head of the session")
    if current.closed_at is not None:
        raise Refused(
            "session-closed",
            f"This session was closed on {moment(current.closed_at, desk.clock.zone)}.",
            do="Your input is kept. If the patient is treated here again, open a new session.",
        )
    if seen is None or seen == current.seq:
        return
    told = desk.store.session_entries(session, after=seen)
    newer = [entry for entry in told if not isinstance(entry.body, NOTICES)]
    if newer:
        names = desk.refresh_roster().names()
        what = ", ".join(
            f"{e.header.kind.replace('-', ' ')} by {names.get(e.header.author, e.header.author)}"
            for e in newer
        )
        raise Refused(
            "stale-form",
            f"The chart has changed since this form was opened: {what}.",
            do="Your input is kept. Look at the chart as it is now, then save again.",
        )


def _seal(desk: Desk, draft: _Draft, position: Position) -> Entry:
    stored_body = encode(draft.body, secrets.token_bytes(_SALT_BYTES))
    offset = draft.recorded_at.astimezone(desk.clock.zone).utcoffset()
    ward, author, witness = desk.roster.ward, draft.author, draft.witness
    if ward is None or offset is None:
        raise BugError("an entry without a ward or a zone")
    header = Header(
        format=FORMAT,
        ward=ward,
        epoch=position.epoch,
        seq=position.seq,
        prev=position.prev,
        session=draft.session,
        session_seq=position.session_seq,
        session_prev=position.session_prev,
        intent=draft.intent,
        kind=kind_of(draft.body),
        happened_at=draft.happened_at,
        recorded_at=draft.recorded_at,
        offset_minutes=int(offset.total_seconds()) // 60,
        author=author.account,
        author_key=author.keys.session_key,
        role=draft.role,
        witness=witness.account if witness else None,
        witness_key=witness.keys.session_key if witness else None,
        workstation=desk.workstation,
        boot_microseconds=int(desk.clock.boot_seconds() * 1_000_000),
        protocol_sha256=_stands_under(desk, draft.session, position),
        supersedes=draft.supersedes,
        body_sha256=hashlib.sha256(stored_body).digest(),
    )
    stored_header = encode_header(header)
    entry_hash = digest(stored_header)
    return Entry(
        stored_header=stored_header,
        stored_body=stored_body,
        hash=entry_hash,
        signature=author.keys.sign_entry(entry_hash),
        witness_signature=witness.keys.sign_entry(entry_hash) if witness else None,
    )


def _stands_under(desk: Desk, session: UUID | None, position: Position) -> str | None:
    """The protocol of the entry's session: a new one takes the ward's, and then keeps it."""
    if session is None:
        return None
    if position.session_seq == 0:
        return desk.current_protocol().sha256
    return desk.session(session).protocol_sha256


def _instant(given: datetime) -> datetime:
    if given.tzinfo is None:
        raise BugError("a time without its zone")
    return utc(given)


def _not_later(happened: datetime, now: datetime) -> datetime:
    if happened > now:
        raise Refused(
            "in-the-future",
            "The time given lies in the future.",
            do="Give the time at which it happened.",
        )
    return happened


def _must_still_fit(
    recheck: Recheck | None, body: AnyBody, happened: datetime, now: datetime
) -> None:
    """Looks at the desk as the action wishes, and then whether what is told late says why."""
    if recheck is not None:
        recheck()
    if isinstance(body, Happening | WalkBegun) and is_late(happened, now) and not body.because:
        raise Refused(
            "late-without-reason",
            "This happened more than an hour ago, and nobody said why it is entered only now.",
            do="Type the reason, and save again.",
            field=WHY_LATE.name,
        )


def _same_person() -> Refused:
    return Refused(
        "same-person",
        "The second person is the same person.",
        do="Ask another nurse to sign in for this step.",
    )
