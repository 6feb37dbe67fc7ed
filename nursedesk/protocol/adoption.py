"""What a ward confirms before it works under a protocol: all that is not simply the label's."""

from __future__ import annotations

from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.pages import DISCREPANCIES, Page, PageEntry, pages
from nursedesk.protocol.terms import Status

NOT_STATED = "not-stated"  # the reference section of what no source states
_WHOLE = frozenset({DISCREPANCIES, NOT_STATED})


def to_confirm(protocol: Protocol) -> tuple[Page, ...]:
    """The pages of the protocol, each with only what its readers must confirm.

    That is every value, rule and statement that is `secondary`, `inferred` or `decision`, every
    discrepancy, and everything that is unknown because no source states it.
    """
    narrowed = (
        page if page.id in _WHOLE else Page(id=page.id, title=page.title, entries=_weak(page))
        for page in pages(protocol)
    )
    return tuple(page for page in narrowed if page.entries)


def _weak(page: Page) -> tuple[PageEntry, ...]:
    return tuple(entry for entry in page.entries if entry.status not in (None, Status.LABEL))
