"""The protocol to be read, its adoption, and its citations in words."""

from __future__ import annotations

from msgspec import Struct

from nursedesk.errors import KnownError
from nursedesk.protocol import loader
from nursedesk.protocol.adoption import to_confirm
from nursedesk.protocol.pages import Page, pages, place
from nursedesk.ward import adoption
from nursedesk.ward.adoption import Candidate, Unusable
from nursedesk.ward.desk import Desk
from nursedesk.ward.rights import ADOPTERS
from nursedesk.ward.roster import Adoption
from nursedesk.writing import day, grouped, moment


class ProtocolPage(Struct, frozen=True, kw_only=True):
    """The protocol to be read and searched.

    `standing` says who adopted it, or that nobody has.
    """

    title: str
    standing: str
    adopted: bool
    sections: tuple[Page, ...]


class CandidateLine(Struct, frozen=True, kw_only=True):
    """A protocol file that lies ready. `words`: what it is; `in_force`: new sessions get it."""

    candidate: Candidate
    title: str
    words: tuple[str, ...]
    in_force: bool


class AdoptionPage(Struct, frozen=True, kw_only=True):
    """What there is to adopt: files that lie ready, those refused and why, and the history.

    `may_begin`: the person signed in may adopt; `needs`: who must then be the second.
    """

    lines: tuple[CandidateLine, ...]
    unusable: tuple[Unusable, ...]
    history: tuple[str, ...]
    may_begin: bool
    needs: str


def sources(desk: Desk) -> dict[str, str]:
    """Citation id -> the document and the place in it, in every protocol that the ward adopted.

    Where two versions mean different places by one id, both are named with their version. One that
    cannot be read is passed over: `unreadable` tells of it.
    """
    places: dict[str, dict[str, str]] = {}
    for adopted in desk.refresh_roster().adopted:
        try:
            protocol = desk.adopted(adopted.sha256)
        except KnownError:
            continue
        for citation in protocol.citations:
            places.setdefault(citation, {})[place(protocol, citation)] = protocol.version
    return {citation: _places(of) for citation, of in places.items()}


def unreadable(desk: Desk) -> KnownError | None:
    """Of the first adopted protocol that cannot be read, why; it is named."""
    for adopted in desk.refresh_roster().adopted:
        try:
            desk.adopted(adopted.sha256)
        except KnownError as error:
            return error
    return None


def _places(of: dict[str, str]) -> str:
    if len(of) == 1:
        return next(iter(of))
    return "; ".join(f"{where} (version {version})" for where, version in of.items())


def protocol_page(desk: Desk) -> ProtocolPage:
    """All of the protocol in force, in sections; before any adoption, of the delivered one."""
    adopted = desk.refresh_roster().adopted
    protocol = desk.current_protocol() if adopted else loader.shipped()
    header = protocol.header
    return ProtocolPage(
        title=f"{header.title}, version {header.version}, {header.status}",
        standing=_adopted(desk, adopted[-1]) if adopted else _NOT_ADOPTED,
        adopted=bool(adopted),
        sections=pages(protocol),
    )


def adoption_page(desk: Desk) -> AdoptionPage:
    """The protocol files that may be adopted, and those that were."""
    found, unusable = adoption.candidates(desk)
    roles = desk.signed_in().roles
    adopted = desk.refresh_roster().adopted
    in_force = adopted[-1].sha256 if adopted else None
    return AdoptionPage(
        lines=tuple(_line(candidate, in_force) for candidate in found),
        unusable=tuple(unusable),
        history=tuple(_adopted(desk, one) for one in reversed(adopted)),
        may_begin=not ADOPTERS.isdisjoint(roles),
        needs=adoption.needs(roles),
    )


def confirmation(candidate: Candidate) -> tuple[Page, ...]:
    """What must be confirmed before this file is adopted."""
    return to_confirm(candidate.verified.protocol)


_NOT_ADOPTED = (
    "This ward has not adopted a protocol yet, and no patient session can be opened. "
    "Below is the one that was delivered."
)


def _adopted(desk: Desk, adopted: Adoption) -> str:
    names = desk.roster.names()
    who = " and ".join(names.get(account, account) for account in adopted.by)
    invented = " These people are invented: this is a demo ward." if desk.roster.demo else ""
    return (
        f"{adopted.protocol} {adopted.version} was adopted by {who}, "
        f"{moment(adopted.at, desk.clock.zone)} (entry {adopted.number}).{invented}"
    )


def _line(candidate: Candidate, in_force: str | None) -> CandidateLine:
    verified, protocol = candidate.verified, candidate.verified.protocol
    header = protocol.header
    words = [
        "As delivered." if verified.as_delivered else "The ward's own file, not as delivered.",
        f"Transcribed by: {header.transcribed_by}. Checked by: {header.checked_by}.",
        f"SHA-256 {grouped(protocol.sha256)}",
    ]
    if verified.review_passed:
        words.insert(0, f"Its review was due on {day(header.review_due)}: that has passed.")
    if candidate.ahead:
        words.insert(0, f"It is effective from {day(header.effective)} on, which lies ahead.")
    if candidate.retired:
        words.insert(0, "This version is retired and cannot be adopted.")
    return CandidateLine(
        candidate=candidate,
        title=f"{protocol.id} {protocol.version}, {header.status}",
        words=tuple(words),
        in_force=protocol.sha256 == in_force,
    )
