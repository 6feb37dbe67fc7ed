"""The questions a protocol answers, by the name that case files ask them with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TypeVar

from msgspec import Struct

from nursedesk.protocol.answer import Answer
from nursedesk.protocol.bag import BagGiven, bag
from nursedesk.protocol.care_terms import Scale
from nursedesk.protocol.component import ComponentGiven, component
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.dose import DoseGiven, dose
from nursedesk.protocol.grade import CrsGiven, IcansGiven, grade
from nursedesk.protocol.interruption import InterruptionGiven, interruption
from nursedesk.protocol.line import LineGiven, line
from nursedesk.protocol.premedication import PremedicationGiven, premedication
from nursedesk.protocol.preservative import PreservativeGiven, preservative
from nursedesk.protocol.reading import Misfit, read
from nursedesk.protocol.supervision import SupervisionGiven, supervision
from nursedesk.protocol.toxicity import ToxicityGiven, toxicity

Given = TypeVar("Given", bound=Struct)
_Answers = Callable[[Protocol, Mapping[str, object]], Answer]


class Ask(StrEnum):
    """The name of a question."""

    DOSE = "dose"
    BAG = "bag"
    LINE = "line"
    PREMEDICATION = "premedication"
    SUPERVISION = "supervision"
    INTERRUPTION = "interruption"
    TOXICITY = "toxicity"
    GRADE = "grade"
    PRESERVATIVE = "preservative"
    COMPONENT = "component"


def ask(protocol: Protocol, question: Ask, given: Mapping[str, object]) -> Answer:
    """The answer to a question whose facts stand in a plain table, as in a case file.

    Raises:
        Misfit: a fact is unknown, missing or of the wrong kind; `where` names its key.
    """
    return _questions()[question](protocol, given)


def _questions() -> dict[Ask, _Answers]:
    return {
        Ask.DOSE: _typed(DoseGiven, dose),
        Ask.BAG: _typed(BagGiven, bag),
        Ask.LINE: _typed(LineGiven, line),
        Ask.PREMEDICATION: _typed(PremedicationGiven, premedication),
        Ask.SUPERVISION: _typed(SupervisionGiven, supervision),
        Ask.INTERRUPTION: _typed(InterruptionGiven, interruption),
        Ask.TOXICITY: _typed(ToxicityGiven, toxicity),
        Ask.GRADE: _grade,
        Ask.PRESERVATIVE: _typed(PreservativeGiven, preservative),
        Ask.COMPONENT: _typed(ComponentGiven, component),
    }


def _typed(given_type: type[Given], answer: Callable[[Protocol, Given], Answer]) -> _Answers:
    """A question that reads its facts before it answers."""

    def answers(protocol: Protocol, given: Mapping[str, object]) -> Answer:
        return answer(protocol, read(given, given_type, "given"))

    return answers


def _grade(protocol: Protocol, given: Mapping[str, object]) -> Answer:
    """A grade: the scale decides which facts there are."""
    if "scale" not in given:
        raise Misfit("given.scale", "this key is missing")
    scale = read(given["scale"], Scale, "given.scale")
    facts = {key: value for key, value in given.items() if key != "scale"}
    if scale is Scale.ASTCT_CRS:
        return _typed(CrsGiven, grade)(protocol, facts)
    return _typed(IcansGiven, grade)(protocol, facts)
