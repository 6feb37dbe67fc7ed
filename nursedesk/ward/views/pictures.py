"""A patient's chart as pictures: the strip of days, the bag clock, the trends of the checks."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from nursedesk.chart.handwriting import Sample
from nursedesk.chart.pictures.bag_clocks import BagClocks, bag_clocks
from nursedesk.chart.pictures.happened import Happened, happened
from nursedesk.chart.pictures.trends import Trends, trends
from nursedesk.chart.present import present
from nursedesk.chart.symptoms import samples
from nursedesk.ward.desk import Desk
from nursedesk.ward.views.banner import Banner, banner
from nursedesk.ward.views.closed import how_it_ended

LATELY_HOURS = 48  # how far back the short look at the trends goes: our own choice of a picture


class PicturesPage(Struct, frozen=True, kw_only=True):
    """A patient's pictures as of an instant; of a closed session there is no bag clock."""

    as_of: datetime
    banner: Banner
    closed: str
    happened: Happened
    clocks: BagClocks | None
    lately: Trends
    all_trends: Trends
    samples: tuple[Sample, ...]


def pictures_page(desk: Desk, session: UUID) -> PicturesPage:
    """A patient's pictures as of now, of a closed session as of its end."""
    current, as_of = desk.session(session), desk.clock.now()
    now, zone = current.closed_at or present(current, as_of), desk.clock.zone
    protocol, closed = desk.protocol_of(current), current.closed_at is not None
    since = now - timedelta(hours=LATELY_HOURS)
    return PicturesPage(
        as_of=as_of,
        banner=banner(desk, current),
        closed=how_it_ended(desk, current),
        happened=happened(current, protocol, now, zone),
        clocks=None if closed else bag_clocks(current, protocol, now, zone),
        lately=trends(current, protocol, now, zone, since=since),
        all_trends=trends(current, protocol, now, zone),
        samples=samples([check for check in current.symptom_checks if check.at <= now], zone),
    )
