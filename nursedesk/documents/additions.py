"""What each signing added to the file: the signature, its look on the page, and nothing else.

pyHanko lets metadata, certificates for the long term and another look of a signed field pass as
harmless. Our own signing writes none of these, so they are somebody else's.
"""

from __future__ import annotations

from io import BytesIO

from pyhanko.pdf_utils.generic import (
    DictionaryObject,
    PdfObject,
    Reference,
    StreamObject,
)
from pyhanko.pdf_utils.reader import HistoricalResolver

from nursedesk.documents.anatomy import Anatomy

_OF_THE_FIELD = frozenset({"/V", "/AP"})
_LOOK = "/AP"  # replaced: an archive's field has an empty one before
_OF_THE_FIRST = frozenset({"/Perms", "/Extensions"})
_SAME_IN_EACH = ("/Root", "/Info", "/Encrypt")
_LOOKS = frozenset({"/N"})  # no other look while a mouse is over it or pressed


def adds_only_signatures(found: Anatomy) -> bool:
    """Whether the revision in which each signature came fills its field and nothing else."""
    return all(
        _fills_only(found, signature.signed_revision, place, first=number == 0)
        for number, (signature, place) in enumerate(
            zip(found.signatures, found.places, strict=False)
        )
    )


def all_reached(found: Anatomy) -> bool:
    """Whether every object of the file is in use: nothing lies prepared to be switched on later."""
    reader = found.reader
    views = [reader.get_historical_resolver(each) for each in (0, found.revisions - 1)]
    used = {  # the first had the looks of the empty fields
        _key(each) for view in views for each in view.collect_dependencies(view.trailer_view)
    }
    written = {
        _key(each)
        for revision in range(found.revisions)
        for each in reader.xrefs.explicit_refs_in_revision(revision)
    }
    return written <= used | _tables(found)


def _fills_only(found: Anatomy, revision: int, field: Reference, *, first: bool) -> bool:
    xrefs = found.reader.xrefs
    before = found.reader.get_historical_resolver(revision - 1)
    after = found.reader.get_historical_resolver(revision)
    grown = {_key(field): _OF_THE_FIELD}
    if first:
        grown[_key(after.root_ref)] = _OF_THE_FIRST
    written = {_key(each) for each in xrefs.explicit_refs_in_revision(revision)}
    known = {
        _key(each) for former in range(revision) for each in xrefs.explicit_refs_in_revision(former)
    }
    added = _grown(before, after, grown)
    reached = {_key(each) for value in added for each in after.collect_dependencies(value)}
    return (
        not xrefs.refs_freed_in_revision(revision)
        and _same_trailer(before, after)
        and written & known <= set(grown)
        and written - known <= reached | _tables(found)
        and _one_look(after, field)
    )


def _grown(
    before: HistoricalResolver,
    after: HistoricalResolver,
    grown: dict[tuple[int, int], frozenset[str]],
) -> list[PdfObject]:
    """The values that came to these dictionaries under the keys that may come.

    Raises:
        ValueError: something else in them changed.
    """
    added = []
    for (number, generation), keys in grown.items():
        former, now = (
            _plain(view.get_object(Reference(number, generation, view))) for view in (before, after)
        )
        came = set(now) - set(former) | keys & set(now) & {_LOOK}
        kept = all(
            key in now and _bytes(now.raw_get(key)) == _bytes(former.raw_get(key))
            for key in former
            if key not in came
        )
        if not (came <= keys and kept):
            raise ValueError("more than a signature was added")
        added += [now.raw_get(key) for key in came]
    return added


def _same_trailer(before: HistoricalResolver, after: HistoricalResolver) -> bool:
    former, now = before.trailer_view, after.trailer_view
    return all(_value(former, key) == _value(now, key) for key in _SAME_IN_EACH)


def _one_look(after: HistoricalResolver, field: Reference) -> bool:
    """Whether the filled field is drawn in one way only."""
    looks = _plain(after.get_object(field))["/AP"]
    return isinstance(looks, DictionaryObject) and set(looks) == _LOOKS


def _value(dictionary: DictionaryObject, key: str) -> bytes | None:
    return _bytes(dictionary.raw_get(key)) if key in dictionary else None


def _plain(found: PdfObject) -> DictionaryObject:
    if not isinstance(found, DictionaryObject) or isinstance(found, StreamObject):
        raise TypeError("not a dictionary")
    return found


def _bytes(value: PdfObject) -> bytes:
    """A value as it would be written: two that are written alike are the same."""
    out = BytesIO()
    value.write_to_stream(out, None)
    return out.getvalue()


def _tables(found: Anatomy) -> set[tuple[int, int]]:
    """The objects that the tables of contents themselves are, where they are streams.

    What holds other objects (an object stream) is no such table: ours have none.
    """
    xrefs = found.reader.xrefs
    told = (xrefs.get_xref_container_info(each).stream_ref for each in range(found.revisions))
    return {_key(each) for each in told if each is not None}


def _key(reference: Reference) -> tuple[int, int]:
    return reference.idnum, reference.generation
