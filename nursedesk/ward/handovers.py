"""Hand-over notes: drafted from the record, signed, countersigned, verified.

How a note is received stands in `receiving_notes.py`, how it is returned in `reviews.py`, what is
printed of it in `reprints.py`.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from nursedesk.chart.handover import HandoverNote, build
from nursedesk.chart.note import Replaced
from nursedesk.chart.present import present
from nursedesk.chart.session import PatientSession, SignedNote
from nursedesk.chart.session_entries import HandoverCountersigned, HandoverSigned
from nursedesk.chart.severity import NOT_JUDGED, Judgement
from nursedesk.chart.signed_note import acted_in_period
from nursedesk.errors import BugError, KnownError, Refused
from nursedesk.ward import backup, drafts, trust
from nursedesk.ward.another_person import must_be_another_person
from nursedesk.ward.clock_watch import must_be_confirmed
from nursedesk.ward.desk import Desk
from nursedesk.ward.ports import Verdict
from nursedesk.ward.record import must_be_allowed, record
from nursedesk.ward.repeating import made_before
from nursedesk.writing import moment

_SIGNED = "A note is signed"
_OLDEST_DRAFT = timedelta(minutes=30)  # NurseDesk's own: what is due is told as of its making


class Draft(Struct, frozen=True, kw_only=True):
    """An unsigned note: its content, the very pages that will be signed, and whose words it has."""

    content: HandoverNote
    pdf: bytes
    account: str
    judgement: Judgement


class InPlaceOf(Struct, frozen=True, kw_only=True):
    """The note that a new one is to replace. `why` is asked for one that nobody returned."""

    note: UUID
    why: str = ""


def draft(
    desk: Desk,
    session: UUID,
    *,
    note: UUID,
    period_from: datetime,
    judgement: Judgement = NOT_JUDGED,
    in_place_of: InPlaceOf | None = None,
) -> Draft:
    """Builds the note of a period that ends now, and renders it.

    The form asks for a `judgement`, the nurse's own, and does without none; here a missing one is
    printed as not recorded, so that no note is ever held up by it.

    Raises:
        Refused: a period that begins in the future; the note to replace was replaced already, or
            nothing says why it is to be.
    """
    person = desk.signed_in()
    if period_from > desk.clock.now():
        raise Refused(
            "in-the-future", "The period begins in the future.", do="Choose an earlier time."
        )
    current = desk.session(session)
    content = build(
        current,
        desk.protocol_of(current),
        note=note,
        now=present(current, desk.clock.now()),
        zone=desk.clock.zone,
        period_from=period_from,
        author=person.name,
        names=desk.refresh_roster().names(),
        ward_name=desk.roster.name,
        demo=desk.roster.demo,
        judgement=judgement,
        gaps=tuple(desk.roster.gaps),
        replaces=_replaced(desk, current, in_place_of) if in_place_of else None,
    )
    pdf = desk.documents.render(content)
    return Draft(content=content, pdf=pdf, account=person.account, judgement=judgement)


def _replaced(desk: Desk, session: PatientSession, in_place_of: InPlaceOf) -> Replaced:
    """What the new note says of the old one: the charge nurse's reason, where she returned it."""
    old = find(session, in_place_of.note)
    old.must_be_the_last_word()
    if old.returned is not None:
        by = desk.refresh_roster().names().get(old.returned.by, old.returned.by)
        return Replaced(note=old.note, returned_by=by, reason=old.returned.reason)
    if not in_place_of.why.strip():
        raise Refused(
            "reason-missing",
            "A note that nobody returned is replaced with a reason.",
            do="Say what is wrong in the old note.",
        )
    return Replaced(note=old.note, returned_by="", reason=in_place_of.why)


def sign(desk: Desk, drafted: Draft, passphrase: str, *, intent: UUID) -> SignedNote:
    """The nurse signs; the file's bytes and the entry are stored in one transaction.

    Raises:
        KnownError: wrong passphrase; nothing was saved.
        Refused: the chart has changed since the note was made (make it again), somebody else
            made it, or her role may not sign.
    """
    content = drafted.content
    account = desk.signed_in().account
    if made_before(desk, intent, account, HandoverSigned, {"note": content.note}) is None:
        _sign(desk, drafted, passphrase, intent)
    backup.handed_over(desk)
    return find(desk.session(content.session), content.note)


def _sign(desk: Desk, drafted: Draft, passphrase: str, intent: UUID) -> None:
    person = desk.signed_in()
    must_be_allowed(desk, HandoverSigned, person)
    must_be_confirmed(desk, _SIGNED)
    if drafted.account != person.account:
        raise Refused(
            "drafted-by-another",
            "This note was made by somebody else and names her as its author.",
            do="Make the note again under your own name.",
        )
    now, content = desk.clock.now(), drafted.content
    if now - content.made_at > _OLDEST_DRAFT:
        raise Refused(
            "stale-form",
            f"This note was made {moment(content.made_at, content.zone)}: its times are no more "
            "what they were.",
            do="Read the note as it is now, and sign that.",
        )
    signer = person.keys.document_signer(passphrase)
    pdf = desk.documents.sign(drafted.pdf, signer, name=person.name, at=now)
    _must_be(desk, pdf, "accepted-signed")
    body = HandoverSigned(
        note=content.note,
        document=sha256(pdf),
        as_of=content.as_of,
        period_from=content.period_from,
        period_to=content.period_to,
        severity=drafted.judgement.severity,
        concern=drafted.judgement.concern or None,
        replaces=content.replaces.note if content.replaces else None,
        why=content.replaces.reason if content.replaces else None,
    )

    def recheck() -> None:
        must_be_confirmed(desk, _SIGNED)
        if any(known.note == content.note for known in desk.session(content.session).notes):
            raise Refused("note-exists", "This note is signed already.", do="Export it.")

    record(
        desk,
        body,
        intent=intent,
        session=content.session,
        seen=content.as_of,
        recheck=recheck,
        documents=(pdf,),
    )
    drafts.drop(desk, drafts.hand_over_place(content.session))


def countersign(
    desk: Desk,
    session: UUID,
    note: UUID,
    passphrase: str,
    *,
    intent: UUID,
    seen: int | None = None,
) -> SignedNote:
    """The charge nurse reviews and countersigns: the second field, and the file is locked.

    Raises:
        KnownError: wrong passphrase; nothing was saved.
        Refused: no charge nurse, the author herself, a note that was reviewed or replaced
            already, or the chart went on after what she saw (`seen`).
    """
    account = desk.signed_in().account
    if made_before(desk, intent, account, HandoverCountersigned, {"note": note}) is None:
        _countersign(desk, session, note, passphrase, intent=intent, seen=seen)
    backup.handed_over(desk)
    return find(desk.session(session), note)


def _countersign(
    desk: Desk, session: UUID, note: UUID, passphrase: str, *, intent: UUID, seen: int | None
) -> None:
    person = desk.signed_in()
    must_be_allowed(desk, HandoverCountersigned, person)
    must_be_confirmed(desk, _SIGNED)
    signed = find(desk.session(session), note)
    signed.must_await_review()
    must_be_another_person(desk, signed, HandoverCountersigned)
    original = desk.store.document(signed.document)
    _must_be(desk, original, "accepted-signed")
    signer = person.keys.document_signer(passphrase)
    acted = acted_in_period(desk.session(session), signed, person.account)
    now = desk.clock.now()
    pdf = desk.documents.countersign(original, signer, name=person.name, at=now, acted=acted)
    _must_be(desk, pdf, "accepted-countersigned")
    body = HandoverCountersigned(note=note, document=sha256(pdf), signed=signed.document)

    def recheck() -> None:
        must_be_confirmed(desk, _SIGNED)
        find(desk.session(session), note).must_await_review()

    record(desk, body, intent=intent, session=session, seen=seen, recheck=recheck, documents=(pdf,))


def find(session: PatientSession, note: UUID) -> SignedNote:
    """A signed note of a session.

    Raises:
        KnownError: the session has no such note.
    """
    for signed in session.notes:
        if signed.note == note:
            return signed
    raise KnownError(
        "no-such-note", "This note is not in the chart.", do="Choose it from the list again."
    )


def document(desk: Desk, signed: SignedNote) -> bytes:
    """The note's bytes as last signed, from the chart."""
    return desk.store.document(signed.countersigned_document or signed.document)


def verify(desk: Desk, pdf: bytes, known_sha256: str | None = None) -> Verdict:
    """The acceptance rule against this ward's root and its revocations."""
    recorded = trust.recorded_at(desk, known_sha256) if known_sha256 else ()
    return desk.documents.verify(pdf, trust.trust_pem(desk), known_sha256, recorded)


def sha256(content: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(content).hexdigest()


def _must_be(desk: Desk, pdf: bytes, state: str) -> None:
    verdict = verify(desk, pdf)
    if verdict.state != state:
        raise BugError(f"a note that should be {state} is {verdict.state}: {verdict.clause}")
