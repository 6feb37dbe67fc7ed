"""Forgeries made of a genuine file's bytes: what needs no key, and what a signer does by hand.

Of the classes of attacks on signed PDF: signature forgery (the signature's own entries are spoilt),
signature wrapping (another byte range), incremental saving with and without tables, and every
change of a bit. `by_hand` is for a signer who writes her file herself before she signs it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from asn1crypto import cms  # type: ignore[import-untyped]  # has no stubs
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)

from tests.documents import forge
from tests.documents.genuine import REVIEWED_AT, SIGNED_AT, Genuine

Draw = Callable[[Genuine, Random], bytes]
_OBJECT = re.compile(rb"(?:^|[\r\n])(\d+) 0 obj\b")
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_CATALOG = b"/Type /Catalog"


def either(genuine: Genuine, draw: Random) -> bytes:
    """The note as the nurse signed it, or as it was countersigned."""
    return draw.choice((genuine.signed, genuine.countersigned))


def one_bit(genuine: Genuine, draw: Random) -> bytes:
    """Any bit, in the signatures' own values too."""
    pdf = bytearray(either(genuine, draw))
    pdf[draw.randrange(len(pdf))] ^= 1 << draw.randrange(8)
    return bytes(pdf)


def a_bit_of_a_value(genuine: Genuine, draw: Random) -> bytes:
    """A bit of the last signature's value, which no signature covers."""
    pdf = bytearray(either(genuine, draw))
    start = pdf.rindex(b"/Contents <") + len(b"/Contents ")
    pdf[draw.randrange(start, pdf.index(b">", start) + 1)] ^= 1 << draw.randrange(8)
    return bytes(pdf)


def cut(genuine: Genuine, draw: Random) -> bytes:
    """Cut off anywhere, but not where the nurse's signature ended."""
    pdf = either(genuine, draw)
    length = draw.randrange(len(pdf))
    return pdf[: length - (length == len(genuine.signed))]


def put_in(genuine: Genuine, draw: Random) -> bytes:
    pdf = either(genuine, draw)
    at = draw.randrange(len(pdf) + 1)
    more = draw.choice((b" ", b"\n", b"%\n", b"0", draw.randbytes(7)))
    return pdf[:at] + more + pdf[at:]


def taken_out(genuine: Genuine, draw: Random) -> bytes:
    pdf = either(genuine, draw)
    at = draw.randrange(len(pdf) - 40)
    return pdf[:at] + pdf[at + draw.randrange(1, 40) :]


def blocks_changed(genuine: Genuine, draw: Random) -> bytes:
    """Two stretches of 64 bytes stand in each other's place."""
    pdf = either(genuine, draw)
    first, second = sorted(draw.sample(range(len(pdf) // 64), 2))
    one, other = pdf[first * 64 :][:64], pdf[second * 64 :][:64]
    changed = pdf[: first * 64] + other + pdf[first * 64 + 64 : second * 64] + one
    changed += pdf[second * 64 + 64 :]
    return changed if changed != pdf else changed + b"\n"


def zeroed(genuine: Genuine, draw: Random) -> bytes:
    pdf = either(genuine, draw)
    at = draw.randrange(len(pdf) - 16)
    return pdf[:at] + bytes(16) + pdf[at + 16 :]


DRAWN: dict[str, Draw] = {
    "one bit": one_bit,
    "a bit of a value": a_bit_of_a_value,
    "cut off": cut,
    "put in": put_in,
    "taken out": taken_out,
    "blocks changed": blocks_changed,
    "zeroed": zeroed,
}


def _tail(content: bytes, *, countersigned: bool = True) -> Callable[[Genuine], bytes]:
    return lambda genuine: (genuine.countersigned if countersigned else genuine.signed) + content


def _update(genuine: Genuine, body: bytes, trailer: bytes = b"") -> bytes:
    """Written behind the file by hand: an object, a table that points to it, a trailer."""
    pdf = genuine.countersigned + b"\n"
    last = int(pdf[pdf.rindex(b"startxref") + 9 :].split()[0])
    size = int(re.findall(rb"/Size (\d+)", pdf)[-1])
    root = re.findall(rb"/Root (\d+ 0 R)", pdf)[-1]
    table = len(pdf) + len(body)
    place = b"%010d 00000 n \n" % len(pdf)
    return b"".join(
        (
            pdf,
            body,
            b"xref\n0 1\n0000000000 65535 f \n%d 1\n%s" % (size, place),
            b"trailer\n<< /Size %d /Root %s /Prev %d %s>>\n" % (size + 1, root, last, trailer),
            b"startxref\n%d\n%%%%EOF\n" % table,
        )
    )


def hybrid(genuine: Genuine) -> bytes:
    """A second table of contents, which some programs read and others do not."""
    return _update(genuine, b"99 0 obj\n<< >>\nendobj\n", b"/XRefStm 17 ")


def prev_to_itself(genuine: Genuine) -> bytes:
    changed = _update(genuine, b"99 0 obj\n<< >>\nendobj\n")
    table = changed.rindex(b"xref\n0 1")
    start = changed.rindex(b"/Prev ") + len(b"/Prev ")
    end = changed.index(b" ", start)
    return changed[:start] + b"%d" % table + changed[end:]


def changed_value(genuine: Genuine) -> bytes:
    """One digit of the room behind the last value, which no signature covers."""
    pdf = genuine.countersigned
    end = pdf.index(b">", pdf.rindex(b"/Contents <"))
    return pdf[: end - 1] + b"1" + pdf[end:]


def other_form(genuine: Genuine) -> bytes:
    """The signature's other value, which anybody can work out and which proves the same."""
    pdf = genuine.countersigned
    start = pdf.rindex(b"/Contents <") + len(b"/Contents <")
    end = pdf.index(b">", start)
    message = cms.ContentInfo.load(bytes.fromhex(pdf[start:end].decode()))
    (signer,) = message["content"]["signer_infos"]
    r, s = decode_dss_signature(signer["signature"].native)
    signer["signature"] = encode_dss_signature(r, _ORDER - s)
    value = message.dump(force=True).hex().upper().encode().ljust(end - start, b"0")
    return bytes(pdf[:start] + value + pdf[end:])


def other_note_s_countersignature(genuine: Genuine) -> bytes:
    """What the charge nurse appended to another state of it."""
    return genuine.unsigned + genuine.countersigned[len(genuine.signed) :]


def spoilt(entry: bytes, other: bytes) -> Callable[[Genuine], bytes]:
    """An entry of the last signature under another name, or with another value."""

    def forged(genuine: Genuine) -> bytes:
        pdf = genuine.countersigned
        at = pdf.rindex(entry)
        changed = pdf[:at] + other.ljust(len(entry)) + pdf[at + len(entry) :]
        assert changed != pdf
        return changed

    return forged


def wrapped(genuine: Genuine) -> bytes:
    """Signature wrapping: a second byte range in the room behind the value, and what it covers."""
    pdf = genuine.countersigned
    start = pdf.rindex(b"/Contents <") + len(b"/Contents ")
    end = pdf.index(b">", start) + 1
    first, _, second, length = (
        int(each) for each in re.findall(rb"/ByteRange \[([\d ]+)\]", pdf)[-1].split()
    )
    malicious = b"\n99 0 obj\n<< /Dose (50 mL/h) >>\nendobj\n"
    moved = second + len(malicious)
    more = b"> /ByteRange [%d %d %d %d] /Rest <" % (first, start, moved, length)
    value = pdf[start:end]
    return pdf[:start] + value[: -len(more) - 1] + more + b">" + malicious + pdf[end:]


WITHOUT_A_KEY: dict[str, Callable[[Genuine], bytes]] = {
    "an end of file more": _tail(b"%%EOF\n"),
    "an object without a table": _tail(b"99 0 obj\n<< /Dose (50 mL/h) >>\nendobj\n"),
    "a trailer alone": _tail(b"trailer\n<< /Root 1 0 R >>\nstartxref\n0\n%%EOF\n"),
    "a start elsewhere": _tail(b"startxref\n17\n%%EOF\n", countersigned=False),
    "bytes of nothing": _tail(bytes(512)),
    "itself again": lambda genuine: genuine.countersigned * 2,
    "the unsigned one behind": lambda genuine: genuine.countersigned + genuine.unsigned,
    "the unsigned one before": lambda genuine: genuine.unsigned + genuine.countersigned,
    "a page of the web before": lambda genuine: b"<html>\n" + genuine.countersigned,
    "a byte before": lambda genuine: b"\n" + genuine.signed,
    "a second table": hybrid,
    "a table before itself": prev_to_itself,
    "another object by hand": lambda genuine: _update(genuine, b"99 0 obj\n<< >>\nendobj\n"),
    "the second signature alone": other_note_s_countersignature,
    "a changed value": changed_value,
    "the signature's other form": other_form,
    "no byte range": spoilt(b"/ByteRange", b"/ByteRangf"),
    "no value": spoilt(b"/Contents", b"/Contentz"),
    "an empty value": spoilt(b"/Contents <30", b"/Contents <>"),
    "no sub-filter": spoilt(b"/SubFilter", b"/SubFiltre"),
    "another filter": spoilt(b"/Adobe.PPKLite", b"/Adobe.PPKMS"),
    "a byte range of nothing": spoilt(b"/ByteRange [0 ", b"/ByteRange [9 "),
    "the signature wrapped": wrapped,
}


def by_hand(genuine: Genuine, old: bytes, new: bytes) -> bytes:
    """Written by a signer's own program: replaced once in the unsigned file, which both sign."""
    assert old in genuine.unsigned, old
    pdf = relaid(genuine.unsigned.replace(old, new, 1))
    signed = forge.fill(pdf, "nurse", genuine.nurse, SIGNED_AT, certify=True)
    return forge.fill(signed, "charge-nurse", genuine.charge_nurse, REVIEWED_AT)


def relaid(pdf: bytes) -> bytes:
    """The file with a table of contents that fits where its objects lie now."""
    places = {int(found[1]): found.start(1) for found in _OBJECT.finditer(pdf)}
    start = pdf.rindex(b"xref\n", 0, pdf.rindex(b"startxref"))
    trailer = pdf[pdf.index(b"trailer", start) : pdf.rindex(b"startxref")]
    lines = [b"0000000000 65535 f "]
    lines += [
        b"%010d 00000 n " % places[each] if each in places else b"0000000000 00000 f "
        for each in range(1, max(places) + 1)
    ]
    table = b"xref\n0 %d\n%s\n" % (len(lines), b"\n".join(lines))
    return pdf[:start] + table + trailer + b"startxref\n%d\n%%%%EOF\n" % start


def _unreadable(more: bytes) -> Callable[[Genuine], bytes]:
    """What no signer's program would sign: it is refused, and in good time."""
    entry = _CATALOG + b" " + more
    return lambda genuine: relaid(genuine.unsigned.replace(_CATALOG, entry, 1))


def _of_the_catalog(more: bytes) -> Callable[[Genuine], bytes]:
    return lambda genuine: by_hand(genuine, _CATALOG, _CATALOG + b" " + more)


BY_HAND: dict[str, Callable[[Genuine], bytes]] = {
    "a key twice": _of_the_catalog(b"/Type /Catalog"),
    "a key twice, once in hex": _of_the_catalog(b"/Typ#65 /Catalog"),
    "an action in hex": _of_the_catalog(b"/Open#41ction << /S /JavaScript /JS (1) >>"),
    "an action in hex throughout": _of_the_catalog(
        b"/#4f#70#65#6e#41#63#74#69#6f#6e << /S /J#61vaScript /J#53 (1) >>"
    ),
    "an action in lower hex": _of_the_catalog(b"/#41#41 << /WC << /S /Launch /F (x) >> >>"),
    "a name with a space": _of_the_catalog(b"/Open#20Action << /S /JavaScript /JS (1) >>"),
    "a reference to nothing": _of_the_catalog(b"/OpenAction 9998 0 R"),
    "a comment that hides": _of_the_catalog(b"%>>\n/OpenAction << /S /JavaScript /JS (1) >>"),
    "a name with a nought": _unreadable(b"/OpenAction#00 << /S /JavaScript /JS (1) >>"),
    "a huge number": _unreadable(b"/Big " + b"9" * 5000),
    "a deep list": _unreadable(b"/Deep " + b"[" * 3000 + b"]" * 3000),
    "a deep dictionary": _unreadable(b"/Deep " + b"<< /D " * 3000 + b"1 " + b">> " * 3000),
    "a huge reference": _unreadable(b"/Far 99999999999999999999 0 R"),
    "a version from the future": _of_the_catalog(b"/Version /9.9 /Version /1.7"),
}
