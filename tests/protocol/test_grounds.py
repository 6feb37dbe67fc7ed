"""What an answer says it rests on: rules, citations and the weakest status."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from nursedesk.protocol import cases
from nursedesk.protocol.answer import Answer
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.questions import Ask, ask
from nursedesk.protocol.rules import Rule
from nursedesk.protocol.terms import Status

MRD = 'indication = "mrd"'
RR = 'indication = "relapsed-refractory"'
CONSOLIDATION = 'indication = "consolidation"'
ADULT = "age_months = 480"
CHILD = "age_months = 96"
DAY = "cycle = 1, day = 1"
PREPARED = "prepared_at = 2026-03-02T08:00:00Z"
COLD = 'places = [{ place = "refrigerator", from = 2026-03-02T08:00:00Z }]'
NOON = "now = 2026-03-02T12:00:00Z"
PUMP = (
    "pump = { programmable = true, lockable = true, non_elastomeric = true, alarm = true, "
    "locked = true }"
)
LINE = (
    'bag_material = "eva", tubing = "dehp-free", lumen = "dedicated", '
    f'primed_with = "infusion-solution", flushed = false, {PUMP}'
)
FILTER = 'filter = "in-line-0.2-micron-low-protein-binding"'
HALF_AN_HOUR_OFF = (
    'reason = "other", now = 2026-03-02T00:30:00Z, '
    "segments = [{ from = 2026-03-01T00:00:00Z, to = 2026-03-02T00:00:00Z }]"
)
CRS = (
    'scale = "astct-crs", temperature_c = 39, fever_masked = false, hypotension = true, '
    'oxygen = "none"'
)

NO_CRS = (
    'scale = "astct-crs", temperature_c = 37, fever_masked = false, hypotension = false, '
    'vasopressors = 0, vasopressin = false, oxygen = "none"'
)


def answered(protocol: Protocol, question: Ask, given: str) -> Answer:
    return ask(
        protocol, question, tomllib.loads(f"given = {{ {given} }}", parse_float=Decimal)["given"]
    )


@pytest.mark.parametrize(
    ("question", "given", "status"),
    [
        (Ask.DOSE, f"{MRD}, {ADULT}, weight_kg = 70, {DAY}", Status.LABEL),
        (Ask.DOSE, f"{MRD}, {CHILD}, weight_kg = 25, bsa_m2 = 1, {DAY}", Status.LABEL),
        (Ask.DOSE, f"{MRD}, {CHILD}, weight_kg = 25, height_cm = 125, {DAY}", Status.DECISION),
        (Ask.DOSE, f"{CONSOLIDATION}, {ADULT}, weight_kg = 70, {DAY}", Status.SECONDARY),
        (Ask.DOSE, f"{RR}, {ADULT}, weight_kg = 70, cycle = 2, day = 1", Status.LABEL),
        (Ask.DOSE, f"{RR}, {CHILD}, weight_kg = 50, cycle = 2, day = 1", Status.SECONDARY),
        (Ask.DOSE, f"{MRD}, {ADULT}, weight_kg = 400, {DAY}", Status.DECISION),
        (Ask.BAG, f'kind = "24h", {PREPARED}, {COLD}, {NOON}', Status.LABEL),
        (Ask.BAG, f'kind = "7d", {PREPARED}, {COLD}, {NOON}', Status.LABEL),
        (Ask.BAG, f'kind = "72h", {PREPARED}, {COLD}, {NOON}', Status.INFERRED),
        (Ask.BAG, f'kind = "96h", {PREPARED}, {COLD}, {NOON}', Status.INFERRED),
        (
            Ask.BAG,
            f'kind = "24h", {PREPARED}, {COLD}, now = 2026-03-09T01:00:00Z',
            Status.DECISION,
        ),
        (Ask.BAG, f'kind = "24h", {PREPARED}, {COLD}, now = 2026-03-11T08:00:00Z', Status.LABEL),
        (
            Ask.BAG,
            f'kind = "24h", {PREPARED}, {COLD}, label_use_by = 2026-03-03T00:00:00Z, {NOON}',
            Status.DECISION,
        ),
        (Ask.LINE, f'kind = "24h", {LINE}, {FILTER}, rate_ml_per_h = 10', Status.LABEL),
        (Ask.LINE, f'kind = "7d", {LINE}, filter = "none", rate_ml_per_h = 6', Status.LABEL),
        (Ask.LINE, f'kind = "72h", {LINE}, filter = "none", rate_ml_per_h = 1', Status.DECISION),
        (Ask.PREMEDICATION, f'{MRD}, {ADULT}, cycle = 1, event = "cycle-start"', Status.LABEL),
        (
            Ask.PREMEDICATION,
            f'{CONSOLIDATION}, {ADULT}, cycle = 1, event = "cycle-start"',
            Status.SECONDARY,
        ),
        (
            Ask.PREMEDICATION,
            f'{MRD}, {ADULT}, cycle = 1, event = "restart", off_hours = 1',
            Status.INFERRED,
        ),
        (Ask.PREMEDICATION, f'{MRD}, {ADULT}, cycle = 1, event = "step-dose"', Status.DECISION),
        (Ask.SUPERVISION, f'{MRD}, {DAY}, event = "cycle-start"', Status.LABEL),
        (Ask.SUPERVISION, f'{CONSOLIDATION}, {DAY}, event = "cycle-start"', Status.SECONDARY),
        (
            Ask.SUPERVISION,
            f'{MRD}, cycle = 3, day = 9, event = "restart", off_hours = 4',
            Status.LABEL,
        ),
        (
            Ask.SUPERVISION,
            f'{RR}, cycle = 3, day = 9, event = "restart", off_hours = 4',
            Status.DECISION,
        ),
        (Ask.TOXICITY, 'weight_kg = 80, event = "crs", grade = 3', Status.LABEL),
        (Ask.TOXICITY, 'weight_kg = 40, bsa_m2 = 1, event = "crs", grade = 3', Status.LABEL),
        (Ask.TOXICITY, 'weight_kg = 44, bsa_m2 = 1.8, event = "crs", grade = 3', Status.LABEL),
        (Ask.TOXICITY, 'weight_kg = 44, bsa_m2 = 2, event = "crs", grade = 3', Status.DECISION),
        (Ask.TOXICITY, 'weight_kg = 80, event = "other", grade = 1', Status.DECISION),
        (Ask.GRADE, f"{CRS}, vasopressors = 1, vasopressin = false", Status.SECONDARY),
        (Ask.GRADE, f"{CRS}, vasopressors = 0, vasopressin = true", Status.DECISION),
        (Ask.PRESERVATIVE, f'kind = "24h", {ADULT}, weight_kg = 60', Status.LABEL),
        (Ask.PRESERVATIVE, f'kind = "72h", {ADULT}, weight_kg = 60', Status.SECONDARY),
        (Ask.PRESERVATIVE, 'kind = "7d", age_months = 6, weight_kg = 8', Status.DECISION),
        (
            Ask.COMPONENT,
            'item = "vial", place = "room", hours = 1, frozen = false',
            Status.LABEL,
        ),
        (
            Ask.COMPONENT,
            'item = "reconstituted-vial", place = "room", hours = 1, frozen = true',
            Status.DECISION,
        ),
    ],
)
def test_an_answer_carries_the_weakest_status_it_used(
    protocol: Protocol, question: Ask, given: str, status: Status
) -> None:
    assert answered(protocol, question, given).status is status


@pytest.mark.parametrize(
    ("bag", "used"),
    [
        # Cold all the time and expired in the refrigerator: the label's limit alone.
        (f"{COLD}, now = 2026-03-10T08:00:00Z", False),
        (f"{COLD}, now = 2026-03-10T07:00:00Z", True),
        # Warm since yesterday, and the refrigerator limit passed: our reading made it count.
        (f"{COLD}, hung_at = 2026-03-09T08:00:00Z, now = 2026-03-10T08:00:01Z", True),
        # The room limit comes first, or both fall together.
        (f"{COLD}, now = 2026-03-08T07:00:00Z", False),
        (f"{COLD}, now = 2026-03-08T08:00:00Z", False),
    ],
)
def test_the_reading_of_both_limits_is_named_where_it_decides(
    protocol: Protocol, bag: str, used: bool
) -> None:
    answer = answered(protocol, Ask.BAG, f'kind = "24h", {PREPARED}, {bag}')
    assert (Rule.STO_BOTH_LIMITS in answer.rules) is used


def test_a_label_that_there_is_not_is_not_named(protocol: Protocol) -> None:
    answer = answered(protocol, Ask.BAG, f'kind = "24h", {COLD}, {NOON}')
    assert Rule.STO_FACTS_MISSING in answer.rules
    assert Rule.STO_LABEL_USE_BY not in answer.rules


def test_a_run_without_a_gap_rests_on_the_label_alone(protocol: Protocol) -> None:
    facts = (
        f'{MRD}, {ADULT}, cycle = 1, reason = "other", now = 2026-03-03T00:00:00Z, '
        "segments = [{ from = 2026-03-01T00:00:00Z }]"
    )
    answer = answered(protocol, Ask.INTERRUPTION, facts)
    assert (answer.rules, answer.status) == ((Rule.INT_INFUSED_TIME,), Status.LABEL)


@pytest.mark.parametrize(
    ("question", "given", "rule"),
    [
        (Ask.DOSE, f"{MRD}, {ADULT}, weight_kg = 70, day = 1", Rule.DOSE_FACTS_MISSING),
        (Ask.DOSE, f"{MRD}, {ADULT}, weight_kg = 70, cycle = 1", Rule.DOSE_FACTS_MISSING),
        (Ask.DOSE, f"{MRD}, {DAY}, weight_kg = 70", Rule.DOSE_FACTS_MISSING),
        (Ask.DOSE, f"{MRD}, {DAY}, {ADULT}", Rule.DOSE_FACTS_MISSING),
        (Ask.INTERRUPTION, f"{MRD}, {ADULT}, cycle = 1, {HALF_AN_HOUR_OFF}", Rule.INT_OTHER_REASON),
    ],
)
def test_a_rule_that_decided_is_named(
    protocol: Protocol, question: Ask, given: str, rule: Rule
) -> None:
    assert rule in answered(protocol, question, given).rules


@pytest.mark.parametrize(
    ("question", "given", "rules"),
    [
        (
            Ask.COMPONENT,
            'item = "reconstituted-vial", place = "room", hours = 1, frozen = false',
            (Rule.CMP_RECONSTITUTED,),
        ),
        (
            Ask.GRADE,
            NO_CRS,
            (Rule.GRD_CRS,),
        ),
        (
            Ask.TOXICITY,
            'event = "other", grade = 3, weight_kg = 80, days_to_resolve = 7',
            (Rule.TOX_OTHER_3,),
        ),
        (
            Ask.TOXICITY,
            'event = "other", grade = 3, weight_kg = 80, days_to_resolve = 7.1',
            (Rule.TOX_OTHER_3, Rule.TOX_OTHER_NEW_CYCLE),
        ),
        (
            Ask.DOSE,
            f"{MRD}, {ADULT}, weight_kg = 70, {DAY}",
            (Rule.DOSE_AGE, Rule.DOSE_FIXED, Rule.DOSE_MRD),
        ),
    ],
)
def test_a_rule_that_does_not_apply_is_not_named(
    protocol: Protocol, question: Ask, given: str, rules: tuple[Rule, ...]
) -> None:
    assert answered(protocol, question, given).rules == rules


def test_one_gap_needs_no_rule_about_several(protocol: Protocol) -> None:
    facts = (
        f'{MRD}, {ADULT}, cycle = 1, reason = "other", now = 2026-03-03T00:00:00Z, '
        "segments = [{ from = 2026-03-01T00:00:00Z, to = 2026-03-02T00:00:00Z }]"
    )
    assert Rule.INT_LAST_GAP not in answered(protocol, Ask.INTERRUPTION, facts).rules


@pytest.mark.parametrize("file", cases.beside_installed(), ids=lambda file: file.stem)
def test_every_answer_names_its_rules_and_their_citations(protocol: Protocol, file: Path) -> None:
    for result in cases.run(file, cases.remembering()):
        assert result.answer is not None
        assert result.answer.rules, result.id
        for rule in result.answer.rules:
            assert set(protocol.rules[rule].cite) <= set(result.answer.citations)
        assert set(result.answer.citations) <= set(protocol.citations)


def test_a_status_is_ordered_by_its_strength() -> None:
    assert Status.weakest([Status.SECONDARY, Status.LABEL, Status.INFERRED]) is Status.SECONDARY
    assert Status.weakest([]) is Status.LABEL
