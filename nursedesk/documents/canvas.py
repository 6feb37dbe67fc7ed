"""The canvas of our PDFs: all that is drawn is tagged or an artifact; fields, bookmarks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from nursedesk.clock import utc
from nursedesk.documents.archive import attach, declare, stream
from nursedesk.documents.fields import Field
from nursedesk.documents.shaping import ShapingCanvas
from nursedesk.documents.tagging import Element, Tags, page_reference

_PAGE_KEYS = ("StructParents", "Tabs")


class NoteCanvas(ShapingCanvas):
    """A canvas that knows the number of pages before it writes them.

    `number` draws a page's number, of how many, when all pages are drawn.
    """

    _doc: Any  # ReportLab's document, and what else of its insides has no public door
    _code: list[str]
    _pageNumber: int  # noqa: N815 ReportLab's spelling
    _addAnnotation: Callable[[pdfdoc.PDFDictionary, str], None]  # noqa: N815
    _startPage: Callable[[], None]  # noqa: N815

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 as Canvas
        title: str,
        subject: str,
        made_at: datetime,
        data: bytes | None,
        number: Callable[[Canvas, int, int], None],
        **settings: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **{**settings, "pdfVersion": (1, 7)})
        self.tags = Tags()
        self._number = number
        self.setDateFormatter(lambda *_: f"D:{utc(made_at):%Y%m%d%H%M%S}Z")
        declare(self._doc, title=title, subject=subject, made_at=made_at)
        if data is not None:
            attach(self._doc, data, made_at)
        self._pages: list[dict[str, Any]] = []
        self._widgets: list[pdfdoc.PDFObjectReference] = []
        self._bookmarks: list[tuple[str, int, float]] = []
        self._in_artifact = False

    @contextmanager
    def content(self) -> Iterator[None]:
        """What is drawn meanwhile is content of the current element (inside artifacts: is not)."""
        if self._in_artifact:
            yield
            return
        number = self.tags.mark(self._pageNumber)
        self._code.append(f"/{self.tags.current.kind} <</MCID {number}>> BDC")
        yield
        self._code.append("EMC")

    @contextmanager
    def artifact(self, kind: str = "Layout") -> Iterator[None]:
        """What is drawn meanwhile has no meaning of its own: `Layout`, or `Pagination`."""
        if self._in_artifact:
            yield
            return
        self._code.append(f"/Artifact <</Type /{kind}>> BDC")
        self._in_artifact = True
        yield
        self._in_artifact = False
        self._code.append("EMC")

    @contextmanager
    def figure(self, alt: str, width: float, height: float) -> Iterator[None]:
        """What is drawn meanwhile, from here up and to the right (points), is one picture."""
        left, bottom = self.absolutePosition(0, 0)
        right, top = self.absolutePosition(width, height)
        told = {"BBox": (left, bottom, right, top), "Placement": "Block"}
        figure = Element("Figure", alt=alt, attributes=told)
        if not self._in_artifact:
            self.tags.current.append(figure)
        with self.tags.into(figure), self.content():
            yield

    @property
    def in_artifact(self) -> bool:
        """Whether what is drawn now is no content."""
        return self._in_artifact

    def bookmark(self, title: str, height: float) -> None:
        """Puts the current place (`height` points above it) into the document's bookmarks."""
        _, top = self.absolutePosition(0, height)
        self._bookmarks.append((title, self._pageNumber, top))

    def showPage(self) -> None:  # noqa: N802 ReportLab's spelling
        self._pages.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        for page in self._pages:
            self.__dict__.update(page)
            place = self._pageNumber
            with self.artifact("Pagination"):
                self._number(self, place, len(self._pages))
            super().showPage()
            self._finish(self._doc.Pages.pages[-1], place)
        self._doc.Catalog.StructTreeRoot = self.tags.write(self._doc)
        self._write_form()
        self._write_bookmarks()
        super().save()

    def signature_field(
        self, field: Field, left: float, bottom: float, right: float, top: float
    ) -> None:
        """An empty signature field on the current page, in page coordinates (points)."""
        name = f"signature-{field.value}"
        with self.tags.into(self.tags.current.add("Form", alt=field.heading)):
            key = self.tags.field(self._pageNumber, self._doc.annotationName(name))
        widget = {
            "Type": pdfdoc.PDFName("Annot"),
            "Subtype": pdfdoc.PDFName("Widget"),
            "FT": pdfdoc.PDFName("Sig"),
            "T": pdfdoc.PDFString(field.value),
            "TU": pdfdoc.PDFString(field.heading),
            "F": 4,  # printed
            "Rect": pdfdoc.PDFArray([left, bottom, right, top]),
            "P": page_reference(self._pageNumber),
            "StructParent": key,
            "AP": pdfdoc.PDFDictionary({"N": self._empty_look(name, right - left, top - bottom)}),
        }
        if field is Field.CHARGE_NURSE:  # the last signature locks every field
            lock = {"Type": pdfdoc.PDFName("SigFieldLock"), "Action": pdfdoc.PDFName("All")}
            widget["Lock"] = self._doc.Reference(pdfdoc.PDFDictionary(lock), "signature-lock")
        self._addAnnotation(pdfdoc.PDFDictionary(widget), name)
        self._widgets.append(self._doc.refAnnotation(name))

    def _empty_look(self, name: str, width: float, height: float) -> pdfdoc.PDFObjectReference:
        """The look of a field that nobody has signed: an archive wants one."""
        look = stream(
            b"",
            Type=pdfdoc.PDFName("XObject"),
            Subtype=pdfdoc.PDFName("Form"),
            BBox=pdfdoc.PDFArray([0, 0, width, height]),
            Resources=pdfdoc.PDFDictionary({}),
        )
        reference: pdfdoc.PDFObjectReference = self._doc.Reference(look, f"{name}-look")
        return reference

    def _finish(self, page: Any, number: int) -> None:  # noqa: ANN401 ReportLab's page
        """What ReportLab's page has no place for; its empty `Trans` an archive must not have."""
        page.__NoDefault__ = [*(key for key in page.__NoDefault__ if key != "Trans"), *_PAGE_KEYS]
        page.StructParents = self.tags.page_key(number)
        page.Tabs = pdfdoc.PDFName("S")
        page.Contents = stream(page.stream.encode("latin-1"))

    def _write_form(self) -> None:
        if self._widgets:
            fields = {"Fields": pdfdoc.PDFArray(self._widgets), "SigFlags": 3}
            self._doc.Catalog.AcroForm = pdfdoc.PDFDictionary(fields)

    def _write_bookmarks(self) -> None:
        if self._bookmarks:
            self._doc.Outlines = self._doc.Catalog.Outlines = _written(self._doc, self._bookmarks)


class _Outlines(pdfdoc.PDFDictionary):
    """In the place of ReportLab's own outlines, which know no pages that are not yet written."""

    __RefOnly__ = 1
    ready = 1

    def prepare(self, document: object, canvas: object) -> None:
        """Everything is there already."""


def _written(document: Any, bookmarks: list[tuple[str, int, float]]) -> _Outlines:  # noqa: ANN401
    """A flat list of bookmarks: title, page and height on it (points)."""
    names = [f"bookmark-{number}" for number in range(len(bookmarks))]
    references = [pdfdoc.PDFObjectReference(name) for name in names]
    ends = {"First": references[0], "Last": references[-1], "Count": len(names)}
    outlines = _Outlines({"Type": pdfdoc.PDFName("Outlines"), **ends})
    root = document.Reference(outlines, "bookmarks")
    for number, (title, page, top) in enumerate(bookmarks):
        place = [page_reference(page), pdfdoc.PDFName("XYZ"), 0, round(top, 2), 0]
        entry = {"Title": pdfdoc.PDFString(title), "Parent": root, "Dest": pdfdoc.PDFArray(place)}
        if number > 0:
            entry["Prev"] = references[number - 1]
        if number + 1 < len(names):
            entry["Next"] = references[number + 1]
        document.Reference(pdfdoc.PDFDictionary(entry), names[number])
    return outlines
