"""What the chart could not be told of in an emergency is entered at the next sign-in."""

from __future__ import annotations

from uuid import NAMESPACE_OID, UUID, uuid4, uuid5

import msgspec

from nursedesk.chart.emergency_entries import EmergencyCodeTried, EmergencyViewed
from nursedesk.errors import KnownError
from nursedesk.ward.anchoring import WAITS
from nursedesk.ward.damage import READ_ONLY
from nursedesk.ward.desk import Desk
from nursedesk.ward.record import note


def enter(desk: Desk) -> None:
    """Enters kept views and wrong codes in the name of whoever is at the desk; she only came next.

    While nothing can be recorded they stay kept.

    Raises:
        KnownError: the disk refused.
    """
    person, emergency = desk.signed_in(), desk.keyring.emergency
    try:
        for view in emergency.kept(person.keys):
            note(desk, view, intent=_intent(view))
            emergency.entered(view, person.keys)
        if failures := emergency.failures():
            note(desk, EmergencyCodeTried(failures=failures), intent=uuid4())
            emergency.told()
    except KnownError as error:
        if error.code not in (WAITS, READ_ONLY):
            raise


def _intent(view: EmergencyViewed) -> UUID:
    """One view, one entry, also when the program was ended between entering and forgetting."""
    return uuid5(NAMESPACE_OID, msgspec.json.encode(view).decode())
