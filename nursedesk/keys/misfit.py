"""Why keys that open do not open the chart: they are another ward's, or older than it."""

from __future__ import annotations

from pathlib import Path

from nursedesk.errors import KnownError
from nursedesk.keys import slots
from nursedesk.keys.slots import SlotFile

ROOT_FILE = "ward-ca.pem"
_NOTHING_CHANGED = "Nothing was changed."


def misfit(data_folder: Path) -> KnownError:
    """The sentence for a slot file whose ward secret is not the chart's."""
    from nursedesk.keys import certificates

    file = slots.read(data_folder / "keys" / slots.SLOTS, SlotFile)
    try:
        root = (data_folder / ROOT_FILE).read_bytes()
    except OSError:
        root = certificates.pem(file.root)
    if root != certificates.pem(file.root):
        return KnownError(
            "keys-foreign",
            "The key file in this data folder is another ward's: it does not open this chart.",
            saved=_NOTHING_CHANGED,
            do="Ask ward IT to put this ward's own keys folder back, from the last backup.",
        )
    return KnownError(
        "keys-older",
        "The key file and the chart in this data folder do not belong together: one of them is "
        "older than the last change of the ward's secret, or another ward's.",
        saved=_NOTHING_CHANGED,
        do="Ask ward IT to put back the keys folder and the chart of the same backup, the newest.",
    )
