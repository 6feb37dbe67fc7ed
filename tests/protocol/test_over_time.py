"""What must hold for any bag, line, dose and interruption, whatever the figures."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from nursedesk.clock import hours_between
from nursedesk.protocol import loader
from nursedesk.protocol.bag import BagGiven, Stay, bag
from nursedesk.protocol.care_terms import InterruptionReason, Outcome
from nursedesk.protocol.dose import DoseGiven, dose
from nursedesk.protocol.interruption import InterruptionGiven, interruption
from nursedesk.protocol.line import LineGiven, line
from nursedesk.protocol.segments import Segment
from nursedesk.protocol.terms import BagVerdict, Indication, Kind, LineVerdict, Place

protocol = loader.shipped()
START = datetime(2026, 3, 2, 8, tzinfo=UTC)
MINUTES = st.integers(min_value=0, max_value=60 * 24 * 20)


def after(minutes: int) -> datetime:
    return START + timedelta(minutes=minutes)


@given(
    kind=st.sampled_from(Kind),
    places=st.lists(st.sampled_from(Place), min_size=1, max_size=4),
    steps=st.lists(MINUTES, min_size=4, max_size=4, unique=True),
    moments=st.tuples(MINUTES, MINUTES),
)
def test_a_bag_that_does_not_hang_never_gets_better(
    kind: Kind,
    places: list[Place],
    steps: list[int],
    moments: tuple[int, int],
) -> None:
    times = [0, *sorted(steps)]
    stays = tuple(
        Stay(place=place, since=after(at)) for place, at in zip(places, times, strict=False)
    )
    earlier, later = sorted(max(times[len(places) - 1], moment) for moment in moments)
    verdicts = [
        bag(protocol, BagGiven(kind=kind, prepared_at=START, places=stays, now=after(now))).verdict
        for now in (earlier, later)
    ]
    order = list(BagVerdict)
    assert order.index(verdicts[0]) <= order.index(verdicts[1])


@given(kind=st.sampled_from(Kind), hung=MINUTES, waited=MINUTES)
def test_what_is_delivered_and_what_is_not_make_up_the_bag(
    kind: Kind, hung: int, waited: int
) -> None:
    answer = bag(
        protocol,
        BagGiven(
            kind=kind,
            prepared_at=START,
            places=(Stay(place=Place.REFRIGERATOR, since=START),),
            hung_at=after(hung),
            now=after(hung + waited),
        ),
    )
    assert answer.change_at is not None
    assert answer.undelivered_hours is not None
    delivered = max(hours_between(after(hung), answer.change_at), Decimal(0))
    assert delivered + answer.undelivered_hours == protocol.bags[kind].duration.hours


@given(kind=st.sampled_from(Kind))
def test_a_line_of_which_nothing_is_known_never_proceeds(kind: Kind) -> None:
    assert line(protocol, LineGiven(kind=kind)).verdict is LineVerdict.STOP


@given(
    indication=st.sampled_from(Indication),
    weight=st.decimals(Decimal("0.5"), 300, places=2),
    bsa=st.decimals(Decimal("0.1"), 3, places=2),
    cycle=st.integers(-1, 11),
    day=st.integers(-1, 90),
)
def test_a_dose_is_never_above_28_mcg_and_always_there_without_a_stop(
    indication: Indication,
    weight: Decimal,
    bsa: Decimal,
    cycle: int,
    day: int,
) -> None:
    facts = DoseGiven(
        indication=indication,
        age_months=Decimal(96),
        weight_kg=weight,
        bsa_m2=bsa,
        cycle=cycle,
        day=day,
    )
    answer = dose(protocol, facts)
    assert (answer.dose_mcg_per_day is None) == bool(answer.stops)
    if answer.dose_mcg_per_day is not None:
        assert (answer.dose_mcg_per_day > 0) == answer.infusing
        assert answer.dose_mcg_per_day <= 28


@given(lengths=st.lists(st.integers(1, 10_000), min_size=1, max_size=9))
def test_infused_and_off_time_make_up_all_time(lengths: list[int]) -> None:
    times = [START]
    for minutes in lengths:
        times.append(times[-1] + timedelta(minutes=minutes))
    pairs = zip(times[::2], times[1::2], strict=False)
    segments = tuple(Segment(since=since, until=until) for since, until in pairs)
    answer = interruption(
        protocol,
        InterruptionGiven(
            indication=Indication.MRD,
            age_months=Decimal(480),
            cycle=1,
            reason=InterruptionReason.OTHER,
            segments=segments,
            now=times[-1],
        ),
    )
    if answer.infused_hours is not None:
        gaps = sum(lengths[1::2])
        assert answer.infused_hours == hours_between(after(gaps), times[-1])


def test_thirds_of_an_hour_add_up_to_the_whole_cycle() -> None:
    segments = tuple(
        Segment(since=after(30 * number), until=after(30 * number + 20)) for number in range(2016)
    )
    facts = InterruptionGiven(
        indication=Indication.MRD,
        age_months=Decimal(480),
        cycle=1,
        reason=InterruptionReason.OTHER,
        segments=segments,
        now=after(30 * 2016),
    )
    answer = interruption(protocol, facts)
    assert (answer.infused_hours, answer.outcome) == (Decimal(672), Outcome.COMPLETE)


def test_the_end_is_exact_after_a_third_of_an_hour() -> None:
    facts = InterruptionGiven(
        indication=Indication.MRD,
        age_months=Decimal(480),
        cycle=1,
        reason=InterruptionReason.OTHER,
        segments=(
            Segment(since=START, until=after(20)),
            Segment(since=after(30), until=after(50)),
            Segment(since=after(60)),
        ),
        now=after(120),
    )
    assert interruption(protocol, facts).ends_at == after(60 + 672 * 60 - 40)
