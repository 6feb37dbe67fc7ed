"""Whatever stands in a table of facts, a question is answered or the key at fault is named."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct, structs

from nursedesk.protocol import loader
from nursedesk.protocol.answer import Answer
from nursedesk.protocol.bag import BagGiven
from nursedesk.protocol.component import ComponentGiven
from nursedesk.protocol.dose import DoseGiven
from nursedesk.protocol.grade import CrsGiven, IcansGiven, crs_grade, grade, icans_grade
from nursedesk.protocol.interruption import InterruptionGiven
from nursedesk.protocol.line import LineGiven
from nursedesk.protocol.premedication import PremedicationGiven
from nursedesk.protocol.preservative import PreservativeGiven
from nursedesk.protocol.questions import Ask, ask
from nursedesk.protocol.reading import Misfit, read
from nursedesk.protocol.supervision import SupervisionGiven
from nursedesk.protocol.toxicity import ToxicityGiven

protocol = loader.shipped()
Form = Any  # a type as annotations write it
FACTS: dict[Ask, tuple[type[Struct], ...]] = {
    Ask.DOSE: (DoseGiven,),
    Ask.BAG: (BagGiven,),
    Ask.LINE: (LineGiven,),
    Ask.PREMEDICATION: (PremedicationGiven,),
    Ask.SUPERVISION: (SupervisionGiven,),
    Ask.INTERRUPTION: (InterruptionGiven,),
    Ask.TOXICITY: (ToxicityGiven,),
    Ask.GRADE: (CrsGiven, IcansGiven),
    Ask.PRESERVATIVE: (PreservativeGiven,),
    Ask.COMPONENT: (ComponentGiven,),
}
CODES = [
    *("mrd", "relapsed-refractory", "24h", "7d", "72h", "refrigerator", "room", "restart", "crs"),
    *("seizure", "liver", "other", "none", "astct-crs", "astct-icans", "unarousable", "vial"),
    *("step-dose", "day", "adverse-reaction", "eva", "dedicated"),
]
NAIVE = datetime(1900, 1, 2), datetime(2199, 12, 30)  # noqa: DTZ001 - hypothesis wants them so
INSTANTS = st.datetimes(*NAIVE, timezones=st.just(UTC))
PLAIN = st.one_of(
    st.sampled_from(CODES),
    st.text(max_size=5),
    st.integers(),
    st.decimals(),
    st.booleans(),
    INSTANTS,
    st.just(date(2026, 3, 2)),
    st.just(time(8)),
    st.just(datetime(2026, 3, 2)),  # noqa: DTZ001 - a time without an offset is what is tried
)
PLACED = st.fixed_dictionaries(
    {"from": INSTANTS}, optional={"place": PLAIN, "to": INSTANTS, "celsius": PLAIN}
)
VALUES = st.one_of(PLAIN, st.lists(PLACED, max_size=4), st.lists(PLAIN, max_size=2))


def tables(question: Ask) -> st.SearchStrategy[dict[str, object]]:
    keys = {field.encode_name for kind in FACTS[question] for field in structs.fields(kind)}
    return st.dictionaries(st.sampled_from([*sorted(keys), "scale", "x"]), VALUES)


def answer_or_misfit(question: Ask, table: dict[str, object]) -> Answer | str:
    """The answer, or the key at fault."""
    try:
        return ask(protocol, question, table)
    except Misfit as misfit:
        return misfit.where


@pytest.mark.parametrize("question", Ask)
@settings(max_examples=40)
@given(data=st.data())
def test_any_table_is_answered_or_refused(question: Ask, data: st.DataObject) -> None:
    table = data.draw(tables(question))
    found = answer_or_misfit(question, table)
    assert isinstance(found, Answer) or found.startswith("given")


@pytest.mark.parametrize("question", Ask)
@settings(max_examples=40)
@given(data=st.data())
def test_facts_of_the_right_kind_are_always_answered(question: Ask, data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(FACTS[question]))
    table = {
        field.encode_name: data.draw(fitting(field.type))
        for field in structs.fields(kind)
        if field.required or data.draw(st.booleans())
    }
    if question is Ask.GRADE:
        table["scale"] = "astct-crs" if kind is CrsGiven else "astct-icans"
    assert ask(protocol, question, table).rules


NUMBERS = st.decimals(Decimal(-(10**12)), Decimal(10**12), allow_nan=False, places=9)


def fitting(form: Form) -> st.SearchStrategy[object]:
    """Values that a fact of this type may have, far beyond what is plausible."""
    name = str(form)
    if "Decimal" in name:
        return NUMBERS
    if "bool" in name:
        return st.booleans()
    if "int" in name:
        return st.integers(-(10**12), 10**12)
    if "Stay" in name:
        stay = {"place": st.sampled_from(["refrigerator", "room", "other"]), "from": INSTANTS}
        return st.lists(st.fixed_dictionaries(stay, optional={"celsius": NUMBERS}), max_size=4)
    if "Segment" in name:
        return st.lists(
            st.fixed_dictionaries({"from": INSTANTS}, optional={"to": INSTANTS}), max_size=4
        )
    if "datetime" in name:
        return INSTANTS
    if "Pump" in name:
        return st.just({})
    (codes,) = (one for one in getattr(form, "__args__", (form,)) if one is not type(None))
    return st.sampled_from(list(map(str, codes)))


def test_a_grade_without_a_scale_is_refused() -> None:
    with pytest.raises(Misfit) as caught:
        ask(protocol, Ask.GRADE, {"temperature_c": Decimal(39)})
    assert str(caught.value) == "given.scale: this key is missing"


def test_grade_takes_the_findings_of_either_scale() -> None:
    crs = read(
        {
            "fever_masked": False,
            "hypotension": False,
            "vasopressors": 0,
            "vasopressin": False,
            "oxygen": "none",
        },
        CrsGiven,
    )
    icans = read(
        {
            "age_months": 480,
            "arousal": "voice",
            "seizure": "none",
            "motor_weakness": False,
            "oedema": "none",
        },
        IcansGiven,
    )
    assert grade(protocol, crs) == crs_grade(protocol, crs)
    assert grade(protocol, icans) == icans_grade(protocol, icans)


def test_an_answer_is_the_same_each_time() -> None:
    facts: dict[str, object] = {"indication": "mrd", "cycle": 1, "day": 2, "event": "day"}
    first = ask(protocol, Ask.SUPERVISION, facts)
    assert ask(protocol, Ask.SUPERVISION, facts) == first
    assert facts == {"indication": "mrd", "cycle": 1, "day": 2, "event": "day"}
