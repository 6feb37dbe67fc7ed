"""What the record lost, in words: a charge nurse's gap entry, or a restored backup."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo

from nursedesk.chart.entry import Entry
from nursedesk.chart.record_entries import ChartRestored, RecordGap
from nursedesk.writing import moment


def gap_words(entry: Entry, names: Mapping[str, str], zone: tzinfo) -> str:
    """Which entries are lost, why, what paper holds of them, and who said so when."""
    body, header = entry.body, entry.header
    assert isinstance(body, RecordGap)
    ranges = ", ".join(
        f"{lost.epoch}.{lost.first} to {lost.epoch}.{lost.last}" for lost in body.ranges
    )
    what = f"Entries {ranges}" if ranges else "No entries known to be lost"
    if isinstance(body, ChartRestored):
        what = f"Restored from the backup up to {body.head}. {what}"
    name = names.get(header.author, header.author)
    at = moment(header.recorded_at, zone)
    return f"{what}: {body.reason} On paper: {body.paper} ({name}, {at})"
