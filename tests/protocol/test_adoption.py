"""What a ward confirms before it adopts a protocol: everything but the label's plain words."""

from __future__ import annotations

from msgspec import structs

from nursedesk.protocol.adoption import to_confirm
from nursedesk.protocol.checks import walk
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.pages import Page, PageEntry, pages
from nursedesk.protocol.quantities import Cited, FilterFact
from nursedesk.protocol.terms import FilterRule, Status


def entries(found: tuple[Page, ...]) -> list[PageEntry]:
    return [entry for page in found for entry in page.entries]


def test_every_weak_statement_is_listed(protocol: Protocol) -> None:
    weak = [e for e in entries(pages(protocol)) if e.status not in (None, Status.LABEL)]
    listed = entries(to_confirm(protocol))

    assert {Status.SECONDARY, Status.INFERRED, Status.DECISION} <= {e.status for e in listed}
    assert [entry for entry in weak if entry not in listed] == []


def test_every_weak_value_is_listed_by_its_name(protocol: Protocol) -> None:
    (values,) = (page for page in to_confirm(protocol) if page.id == "values")
    named = {entry.text.split(":")[0] for entry in values.entries}
    weak = {
        where
        for where, thing in walk(protocol)
        if isinstance(thing, Cited)
        and thing.status is not Status.LABEL
        and (hasattr(thing, "value") or hasattr(thing, "first"))
    }

    assert weak
    assert named == weak


def test_what_is_unknown_is_listed(protocol: Protocol) -> None:
    unknown = [
        where
        for where, thing in walk(protocol)
        if isinstance(thing, FilterFact) and thing.value is FilterRule.UNKNOWN
    ]
    texts = [entry.text for entry in entries(to_confirm(protocol))]

    assert unknown == ["bags.72h.filter", "bags.96h.filter"]
    assert all(f"{where}: unknown" in texts for where in unknown)
    assert any("Steroid dose for neurological toxicity" in text for text in texts)


def test_every_discrepancy_is_listed(protocol: Protocol) -> None:
    (page,) = (page for page in to_confirm(protocol) if page.id == "discrepancies")

    assert len(page.entries) == len(protocol.discrepancies) > 0


def test_the_labels_plain_words_need_no_confirmation(protocol: Protocol) -> None:
    listed = {page.id for page in to_confirm(protocol)}

    assert not {"boxed-warnings", "about", "sources"} & listed
    assert all(page.entries for page in to_confirm(protocol))


def test_a_value_that_becomes_weak_is_listed(protocol: Protocol) -> None:
    room = protocol.storage
    name = next(
        n
        for n in room.__struct_fields__
        if isinstance(getattr(room, n), Cited) and getattr(room, n).status is Status.LABEL
    )
    weaker = structs.replace(getattr(room, name), status=Status.INFERRED)
    changed = structs.replace(protocol, storage=structs.replace(room, **{name: weaker}))
    before = {e.text for e in entries(to_confirm(protocol))}
    added = {e.text for e in entries(to_confirm(changed))} - before

    assert len(added) == 1
    assert added.pop().startswith(f"storage.{name}: ")


def test_what_no_source_states_is_listed_whoever_says_so(protocol: Protocol) -> None:
    section = protocol.reference["not-stated"]
    stated = tuple(structs.replace(entry, status=Status.LABEL) for entry in section.entries)
    reference = {**protocol.reference, "not-stated": structs.replace(section, entries=stated)}
    found = to_confirm(structs.replace(protocol, reference=reference))
    (page,) = (page for page in found if page.id == "not-stated")

    assert len(page.entries) == len(section.entries) > 0
