"""The gallery's own rules: equal pictures are named, and the page shows each picture."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage

from tests import gallery
from tests.gallery_index import Taken, equal_pictures, note, noted, write_page


def taken(folder: Path, name: str, colour: str, *, variant: str = "light", dpi: int = 0) -> Taken:
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    if dpi:
        image.setDotsPerMeterX(dpi)
    file = f"{variant}-{name}.png"
    assert image.save(str(folder / file))
    return Taken(file=file, variant=variant, subject="Starting", name=name)


def test_two_equal_pictures_are_named_whatever_their_files_say_besides(tmp_path: Path) -> None:
    one = taken(tmp_path, "one", "#102030")
    other = taken(tmp_path, "other", "#102030", dpi=9000)
    third = taken(tmp_path, "third", "#102031")
    assert (tmp_path / one.file).read_bytes() != (tmp_path / other.file).read_bytes()
    assert equal_pictures(tmp_path, [one, other, third]) == [(one.file, other.file)]
    assert equal_pictures(tmp_path, [one, third]) == []


def test_equal_bytes_of_another_shape_are_another_picture(tmp_path: Path) -> None:
    one = taken(tmp_path, "one", "#102030")
    turned = QImage(str(tmp_path / one.file)).scaled(30, 40)
    turned.save(str(tmp_path / "light-turned.png"))
    other = Taken(file="light-turned.png", variant="light", subject="Starting", name="turned")
    assert equal_pictures(tmp_path, [one, other]) == []


def test_equal_pictures_fail_the_command_which_names_both(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pictures = [taken(tmp_path, name, "#102030") for name in ("patient", "board")]
    note(tmp_path, "light", pictures)
    assert gallery.finish(tmp_path, ["light"], "offscreen", []) == 1
    said = capsys.readouterr().err
    assert "light-patient.png and light-board.png" in said
    note(tmp_path, "light", pictures[:1])
    assert gallery.finish(tmp_path, ["light"], "offscreen", []) == 0
    note(tmp_path, "light", pictures[:1])
    assert gallery.finish(tmp_path, ["light"], "offscreen", ["light"]) == 1


def test_no_picture_at_all_fails_too(tmp_path: Path) -> None:
    assert gallery.finish(tmp_path, ["light"], "offscreen", []) == 1


def test_the_page_shows_every_picture_and_nothing_from_elsewhere(tmp_path: Path) -> None:
    pictures = [
        taken(tmp_path, "board-empty", "#102030"),
        taken(tmp_path, "board-empty", "#102031", variant="night"),
    ]
    note(tmp_path, "light", pictures)
    assert noted(tmp_path, ["light", "night"]) == pictures
    write_page(tmp_path, pictures, "offscreen, since there is no Xvfb")
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "offscreen, since there is no Xvfb" in page
    sources = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert {each.file for each in pictures} <= set(sources)
    assert all((tmp_path / s).is_file() or s.startswith("#") for s in sources)
    assert "://" not in page
    empty = page[page.index("<h3>Empty") :]
    assert empty.count("board-empty.png") == 4


def test_without_a_display_it_says_where_it_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("shutil.which", lambda _name: None)
    monkeypatch.setattr("sys.platform", "linux")
    with gallery.display() as (environment, words):
        assert environment["QT_QPA_PLATFORM"] == "offscreen"
    assert words == "offscreen, since there is no Xvfb"
