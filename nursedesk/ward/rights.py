"""Who may record what: one table, so that it can be read and tested whole."""

from __future__ import annotations

from nursedesk.chart.body import AnyBody
from nursedesk.chart.session_entries import (
    BagDiscarded,
    BagMoved,
    BagReceived,
    DoseOrdered,
    HandoverCountersigned,
    HandoverSigned,
    InfusionStopped,
    PharmacyAnswered,
    SessionOpened,
    WalkBegun,
    WalkEnded,
    WalkStep,
)
from nursedesk.chart.terms import Role, kind_of
from nursedesk.chart.ward_entries import AccountAdded, Denied, SignedIn, SignedOut, WardCreated
from nursedesk.errors import Refused

_EVERYBODY = frozenset(Role)
_NURSES = frozenset({Role.NURSE, Role.CHARGE_NURSE})

RIGHTS: dict[type[AnyBody], frozenset[Role]] = {
    WardCreated: frozenset({Role.ADMINISTRATOR}),
    AccountAdded: frozenset({Role.ADMINISTRATOR}),
    SignedIn: _EVERYBODY,
    SignedOut: _EVERYBODY,
    Denied: _EVERYBODY,
    SessionOpened: _NURSES,
    DoseOrdered: _NURSES,
    BagReceived: _NURSES | {Role.PHARMACIST},
    BagMoved: _NURSES | {Role.PHARMACIST},
    BagDiscarded: _NURSES | {Role.PHARMACIST},
    # H02: an ask-pharmacy finding is lifted by a charge nurse, with the pharmacist's name.
    PharmacyAnswered: frozenset({Role.CHARGE_NURSE}),
    InfusionStopped: _NURSES,
    WalkBegun: _NURSES,
    WalkStep: _NURSES,
    WalkEnded: _NURSES,
    HandoverSigned: _NURSES,
    HandoverCountersigned: frozenset({Role.CHARGE_NURSE}),
}

WARD_KINDS = frozenset({WardCreated, AccountAdded, SignedIn, SignedOut, Denied})
SECOND_PERSONS_KINDS = frozenset({WalkStep, PharmacyAnswered, SignedIn, Denied})
_ALONE_UNTIL = 2


def enrolment_needs_witness(accounts: int) -> bool:
    """Whether making an account takes a second person, in a ward of so many accounts."""
    return accounts >= _ALONE_UNTIL


_WORDS = {
    Role.NURSE: "a nurse",
    Role.CHARGE_NURSE: "a charge nurse",
    Role.PHARMACIST: "a pharmacist",
    Role.ADMINISTRATOR: "an administrator",
}


def allowed_role(body: type[AnyBody], roles: frozenset[Role]) -> Role:
    """The role in which somebody of these roles records entries of this kind.

    Raises:
        Refused: none of the roles may (code `not-allowed`).
    """
    wanted = RIGHTS[body]
    for role in Role:
        if role in wanted and role in roles:
            return role
    who = " or ".join(_WORDS[role] for role in Role if role in wanted)
    raise Refused(
        "not-allowed",
        f"Your account may not record this ({kind_of(body).replace('-', ' ')}).",
        do=f"Ask {who} to do it.",
    )
