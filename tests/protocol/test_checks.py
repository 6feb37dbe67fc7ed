"""Each thing that makes a protocol not whole is refused, with the key at fault and the reason."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from msgspec import Struct, structs

from nursedesk.protocol.checks import check, walk
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.reading import Misfit
from nursedesk.protocol.rules import Rule
from nursedesk.protocol.terms import Indication, Kind, Status

Thing = Any  # a structure, table or list of a protocol


def put(thing: Thing, path: str, value: object) -> Thing:
    """The same structure with another value at a dotted place; `Gone` takes the place away."""
    if not path:
        return value
    name, _, rest = path.partition(".")
    if isinstance(thing, Struct):
        return structs.replace(thing, **{name: put(getattr(thing, name), rest, value)})
    if isinstance(thing, dict):
        kept = {key: one for key, one in thing.items() if key != name}
        return kept if value is Gone and not rest else {**kept, name: put(thing[name], rest, value)}
    at = int(name)
    return (*thing[:at], put(thing[at], rest, value), *thing[at + 1 :])


class Gone:
    """Nothing in that place."""


def refusal(protocol: Protocol) -> tuple[str, str]:
    """Where the check finds a fault, and which."""
    with pytest.raises(Misfit) as caught:
        check(protocol)
    return caught.value.where, caught.value.problem


SHAPES = [
    ("header.id", "Blina", "small letters, digits and single hyphens only"),
    ("header.id", "blina--us", "small letters, digits and single hyphens only"),
    ("header.id", "", "small letters, digits and single hyphens only"),
    ("header.version", "1.0", "three numbers with points, such as 1.0.0"),
    ("header.version", "1.0.0-beta", "three numbers with points, such as 1.0.0"),
    *(
        (f"header.{name}", empty, "must not be empty; write 'not yet checked' or 'none'")
        for name in ("title", "transcribed_by", "checked_by", "supersedes")
        for empty in ("", " ")
    ),
    ("citations.N-body.source", "S9", "there is no source 'S9'"),
    ("citations.N-body.locator", " ", "a citation must say where in its source"),
    ("bags.24h.rate.cite", (), "a value without a citation"),
    ("bags.24h.rate.cite", ("B-9",), "there is no citation 'B-9'"),
    ("bags.24h.rate.status", Status.DECISION, "'decision' does not fit what it cites"),
    ("bags.24h.rate.value", Decimal("-0.1"), "must not be negative"),
    ("toxicity.neurological.seizures_at_most.value", -1, "must not be negative"),
    ("course.mrd[0].free.value", -1, "must not be negative"),
    ("bags.48h.rate.value", Decimal(0), "must be above 0"),
    ("bags.48h.duration.value", Decimal(0), "must be above 0"),
]


@pytest.mark.parametrize(("where", "value", "why"), SHAPES)
def test_a_value_that_cannot_be_is_refused(
    protocol: Protocol, where: str, value: object, why: str
) -> None:
    check(protocol)
    path = where.replace("[", ".").replace("]", "")
    named = where.removesuffix(".value") if why == "must be above 0" else where
    assert refusal(put(protocol, path, value)) == (named, why)


@pytest.mark.parametrize(
    ("group", "code"),
    [
        ("rules", Rule.CMP_FROZEN),
        ("bags", Kind.D7),
        ("course", Indication.CONSOLIDATION),
        ("premedication.adult", Indication.MRD),
        ("premedication.child", Indication.MRD),
        ("supervision", Indication.RELAPSED_REFRACTORY),
        ("components", "stabiliser"),
    ],
)
def test_what_the_program_asks_for_must_be_there(protocol: Protocol, group: str, code: str) -> None:
    assert refusal(put(protocol, f"{group}.{code}", Gone)) == (group, f"missing: {code}")


def test_all_that_is_missing_is_named(protocol: Protocol) -> None:
    assert refusal(put(protocol, "supervision", {})) == (
        "supervision",
        "missing: mrd, relapsed-refractory, consolidation",
    )


def test_a_citation_that_nothing_uses_is_refused(protocol: Protocol) -> None:
    spare = {**protocol.citations, "B-9": protocol.citations["N-body"]}
    assert refusal(put(protocol, "citations", spare)) == (
        "citations.B-9",
        "no value, rule or entry uses this citation",
    )


def test_a_rule_and_a_discrepancy_need_a_citation_too(protocol: Protocol) -> None:
    name = next(iter(protocol.discrepancies))
    for where in ("rules.STO-ROOM.cite", f"discrepancies.{name}.cite"):
        assert refusal(put(protocol, where, ())) == (where, "a value without a citation")


def test_zero_is_a_number_and_one_day_is_a_span(protocol: Protocol) -> None:
    check(put(protocol, "course.consolidation.0.free.value", 0))
    check(put(protocol, "toxicity.liver.bilirubin.value", Decimal(0)))


@pytest.mark.parametrize("name", ["effective", "review_due"])
def test_dates_stand_in_their_order(protocol: Protocol, name: str) -> None:
    header, a_day = protocol.header, timedelta(days=1)
    put_date = {
        "effective": header.last_reviewed + a_day,
        "review_due": header.last_reviewed,
    }[name]
    assert refusal(put(protocol, f"header.{name}", put_date)) == (
        "header.review_due",
        "dates out of order: effective, then last_reviewed, then review_due",
    )


def test_a_protocol_may_be_reviewed_the_day_it_takes_effect_and_due_the_day_after(
    protocol: Protocol,
) -> None:
    reviewed = protocol.header.last_reviewed
    whole = put(protocol, "header.effective", reviewed)
    check(put(whole, "header.review_due", reviewed + timedelta(days=1)))


RANGES = [
    ("patient", "weight"),
    ("patient", "height"),
    ("patient", "bsa"),
    ("storage", "refrigerator"),
    ("storage", "room"),
]


@pytest.mark.parametrize(("group", "measure"), RANGES)
def test_a_range_that_holds_nothing_is_refused(
    protocol: Protocol, group: str, measure: str
) -> None:
    highest = getattr(getattr(protocol, group), f"{measure}_highest").value
    where = f"{group}.{measure}_lowest"
    assert refusal(put(protocol, f"{where}.value", highest)) == (
        where,
        f"must lie below {measure}_highest",
    )
    check(put(protocol, f"{where}.value", highest - Decimal("0.1")))


def test_every_range_is_tried(protocol: Protocol) -> None:
    names = [
        (group, name.removesuffix("_lowest"))
        for group in ("patient", "storage")
        for name in getattr(protocol, group).__struct_fields__
        if name.endswith("_lowest")
    ]
    assert names == RANGES


FOLLOW = "must follow one another without a gap or overlap"
END = "the steps must end on the last infusion day"
SPANS = [
    ("course.mrd.0.cycles.first", 2, "course.mrd.cycles", "must begin with 1"),
    ("course.mrd.1.cycles.first", 3, "course.mrd.cycles", FOLLOW),
    ("course.mrd.1.cycles.first", 1, "course.mrd.cycles", FOLLOW),
    ("course.mrd.0.steps.0.days.first", 2, "course.mrd[0].steps", "must begin with 1"),
    ("course.mrd.0.steps", (), "course.mrd[0].steps", "must begin with 1"),
    ("course.mrd.0.steps.0.days.last", 27, "course.mrd[0].steps", END),
    ("course.mrd.1.infusion.value", 27, "course.mrd[1].steps", END),
    (
        "course.relapsed-refractory.0.steps.1.days.first",
        9,
        "course.relapsed-refractory[0].steps",
        FOLLOW,
    ),
    ("scales.icans.ice.0.first", 1, "scales.icans.ice", "must begin with 0"),
    ("scales.icans.ice.1.first", 4, "scales.icans.ice", FOLLOW),
    ("scales.icans.capd.0.first", 1, "scales.icans.capd", "must begin with 0"),
    ("scales.icans.capd.1.first", 2, "scales.icans.capd", FOLLOW),
]


@pytest.mark.parametrize(("path", "value", "where", "why"), SPANS)
def test_cycles_days_and_scores_leave_no_gap(
    protocol: Protocol, path: str, value: object, where: str, why: str
) -> None:
    assert refusal(put(protocol, path, value)) == (where, why)


def test_a_span_that_runs_backwards_is_refused(protocol: Protocol) -> None:
    events = "premedication.adult.mrd.events.cycle-start"
    backwards = put(put(protocol, f"{events}.first", 3), f"{events}.last", 2)
    assert refusal(backwards) == (events, "the first comes after the last")
    check(put(put(protocol, f"{events}.first", 3), f"{events}.last", 3))


def test_a_steroid_must_be_dosed_in_one_way(protocol: Protocol) -> None:
    where = "premedication.adult.mrd.options"
    found = refusal(put(protocol, f"{where}.0.fixed", None))
    assert found == (f"{where}[0]", "either a fixed dose, or a dose by_bsa with its cap")


def test_a_walk_names_every_structure(protocol: Protocol) -> None:
    named = dict(walk(protocol))
    assert named[""] is protocol
    assert named["bags.7d.rate"] is protocol.bags[Kind.D7].rate
    assert named["scales.icans.ice[1]"] is protocol.scales.icans.ice[1]
