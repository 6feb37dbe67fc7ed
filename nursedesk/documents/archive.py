"""What makes a PDF an archive's (PDF/A-3a) and a screen reader's (PDF/UA-1), beside its tags."""

from __future__ import annotations

import base64
import zlib
from datetime import datetime
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfdoc

from nursedesk.clock import utc
from nursedesk.paths import resources

LANGUAGE = "en"
PRODUCER = "NurseDesk"
NOTE_DATA = "note.json"
"""The name of the one file that a note carries."""
_PROFILE = "sRGB IEC61966-2.1"
_XMP = """\
<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
 pdfaid:part="3" pdfaid:conformance="A" pdfuaid:part="1" pdf:Producer="{producer}"
 xmp:CreatorTool="{producer}" xmp:CreateDate="{made}" xmp:ModifyDate="{made}"
 dc:format="application/pdf">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:creator><rdf:Seq><rdf:li>{producer}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of ISO 14289 that the file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


class Stream(pdfdoc.PDFStream):
    """A stream between line ends, as archives want it (ReportLab's lack the second)."""

    def compress(self) -> None:
        """Compresses its content.

        Bytes that end with what could be a line end are written as text (ASCII 85), which ends with
        a sign of its own: checkers look for the line end to tell how long a stream truly is.
        """
        packed, filters = zlib.compress(self.content), [pdfdoc.PDFName("FlateDecode")]
        if packed.endswith((b"\r", b"\n")):
            packed = base64.a85encode(packed) + b"~>"
            filters = [pdfdoc.PDFName("ASCII85Decode"), *filters]
        self.content, self.filters = packed, None
        self.dictionary["Filter"] = pdfdoc.PDFArray(filters)

    def format(self, document: object) -> bytes:
        written: bytes = super().format(document)
        return written.removesuffix(b"endstream\n") + b"\nendstream\n"


def stream(content: bytes, *, plain: bool = False, **told: object) -> Stream:
    """A stream with what its dictionary says; `plain` ones are not compressed."""
    made = Stream(content=content)
    if not plain:
        made.compress()
    for name, value in told.items():
        made.dictionary[name] = value
    return made


def declare(document: Any, *, title: str, subject: str, made_at: datetime) -> None:  # noqa: ANN401
    """Says in ReportLab's document what it is: metadata, language, colours, that it is tagged."""
    catalog = document.Catalog
    catalog.__NoDefault__ = [*catalog.__NoDefault__, "OutputIntents", "AF"]
    catalog.Lang = pdfdoc.PDFString(LANGUAGE)
    catalog.MarkInfo = pdfdoc.PDFDictionary({"Marked": "true"})
    catalog.ViewerPreferences = pdfdoc.PDFDictionary({"DisplayDocTitle": "true"})
    catalog.Metadata = _metadata(title, subject, made_at)
    catalog.OutputIntents = pdfdoc.PDFArray([_output_intent(document)])


def attach(document: Any, data: bytes, made_at: datetime) -> None:  # noqa: ANN401
    """Embeds a note's data (JSON) as the one associated file."""
    made = pdfdoc.PDFString(f"D:{utc(made_at):%Y%m%d%H%M%S}Z")
    content = stream(
        data,
        Type=pdfdoc.PDFName("EmbeddedFile"),
        Subtype="/application#2Fjson",
        Params=pdfdoc.PDFDictionary({"Size": len(data), "ModDate": made}),
    )
    embedded = document.Reference(content, "note-data-stream")
    name = pdfdoc.PDFString(NOTE_DATA)
    file = {
        "Type": pdfdoc.PDFName("Filespec"),
        "F": name,
        "UF": name,
        "Desc": pdfdoc.PDFString("The note's data, for another NurseDesk to show"),
        "AFRelationship": pdfdoc.PDFName("Data"),
        "EF": pdfdoc.PDFDictionary({"F": embedded, "UF": embedded}),
    }
    reference = document.Reference(pdfdoc.PDFDictionary(file), "note-data")
    names = pdfdoc.PDFDictionary({"Names": pdfdoc.PDFArray([name, reference])})
    document.Catalog.Names = pdfdoc.PDFDictionary({"EmbeddedFiles": names})
    document.Catalog.AF = pdfdoc.PDFArray([reference])


def _metadata(title: str, subject: str, made_at: datetime) -> Stream:
    told = {"title": title, "subject": subject, "producer": PRODUCER, "language": LANGUAGE}
    made = f"{utc(made_at):%Y-%m-%dT%H:%M:%SZ}"
    xmp = _XMP.format(made=made, **{name: escape(words) for name, words in told.items()})
    kinds = {"Type": pdfdoc.PDFName("Metadata"), "Subtype": pdfdoc.PDFName("XML")}
    return stream(xmp.encode(), plain=True, **kinds)


def _output_intent(document: Any) -> pdfdoc.PDFDictionary:  # noqa: ANN401
    profile = stream(_profile(), N=3)
    name = pdfdoc.PDFString(_PROFILE)
    return pdfdoc.PDFDictionary(
        {
            "Type": pdfdoc.PDFName("OutputIntent"),
            "S": pdfdoc.PDFName("GTS_PDFA1"),
            "OutputConditionIdentifier": name,
            "Info": name,
            "DestOutputProfile": document.Reference(profile, "colour-profile"),
        }
    )


@cache
def _profile() -> bytes:
    """The colour space that the pages' colours are meant in (ICC)."""
    return (resources() / "colour" / "sRGB.icc").read_bytes()
