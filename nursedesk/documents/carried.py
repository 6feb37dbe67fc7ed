"""What a note may carry besides its pages: what our own files have, name by name, and no more.

Programs that show PDF do much that no paper does: run programs, open addresses, hide layers, play
films. Nothing of that has a place in a note, so its dictionaries may have our own names only.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    PdfObject,
    Reference,
    StreamObject,
)

from nursedesk.chart.note_data import NoteData, decode
from nursedesk.documents.anatomy import Anatomy, NotANoteError, entry

DATA_FILE = "note.json"
_MOST = 10_000  # pages, bookmarks


def _names(words: str) -> frozenset[str]:
    return frozenset(f"/{word}" for word in words.split())


_CATALOG = _names(
    "Type Pages AcroForm Lang PageMode ViewerPreferences Extensions Perms MarkInfo StructTreeRoot"
    " Metadata OutputIntents Outlines Names AF"
)
_BY_NAME = _names("EmbeddedFiles")
_PAGE = _names("Type Parent MediaBox Rotate Resources Contents Annots StructParents Tabs")
_FORM = _names("Fields SigFlags")
_WIDGET = _names("Type Subtype FT T TU F Rect P Lock V AP StructParent")
_BOOKMARK = _names("Type Title Parent Prev Next First Last Count Dest SE")
_NEVER = _names(  # wherever it stands
    "AA OpenAction JS JavaScript URI Launch XFA OCProperties OCGs OC Encrypt Ref OPI Alternates"
    " FFilter RichMediaContent RichMediaSettings Collection SV DSS"
)


def carries_only_ours(found: Anatomy) -> bool:
    """Whether catalog, pages, form and bookmarks have only what ours have, and one file."""
    root = found.reader.root
    return (
        set(root) <= _CATALOG
        and set(_dictionary(root, "/Names")) <= _BY_NAME
        and set(_dictionary(root, "/AcroForm")) <= _FORM
        and all(set(each) <= _BOOKMARK for each in _bookmarks(root))
        and _pages_are_ours(found)
        and not any(_never(each) for each in _dictionaries(found))
        and len(_specifications(found)) == 1
    )


def note_data(found: Anatomy) -> NoteData:
    """The note's content as data, from the one file attached.

    Raises:
        ValueError: no file, or several.
        NotANoteError: not reached as ours is, by the catalog and by its name.
        KnownError: not the data of a note.
    """
    (specification,) = _specifications(found)
    root = found.reader.root
    named = _array(_dictionary(_dictionary(root, "/Names"), "/EmbeddedFiles"), "/Names")
    by_catalog = _array(root, "/AF")
    if not (
        [str(each) for each in named[:1]] == [str(entry(specification, "/UF"))] == [DATA_FILE]
        and _references(named[1:]) == _references(by_catalog) == [_place(specification)]
        and entry(specification, "/AFRelationship") == "/Data"
    ):
        raise NotANoteError("a file that is attached in another way")
    return decode(_content(_dictionary(specification, "/EF")))


def _content(files: DictionaryObject) -> bytes:
    """The one content of an attached file, under whichever of its names it stands."""
    places = set(_references([files.raw_get(key) for key in files]))
    stream = entry(files, next(iter(files)))
    if len(places) != 1 or not isinstance(stream, StreamObject):
        raise NotANoteError("a file without content of its own")
    return stream.data


def _pages_are_ours(found: Anatomy) -> bool:
    """Whether no page has a name of its own, and all annotations are the two signature fields."""
    annotations = []
    for page in _pages(_dictionary(found.reader.root, "/Pages")):
        if not set(page) <= _PAGE:
            return False
        annotations += list(_array(page, "/Annots"))
    fields = _array(_dictionary(found.reader.root, "/AcroForm"), "/Fields")
    return _references(annotations) == _references(fields) and all(
        set(each) <= _WIDGET
        for each in _followed(_dictionary(found.reader.root, "/AcroForm"), "/Fields")
    )


def _pages(tree: DictionaryObject) -> Iterator[DictionaryObject]:
    """The pages of a tree, as far as it is one."""
    waiting = [tree]
    for _ in range(_MOST):
        if not waiting:
            return
        node = waiting.pop()
        if "/Kids" not in node:
            yield node
        waiting += _followed(node, "/Kids")
    raise NotANoteError("no tree of pages")


def _bookmarks(root: DictionaryObject) -> Iterator[DictionaryObject]:
    waiting: list[object] = [entry(root, "/Outlines")]
    for _ in range(_MOST):
        if not waiting:
            return
        node = waiting.pop()
        if isinstance(node, DictionaryObject):
            yield node
            waiting += [entry(node, "/First"), entry(node, "/Next")]
    raise NotANoteError("bookmarks without an end")


def _never(dictionary: DictionaryObject) -> bool:
    """Whether it has a name that no dictionary may have, or a stream that lies in another file."""
    elsewhere = isinstance(dictionary, StreamObject) and "/F" in dictionary
    return elsewhere or not _NEVER.isdisjoint(dictionary)


def _specifications(found: Anatomy) -> list[DictionaryObject]:
    return [each for each in _dictionaries(found) if "/EF" in each]


def _dictionaries(found: Anatomy) -> Iterator[DictionaryObject]:
    """Every dictionary of the file, of each revision, whether anything refers to it or not."""
    for revision in range(found.revisions):
        view = found.reader.get_historical_resolver(revision)
        for each in found.reader.xrefs.explicit_refs_in_revision(revision):
            yield from _within(view.get_object(Reference(each.idnum, each.generation, view)))


def _within(value: PdfObject) -> Iterator[DictionaryObject]:
    """The dictionaries in an object; another object that it refers to is not in it."""
    if isinstance(value, DictionaryObject):
        yield value
        for key in value:
            yield from _within(value.raw_get(key))
    elif isinstance(value, ArrayObject):
        for number in range(len(value)):
            yield from _within(value.raw_get(number))


def _dictionary(of: DictionaryObject, key: str) -> DictionaryObject:
    """What stands there; an empty one where nothing does."""
    value = entry(of, key)
    if value is None:
        return DictionaryObject()  # type: ignore[no-untyped-call]
    if not isinstance(value, DictionaryObject):
        raise NotANoteError(f"{key} is no dictionary")
    return value


def _followed(of: DictionaryObject, key: str) -> list[DictionaryObject]:
    """The dictionaries there, each followed where it is a reference."""
    found = []
    for each in _array(of, key):
        value = each.get_object()  # type: ignore[no-untyped-call]
        if not isinstance(value, DictionaryObject):
            raise NotANoteError(f"what is no dictionary under {key}")
        found.append(value)
    return found


def _array(of: DictionaryObject, key: str) -> list[PdfObject]:
    """What stands there, not followed; an empty one where nothing does."""
    value = entry(of, key)
    if value is None:
        return []
    if not isinstance(value, ArrayObject):
        raise NotANoteError(f"{key} is no list")
    return [value.raw_get(number) for number in range(len(value))]


def _place(value: PdfObject) -> tuple[int, int]:
    """Which object it is, or is a part of."""
    place = value.get_container_ref()
    if not isinstance(place, Reference):
        raise NotANoteError("what stands in no object")
    return place.idnum, place.generation


def _references(values: list[PdfObject]) -> list[tuple[int, int]]:
    """Which objects they refer to, sorted.

    Raises:
        NotANoteError: one is no object of its own.
    """
    found = []
    for each in values:
        if not isinstance(each, IndirectObject):
            raise NotANoteError("an annotation or a field that is no object of its own")
        found.append((each.reference.idnum, each.reference.generation))
    return sorted(found)
