"""The protocol as pages: all of it is there, with its sources, and can be searched."""

from __future__ import annotations

import pytest

from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.pages import Page, PageEntry, pages, search
from nursedesk.protocol.rules import Rule
from nursedesk.protocol.terms import Status


@pytest.fixture(scope="module")
def found(protocol: Protocol) -> tuple[Page, ...]:
    return pages(protocol)


def texts(of: tuple[Page, ...]) -> list[str]:
    return [entry.text for page in of for entry in page.entries]


def page(found: tuple[Page, ...], name: str) -> Page:
    (one,) = (page for page in found if page.id == name)
    return one


def test_every_rule_discrepancy_and_reference_entry_is_on_a_page(
    found: tuple[Page, ...], protocol: Protocol
) -> None:
    everything = "\n".join(texts(found))
    for rule in Rule:
        assert f"{rule}: " in everything
    for discrepancy in protocol.discrepancies.values():
        assert discrepancy.reading in everything
    for section in protocol.reference.values():
        for entry in section.entries:
            assert entry.text in everything


def test_sections_have_ids_of_their_own_and_are_not_empty(found: tuple[Page, ...]) -> None:
    ids = [page.id for page in found]
    assert len(ids) == len(set(ids))
    assert all(page.entries for page in found)


def test_pages_have_their_order_ids_and_titles(found: tuple[Page, ...], protocol: Protocol) -> None:
    reference = [(name, section.title) for name, section in protocol.reference.items()]
    assert len(reference) > 10
    assert [(page.id, page.title) for page in found] == [
        ("about", "About this protocol"),
        *reference,
        ("rules-dose", "Rules: doses and cycles"),
        ("rules-bag", "Rules: bags"),
        ("rules-sto", "Rules: storage"),
        ("rules-line", "Rules: line and pump"),
        ("rules-pre", "Rules: premedication"),
        ("rules-sup", "Rules: supervision"),
        ("rules-int", "Rules: interruption"),
        ("rules-tox", "Rules: adverse reactions"),
        ("rules-grd", "Rules: grades"),
        ("rules-prs", "Rules: preservative"),
        ("rules-cmp", "Rules: components"),
        ("values", "Values used in answers"),
        ("discrepancies", "Discrepancies and gaps of the sources"),
        ("sources", "Sources"),
    ]


def test_each_rule_stands_once_on_the_page_of_its_group(found: tuple[Page, ...]) -> None:
    told = [
        (page.id, entry.text.partition(":")[0])
        for page in found
        if page.id.startswith("rules-")
        for entry in page.entries
    ]
    assert sorted(told) == sorted((f"rules-{rule.split('-')[0].lower()}", rule) for rule in Rule)


def test_sources_are_named_with_what_is_held_of_them(found: tuple[Page, ...]) -> None:
    assert page(found, "sources").entries[1] == PageEntry(
        text="B (label): Blinatumomab Dosage, Drugs.com; last updated 5 May 2025; "
        "document: 003_9b22712c599458de"
    )


def test_a_discrepancy_names_its_places(found: tuple[Page, ...], protocol: Protocol) -> None:
    entries = page(found, "discrepancies").entries
    assert [len(entry.cited) for entry in entries] == [
        len(one.cite) for one in protocol.discrepancies.values()
    ]
    first = next(iter(protocol.discrepancies.values()))
    assert entries[0].text == (
        f"{first.title}. Found: {first.found} Reading taken: {first.reading} Why: {first.why}"
    )


def test_an_entry_names_document_and_place(found: tuple[Page, ...]) -> None:
    entry = page(found, "boxed-warnings").entries[0]
    assert entry.status is Status.LABEL
    in_a, in_b = entry.cited
    assert in_a.startswith("A: BLINCYTO (blinatumomab), the manufacturer page")
    assert in_a.endswith("Important Safety Information, boxed warning (lines 239-242)")
    assert in_b == "B: Blinatumomab Dosage, Drugs.com. Precautions, US Boxed Warnings (lines 96-98)"


def test_a_decision_is_never_shown_as_the_labels(found: tuple[Page, ...]) -> None:
    for entry in (entry for page in found for entry in page.entries):
        if entry.status is Status.LABEL:
            assert all(place.startswith(("A: ", "B: ")) for place in entry.cited), entry.text


@pytest.mark.parametrize(
    "value",
    [
        "bags.24h.room_limit: 48 h",
        "bags.7d.refrigerator_limit: 14 d",
        "bags.72h.filter: unknown",
        "line.materials: polyolefin, dehp-free-pvc, eva",
        "interruption.infusion: 672 h",
        "toxicity.crs.cap: 8 mg",
        "premedication.child.mrd.options[0].cap: 20 mg",
        "premedication.adult.mrd.events.cycle-start: cycle 1 on",
        "premedication.child.mrd.events.restart: cycle 1 to 1",
        "course.relapsed-refractory[0].steps[1].days: 8 to 28",
        "scales.icans.capd[2]: 9 to 32 is grade 3",
        "scales.crs.one_vasopressor: 3",
        "patient.mosteller_divisor: 3600",
    ],
)
def test_values_are_shown_with_their_units(found: tuple[Page, ...], value: str) -> None:
    assert value in [entry.text for entry in page(found, "values").entries]


def test_about_says_who_checked_and_which_bytes(
    found: tuple[Page, ...], protocol: Protocol
) -> None:
    assert [entry.text for entry in page(found, "about").entries] == [
        "Blinatumomab continuous infusion, United States labelling: blinatumomab-us 1.0.0, active",
        "Effective 2026-11-21",
        "Last reviewed 2026-11-21, review due 2027-11-21",
        "Transcribed by: NurseDesk project",
        "Checked by: not yet checked",
        "Supersedes: none",
        f"SHA-256: {protocol.sha256}",
    ]


def test_search_keeps_the_entries_that_hold_all_words(found: tuple[Page, ...]) -> None:
    hits = search(found, "GASPING  syndrome")
    assert [page.id for page in hits] == ["benzyl-alcohol"]
    assert len(hits[0].entries) == 1
    assert search(found, "no such word anywhere") == ()
    assert search(found, "") == found


def test_search_looks_into_titles_and_citations_too() -> None:
    only = Page(id="x", title="Storage", entries=(PageEntry(text="a", cited=("B: line 132",)),))
    assert search([only], "storage line") == (only,)
    # Words of different places never run together into another word.
    assert search([only], "storagea") == search([only], "ab:") == ()
