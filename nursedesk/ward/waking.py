"""The machine does not fall asleep by itself while a patient session is open."""

from __future__ import annotations

from nursedesk.ward.desk import Desk

_REFUSED = (
    "A patient session is open, and this system does not let NurseDesk keep it awake: switch sleep "
    "off in the system's settings. While it sleeps nothing is signalled."
)


def stay_awake(desk: Desk) -> None:
    """Asks the machine to stay awake while a session is open, and lets it sleep otherwise."""
    desk.machine.keep_awake(wanted=desk.is_open and bool(desk.for_lock_screen()))


def sleep_words(desk: Desk) -> tuple[str, bool]:
    """Whether the machine may fall asleep now, in words; false where it may and should not."""
    kept = desk.machine.kept_awake
    if kept is None:
        return "No patient session is open: this machine may fall asleep.", True
    if kept:
        return "A patient session is open: this machine does not fall asleep by itself.", True
    return _REFUSED, False
