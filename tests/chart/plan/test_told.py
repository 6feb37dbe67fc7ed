"""A plan in words and as a strip."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from itertools import pairwise

import pytest

from nursedesk.chart.finding import Level
from nursedesk.chart.plan.from_chart import replan
from nursedesk.chart.plan.result import Plan
from nursedesk.chart.plan.strip import When, strip
from nursedesk.chart.plan.told import ToldPlan, told
from nursedesk.chart.plan.wishes import Day, EarlyStop
from nursedesk.chart.preserved import preservative_findings
from nursedesk.protocol.rules import Rule
from nursedesk.protocol.terms import Kind
from tests.chart.builders import Story, label, opened, protocol
from tests.chart.plan.situations import BERLIN, HOUR, local, wishes
from tests.chart.plan.test_from_chart import RELAPSED, hang, hanging, stopped


def planned(story: Story, begins: datetime | None = None, **changes: object) -> Plan:
    found = replan(story.session, protocol(), wishes(**changes), begins or story.now, BERLIN)
    assert isinstance(found, Plan), found
    return found


def words(story: Story, begins: datetime | None = None, **changes: object) -> ToldPlan:
    return told(planned(story, begins, **changes), story.session, protocol(), BERLIN)


def test_each_bag_says_when_what_and_why_it_comes_down() -> None:
    story = hanging("96h", hours=30, dose=9, **RELAPSED)
    said = words(story, early_stop=EarlyStop.DOSE_AND_END)
    first, second, third = said.bags[:3]
    assert (first.when, first.from_where) == ("hangs now", "bag 1")
    assert first.what == "96 h bag, 9 mcg/day, 1.8 mL/h"
    assert second.when == "Fri 06-Mar-2026 09:00"
    assert second.comes_down == "down Mon 09-Mar-2026 09:00: the dose changes"
    assert second.from_where == "from pharmacy, prepared not before Mon 23-Feb-2026 09:00"
    assert second.marks == ("24 h of drug (9 mcg) discarded",)
    assert third.marks == (
        "28 mcg/day only with the prescriber's order",
        "New pump programme (0.6 mL/h) and new tubing",
    )
    assert said.cost == (
        "4 bag changes, none outside staffed hours; 2 kinds of bag; 9 mcg of drug discarded."
    )
    assert said.citations


_LENGTH = "after 672 h of infusion (28 days of 24 h). That is the"


@pytest.mark.parametrize(
    ("begins", "says"),
    [
        ("2026-02-02 10:00", f"Mon 02-Mar-2026 10:00, {_LENGTH} 29th calendar day, at the hour"),
        (
            "2026-10-12 10:00",
            "the 29th calendar day. The clock changes in between (+02:00 to +01:00)",
        ),
        ("2026-10-12 00:30", f"Sun 08-Nov-2026 23:30, {_LENGTH} 28th calendar day"),
        ("2027-03-15 10:00", "(+01:00 to +02:00): after that, times show another hour. No hour"),
    ],
)
def test_the_end_of_the_cycle_is_explained(begins: str, says: str) -> None:
    at = local(begins)
    story = Story(opened(), at=at - HOUR)
    assert says in words(story, at, kinds=(Kind.H24,)).ends


def test_a_clock_change_ahead_is_said_in_the_middle_of_a_cycle_too() -> None:
    story = Story(opened(), at=local("2026-10-20 09:00"))
    hang(story, "24h")
    story.forward(hours=5)
    said = words(story, kinds=(Kind.H24,)).ends
    assert "calendar day" not in said
    assert "The clock changes in between (+02:00 to +01:00)" in said


def test_remarks_name_what_the_plan_leaves() -> None:
    story = hanging("48h", hours=10)
    story.receive(label("24h", prepared_at=story.now, dose_mcg_per_day=Decimal(9)))
    said = words(story, kinds=(Kind.H48,), needle_day=Day.TUESDAY)
    remarks = " ".join(said.remarks)
    assert "Bag 2 is not planned with" in remarks
    assert "port needle is changed without a bag change on" in remarks


def test_a_kind_that_this_patient_must_not_have_is_named_with_the_reason() -> None:
    light = Story(
        opened(
            weight_kg=Decimal(5), bsa_m2=Decimal("0.29"), ordered_dose_mcg_per_day=Decimal("4.35")
        )
    )
    said = words(light)
    assert any(remark.startswith("No 7 day bag: the patient weighs") for remark in said.remarks)
    free = Story(opened(preservative_free_only=True))
    assert "No 7 day bag: it contains preservative." in words(free).remarks


def test_the_strip_shows_what_ran_hangs_and_is_planned_without_overlap() -> None:
    story = hanging("24h", hours=24)
    hang(story, "48h")
    story.forward(hours=5)
    story.tell(stopped())
    story.forward(hours=2)
    begins = story.now + HOUR
    found = strip(story.session, planned(story, begins, early_stop=EarlyStop.DOSE_AND_END))
    assert [one.when for one in found[:3]] == [When.RAN, When.RAN, When.RUNS]
    assert found[1].until < found[2].since  # it stood
    assert all(one.until <= two.since for one, two in pairwise(found))
    assert sum(one.hours for one in found) == 672
    assert (found[0].name, found[0].kind_words) == ("bag 1", "24 h")


def test_an_infusion_that_stands_starts_again_only_as_ordered() -> None:
    story = hanging("96h", hours=10)
    story.tell(stopped(reaction=True))
    story.forward(hours=6)
    (first, *_others) = words(story, early_stop=EarlyStop.DOSE_AND_END).bags
    assert first.marks[0].startswith("The infusion stands")
    assert first.marks[1] == protocol().rules[Rule.INT_FOUR_HOURS].title


def test_what_the_protocol_notes_of_preservative_is_said_with_its_source() -> None:
    story = Story(
        opened(
            weight_kg=Decimal(6),
            bsa_m2=Decimal("0.32"),
            ordered_dose_mcg_per_day=Decimal("4.8"),
            preterm_or_very_low_birth_weight=True,
        )
    )
    said = words(story, kinds=(Kind.D7,))
    finding = next(
        found
        for found in preservative_findings(story.session.opened, protocol(), Kind.D7, story.now)
        if found.level is Level.WARN
    )
    assert finding.sentence in said.remarks
    assert set(finding.citations) <= set(said.citations)
