"""Premedication, steroids and other medicines that were given: what is asked, and in words.

It is a record of what happened. What is due, and how much, is not said here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct

from nursedesk.chart.field import Asks, Choice, Field
from nursedesk.chart.finding import Finding, Level
from nursedesk.chart.grounds import plainly
from nursedesk.chart.medicine_entries import MedicineGiven, Purpose

PURPOSE_WORDS = {
    Purpose.PREMEDICATION: "premedication",
    Purpose.CRS: "for CRS",
    Purpose.NEUROLOGICAL: "for a neurological event",
    Purpose.OTHER: "for another reason",
}
GIVEN_TITLE = "A medicine that was given"
GIVEN_WHY = (
    "Premedication, a steroid or another medicine beside the infusion. This records what was "
    "given; it orders nothing."
)
GIVEN = (
    Field(
        name="purpose",
        prompt="What was it given for?",
        asks=Asks.CHOICE,
        choices=tuple(
            Choice(value=purpose.value, words=f"{words[:1].upper()}{words[1:]}")
            for purpose, words in PURPOSE_WORDS.items()
        ),
    ),
    Field(name="substance", prompt="Which medicine?", asks=Asks.LINE),
    Field(
        name="dose",
        prompt="How much was given, with the unit?",
        asks=Asks.LINE,
        help="As it was given, such as 20 mg.",
    ),
    Field(
        name="route",
        prompt="How was it given?",
        asks=Asks.LINE,
        help="Such as: into a vein, by mouth.",
    ),
    Field(name="at", prompt="When was it given?", asks=Asks.INSTANT),
    Field(name="ordered_by", prompt="Who ordered it?", asks=Asks.LINE),
)
_AMOUNT = re.compile(r"[0-9].*[^\W\d_]")
_MICRO_SIGNS = re.compile("[\u00b5\u03bc]")


class Medicine(Struct, frozen=True, kw_only=True):
    """A medicine as it was given: when, what, and by whose account it was recorded."""

    at: datetime
    given: MedicineGiven
    author: str
    seq: int

    @property
    def words(self) -> str:
        """`dexamethasone 20 mg, by mouth, premedication; ordered by Dr Lee`."""
        given = self.given
        return (
            f"{given.substance} {given.dose}, {given.route}, {PURPOSE_WORDS[given.purpose]}; "
            f"ordered by {given.ordered_by}"
        )


def given_of(answers: Mapping[str, str]) -> MedicineGiven:
    """What is recorded of a medicine."""
    return MedicineGiven(
        purpose=Purpose(answers["purpose"]),
        substance=answers["substance"],
        dose=answers["dose"],
        route=answers["route"],
        ordered_by=answers["ordered_by"],
        because=answers.get("because"),
    )


def check(given: MedicineGiven) -> tuple[Finding, ...]:
    """What is wrong with how it is written; which medicine or dose is right is not judged."""
    found = []
    if not _AMOUNT.search(given.dose):
        sentence = "Write how much was given as a number with its unit, such as 20 mg."
        found.append(plainly(Level.STOP, "dose-without-unit", sentence))
    if _MICRO_SIGNS.search(given.dose):
        sentence = "Write mcg in letters, not the micro sign: by hand it is read as m."
        found.append(plainly(Level.STOP, "micro-sign", sentence))
    return tuple(found)
