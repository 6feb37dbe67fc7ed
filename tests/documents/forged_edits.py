"""Edits of a finished note, each as a forger makes them: to the pages, the form, the file.

Each takes one of pyHanko's writers. Made in an update between the signatures, together with the
second one, or after it, they are the incremental-saving, shadow and evil-annotation attacks.
"""

from __future__ import annotations

from typing import Any

from tests.documents.forge import Edit, generic
from tests.documents.pdf_parts import (
    DOSE,
    OTHER_DOSE,
    WHITE,
    action,
    annotation,
    file_of,
    look,
    name,
    number,
    numbers,
    of_a_field,
    of_the_catalog,
    of_the_form,
    of_the_page,
    page_of,
    record,
    script,
    stream,
    text,
    there,
)


def attach(content: bytes, called: str = "note.json", *, by_name: bool = True) -> Edit:
    """One more file, as a note's own data are attached, or reached by the catalog alone."""

    def edit(writer: Any) -> None:  # noqa: ANN401
        root = writer.root
        file = file_of(content, called)(writer)
        former = there(root, "/AF", generic.ArrayObject())
        root[name("/AF")] = generic.ArrayObject([*former, file])
        if by_name:
            names = there(root, "/Names", record())
            tree = there(names, "/EmbeddedFiles", record())
            listed = there(tree, "/Names", generic.ArrayObject())
            tree[name("/Names")] = generic.ArrayObject([*listed, text(called), file])
            names[name("/EmbeddedFiles")] = tree
            root[name("/Names")] = names
            for each in (names, tree):
                if each.container_ref is not None:
                    writer.update_container(each)
        writer.update_root()

    return edit


def swap_attachment(writer: Any) -> None:  # noqa: ANN401
    """Other data in place of the note's, under their number."""
    inside = writer.root["/AF"][0]["/EF"].raw_get("/F")
    writer.objects[(inside.generation, inside.idnum)] = stream(b"{}", Type=name("/EmbeddedFile"))


def paint(content: bytes) -> Edit:
    def edit(writer: Any) -> None:  # noqa: ANN401
        writer.add_stream_to_page(0, writer.add_object(stream(content)))

    return edit


def replace_contents(writer: Any) -> None:  # noqa: ANN401
    """Another content stream in place of the page's."""
    page_of(writer)[name("/Contents")] = writer.add_object(stream(OTHER_DOSE))


def remap_font(writer: Any) -> None:  # noqa: ANN401
    """The characters of a font are drawn as others (a shadow attack that changes no text)."""
    fonts = page_of(writer)["/Resources"]["/Font"]
    font = fonts[next(iter(fonts))]
    font[name("/FirstChar")] = number(1)
    writer.update_container(font)


def change_widths(writer: Any) -> None:  # noqa: ANN401
    fonts = page_of(writer)["/Resources"]["/Font"]
    font = fonts[next(iter(fonts))]
    descriptor = there(font, "/FontDescriptor", font)
    descriptor[name("/MissingWidth")] = number(0)
    writer.update_container(descriptor)


def add_page(writer: Any) -> None:  # noqa: ANN401
    from pyhanko.pdf_utils.writer import PageObject

    contents = writer.add_object(stream(OTHER_DOSE))
    page: Any = PageObject  # has no types
    writer.insert_page(page(contents=contents, media_box=(0, 0, 595, 842)))


def _kids(writer: Any) -> Any:  # noqa: ANN401
    tree = writer.root["/Pages"]
    writer.update_container(tree)
    return tree


def remove_pages(writer: Any) -> None:  # noqa: ANN401
    """The last page is taken away, or the only one left empty."""
    tree = _kids(writer)
    kids = tree["/Kids"]
    if len(kids) == 1:
        replace_contents(writer)
        return
    left = [kids.raw_get(index) for index in range(len(kids) - 1)]
    tree[name("/Kids")] = generic.ArrayObject(left)
    tree[name("/Count")] = number(len(left))


def reorder_pages(writer: Any) -> None:  # noqa: ANN401
    """Backwards; the only page of a note is shown twice."""
    tree = _kids(writer)
    kids = [tree["/Kids"].raw_get(index) for index in range(len(tree["/Kids"]))]
    changed = kids[::-1] if len(kids) > 1 else kids * 2
    tree[name("/Kids")] = generic.ArrayObject(changed)
    tree[name("/Count")] = number(len(changed))


def change_info(writer: Any) -> None:  # noqa: ANN401
    """Another title of the file."""
    writer.set_info(writer.add_object(record(Title=text("Hand-over note of somebody else"))))


def change_metadata(writer: Any) -> None:  # noqa: ANN401
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>somebody else</x:xmpmeta>"
    made = stream(xmp, Type=name("/Metadata"), Subtype=name("/XML"))
    of_the_catalog("/Metadata", writer.add_object(made))(writer)


def add_unused(writer: Any) -> None:  # noqa: ANN401
    """An object that nothing refers to, to be switched on later."""
    look(writer)


def add_dss(writer: Any) -> None:  # noqa: ANN401
    """A store of certificates, which pyHanko counts among harmless updates."""
    certificates = generic.ArrayObject([writer.add_object(stream(b"0\x00"))])
    of_the_catalog("/DSS", writer.add_object(record(Type=name("/DSS"), Certs=certificates)))(writer)


def add_text_field(writer: Any) -> None:  # noqa: ANN401
    """A text field with another dose over the dose."""
    made = record(
        Type=name("/Annot"),
        Subtype=name("/Widget"),
        FT=name("/Tx"),
        T=text("dose"),
        V=text("50 mL/h"),
        Rect=numbers(*DOSE),
        F=number(4),
        P=writer.root["/Pages"]["/Kids"].raw_get(0),
        AP=record(N=look(writer)),
    )
    reference = writer.add_object(made)
    fields = writer.root["/AcroForm"]["/Fields"]
    fields.append(reference)
    writer.update_container(fields)
    page = page_of(writer)
    annots = there(page, "/Annots", generic.ArrayObject())
    page[name("/Annots")] = generic.ArrayObject([*annots, reference])


def new_catalog(writer: Any) -> None:  # noqa: ANN401
    """Another catalog whose pages say something else (the shadow attack's hide-and-replace)."""
    root = writer.root
    contents = writer.add_object(stream(OTHER_DOSE))
    page = record(Type=name("/Page"), MediaBox=numbers(0, 0, 595, 842), Contents=contents)
    page_reference = writer.add_object(page)
    tree = record(Type=name("/Pages"), Kids=generic.ArrayObject([page_reference]), Count=number(1))
    tree_reference = writer.add_object(tree)
    page[name("/Parent")] = tree_reference
    root[name("/Pages")] = tree_reference
    writer.update_root()


def replace_object(writer: Any) -> None:  # noqa: ANN401
    """The page's own content stream under its own number, with another text."""
    contents = page_of(writer).raw_get("/Contents")
    first = contents if isinstance(contents, generic.IndirectObject) else contents.raw_get(0)
    writer.objects[(first.generation, first.idnum)] = stream(WHITE + OTHER_DOSE)


_LAYER = record(Type=name("/OCG"), Name=text("hidden"))
EDITS: dict[str, Edit] = {
    "white over the dose": paint(WHITE),
    "another dose": paint(OTHER_DOSE),
    "another content stream": replace_contents,
    "another text in the same stream": replace_object,
    "another font": remap_font,
    "other widths": change_widths,
    "a page more": add_page,
    "a page less": remove_pages,
    "pages in another order": reorder_pages,
    "a page turned": of_the_page("/Rotate", number(180)),
    "a page cropped": of_the_page("/CropBox", numbers(0, 0, 595, 300)),
    "other pages": new_catalog,
    "a sticky note": annotation(
        "/Text", Contents=text("50 mL/h"), Open=generic.BooleanObject(True)
    ),
    "free text": annotation("/FreeText", Contents=text("50 mL/h"), DA=text("/F1 20 Tf")),
    "a stamp over the dose": lambda writer: annotation("/Stamp", AP=record(N=look(writer)))(writer),
    "a link": annotation("/Link", A=action("/URI", URI=text("http://example.org/"))),
    "a link with a script": annotation("/Link", A=script()),
    "a link that launches": annotation("/Link", A=action("/Launch", F=text("calc.exe"))),
    "a link into another file": annotation("/Link", A=action("/GoToR", F=text("//host/x.pdf"))),
    "a link that sends": annotation("/Link", A=action("/SubmitForm", F=text("http://example.org"))),
    "a file pinned on": lambda writer: annotation(
        "/FileAttachment", FS=file_of(b"MZ", "dose.exe")(writer)
    )(writer),
    "a film": annotation("/Screen", A=action("/Rendition", OP=number(0), JS=text("1"))),
    "a mark to be blacked out": annotation("/Redact", IC=numbers(0, 0, 0)),
    "ink": annotation("/Ink", InkList=generic.ArrayObject([numbers(*DOSE)])),
    "a text field over the dose": add_text_field,
    "a script at opening": of_the_catalog("/OpenAction", script()),
    "an address at opening": of_the_catalog(
        "/OpenAction", action("/URI", URI=text("http://example.org/"))
    ),
    "a script at closing": of_the_catalog("/AA", record(WC=script())),
    "a script of the page": of_the_page("/AA", record(O=script())),
    "a script by name": of_the_catalog(
        "/Names",
        record(JavaScript=record(Names=generic.ArrayObject([text("dose"), script()]))),
    ),
    "a script of a field": of_a_field(1, "/AA", record(E=script())),
    "a program of a field": of_a_field(1, "/A", action("/Launch", F=text("calc.exe"))),
    "layers": of_the_catalog(
        "/OCProperties", record(OCGs=generic.ArrayObject([]), D=record(Name=text("hidden")))
    ),
    "another form beside it": of_the_form("/XFA", text("<xdp/>")),
    "looks drawn anew": of_the_form("/NeedAppearances", generic.BooleanObject(True)),
    "a portfolio": of_the_catalog("/Collection", record(Type=name("/Collection"))),
    "another language": of_the_catalog("/Lang", text("xx")),
    "other pages first": of_the_catalog("/PageMode", name("/UseAttachments")),
    "bookmarks": of_the_catalog("/Outlines", record(Type=name("/Outlines"), Count=number(0))),
    "another base address": of_the_catalog("/URI", record(Base=text("http://example.org/"))),
    "another title": change_info,
    "other metadata": change_metadata,
    "certificates for later": add_dss,
    "a file attached": attach(b"{}", "other.json"),
    "a program attached": attach(b"MZ", "dose.exe"),
    "a file attached without a name": attach(b"{}", by_name=False),
    "other data": swap_attachment,
    "what nothing uses": add_unused,
    "the nurse's stamp painted anew": lambda writer: of_a_field(0, "/AP", record(N=look(writer)))(
        writer
    ),
    "the nurse's box over the dose": of_a_field(0, "/Rect", numbers(*DOSE)),
    "the second box over the dose": of_a_field(1, "/Rect", numbers(*DOSE)),
    "the nurse's field renamed": of_a_field(0, "/T", text("charge-nurse")),
    "the nurse's signature taken out": of_a_field(0, "/V", generic.NullObject()),
    "nothing locked": of_a_field(
        1,
        "/Lock",
        record(Type=name("/SigFieldLock"), Action=name("/Include"), Fields=generic.ArrayObject([])),
    ),
    "no permissions": of_the_catalog("/Perms", record()),
    "rights for a reader": of_the_catalog("/Perms", record(UR3=record())),
}
