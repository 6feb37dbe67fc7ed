"""Ward entries on emergencies: the sealed emergency sheet, who looked, codes that were tried."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from nursedesk.chart.terms import AccountId, Body, Instant, Line

BY_CODE = "emergency-code"  # in place of an account: whoever held the opened sheet
_Key = Annotated[bytes, Meta(min_length=32, max_length=32)]


class EmergencySheetMade(Body, frozen=True, kw_only=True, tag="emergency-sheet-made"):
    """A new sealed sheet: the one before is void. Its code itself is nowhere in the chart.

    `emergency_key` (X25519) is what the ward secret is sealed to, `signing_key` (Ed25519) what an
    emergency view is signed with. The downtime files are encrypted with `downtime_phrase`.
    """

    emergency_key: _Key
    signing_key: _Key
    downtime_phrase: Line


class EmergencyViewed(Body, frozen=True, kw_only=True, tag="emergency-viewed"):
    """Somebody opened the read-only view at `began`: `name` is who she is, or says she is.

    `account` is the one whose passphrase opened it; None: the code of the emergency sheet did.
    `later`: nothing could be recorded then; the author is only who signed in next.
    """

    name: Line
    account: AccountId | None
    began: Instant
    later: bool = False


class EmergencyCodeTried(Body, frozen=True, kw_only=True, tag="emergency-code-tried"):
    """So many wrong emergency codes were typed; the author is only who signed in next."""

    failures: Annotated[int, Meta(ge=1)]
