"""Who may record what: one table, so that it can be read and tested whole."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from nursedesk.chart.body import AnyBody
from nursedesk.chart.emergency_entries import (
    EmergencyCodeTried,
    EmergencySheetMade,
    EmergencyViewed,
)
from nursedesk.chart.key_entries import (
    AccountRemoved,
    AccountReset,
    AdministratorRecovered,
    PassphraseChanged,
    ResetRead,
)
from nursedesk.chart.medicine_entries import MedicineGiven
from nursedesk.chart.note_entries import HandoverMisread, HandoverReceived, HandoverReturned
from nursedesk.chart.plan_entries import PlanAccepted, PlanWishesSet, PlanWithdrawn
from nursedesk.chart.record_entries import (
    AnchorPlacesChosen,
    BackupMade,
    BackupPlaceChosen,
    ChartRestored,
    RecordChecked,
    RecordGap,
)
from nursedesk.chart.session_entries import (
    BagDiscarded,
    BagMoved,
    BagReceived,
    DoseOrdered,
    HandoverCountersigned,
    HandoverSigned,
    InfusionStopped,
    PharmacyAnswered,
    SessionClosed,
    SessionOpened,
    WalkBegun,
    WalkEnded,
    WalkStep,
)
from nursedesk.chart.signal_entries import ChargeNurseTold, DueAcknowledged
from nursedesk.chart.terms import Role, kind_of
from nursedesk.chart.ward_entries import (
    AccountAdded,
    ClockConfirmed,
    ClockJumped,
    Denied,
    ProtocolAdopted,
    SignedIn,
    SignedOut,
    WardCreated,
)
from nursedesk.chart.ward_settings import WardSettingsSet
from nursedesk.errors import Refused

_EVERYBODY = frozenset(Role)
_NURSES = frozenset({Role.NURSE, Role.CHARGE_NURSE})
ADOPTERS = frozenset({Role.PHARMACIST, Role.CHARGE_NURSE})

RIGHTS: dict[type[AnyBody], frozenset[Role]] = {
    WardCreated: frozenset({Role.ADMINISTRATOR}),
    AccountAdded: frozenset({Role.ADMINISTRATOR}),
    PassphraseChanged: _EVERYBODY,
    AccountReset: frozenset({Role.ADMINISTRATOR}),
    ResetRead: _EVERYBODY,
    AccountRemoved: frozenset({Role.ADMINISTRATOR}),
    AdministratorRecovered: frozenset({Role.ADMINISTRATOR}),
    EmergencySheetMade: frozenset({Role.ADMINISTRATOR}),
    EmergencyViewed: _EVERYBODY,
    EmergencyCodeTried: _EVERYBODY,
    SignedIn: _EVERYBODY,
    SignedOut: _EVERYBODY,
    ProtocolAdopted: ADOPTERS,
    ClockJumped: _EVERYBODY,
    ClockConfirmed: _EVERYBODY,
    Denied: _EVERYBODY,
    AnchorPlacesChosen: frozenset({Role.CHARGE_NURSE}),
    RecordChecked: _EVERYBODY,
    RecordGap: frozenset({Role.CHARGE_NURSE}),
    # Where only the sealed code opened the backup, its administrator is all that there is.
    ChartRestored: frozenset({Role.CHARGE_NURSE, Role.ADMINISTRATOR}),
    BackupPlaceChosen: frozenset({Role.CHARGE_NURSE}),
    BackupMade: _EVERYBODY,
    SessionOpened: _NURSES,
    DoseOrdered: _NURSES,
    BagReceived: _NURSES | {Role.PHARMACIST},
    BagMoved: _NURSES | {Role.PHARMACIST},
    BagDiscarded: _NURSES | {Role.PHARMACIST},
    # H02: an ask-pharmacy finding is lifted by a charge nurse, with the pharmacist's name.
    PharmacyAnswered: frozenset({Role.CHARGE_NURSE}),
    InfusionStopped: _NURSES,
    MedicineGiven: _NURSES,
    DueAcknowledged: _NURSES,
    ChargeNurseTold: _NURSES,
    PlanWishesSet: ADOPTERS,
    # How often to check, and when the charge nurse is told: no matter for ward IT alone.
    WardSettingsSet: ADOPTERS,
    PlanAccepted: _NURSES | {Role.PHARMACIST},
    PlanWithdrawn: _NURSES | {Role.PHARMACIST},
    WalkBegun: _NURSES,
    WalkStep: _NURSES,
    WalkEnded: _NURSES,
    HandoverSigned: _NURSES,
    HandoverReceived: _NURSES,
    HandoverMisread: _NURSES,
    HandoverCountersigned: frozenset({Role.CHARGE_NURSE}),
    HandoverReturned: frozenset({Role.CHARGE_NURSE}),
    SessionClosed: _NURSES,
}

KEY_KINDS = frozenset(
    {
        AccountAdded,
        PassphraseChanged,
        AccountReset,
        ResetRead,
        AccountRemoved,
        AdministratorRecovered,
    }
)
EMERGENCY_KINDS = frozenset({EmergencySheetMade, EmergencyViewed, EmergencyCodeTried})
CLOCK_KINDS = frozenset({ClockJumped, ClockConfirmed})
RECORD_KINDS = frozenset(
    {
        AnchorPlacesChosen,
        RecordChecked,
        RecordGap,
        ChartRestored,
        BackupPlaceChosen,
        BackupMade,
    }
)
WARD_KINDS = (
    KEY_KINDS
    | EMERGENCY_KINDS
    | CLOCK_KINDS
    | RECORD_KINDS
    | {WardCreated, SignedIn, SignedOut, ProtocolAdopted, PlanWishesSet, WardSettingsSet, Denied}
)
# What tells of a moment, and of which a ward has many; the rest holds until it is changed.
PASSING_KINDS = CLOCK_KINDS | {
    SignedIn,
    SignedOut,
    Denied,
    RecordChecked,
    BackupMade,
    EmergencyCodeTried,
}
LASTING_KINDS = WARD_KINDS - PASSING_KINDS
LASTING = frozenset(str(kind.__struct_config__.tag) for kind in LASTING_KINDS)
SECOND_PERSONS_KINDS = frozenset({WalkStep, PharmacyAnswered, SignedIn, PassphraseChanged, Denied})
_ALONE_UNTIL = 2


def enrolment_needs_witness(accounts: int) -> bool:
    """Whether making an account takes a second person, in a ward of so many accounts."""
    return accounts >= _ALONE_UNTIL


def last_holder_of(account: str, accounts: Mapping[str, AccountAdded]) -> Role | None:
    """The role that nobody would hold any more if this account left; None if all are kept.

    A ward needs an administrator and a charge nurse.
    """
    stay = {role for name, one in accounts.items() if name != account for role in one.roles}
    needed = (Role.ADMINISTRATOR, Role.CHARGE_NURSE)
    return next((role for role in needed if role not in stay), None)


def may_adopt(one: Collection[Role], other: Collection[Role]) -> bool:
    """Whether two people of these roles may adopt a protocol together.

    Each is a pharmacist or a charge nurse, and one of them is a pharmacist.
    """
    each = all(not ADOPTERS.isdisjoint(roles) for roles in (one, other))
    return each and Role.PHARMACIST in {*one, *other}


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
