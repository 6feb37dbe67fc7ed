"""A PDF taken apart as far as signing and verifying need it; the unexpected is an exception."""

from __future__ import annotations

import logging
from datetime import datetime
from io import BytesIO

from msgspec import Struct
from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, Reference
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from nursedesk.documents.fields import Field

MOST_BYTES = 16 * 1024 * 1024


class NotANoteError(ValueError):
    """The file has not the form of a note, whatever its signatures may say."""


class Anatomy(Struct, frozen=True, kw_only=True):
    """A note's form and signatures. `signatures` in the order of the fields, filled ones only.

    `places` are the objects that the fields are.
    """

    content: bytes
    reader: PdfFileReader
    fields: tuple[str, ...]
    places: tuple[Reference, ...]
    signatures: tuple[EmbeddedPdfSignature, ...]
    revisions: int


def dissect(pdf: bytes) -> Anatomy:
    """Reads a PDF strictly.

    Raises:
        NotANoteError: encrypted, too large, or its form has other things than signature fields.
        Exception: whatever pyHanko finds unreadable.
    """
    _keep_library_quiet()
    if len(pdf) > MOST_BYTES:
        raise NotANoteError("too large for a note")
    reader = PdfFileReader(BytesIO(pdf), strict=True)
    if reader.encrypted or reader.xrefs.hybrid_xrefs_present:
        raise NotANoteError("encrypted, or with two tables of contents")
    form = _field_references(reader)
    widgets = [each.get_object() for each in form]
    names = tuple(_signature_field_name(widget) for widget in widgets)
    signatures = tuple(
        EmbeddedPdfSignature(reader, widget, name)
        for name, widget in zip(names, widgets, strict=True)
        if "/V" in widget
    )
    return Anatomy(
        content=pdf,
        reader=reader,
        fields=names,
        places=tuple(_reference(form.raw_get(number)) for number in range(len(form))),
        signatures=signatures,
        revisions=reader.xrefs.total_revisions,
    )


def expected_fields(found: Anatomy) -> bool:
    """Whether the form has exactly our fields, in order, filled from the first on."""
    filled = tuple(signature.field_name for signature in found.signatures)
    return found.fields == tuple(Field) and filled == tuple(Field)[: len(filled)]


def covers_to_the_end(found: Anatomy, signature: EmbeddedPdfSignature) -> bool:
    """Whether what a signature covers ends with the file's last byte."""
    *_, start, length = map(int, signature.byte_range)
    return start + length == len(found.content)


def claimed_time(signature: EmbeddedPdfSignature) -> datetime:
    """When the signature says it was made, with the offset it names.

    Raises:
        ValueError: it says nothing, or without an offset.
    """
    claimed = signature.self_reported_timestamp
    if claimed is None or claimed.tzinfo is None:
        raise ValueError("no time of signing")
    return claimed


def certifies(found: Anatomy, signature: EmbeddedPdfSignature) -> bool:
    """Whether the document's one permission is that this signature allows form filling only."""
    from pyhanko.sign.fields import MDPPerm

    permissions = entry(found.reader.root, "/Perms")
    if not isinstance(permissions, DictionaryObject) or set(permissions) != {"/DocMDP"}:
        return False
    certified = permissions.raw_get("/DocMDP")
    value = signature.sig_field.raw_get("/V")
    same = _reference(certified) == _reference(value)
    return same and signature.docmdp_level is MDPPerm.FILL_FORMS


def locks_all(signature: EmbeddedPdfSignature) -> bool:
    """Whether the signature locks every field."""
    from pyhanko.sign.fields import FieldMDPAction

    lock = signature.fieldmdp
    return lock is not None and lock.action is FieldMDPAction.ALL


def entry(dictionary: DictionaryObject, key: str) -> object:
    """A dictionary's value, followed where it is a reference (`get` does not), or None."""
    return dictionary[key] if key in dictionary else None  # noqa: SIM401


def _reference(value: object) -> Reference:
    found = getattr(value, "reference", None)
    if not isinstance(found, Reference):
        raise NotANoteError("a signature without an object of its own")
    return found


def _field_references(reader: PdfFileReader) -> ArrayObject:
    form = entry(reader.root, "/AcroForm")
    fields = entry(form, "/Fields") if isinstance(form, DictionaryObject) else None
    if not isinstance(fields, ArrayObject):
        raise NotANoteError("no form")
    return fields


def _signature_field_name(widget: object) -> str:
    if not isinstance(widget, DictionaryObject):
        raise NotANoteError("a form field that is no field")
    if entry(widget, "/FT") != "/Sig" or "/Kids" in widget or "/Parent" in widget:
        raise NotANoteError("a form field that is no plain signature field")
    return str(widget["/T"])


def _keep_library_quiet() -> None:
    """What pyHanko finds wrong becomes our verdict; its log lines must not reach the terminal."""
    for name in ("pyhanko", "pyhanko_certvalidator"):
        logger = logging.getLogger(name)
        if not any(isinstance(handler, logging.NullHandler) for handler in logger.handlers):
            logger.addHandler(logging.NullHandler())
