"""The protocol to be read, and its citations in words."""

from __future__ import annotations

from msgspec import Struct

from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.pages import Page, pages, place
from nursedesk.ward.desk import Desk


class ProtocolPage(Struct, frozen=True, kw_only=True):
    """The protocol to be read and searched."""

    title: str
    sections: tuple[Page, ...]


def sources(protocol: Protocol) -> dict[str, str]:
    """Citation id -> the document and the place in it."""
    return {citation: place(protocol, citation) for citation in protocol.citations}


def protocol_page(desk: Desk) -> ProtocolPage:
    """All of the protocol, in sections."""
    header = desk.protocol.header
    title = f"{header.title}, version {header.version}, {header.status}"
    return ProtocolPage(title=title, sections=pages(desk.protocol))
