"""One door to the second implementation: a question and its facts in, its answer out."""

from __future__ import annotations

from collections.abc import Callable

from tests.oracle.dosing import dose, premedication, supervision
from tests.oracle.exact import Answer, Given
from tests.oracle.grading import grade
from tests.oracle.hanging import component, line, preservative
from tests.oracle.interrupting import interruption
from tests.oracle.reacting import toxicity
from tests.oracle.storing import bag

QUESTIONS: dict[str, Callable[[Given], Answer]] = {
    "dose": dose,
    "bag": bag,
    "line": line,
    "premedication": premedication,
    "supervision": supervision,
    "interruption": interruption,
    "toxicity": toxicity,
    "grade": grade,
    "preservative": preservative,
    "component": component,
}


def answer(ask: str, given: Given) -> Answer:
    """The oracle's answer with the keys of cases.md; a key that it does not have is absent."""
    return QUESTIONS[ask](given)
