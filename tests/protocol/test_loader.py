"""What the loader takes and what it refuses, each refusal for one change to the shipped file."""

from __future__ import annotations

import hashlib
import time
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from nursedesk.errors import KnownError
from nursedesk.protocol import loader
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.terms import Kind
from tests.protocol.conftest import Refusal

ROOM_24H = "room_limit = { value = 48, unit = 'h', cite = ['B-storage-free'], status = 'label' }"


def test_the_shipped_protocol_loads_with_the_digest_of_its_bytes(protocol: Protocol) -> None:
    file = loader.installed()[-1]
    assert (protocol.id, protocol.version) == ("blinatumomab-us", file.stem)
    assert protocol.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()


def test_loading_costs_little_beside_reading_the_toml() -> None:
    """About 15 ms at a desk; on a busy machine only a ratio of processor times can be held."""
    data = loader.installed()[-1].read_bytes()

    def quickest(work: Callable[[], object]) -> float:
        times = []
        for _ in range(5):
            began = time.process_time()
            work()
            times.append(time.process_time() - began)
        return min(times)

    plain = quickest(lambda: tomllib.loads(data.decode()))
    assert quickest(loader.shipped) < 3 * plain


def test_limits_may_be_written_in_days_as_the_source_prints_them(protocol: Protocol) -> None:
    assert protocol.bags[Kind.D7].room_limit.hours == protocol.bags[Kind.D7].duration.hours
    assert protocol.bags[Kind.H48].duration.days == 2


def test_an_unknown_key_is_refused_and_the_allowed_ones_are_named(refusal: Refusal) -> None:
    error = refusal(ROOM_24H, ROOM_24H.replace("value = 48", "valeu = 48, value = 48"))
    assert error.facts["where"] == "bags.24h.room_limit.valeu"
    assert "unknown key; allowed here: cite, status, value, unit" in error.happened


def test_an_unknown_table_is_refused(refusal: Refusal) -> None:
    assert refusal("[storage]", "[stroage]").facts["where"] == "stroage"


def test_a_digest_cannot_be_claimed_by_the_file(refusal: Refusal) -> None:
    assert refusal("[header]", "sha256 = 'a'\n[header]").facts["where"] == "sha256"


def test_a_missing_key_is_refused(refusal: Refusal) -> None:
    error = refusal(ROOM_24H + "\n", "")
    assert error.facts["where"] == "bags.24h.room_limit"
    assert "missing" in error.happened


def test_a_duplicate_key_is_refused(refusal: Refusal) -> None:
    assert refusal(ROOM_24H, f"{ROOM_24H}\n{ROOM_24H}").code == "not-toml"


def test_a_value_without_citation_is_refused(refusal: Refusal) -> None:
    error = refusal(ROOM_24H, ROOM_24H.replace("['B-storage-free']", "[]"))
    assert "a value without a citation" in error.happened


def test_a_value_whose_citation_key_is_left_out_is_refused(refusal: Refusal) -> None:
    error = refusal(ROOM_24H, ROOM_24H.replace("cite = ['B-storage-free'], ", ""))
    assert error.facts["where"] == "bags.24h.room_limit.cite"


def test_a_citation_that_resolves_to_nothing_is_refused(refusal: Refusal) -> None:
    error = refusal(ROOM_24H, ROOM_24H.replace("B-storage-free", "B-storage-fee"))
    assert "there is no citation 'B-storage-fee'" in error.happened


def test_a_citation_into_an_unknown_source_is_refused(refusal: Refusal) -> None:
    error = refusal("S1-rates = { source = 'S1'", "S1-rates = { source = 'S9'")
    assert "there is no source 'S9'" in error.happened


@pytest.mark.parametrize("locator", ["''", "'  '"])
def test_a_citation_without_a_place_is_refused(refusal: Refusal, locator: str) -> None:
    error = refusal("locator = 'table 1'", f"locator = {locator}")
    assert error.facts["where"] == "citations.JHO-doses.locator"


def test_an_unused_citation_is_refused(refusal: Refusal) -> None:
    error = refusal("[citations]", "[citations]\nB-9 = { source = 'B', locator = 'line 1' }")
    assert error.facts["where"] == "citations.B-9"


def test_a_wrong_unit_is_refused(refusal: Refusal) -> None:
    error = refusal("{ value = 10, unit = 'mL/h'", "{ value = 10, unit = 'mL/min'")
    assert "'mL/min' is not one of: mL/h" in error.happened


def test_a_value_without_unit_is_refused(refusal: Refusal) -> None:
    error = refusal("{ value = 10, unit = 'mL/h'", "{ value = 10")
    assert error.facts["where"] == "bags.24h.rate.unit"


@pytest.mark.parametrize("number", ["nan", "inf", "-inf", "1e99999999999999999999", "1e13"])
def test_a_number_that_is_none_is_refused(refusal: Refusal, number: str) -> None:
    error = refusal("{ value = 10, unit = 'mL/h'", f"{{ value = {number}, unit = 'mL/h'")
    assert error.code in {"protocol-refused", "not-toml"}
    assert "number" in error.happened


@pytest.mark.parametrize("value", ["'10'", "true", "[10]", "2026-03-02"])
def test_a_value_of_the_wrong_type_is_refused(refusal: Refusal, value: str) -> None:
    error = refusal("{ value = 10, unit = 'mL/h'", f"{{ value = {value}, unit = 'mL/h'")
    assert "this must be a number" in error.happened


def test_a_negative_value_is_refused(refusal: Refusal) -> None:
    error = refusal("{ value = 10, unit = 'mL/h'", "{ value = -10, unit = 'mL/h'")
    assert error.facts["where"] == "bags.24h.rate.value"


def test_a_bag_that_never_runs_is_refused(refusal: Refusal) -> None:
    error = refusal("{ value = 10, unit = 'mL/h'", "{ value = 0, unit = 'mL/h'")
    assert error.facts["where"] == "bags.24h.rate"


def test_an_unknown_status_is_refused(refusal: Refusal) -> None:
    error = refusal(ROOM_24H, ROOM_24H.replace("'label'", "'labelled'"))
    assert "is not one of: label, inferred, secondary, decision" in error.happened


@pytest.mark.parametrize(
    ("claimed", "found"),
    [
        ("cite = ['N-body'], status = 'label'", "cite = ['N-body'], status = 'decision'"),
        ("cite = ['S1-rates'], status = 'label'", "cite = ['S1-rates'], status = 'secondary'"),
        ("cite = ['N-body'], status = 'secondary'", "cite = ['N-body'], status = 'decision'"),
        ("cite = ['N-body'], status = 'inferred'", "cite = ['N-body'], status = 'decision'"),
        ("cite = ['B-rates'], status = 'decision'", "cite = ['B-rates'], status = 'label'"),
    ],
)
def test_nothing_is_called_stronger_or_other_than_what_it_cites(
    refusal: Refusal, claimed: str, found: str
) -> None:
    assert "does not fit what it cites" in refusal(found, claimed).happened


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("review_due = 2027-11-21", "review_due = 2026-11-21"),
        ("last_reviewed = 2026-11-21", "last_reviewed = 2027-11-22"),
        ("effective = 2026-11-21", "effective = 2026-11-22"),
    ],
)
def test_dates_out_of_order_are_refused(refusal: Refusal, old: str, new: str) -> None:
    assert "dates out of order" in refusal(old, new).happened


def test_a_date_that_is_text_is_refused(refusal: Refusal) -> None:
    error = refusal("effective = 2026-11-21", "effective = '2026-11-21'")
    assert "this must be a date" in error.happened


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("checked_by = 'not yet checked'", "checked_by = ' '"),
        ("supersedes = 'none'", "supersedes = ''"),
    ],
)
def test_who_checked_it_is_never_left_empty(refusal: Refusal, old: str, new: str) -> None:
    assert "must not be empty" in refusal(old, new).happened


@pytest.mark.parametrize(
    ("old", "new"),
    [("id = 'blinatumomab-us'", "id = '../x'"), ("version = '1.0.0'", "version = '1.0'")],
)
def test_id_and_version_have_one_shape(refusal: Refusal, old: str, new: str) -> None:
    assert refusal(old, new).facts["where"].startswith("header.")


def test_a_rule_that_the_program_cites_must_be_stated(refusal: Refusal) -> None:
    error = refusal("[rules.STO-ROOM]", "[rules.STO-RUM]")
    assert "'STO-RUM' is not one of" in error.happened


def test_all_kinds_of_bag_must_be_there(refusal: Refusal, shipped_text: str) -> None:
    start, end = shipped_text.index("[bags.96h]"), shipped_text.index("[bags.7d]")
    error = refusal(shipped_text[start:end], "")
    assert (error.facts["where"], "missing: 96h" in error.happened) == ("bags", True)


def test_a_gap_in_the_cycles_of_a_course_is_refused(refusal: Refusal) -> None:
    error = refusal("cycles = { first = 2, last = 4,", "cycles = { first = 3, last = 4,")
    assert error.facts["where"] == "course.mrd.cycles"


def test_a_course_that_does_not_begin_with_cycle_1_is_refused(refusal: Refusal) -> None:
    error = refusal("cycles = { first = 1, last = 1,", "cycles = { first = 0, last = 1,")
    assert "must begin with 1" in error.happened


def test_overlapping_step_days_are_refused(refusal: Refusal) -> None:
    error = refusal("days = { first = 8, last = 28,", "days = { first = 7, last = 28,")
    assert "without a gap or overlap" in error.happened


def test_steps_that_end_before_the_infusion_are_refused(refusal: Refusal) -> None:
    error = refusal("days = { first = 1, last = 28,", "days = { first = 1, last = 27,")
    assert "must end on the last infusion day" in error.happened


def test_half_a_free_day_is_refused(refusal: Refusal) -> None:
    error = refusal("free = { value = 14,", "free = { value = 14.5,")
    assert "this must be a whole number" in error.happened


def test_a_negative_count_of_days_is_refused(refusal: Refusal) -> None:
    assert "negative" in refusal("free = { value = 14,", "free = { value = -14,").happened


def test_a_span_that_runs_backwards_is_refused(refusal: Refusal) -> None:
    error = refusal("cycles = { first = 6, last = 9,", "cycles = { first = 6, last = 5,")
    assert "the first comes after the last" in error.happened


def test_a_range_that_is_upside_down_is_refused(refusal: Refusal) -> None:
    error = refusal("room_lowest = { value = 23,", "room_lowest = { value = 28,")
    assert error.facts["where"] == "storage.room_lowest"


def test_a_gap_in_a_score_is_refused(refusal: Refusal) -> None:
    error = refusal("first = 3, last = 6, grade = 2", "first = 4, last = 6, grade = 2")
    assert error.facts["where"] == "scales.icans.ice"


def test_a_score_without_bands_is_refused(refusal: Refusal, shipped_text: str) -> None:
    start = shipped_text.index("capd = [")
    error = refusal(shipped_text[start : shipped_text.index("\n]", start) + 2], "capd = []")
    assert (error.facts["where"], "must begin with 0" in error.happened) == (
        "scales.icans.capd",
        True,
    )


def test_a_range_of_nothing_is_refused(refusal: Refusal) -> None:
    error = refusal("height_lowest = { value = 30,", "height_lowest = { value = 250,")
    assert error.facts["where"] == "patient.height_lowest"


CHILD_MRD = (
    "by_bsa = { value = 5, unit = 'mg/m2', cite = ['B-mrd-premedication'], status = 'label' }\n"
    "cap = { value = 20, unit = 'mg', cite = ['B-mrd-premedication'], status = 'label' }\n"
)
FIXED = "fixed = { value = 5, unit = 'mg', cite = ['B-mrd-premedication'], status = 'label' }\n"


@pytest.mark.parametrize(
    "dose",
    [
        "",
        CHILD_MRD.splitlines()[0] + "\n",
        CHILD_MRD.splitlines()[1] + "\n",
        CHILD_MRD + FIXED,
        FIXED + CHILD_MRD.splitlines()[0] + "\n",
        FIXED + CHILD_MRD.splitlines()[1] + "\n",
    ],
    ids=["none", "no-cap", "cap-alone", "both", "fixed-and-by-bsa", "fixed-and-cap"],
)
def test_a_steroid_has_a_fixed_dose_or_one_by_body_surface_with_its_cap(
    refusal: Refusal, dose: str
) -> None:
    error = refusal(CHILD_MRD, dose)
    assert error.facts["where"] == "premedication.child.mrd.options[0]"


@pytest.mark.parametrize(
    "junk",
    [
        b"\xff\xfe",
        b"a = [" + b"[" * 100_000,
        b"a" + b".a" * 100_000 + b" = 1",
        b"a = " + b"9" * 10_000,
        b"= 1",
        b"a = 1e" + b"9" * 30,
    ],
    ids=["not-utf-8", "deep", "dotted", "endless-number", "no-key", "endless-exponent"],
)
def test_what_is_not_toml_is_refused_quickly(tmp_path: Path, junk: bytes) -> None:
    file = tmp_path / "junk.toml"
    file.write_bytes(junk)
    with pytest.raises(KnownError) as caught:
        loader.load(file)
    assert caught.value.code == "not-toml"


def test_a_file_that_is_too_large_is_not_read_whole(tmp_path: Path) -> None:
    file = tmp_path / "huge.toml"
    with file.open("wb") as opened:
        opened.truncate(9_000_000)
    with pytest.raises(KnownError) as caught:
        loader.load(file)
    assert caught.value.code == "file-too-large"


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.toml", Path("/dev/zero"), Path("nul\0.toml")):
        with pytest.raises(KnownError) as caught:
            loader.load(path)
        assert caught.value.code == "file-unreadable"


def test_a_refusal_says_what_where_and_what_to_do(refusal: Refusal) -> None:
    error = refusal("version = '1.0.0'", "version = '1.0'")
    assert error.code == "protocol-refused"
    assert error.happened.endswith(
        "edited.toml is refused: header.version: three numbers with points, such as 1.0.0."
    )
    assert error.facts == {"where": "header.version"}
    assert error.do == "Correct the file, or use it as it was delivered."


@pytest.fixture
def versions(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, shipped_text: str) -> Path:
    """Two protocols, one in two versions, beside files that are none."""
    for name in ("b/1.0.0", "b/0.9-draft", "a/1.10.0", "a/1.9.0", "a/coverage", "a/cases/1"):
        file = tmp_path / f"{name}.toml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(shipped_text.replace("1.0.0", file.stem, 1), encoding="utf-8")
    monkeypatch.setattr(loader, "folder", lambda: tmp_path)
    return tmp_path


def test_installed_protocols_stand_by_id_and_version(versions: Path) -> None:
    found = [path.relative_to(versions).as_posix() for path in loader.installed()]
    assert found == ["a/1.9.0.toml", "a/1.10.0.toml", "b/0.9-draft.toml", "b/1.0.0.toml"]


def test_the_newest_version_is_the_one_used(versions: Path) -> None:
    assert loader.shipped("a").version == "1.10.0"
    assert loader.shipped("b").version == "1.0.0"


def test_a_protocol_that_is_not_installed_says_which_are(versions: Path) -> None:
    with pytest.raises(KnownError) as caught:
        loader.shipped("nonesuch")
    assert caught.value.code == "protocol-not-installed"
    assert caught.value.happened == "There is no installed protocol 'nonesuch'."
    assert caught.value.do == "Use one of: a, b."
