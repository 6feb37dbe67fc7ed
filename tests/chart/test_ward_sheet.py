"""The whole-ward sheet: every patient, whoever needs somebody first on top, each value cited."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest

from nursedesk.chart.session_entries import InfusionStopped, Patient
from nursedesk.chart.ward_sheet import WardLine, WardSheet, ward_sheet
from nursedesk.protocol.terms import Indication
from tests.chart.builders import START, Story, label, opened, protocol

NOW = START + timedelta(hours=20)


def named_story(family: str, **facts: object) -> Story:
    patient = Patient(family=family, given="Ann", identifier=f"A-{family}", born=date(1987, 3, 4))
    return Story(opened(patient=patient, bed=family[:1], **facts), name=family)


def running(family: str, kind: str = "48h", **facts: object) -> Story:
    story = named_story(family, **facts)
    dose = story.session.opened.ordered_dose_mcg_per_day
    story.change(
        story.receive(label(kind, patient_identifier=f"A-{family}", dose_mcg_per_day=dose))
    )
    return story


def stopped(family: str) -> Story:
    story = running(family)
    story.forward(hours=16)
    story.tell(InfusionStopped(reason="occlusion", adverse_reaction=False))
    return story


def sheet(*stories: Story, hours: float = 20, unreadable: tuple[str, ...] = ()) -> WardSheet:
    return ward_sheet(
        [(story.session, protocol()) for story in stories],
        now=START + timedelta(hours=hours),
        zone=stories[0].zone if stories else START.tzinfo,  # type: ignore[arg-type]
        ward_name="Ward 7",
        demo=False,
        entry_number="1.44",
        unreadable=unreadable,
    )


def line(story: Story, hours: float = 20) -> WardLine:
    (found,) = sheet(story, hours=hours).lines
    return found


def test_who_needs_somebody_first_stands_on_top() -> None:
    found = sheet(running("Quiet"), named_story("Empty"), stopped("Halted"), running("Late", "24h"))
    order = [each.patient.split(",")[0] for each in found.lines]
    assert order == ["HALTED", "LATE", "QUIET", "EMPTY"]
    overdue = sheet(running("Quiet"), stopped("Halted"), running("Late", "24h"), hours=25)
    assert overdue.lines[0].patient.startswith("LATE")
    assert overdue.lines[0].word == "overdue by 1 h"
    assert [each.urgent for each in overdue.lines] == [True, True, False]


def test_a_line_says_who_what_hangs_until_when_and_how_far() -> None:
    found = line(running("Quiet"))
    assert found.patient == "QUIET, Ann; born 04-Mar-1987 (38 y); identifier A-Quiet"
    assert found.bed == "Q"
    assert found.hangs == "bag 1, 48 h, 28 mcg/day at 5 mL/h"
    assert found.use_until == "Wed 04-Mar 08:00"
    assert found.change == "Wed 04-Mar 08:00, in 28 h"
    assert found.planned == "Mon 02-Mar 09:00"
    assert found.infused == "day 1; 20 h of 672 h"
    assert found.dose == "ordered 28 mcg/day; protocol 28 mcg/day"
    assert found.basis == ""


def test_use_until_is_another_time_than_the_next_change() -> None:
    found = line(running("Quiet", "24h"))
    assert found.use_until == "Wed 04-Mar 08:00"
    assert found.change == "Tue 03-Mar 08:00, in 4 h"


def test_what_rests_on_less_than_the_label_says_so() -> None:
    found = line(running("Quiet", indication=Indication.CONSOLIDATION))
    assert "secondary source: the ward must confirm it" in found.dose


def test_a_patient_without_a_bag_has_no_times() -> None:
    found = line(named_story("Empty"))
    assert (found.hangs, found.use_until, found.change) == ("no bag hangs", "", "")
    assert found.due == ()


def test_a_bag_that_must_come_down_says_so_in_place_of_its_time() -> None:
    found = line(running("Late"), hours=49)
    assert found.use_until == "must not be used any more: take it down"
    assert found.urgent


def test_a_stop_is_said_with_its_length() -> None:
    found = line(stopped("Halted"))
    assert found.hangs.endswith(", stopped")
    assert found.due[0] == "Infusion stopped, stopped 4 h"


def test_alerts_and_open_questions() -> None:
    story = running("Quiet", down_syndrome=None, preservative_free_only=True)
    story.forward(hours=20)
    story.receive(label("72h", patient_identifier="A-Quiet", prepared_at=story.now))
    found = line(story)
    assert "preservative-free bags only" in found.alerts
    assert "Down syndrome: not known" in found.alerts
    assert any(alert.endswith("for pharmacy") for alert in found.alerts)


@pytest.mark.parametrize(
    "story",
    [
        lambda: running("Quiet"),
        lambda: named_story("Empty"),
        lambda: stopped("Halted"),
        lambda: running("Small", "7d", weight_kg=Decimal(20), bsa_m2=Decimal("0.8")),
    ],
)
def test_every_line_cites_what_exists(story: Callable[[], Story]) -> None:
    found = line(story())
    assert {"B-interruption", "B-adult-mrd"} <= set(found.cites)
    assert ("B-storage-time" in found.cites) is (found.hangs != "no bag hangs")
    assert set(found.cites) <= protocol().citations.keys()
    whole = sheet(story())
    assert set(whole.cited.split(", ")) == set(found.cites)
    assert "B = " in whole.sources


def test_an_empty_ward_and_patients_that_cannot_be_shown() -> None:
    empty = sheet()
    assert (empty.lines, empty.cited, empty.protocols) == ((), "", ())
    assert sheet(unreadable=("DOE, Ann (A-1)",)).unreadable == ("DOE, Ann (A-1)",)


def test_the_sheet_names_its_protocol_and_entry() -> None:
    found = sheet(running("Quiet"), running("Other"))
    assert found.protocols == ((f"blinatumomab-us {protocol().version}", protocol().sha256),)
    assert found.entry_number == "1.44"
