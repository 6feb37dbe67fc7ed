"""The ward's protocol: which files may be adopted, and the adoption by two people."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from uuid import UUID

from msgspec import Struct

from nursedesk.chart.entry import Entry
from nursedesk.chart.terms import Role
from nursedesk.chart.ward_entries import ProtocolAdopted
from nursedesk.errors import KnownError, Refused
from nursedesk.protocol import loader, toml_file
from nursedesk.protocol.adoption import to_confirm
from nursedesk.protocol.definition import Standing
from nursedesk.protocol.verify import Verified, judge
from nursedesk.ward.desk import Desk, Person
from nursedesk.ward.record import deny, record
from nursedesk.ward.rights import may_adopt


class Candidate(Struct, frozen=True, kw_only=True):
    """A protocol file that lies ready: whole, with what its readers should know of it.

    `content` is the file's bytes, read once: what was shown is what is adopted. A `retired` one
    may not be adopted. `ahead`: it calls itself effective from a later day on.
    """

    verified: Verified
    content: bytes
    retired: bool
    ahead: bool


class Unusable(Struct, frozen=True, kw_only=True):
    """A file among the ward's own protocols that was refused, and the sentence why."""

    name: str
    sentence: str


def candidates(desk: Desk) -> tuple[list[Candidate], list[Unusable]]:
    """The delivered protocol files and the ward's own, in that order, and those refused."""
    desk.signed_in()
    found: list[Candidate] = []
    unusable: list[Unusable] = []
    for path in (*loader.installed(), *loader.installed(desk.protocols)):
        try:
            found.append(_candidate(path, _today(desk)))
        except KnownError as error:
            unusable.append(Unusable(name=f"{path.parent.name}/{path.name}", sentence=str(error)))
    return found, unusable


def adopt(
    desk: Desk,
    chosen: Candidate,
    *,
    confirmed: tuple[frozenset[str], frozenset[str]],
    second: Person,
    intent: UUID,
) -> Entry:
    """Two people, one a pharmacist, adopt a protocol; its bytes are kept in the chart.

    `confirmed`: ids of the pages (`to_confirm`) whose points the first and the second person
    confirmed, each for herself. Open sessions keep the protocol that they have.

    Raises:
        Refused: two who may not, a page that one of them left out, or the file may not be adopted.
    """
    person, protocol = desk.signed_in(), chosen.verified.protocol
    pages = tuple(page.id for page in to_confirm(protocol))
    try:
        _check(chosen, person, second)
        _check_confirmed(frozenset(pages), confirmed)
    except Refused as refusal:
        deny(desk, "protocol-adopted", refusal, person)
        raise
    body = ProtocolAdopted(
        protocol=protocol.id, version=protocol.version, sha256=protocol.sha256, confirmed=pages
    )
    entry = record(desk, body, intent=intent, witness=second, documents=(chosen.content,))
    desk.refresh_roster()
    return entry


def needs(first: frozenset[Role]) -> str:
    """Who must be the second person, in words, when somebody of these roles is the first."""
    return "a pharmacist or a charge nurse" if Role.PHARMACIST in first else "a pharmacist"


def _candidate(path: Path, today: date) -> Candidate:
    content = toml_file.contents(path)
    verified = judge(content, str(path), today)
    header = verified.protocol.header
    return Candidate(
        verified=verified,
        content=content,
        retired=header.status is Standing.RETIRED,
        ahead=header.effective > today,
    )


def _check(chosen: Candidate, person: Person, second: Person) -> None:
    if chosen.retired:
        raise Refused("retired", "This version is retired.", do="Choose another version.")
    if person.account == second.account:
        raise Refused(
            "same-person",
            "Adopting a protocol takes two people.",
            do="Ask another person to sign in for this step.",
        )
    if not may_adopt(person.roles, second.roles):
        raise Refused(
            "not-allowed",
            "A protocol is adopted by two: a pharmacist, and a pharmacist or a charge nurse.",
            do="Ask the pharmacist to adopt it together with a charge nurse.",
        )


def _check_confirmed(pages: frozenset[str], confirmed: tuple[frozenset[str], ...]) -> None:
    if any(pages - own for own in confirmed):
        raise Refused(
            "not-all-confirmed",
            "Not every point of the protocol was confirmed by both people.",
            do="Go through the pages that are left, then adopt it.",
        )


def _today(desk: Desk) -> date:
    return desk.clock.now().astimezone(desk.clock.zone).date()
