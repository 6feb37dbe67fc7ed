"""The structure tree: what a screen reader says, in its order; bookmarks; the attached data."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable

from nursedesk.chart.note_data import encode
from nursedesk.documents.downtime import downtime_pdf
from nursedesk.documents.flowables import Paragraph
from nursedesk.documents.fonts import REGULAR
from nursedesk.documents.page import Sheet, printed
from nursedesk.documents.plan_sheet import render_plan
from nursedesk.documents.render import render
from tests.chart.plan.accepting import of_24_h_bags, sheet_of
from tests.documents.conftest import Genuine
from tests.documents.notes import note, row

LONG = tuple(row(f"Row {number}", "text " * 60, "alert", "A source") for number in range(30))


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(pdf))


def parts(element: Any) -> list[Any]:  # noqa: ANN401
    inside = element.get("/K", [])
    return list(inside) if isinstance(inside, pikepdf.Array) else [inside]


def elements(element: Any) -> Iterator[Any]:  # noqa: ANN401
    """An element and all that are in it, in reading order."""
    yield element
    for part in parts(element):
        if isinstance(part, pikepdf.Dictionary) and "/S" in part:
            yield from elements(part)


def tree(pdf: pikepdf.Pdf) -> list[Any]:
    return list(elements(pdf.Root.StructTreeRoot.K))


def kinds(pdf: pikepdf.Pdf) -> list[str]:
    return [str(each.S)[1:] for each in tree(pdf)]


def test_a_note_is_read_from_its_title_to_its_foot() -> None:
    told = kinds(opened(render(note())))
    assert told[:5] == ["Document", "H1", "P", "Sect", "H2"]
    assert [each for each in told if each in {"Form", "Figure"}] == ["Form", "Form", "Figure"]
    assert told[-2:] == ["Sect", "P"]
    assert told.count("H1") == 1
    assert told.count("H2") == told.count("Table") == len(note().sections)


def test_each_row_of_a_part_is_headed_by_its_label() -> None:
    pdf = opened(render(note()))
    rows = [each for each in tree(pdf) if each.S == "/TR"]
    assert len(rows) == sum(len(section.rows) for section in note().sections)
    for each in rows:
        head, cell = parts(each)
        assert (head.S, head.A.Scope, cell.S) == ("/TH", "/Row", "/TD")


def test_a_table_over_several_pages_is_one_and_its_repeated_title_is_read_once() -> None:
    pdf = opened(render(note(*LONG)))
    assert len(pdf.pages) > 2
    told = kinds(pdf)
    assert told.count("Table") == len(note().sections)
    assert told.count("H2") == len(note().sections)
    assert told.count("TR") == sum(len(section.rows) for section in note(*LONG).sections)
    assert all(len(parts(each)) == 1 for each in tree(pdf) if each.S == "/H2")


def test_a_paragraph_over_several_pages_is_one() -> None:
    sheet = Sheet(patient_line="DOE, Ann", title="A title", foot="A foot", demo=False)
    style = ParagraphStyle("text", fontName=REGULAR, fontSize=9)
    story: list[Flowable] = [Paragraph("word " * 4000, style)]
    pdf = opened(printed(sheet, story, title="T", subject="S", made_at=note().made_at))
    assert len(pdf.pages) > 2
    assert kinds(pdf) == ["Document", "H1", "P", "P", "Sect", "P"]
    (pieces,) = (parts(each) for each in tree(pdf) if len(parts(each)) > 1 and each.S == "/P")
    assert len(pieces) == len(pdf.pages)


@pytest.mark.parametrize("content", [note(), note(*LONG, demo=True)])
def test_the_tree_and_the_pages_name_each_other(content: Any) -> None:  # noqa: ANN401
    pdf = opened(render(content))
    numbers = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
    by_key = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
    for page in pdf.pages:
        owners = by_key[int(page.obj.StructParents)]
        used = [
            int(each.operands[1].MCID)
            for each in pikepdf.parse_content_stream(page, "BDC")
            if "/MCID" in each.operands[1]
        ]
        assert sorted(used) == list(range(len(owners)))
        assert page.obj.Tabs == "/S"
        for number, owner in enumerate(owners):
            first_page = owner.Pg.objgen == page.obj.objgen
            mine = [int(part) for part in parts(owner) if isinstance(part, int)]
            assert not first_page or number in mine


def test_the_fields_are_form_elements_that_say_what_they_are(genuine: Genuine) -> None:
    pdf = opened(genuine.countersigned)
    forms = [each for each in tree(pdf) if each.S == "/Form"]
    assert [str(each.Alt) for each in forms] == [
        "Prepared by (nurse)",
        "Reviewed by (charge nurse)",
    ]
    for form, field in zip(forms, pdf.Root.AcroForm.Fields, strict=True):
        assert form.K.Obj.objgen == field.objgen
        assert form.Alt == field.TU


def test_the_columns_of_a_plan_are_headed_and_its_pictures_are_told() -> None:
    pdf = opened(render_plan(sheet_of(of_24_h_bags())))
    found = tree(pdf)
    heads = [each for each in found if each.S == "/TH"]
    assert [each.A.Scope for each in heads] == ["/Column"] * 5
    assert sum(each.S == "/TR" for each in found) == 29
    assert [bool(str(each.Alt)) for each in found if each.S == "/Figure"] == [True, True]


def test_there_is_a_bookmark_for_each_part(genuine: Genuine) -> None:
    for content in (note(), note(*LONG)):
        pdf = opened(render(content))
        with pdf.open_outline() as outline:
            assert [each.title for each in outline.root] == [
                section.title for section in content.sections
            ]
            for each in outline.root:
                assert isinstance(each.destination, pikepdf.Array)
                assert each.destination[0].Type == "/Page"


def test_the_data_of_the_note_travel_with_it_and_nothing_else(genuine: Genuine) -> None:
    pdf = opened(genuine.countersigned)
    assert list(pdf.attachments) == ["note.json"]
    data = pdf.attachments["note.json"]
    assert data.get_file().read_bytes() == encode(note())
    assert data.get_file().mime_type == "application/json"
    (told,) = pdf.Root.AF
    assert told.AFRelationship == "/Data"
    assert told.objgen == data.obj.objgen


def test_an_unsigned_sheet_carries_nothing() -> None:
    pdf = opened(downtime_pdf(note()))
    assert list(pdf.attachments) == []
    assert "/AcroForm" not in pdf.Root
    assert "/AF" not in pdf.Root


def test_the_file_says_its_language_and_shows_its_title() -> None:
    pdf = opened(render(note()))
    assert pdf.Root.Lang == "en"
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    with pdf.open_metadata() as told:
        assert told["dc:title"] == "NurseDesk hand-over note"
        assert (told["pdfaid:part"], told["pdfaid:conformance"]) == ("3", "A")
        assert told["pdfuaid:part"] == "1"
