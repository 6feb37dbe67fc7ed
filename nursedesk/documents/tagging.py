"""The structure tree: what each piece of a page is, in reading order, for screen readers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from reportlab.pdfbase import pdfdoc

Attributes = Mapping[str, object]
_TABLE_ATTRIBUTES = ("Scope", "ColSpan", "RowSpan")


class Element:
    """One element: its kind, what a screen reader says in its place, and its parts in order.

    A part is an element, a piece of a page (page number, mark), or a form field (page number,
    name of its object).
    """

    def __init__(self, kind: str, *, alt: str = "", attributes: Attributes | None = None) -> None:
        self.kind = kind
        self.alt = alt
        self.attributes: Attributes = attributes or {}
        self.parent: Element | None = None
        self.parts: list[Element | tuple[int, int] | tuple[int, str]] = []
        self.alone = False  # what is drawn in it is its own, not a paragraph's in it

    def add(self, kind: str, *, alt: str = "", attributes: Attributes | None = None) -> Element:
        """A new element at its end."""
        return self.append(Element(kind, alt=alt, attributes=attributes))

    def append(self, element: Element) -> Element:
        """Puts an element at its end."""
        element.parent = self
        self.parts.append(element)
        return element


class Tags:
    """The tree of one document while its pages are drawn, one after the other."""

    def __init__(self) -> None:
        self.document = Element("Document")
        self.end: list[Element] = []
        self._open = [self.document]
        self._keys: list[Element | list[Element]] = []  # the number tree's values by key
        self._page_keys: dict[int, int] = {}

    @property
    def current(self) -> Element:
        """The element that is being drawn."""
        return self._open[-1]

    @contextmanager
    def into(self, element: Element) -> Iterator[Element]:
        """What is drawn meanwhile goes into `element`."""
        self._open.append(element)
        yield element
        self._open.pop()

    def mark(self, page: int) -> int:
        """The number of a new piece of `page` (from 1) that belongs to the current element."""
        if page not in self._page_keys:
            self._page_keys[page] = len(self._keys)
            self._keys.append([])
        marks = self._keys[self._page_keys[page]]
        assert isinstance(marks, list)
        marks.append(self.current)
        self.current.parts.append((page, len(marks) - 1))
        return len(marks) - 1

    def field(self, page: int, name: str) -> int:
        """The key of a form field's annotation (its object's name) in the current element."""
        self._keys.append(self.current)
        self.current.parts.append((page, name))
        return len(self._keys) - 1

    def page_key(self, page: int) -> int | None:
        """The key of a page; None where nothing on it belongs to the tree."""
        return self._page_keys.get(page)

    def write(self, document: Any) -> pdfdoc.PDFObjectReference:  # noqa: ANN401 ReportLab's document
        """Puts the whole tree into ReportLab's document and returns its root."""
        for element in self.end:
            self.document.append(element)
        self.end = []
        names: dict[int, str] = {}
        _name(self.document, names)
        root = pdfdoc.PDFObjectReference("structure")
        _write(document, self.document, names, root)
        numbers: list[object] = []
        for key, value in enumerate(self._keys):
            numbers += [key, _refers(value, names)]
        parents = pdfdoc.PDFDictionary({"Nums": pdfdoc.PDFArray(numbers)})
        tree = {
            "Type": pdfdoc.PDFName("StructTreeRoot"),
            "K": pdfdoc.PDFObjectReference(names[id(self.document)]),
            "ParentTree": document.Reference(parents, "structure-parents"),
            "ParentTreeNextKey": len(self._keys),
        }
        document.Reference(pdfdoc.PDFDictionary(tree), "structure")
        return root


def page_reference(page: int) -> pdfdoc.PDFObjectReference:
    """ReportLab's name for a page (from 1), also before it is written."""
    return pdfdoc.PDFObjectReference(f"Page{page}")


def _name(element: Element, names: dict[int, str]) -> None:
    names[id(element)] = f"structure-{len(names)}"
    for part in element.parts:
        if isinstance(part, Element):
            _name(part, names)


def _refers(value: Element | list[Element], names: dict[int, str]) -> object:
    if isinstance(value, Element):
        return pdfdoc.PDFObjectReference(names[id(value)])
    return pdfdoc.PDFArray([pdfdoc.PDFObjectReference(names[id(each)]) for each in value])


def _write(
    document: Any,  # noqa: ANN401 ReportLab's document
    element: Element,
    names: dict[int, str],
    parent: pdfdoc.PDFObjectReference,
) -> None:
    own = pdfdoc.PDFObjectReference(names[id(element)])
    page = next((part[0] for part in element.parts if isinstance(part, tuple)), None)
    told: dict[str, object] = {"S": pdfdoc.PDFName(element.kind), "P": parent}
    if page is not None:
        told["Pg"] = page_reference(page)
    if element.alt:
        told["Alt"] = pdfdoc.PDFString(element.alt)
    if element.attributes:
        told["A"] = _attributes(document, element.attributes)
    parts = [_part(part, page, names) for part in element.parts]
    # pyHanko knows a form field in the tree only where it is all that its element has.
    told["K"] = parts[0] if len(parts) == 1 else pdfdoc.PDFArray(parts)
    document.Reference(pdfdoc.PDFDictionary(told), names[id(element)])
    for part in element.parts:
        if isinstance(part, Element):
            _write(document, part, names, own)


def _part(
    part: Element | tuple[int, int] | tuple[int, str], page: int | None, names: dict[int, str]
) -> object:
    if isinstance(part, Element):
        return pdfdoc.PDFObjectReference(names[id(part)])
    where, what = part
    if isinstance(what, str):
        field = pdfdoc.PDFObjectReference(what)
        kind = pdfdoc.PDFName("OBJR")
        return pdfdoc.PDFDictionary({"Type": kind, "Pg": page_reference(where), "Obj": field})
    if where == page:
        return what
    kind = pdfdoc.PDFName("MCR")
    return pdfdoc.PDFDictionary({"Type": kind, "Pg": page_reference(where), "MCID": what})


def _attributes(document: Any, attributes: Attributes) -> pdfdoc.PDFObjectReference:  # noqa: ANN401
    """An object with what is told of an element; elements of which the same is told share it."""
    name = f"structure-told-{sorted((key, str(value)) for key, value in attributes.items())}"
    if name not in document.idToObject:
        owner = "Table" if any(key in attributes for key in _TABLE_ATTRIBUTES) else "Layout"
        written = {key: _written(value) for key, value in attributes.items()}
        document.Reference(pdfdoc.PDFDictionary({"O": pdfdoc.PDFName(owner), **written}), name)
    return pdfdoc.PDFObjectReference(name)


def _written(value: object) -> object:
    if isinstance(value, tuple):
        return pdfdoc.PDFArray(list(value))
    return pdfdoc.PDFName(value) if isinstance(value, str) else value
