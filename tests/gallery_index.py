"""The gallery's page: its pictures by variant and subject, and the rule that no two are equal."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from itertools import groupby
from pathlib import Path

from msgspec import Struct, structs

VARIANTS = {
    "light": "Light, 1280 x 900",
    "night": "Night, 1280 x 900",
    "small": "1024 x 768",
    "double": "1024 x 768 at 200 %",
    "tight": "A screen of 1024 x 768 at 200 %",
}
# Every variant holds these; a scene is sought by the first words of its name.
CONDITIONS = {
    "Awkward names": (
        "open-check",
        "patient-long",
        "board-long",
        "hand-over-long",
        "verify-another",
    ),
    "Overdue": ("patient-okafor", "board", "emergency-board"),
    "Empty": ("board-empty", "backup-no-place", "plan-none", "closed-sessions-none", "pictures-em"),
    "Errors and stops": (
        "cannot-open",
        "sign-in-wrong",
        "open-who-missing",
        "open-weight",
        "walk-wrong",
        "walk-line-stop",
        "mismatch",
        "restart-stopped",
        "damaged",
        "clock-jumped",
        "defect",
    ),
}
_STYLE = """
body { font: 16px/1.5 sans-serif; margin: 2rem auto; max-width: 90rem; padding: 0 1.5rem;
  background: #edf1f0; color: #10242b; }
nav a { margin-right: 1rem; } a { color: #0b5568; }
h2 { margin-top: 3rem; border-top: 1px solid #cfd9d8; padding-top: 1rem; }
.row { display: flex; flex-wrap: wrap; gap: 1.25rem; align-items: flex-start; }
figure { margin: 0; width: 26rem; } figcaption { color: #41575e; padding-top: .25rem; }
img { width: 100%; border: 1px solid #cfd9d8; border-radius: 6px; display: block; }
"""


class Taken(Struct, frozen=True, kw_only=True):
    """One picture: its file in the gallery's folder, and the scene that it shows."""

    file: str
    variant: str
    subject: str
    name: str

    @property
    def caption(self) -> str:
        """The scene in words: `Walk wrong patient`."""
        return self.name.replace("-", " ").capitalize()


def note(folder: Path, variant: str, taken: Sequence[Taken]) -> None:
    """Keeps which pictures a variant took, for the process that writes the page."""
    rows = [structs.asdict(each) for each in taken]
    (folder / f"{variant}.json").write_text(json.dumps(rows), encoding="utf-8")


def noted(folder: Path, variants: Iterable[str]) -> list[Taken]:
    """The pictures that these variants took; their notes are taken away."""
    taken = []
    for variant in variants:
        path = folder / f"{variant}.json"
        if path.is_file():
            taken += [Taken(**row) for row in json.loads(path.read_text(encoding="utf-8"))]
            path.unlink()
    return taken


def equal_pictures(folder: Path, taken: Sequence[Taken]) -> list[tuple[str, str]]:
    """The files of different scenes that show the same pixels, as pairs.

    The same scene in two variants counts too: a night that looks like day is no night.
    """
    first: dict[bytes, str] = {}
    equal = []
    for each in taken:
        seen = first.setdefault(pixels(folder / each.file), each.file)
        if seen != each.file:
            equal.append((seen, each.file))
    return equal


def pixels(path: Path) -> bytes:
    """A digest of a picture's size and pixels, whatever its file says besides.

    Raises:
        ValueError: the file is no picture.
    """
    from PySide6.QtGui import QImage

    image = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB32)
    if image.isNull():
        raise ValueError(f"{path} is no picture")
    size = f"{image.width()} x {image.height()} ".encode()
    return hashlib.sha256(size + bytes(image.constBits())).digest()


def write_page(folder: Path, taken: Sequence[Taken], platform: str) -> None:
    """`index.html`: each variant's pictures by subject; nothing in it comes from elsewhere."""
    by_variant = {v: [t for t in taken if t.variant == v] for v in VARIANTS}
    shown = {variant: pictures for variant, pictures in by_variant.items() if pictures}
    ways = "".join(f'<a href="#{v}">{escape(VARIANTS[v])}</a>' for v in shown)
    parts = [
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>NurseDesk: gallery</title>',
        f"<style>{_STYLE}</style><h1>NurseDesk: every screen</h1>",
        f"<p>{len(taken)} pictures of an invented ward, taken {escape(platform)}.</p>",
        f'<nav>{ways}<a href="#conditions">Awkward, overdue, empty, error</a></nav>',
        *(_variant(variant, pictures) for variant, pictures in shown.items()),
        _conditions(shown),
        "</html>\n",
    ]
    (folder / "index.html").write_text("\n".join(parts), encoding="utf-8")


def _variant(variant: str, taken: Sequence[Taken]) -> str:
    parts = [f'<h2 id="{variant}">{escape(VARIANTS[variant])}</h2>']
    for subject, pictures in groupby(taken, key=lambda each: each.subject):
        parts += [f"<h3>{escape(subject)}</h3>", _row(pictures)]
    return "\n".join(parts)


def _conditions(shown: Mapping[str, Sequence[Taken]]) -> str:
    parts = ['<h2 id="conditions">Awkward, overdue, empty, error</h2>']
    for condition, names in CONDITIONS.items():
        found = (t for pictures in shown.values() for t in pictures if t.name.startswith(names))
        parts += [f"<h3>{escape(condition)}</h3>", _row(found)]
    return "\n".join(parts)


def _row(taken: Iterable[Taken]) -> str:
    figures = (
        f'<figure><a href="{escape(t.file)}"><img src="{escape(t.file)}" loading="lazy" '
        f'alt="{escape(t.caption)}"></a><figcaption>{escape(t.caption)} '
        f"({escape(t.variant)})</figcaption></figure>"
        for t in taken
    )
    return f'<div class="row">{"".join(figures)}</div>'
