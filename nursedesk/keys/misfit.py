"""Why a data folder's keys do not open its chart: they are missing, another ward's, or older."""

from __future__ import annotations

from pathlib import Path

from nursedesk.errors import KnownError
from nursedesk.keys import slots
from nursedesk.keys.slots import SlotFile
from nursedesk.ward.unusable import UNUSABLE

ROOT_FILE = "ward-ca.pem"
_NOTHING_CHANGED = "Nothing was changed."
_KEYS, _CHART, _ANCHORS = "keys", "chart/chart.db", "anchors/anchors.txt"
_NO_PATIENT = 6  # entries, and so anchors: people and a protocol take more


def unusable(data_folder: Path) -> KnownError | None:
    """What is missing or damaged so that nobody can sign in, if anything is: a backup helps.

    A chart without keys that holds less than a ward with a patient was left by a set-up that was
    interrupted: that is no ward yet.
    """
    keys, chart = data_folder / _KEYS, data_folder / _CHART
    if not keys.is_dir():
        lost = chart.exists() and _anchors(data_folder / _ANCHORS) > _NO_PATIENT
        return _keys_missing(data_folder) if lost else None
    try:
        slots.read(keys / slots.SLOTS, SlotFile)
    except KnownError as error:
        return error if error.code in UNUSABLE else None
    if not chart.exists():
        return KnownError(
            "chart-missing",
            f"The chart of this ward is not in the data folder {data_folder}: it was lost or "
            "moved.",
            saved=_NOTHING_CHANGED,
            do="Put it back, or restore a backup of this ward.",
        )
    return None


def _anchors(path: Path) -> int:
    try:
        return path.read_bytes().count(b"\n")
    except OSError:
        return 0


def _keys_missing(data_folder: Path) -> KnownError:
    return KnownError(
        "keys-missing",
        f"The keys of this ward are not in the data folder {data_folder}: without them nobody can "
        "sign in. The chart is there.",
        saved=_NOTHING_CHANGED,
        do="Put the folder “keys” back, or restore a backup: a chart that is whole stays as it is "
        "and only gets its keys back.",
    )


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
