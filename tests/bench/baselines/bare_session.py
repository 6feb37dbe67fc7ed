"""Reads and parses the entries of one session."""

from typing import Any

from nursedesk.chart.body import _decoder as body
from nursedesk.chart.entry import _header as header

QUERY = "SELECT stored_header, stored_body FROM chart_entry WHERE session = ? ORDER BY session_seq"


def bare_session(connection: Any, session: str) -> int:  # noqa: ANN401
    """Returns how many."""
    entries = 0
    for stored_header, stored_body in connection.execute(QUERY, (session,)).fetchall():
        header.decode(stored_header)
        body.decode(stored_body)
        entries += 1
    return entries
