"""Where files are: the program's resources and the ward's data folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_UPDATE_KEY = "update-key.pem"


def resources() -> Path:
    """The folder of protocols and fonts: in the installed package, else in the source tree."""
    package = Path(__file__).parent
    inside = package / "resources"
    return inside if inside.is_dir() else package.parent / "resources"


def default_data_folder() -> Path:
    """The ward's data folder when none is named on the command line."""
    from platformdirs import user_data_path

    return user_data_path("nursedesk", appauthor=False)


def update_key() -> Path:
    """The hospital's public key for updates: where only an administrator may write."""
    if sys.platform == "win32":
        return Path(os.environ.get("PROGRAMDATA", r"C:\ProgramData"), "NurseDesk", _UPDATE_KEY)
    if sys.platform == "darwin":
        return Path("/Library/Application Support/NurseDesk", _UPDATE_KEY)
    return Path("/etc/nursedesk", _UPDATE_KEY)


def system_environment() -> dict[str, str]:
    """The environment for the system's own programs: our packaged libraries are not theirs.

    PyInstaller puts its folder into LD_LIBRARY_PATH and keeps what stood there beside it.
    """
    told = dict(os.environ)
    if getattr(sys, "frozen", False):
        before = told.pop("LD_LIBRARY_PATH_ORIG", "")
        told.pop("LD_LIBRARY_PATH", None)
        if before:
            told["LD_LIBRARY_PATH"] = before
    return told


def own_program() -> list[str]:
    """The words that start this program again: packaged, its own file; else Python and its name."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    return [sys.executable, "-m", "nursedesk"]
