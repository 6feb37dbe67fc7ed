"""Parts of a PDF to forge with, and the places of a note where a forger puts them."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from tests.documents.forge import Edit, generic

name, text = generic.pdf_name, generic.pdf_string
number = generic.NumberObject
WHITE = b"q 1 1 1 rg 60 600 400 80 re f Q"
OTHER_DOSE = b"BT /F1 20 Tf 60 620 Td (50 mL/h) Tj ET"
DOSE = (60, 600, 300, 640)  # where a note says what hangs, in points


def there(dictionary: Any, key: str, otherwise: Any) -> Any:  # noqa: ANN401
    """A dictionary's value, followed where it is a reference."""
    return dictionary[key] if key in dictionary else otherwise  # noqa: SIM401 `get` follows none


def record(**entries: Any) -> Any:  # noqa: ANN401
    """A dictionary; a key ends where Python needs it to (`S_`)."""
    return generic.DictionaryObject({name(f"/{key.rstrip('_')}"): entries[key] for key in entries})


def numbers(*values: float) -> Any:  # noqa: ANN401
    return generic.ArrayObject([generic.FloatObject(each) for each in values])


def stream(content: bytes, **entries: Any) -> Any:  # noqa: ANN401
    return generic.StreamObject(record(**entries), stream_data=content)


def page_of(writer: Any, index: int = 0) -> Any:  # noqa: ANN401
    """A page, marked as changed."""
    reference, _ = writer.find_page_for_modification(index)
    page = reference.get_object()
    writer.update_container(page)
    return page


def field_of(writer: Any, index: int) -> Any:  # noqa: ANN401
    """The widget of a field, marked as changed."""
    field = writer.root["/AcroForm"]["/Fields"][index]
    writer.update_container(field)
    return field


def copied(value: Any) -> Any:  # noqa: ANN401
    """A value of its own for each file; one that refers to a file's object belongs to that file."""
    return value if isinstance(value, generic.IndirectObject) or refers(value) else deepcopy(value)


def refers(value: Any) -> bool:  # noqa: ANN401
    """Whether there is a reference in it."""
    if isinstance(value, generic.DictionaryObject):
        return any(refers(value.raw_get(key)) for key in value)
    if isinstance(value, generic.ArrayObject):
        return any(refers(value.raw_get(index)) for index in range(len(value)))
    return isinstance(value, generic.IndirectObject)


def of_the_catalog(key: str, value: Any) -> Edit:  # noqa: ANN401
    def edit(writer: Any) -> None:  # noqa: ANN401
        writer.root[name(key)] = copied(value)
        writer.update_root()

    return edit


def of_the_page(key: str, value: Any) -> Edit:  # noqa: ANN401
    def edit(writer: Any) -> None:  # noqa: ANN401
        page_of(writer)[name(key)] = copied(value)

    return edit


def of_a_field(index: int, key: str, value: Any) -> Edit:  # noqa: ANN401
    def edit(writer: Any) -> None:  # noqa: ANN401
        field_of(writer, index)[name(key)] = copied(value)

    return edit


def of_the_form(key: str, value: Any) -> Edit:  # noqa: ANN401
    def edit(writer: Any) -> None:  # noqa: ANN401
        form = writer.root["/AcroForm"]
        form[name(key)] = copied(value)
        writer.update_container(form)

    return edit


def annotation(kind: str, **entries: Any) -> Edit:  # noqa: ANN401
    """An annotation over the dose on the first page."""

    def edit(writer: Any) -> None:  # noqa: ANN401
        page = page_of(writer)
        more = {key: copied(value) for key, value in entries.items()}
        made = record(
            Type=name("/Annot"), Subtype=name(kind), Rect=numbers(*DOSE), F=number(4), **more
        )
        annots = there(page, "/Annots", generic.ArrayObject())
        page[name("/Annots")] = generic.ArrayObject([*annots, writer.add_object(made)])

    return edit


def script(code: str = "app.alert('50 mL/h')") -> Any:  # noqa: ANN401
    return record(Type=name("/Action"), S=name("/JavaScript"), JS=text(code))


def action(kind: str, **entries: Any) -> Any:  # noqa: ANN401
    return record(Type=name("/Action"), S=name(kind), **entries)


def look(writer: Any, content: bytes = OTHER_DOSE) -> Any:  # noqa: ANN401
    """A form that is drawn."""
    made = stream(
        content, Type=name("/XObject"), Subtype=name("/Form"), BBox=numbers(0, 0, 300, 80)
    )
    return writer.add_object(made)


def file_of(content: bytes, called: str) -> Any:  # noqa: ANN401
    """A file specification with a file in it."""

    def made(writer: Any) -> Any:  # noqa: ANN401
        inside = writer.add_object(stream(content, Type=name("/EmbeddedFile")))
        specification = record(
            Type=name("/Filespec"),
            F=text(called),
            UF=text(called),
            AFRelationship=name("/Data"),
            EF=record(F=inside, UF=inside),
        )
        return writer.add_object(specification)

    return made
