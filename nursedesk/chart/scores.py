"""Sums of the ICE and CAPD questionnaires: arithmetic on answers, shown with its terms.

The points are the questionnaires' own (ASTCT, Lee 2019; CAPD, Traube 2014). A sum is no grade.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from nursedesk.chart.field import YES

OFTEN = ("never", "rarely", "sometimes", "often", "always")
ORIENTATION = ("year", "month", "city", "hospital")
TASKS = ("command", "sentence", "count_back")
CAPD_FALLING = ("eye_contact", "purposeful", "aware", "communicates")  # never 4 ... always 0
CAPD_RISING = ("restless", "inconsolable", "underactive", "slow_to_respond")  # never 0 ... always 4


class Score(Struct, frozen=True, kw_only=True):
    """A sum, the most it can be, and its terms in words."""

    name: str
    points: int
    most: int
    terms: str

    @property
    def sentence(self) -> str:
        """`ICE 8 of 10 (calculated: ...)`."""
        return f"{self.name} {self.points} of {self.most} (calculated: {self.terms})"


def ice(answers: Mapping[str, str]) -> Score:
    """ICE: orientation 4, three objects 3, command 1, sentence 1, counting back 1."""
    orientation = sum(answers.get(name) == YES for name in ORIENTATION)
    objects = int(answers.get("objects", "0"))
    tasks = {name: int(answers.get(name) == YES) for name in TASKS}
    terms = (
        f"orientation {orientation} + objects {objects} + command {tasks['command']} + "
        f"sentence {tasks['sentence']} + counting back {tasks['count_back']}"
    )
    points = orientation + objects + sum(tasks.values())
    return Score(name="ICE", points=points, most=10, terms=terms)


def capd(answers: Mapping[str, str]) -> Score:
    """CAPD: eight items of 0 to 4; the first four fall from never to always, the others rise."""
    most_of_item = len(OFTEN) - 1
    items = [most_of_item - OFTEN.index(answers[name]) for name in CAPD_FALLING]
    items += [OFTEN.index(answers[name]) for name in CAPD_RISING]
    terms = " + ".join(str(item) for item in items)
    return Score(name="CAPD", points=sum(items), most=most_of_item * len(items), terms=terms)


def score_of(answers: Mapping[str, Mapping[str, str]]) -> Score | None:
    """The score of a symptom check's answers by step; None when none was asked."""
    if "ice" in answers:
        return ice(answers["ice"])
    if "capd" in answers:
        return capd(answers["capd"])
    return None
