"""What every screen knows of the ward: its name, its settings, the sources of its protocols."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from nursedesk.chart.ward_settings import WardSettings
from nursedesk.errors import KnownError
from nursedesk.ward.desk import Desk
from nursedesk.ward.views import protocol


class About(Struct, frozen=True, kw_only=True):
    """The ward as screens know it. `fault`: what of its protocols cannot be read."""

    name: str
    settings: WardSettings
    sources: Mapping[str, str]
    fault: KnownError | None


def about(desk: Desk) -> About:
    """The ward as it stands."""
    roster = desk.refresh_roster()
    return About(
        name=roster.name,
        settings=roster.settings,
        sources=protocol.sources(desk),
        fault=protocol.unreadable(desk),
    )
