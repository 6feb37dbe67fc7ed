"""The case runner: what passes, what fails and how it says so, whatever the file holds."""

from __future__ import annotations

import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec import structs

from nursedesk.errors import KnownError
from nursedesk.protocol import cases
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.terms import Kind

Run = Callable[[str], list[cases.Result]]

DOSE = """
[[case]]
id = "one"
ask = "dose"
given = { indication = "mrd", age_months = 60, weight_kg = 20, bsa_m2 = 0.8, cycle = 1, day = 1 }
"""
BAG = """
[[case]]
id = "one"
ask = "bag"
[case.given]
kind = "24h"
prepared_at = 2026-03-02T08:00:00Z
places = [{ place = "refrigerator", from = 2026-03-02T08:00:00Z }]
now = 2026-03-02T12:00:00Z
[case.expect]
"""


LINE = """
[[case]]
id = "one"
ask = "line"
given = { kind = "24h", rate_ml_per_h = 1_000_000_000_000 }
expect = {}
"""


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def results(text: str) -> list[cases.Result]:
        file = tmp_path / "some.toml"
        file.write_text(text, encoding="utf-8")
        return list(cases.run(file, cases.remembering()))

    return results


def problem(results: list[cases.Result]) -> str:
    """The one problem of the one case."""
    ((found,),) = (result.problems for result in results)
    return found


# The dose of these cases is exactly 12 mcg a day, the body surface exactly 0.8 m2.
@pytest.mark.parametrize("dose", ["12", "12.05", "11.95", "12.0"])
def test_a_dose_within_0_05_passes(run: Run, dose: str) -> None:
    assert run(f"{DOSE}expect = {{ dose_mcg_per_day = {dose} }}")[0].passed


@pytest.mark.parametrize("dose", ["12.0501", "11.9499"])
def test_a_dose_further_off_fails_with_both_values(run: Run, dose: str) -> None:
    found = problem(run(f"{DOSE}expect = {{ dose_mcg_per_day = {dose} }}"))
    assert found == f"dose_mcg_per_day: expected {dose}, got 12.0"


@pytest.mark.parametrize(("bsa", "passes"), [("0.81", True), ("0.8101", False), ("0.7899", False)])
def test_another_number_passes_within_0_01(run: Run, bsa: str, passes: bool) -> None:
    assert run(f"{DOSE}expect = {{ bsa_m2 = {bsa} }}")[0].passed is passes


def test_every_differing_key_is_named(run: Run) -> None:
    (result,) = run(f'{DOSE}expect = {{ basis = "fixed", infusing = false, cycle_days = 42 }}')
    assert result.problems == (
        "basis: expected fixed, got bsa",
        "infusing: expected false, got true",
    )


@pytest.mark.parametrize("wrong", ["1", "0", '"true"', "[true]"])
def test_true_is_not_a_number_nor_a_text(run: Run, wrong: str) -> None:
    assert "got true" in problem(run(f"{DOSE}expect = {{ infusing = {wrong} }}"))


@pytest.mark.parametrize("wrong", ["true", '"12"', "nan", "inf", "1e999999", "[12]", "{ a = 1 }"])
def test_a_number_is_only_matched_by_a_number(run: Run, wrong: str) -> None:
    assert "got 12.0" in problem(run(f"{DOSE}expect = {{ dose_mcg_per_day = {wrong} }}"))


def test_an_absent_key_that_is_there_fails(run: Run) -> None:
    found = problem(run(f'{DOSE}expect = {{}}\nabsent = ["basis", "step_day"]'))
    assert found == "basis: expected to be absent, got bsa"


def test_an_expected_key_that_is_absent_fails(run: Run) -> None:
    assert problem(run(f"{DOSE}expect = {{ step_day = 8 }}")) == "step_day: expected 8, got nothing"


@pytest.mark.parametrize("where", ["expect = { dosis = 1 }", 'absent = ["dosis"]'])
def test_a_key_that_the_answer_never_has_fails(run: Run, where: str) -> None:
    assert "dosis: this answer has no such key; it has infusing," in problem(run(DOSE + where))


def test_lists_are_sets(run: Run) -> None:
    both = ["age-below-one-month", "weight-implausible", "cycle-beyond-course"]
    case = '[[case]]\nid = "one"\nask = "dose"\ngiven = { indication = "mrd" }\n'
    assert run(f"{case}expect = {{ stops = {[*reversed(both), both[0]]} }}")[0].passed
    assert not run(f"{case}expect = {{ stops = {both[:2]} }}")[0].passed
    assert not run(f"{case}expect = {{ stops = {[*both, 'bsa-missing']} }}")[0].passed


def test_lists_of_tables_are_sets_and_tables_compare_by_the_keys_named(run: Run) -> None:
    case = """
[[case]]
id = "one"
ask = "premedication"
given = { indication = "mrd", age_months = 480, cycle = 1, event = "cycle-start" }
"""
    either = '{ drug = "dexamethasone", dose_mg = 16 }', '{ drug = "prednisone" }'
    assert run(f"{case}expect = {{ options = [{either[0]}, {either[1]}] }}")[0].passed
    assert run(f"{case}expect = {{ options = [{either[1]}, {either[0]}] }}")[0].passed
    assert not run(f"{case}expect = {{ options = [{either[0]}] }}")[0].passed
    assert not run(f"{case}expect = {{ options = [{either[0]}, {{ dose_mg = 16.06 }}] }}")[0].passed


def test_a_differing_list_is_told_up_to_its_twentieth_item(run: Run) -> None:
    assert problem(run(f'{DOSE}expect = {{ stops = ["a", "b"] }}')) == (
        "stops: expected [a, b], got []"
    )
    long = [str(number) for number in range(1, 22)]
    told = problem(run(f"{DOSE}expect = {{ stops = {long} }}"))
    assert told == f"stops: expected [{', '.join(long[:20])}], got []"
    table = ", ".join(f"k{number} = 1" for number in range(1, 22))
    told = problem(run(f"{CRS}expect = {{ dexamethasone = {{ {table} }} }}"))
    assert "k20 = 1}, got" in told


@pytest.mark.parametrize("wrong", ["1", '"x"', "true", "{ a = 1 }", "2026-03-02T08:00:00Z"])
def test_a_list_is_only_matched_by_a_list(run: Run, wrong: str) -> None:
    assert problem(run(f"{DOSE}expect = {{ stops = {wrong} }}")).endswith("got []")


CRS = """
[[case]]
id = "one"
ask = "toxicity"
given = { weight_kg = 80, event = "crs", grade = 4 }
"""


@pytest.mark.parametrize("wrong", ["8", '"x"', "[8]", "{ dose_mg = 9 }", "{ dosis = 8 }"])
def test_a_table_is_only_matched_by_one_with_the_same_values(run: Run, wrong: str) -> None:
    found = problem(run(f"{CRS}expect = {{ dexamethasone = {wrong} }}"))
    assert found.endswith("got {dose_mg = 8, every_hours = 8, up_to_days = 3, taper_days = 4}")


def test_a_table_is_compared_by_the_keys_that_are_named(run: Run) -> None:
    assert run(f"{CRS}expect = {{ dexamethasone = {{ every_hours = 8 }} }}")[0].passed


@pytest.mark.parametrize(
    ("expected", "passes"),
    [
        # CRS of grade 3 at 80 kg: restart with 9 mcg a day, then 28; dexamethasone 8 mg.
        ("restart_dose_mcg_per_day = 9.05", True),
        ("restart_dose_mcg_per_day = 9.0501", False),
        ("escalate_dose_mcg_per_day = 27.95", True),
        ("escalate_dose_mcg_per_day = 27.9499", False),
        ("dexamethasone = { dose_mg = 8.05 }", True),
        ("dexamethasone = { dose_mg = 8.0501 }", False),
        ("dexamethasone = { every_hours = 8.01 }", True),
        ("dexamethasone = { every_hours = 8.0101 }", False),
        ("escalate_after_days = 7.01", True),
        ("escalate_after_days = 7.0101", False),
    ],
)
def test_only_doses_may_lie_0_05_off(run: Run, expected: str, passes: bool) -> None:
    case = CRS.replace("grade = 4", "grade = 3")
    assert run(f"{case}expect = {{ {expected} }}")[0].passed is passes


def test_instants_compare_to_the_second_in_any_zone(run: Run) -> None:
    assert run(f"{BAG}use_until = 2026-03-04T13:00:00.9+01:00")[0].passed
    assert not run(f"{BAG}use_until = 2026-03-04T12:00:01Z")[0].passed
    assert not run(f"{BAG}use_until = 2026-03-04T12:00:00")[0].passed
    assert not run(f'{BAG}use_until = "2026-03-04T12:00:00Z"')[0].passed


def test_differing_instants_are_both_told_in_utc(run: Run) -> None:
    assert problem(run(f"{BAG}use_until = 2026-03-04T13:00:01+01:00")) == (
        "use_until: expected 2026-03-04T12:00:01Z, got 2026-03-04T12:00:00Z"
    )
    assert problem(run(f"{BAG}use_until = 2026-03-04T12:00:00")) == (
        "use_until: expected 2026-03-04 12:00:00, got 2026-03-04T12:00:00Z"
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ('{ indication = "mrd", wieght_kg = 70 }', "given.wieght_kg: unknown key; allowed here:"),
        ('{ indication = "aml" }', "given.indication: 'aml' is not one of: mrd,"),
        ('{ indication = "mrd", weight_kg = "70" }', "given.weight_kg: this must be a number"),
        ('{ indication = "mrd", weight_kg = nan }', "given.weight_kg: this must be a finite"),
        ('{ indication = "mrd", weight_kg = 1e999999 }', "given.weight_kg: this number is too"),
        ('{ indication = "mrd", cycle = true }', "given.cycle: this must be a whole number"),
        ('{ indication = "mrd", cycle = 1.5 }', "given.cycle: this must be a whole number"),
        ("{ age_months = 480 }", "given.indication: this key is missing"),
        ('"mrd"', "given: this must be a table"),
        ("[]", "given: this must be a table"),
    ],
)
def test_what_is_wrong_in_given_is_named(run: Run, given: str, said: str) -> None:
    text = f'[[case]]\nid = "one"\nask = "dose"\ngiven = {given}\nexpect = {{ stops = [] }}'
    assert problem(run(text)).startswith(said)


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("2026-03-02T12:00:00", "must say its offset"),
        ("2026-03-02", "must be a date and time"),
        ("12:00:00", "must be a date and time"),
        ('"2026-03-02T12:00:00Z"', "must be a date and time"),
        ("0001-01-01T00:00:00+14:00", "the year must lie from 1900 to 2199"),
        ("9999-12-31T23:59:59Z", "the year must lie from 1900 to 2199"),
    ],
)
def test_an_instant_must_be_one(run: Run, now: str, said: str) -> None:
    text = BAG.replace("now = 2026-03-02T12:00:00Z", f"now = {now}")
    assert said in problem(run(f'{text}verdict = "hang"'))


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        (DOSE.replace("dose", "doze") + "expect = {}", "one", "ask: 'doze' is not one of: dose,"),
        (DOSE.replace('id = "one"\n', "") + "expect = {}", "(case 1)", "id: this key is missing"),
        (DOSE.replace('"one"', "7") + "expect = {}", "(case 1)", "id: this must be text"),
        (DOSE, "one", "expect: this key is missing"),
        (DOSE + "expects = {}", "one", "expects: unknown key; allowed here: id, ask, given,"),
        (DOSE + 'expect = {}\nprotocol = "x"', "one", "protocol: There is no installed protocol"),
        ("", "(file)", "case: this key is missing"),
        ("case = []", "(file)", "This is no case file: case: there is no [[case]] in it."),
        ("case = 1", "(file)", "case: this must be a list"),
        ("case = [1]", "(case 1)", "this must be a table"),
        ("cases = []", "(file)", "cases: unknown key; allowed here: case"),
        ("[[case", "(file)", "is not a TOML file"),
        ("x = " + "[" * 5000, "(file)", "is not a TOML file"),
    ],
)
def test_a_bad_case_is_one_failing_case_with_its_name(
    run: Run, text: str, name: str, said: str
) -> None:
    results = run(text)
    assert results[0].id == name
    assert said in problem(results)


def test_an_id_that_stands_twice_fails(run: Run) -> None:
    case = DOSE + "expect = { dose_mcg_per_day = 12 }\n"
    first, second = run(case + case)
    assert (first.passed, second.problems) == (True, ("id: this id stands twice in the file",))


def test_one_bad_case_does_not_hide_the_others(run: Run) -> None:
    good = DOSE + "expect = { dose_mcg_per_day = 12 }\n"
    results = run('[[case]]\nid = "bad"\nask = 1\n' + good)
    assert [result.passed for result in results] == [False, True]


def test_an_unreadable_file_is_one_failing_case(tmp_path: Path) -> None:
    (result,) = cases.run(tmp_path / "none.toml", cases.remembering())
    assert "none.toml" in result.file
    assert "cannot be read: No such file" in result.problems[0]


def test_a_message_is_one_line_whatever_the_file_holds(run: Run) -> None:
    text = DOSE.replace('"one"', '"a\\nb\\u001b[31m\\u202e' + "c" * 500 + '"')
    (result,) = run(text + 'expect = { basis = "x\\ny\\u0007" }')
    line = f"{result.id} {result.problems}"
    assert line.isprintable()
    assert len(line) < 400


def test_a_rule_that_the_answer_did_not_use_is_noted_and_does_not_fail(run: Run) -> None:
    (result,) = run(DOSE + 'expect = { dose_mcg_per_day = 12 }\nrules = ["DOSE-BSA", "DOSE-RR"]')
    assert (result.passed, result.unproved) == (True, ("DOSE-RR",))


def test_a_protocol_that_cannot_be_loaded_fails_each_case_and_is_tried_once(
    tmp_path: Path,
) -> None:
    tried: list[str] = []

    def find(name: str) -> Protocol:
        tried.append(name)
        raise KnownError("x", f"No {name}.", do="Wait.")

    file = tmp_path / "some.toml"
    file.write_text(DOSE + DOSE.replace("one", "two"), encoding="utf-8")
    results = list(cases.run(file, cases.remembering(find)))
    assert [result.problems for result in results] == [("protocol: No blinatumomab-us.",)] * 2
    assert tried == ["blinatumomab-us"]


def test_a_case_can_be_answered_without_comparing(tmp_path: Path) -> None:
    file = tmp_path / "some.toml"
    file.write_text(DOSE + "expect = { dose_mcg_per_day = 13 }", encoding="utf-8")
    (result,) = cases.run(file, cases.remembering(), expecting=False)
    assert (result.passed, result.answer is None) == (True, False)


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        # A bag so long that its end lies beyond the last year that there is.
        (BAG, {"duration": {"value": Decimal(10) ** 12}}),
        # A rate so low that any other is too many times it to be written.
        (LINE, {"rate": {"value": Decimal("1e-30")}}),
    ],
)
def test_a_draft_with_values_out_of_reach_fails_the_case(
    protocol: Protocol, tmp_path: Path, kind: str, values: dict[str, dict[str, Decimal]]
) -> None:
    bag = protocol.bags[Kind.H24]
    changed = {name: structs.replace(getattr(bag, name), **new) for name, new in values.items()}
    bags = {**protocol.bags, Kind.H24: structs.replace(bag, **changed)}
    draft = structs.replace(protocol, bags=bags)
    file = tmp_path / "some.toml"
    file.write_text(kind, encoding="utf-8")
    (result,) = cases.run(file, lambda _: draft)
    assert (result.id, Path(result.file)) == ("one", file)
    assert result.problems[0].startswith("given: out of reach: ")


def test_ten_thousand_cases_take_seconds(run: Run) -> None:
    case = DOSE + "expect = { dose_mcg_per_day = 12 }\n"
    text = "".join(case.replace('"one"', f'"{number}"') for number in range(10_000))
    began = time.perf_counter()
    assert sum(result.passed for result in run(text)) == 10_000
    assert time.perf_counter() - began < 30
