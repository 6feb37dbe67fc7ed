"""Where files are: the program's resources and the ward's data folder."""

from __future__ import annotations

from pathlib import Path


def resources() -> Path:
    """The folder of protocols and fonts: in the installed package, else in the source tree."""
    package = Path(__file__).parent
    inside = package / "resources"
    return inside if inside.is_dir() else package.parent / "resources"


def default_data_folder() -> Path:
    """The ward's data folder when none is named on the command line."""
    from platformdirs import user_data_path

    return user_data_path("nursedesk", appauthor=False)
