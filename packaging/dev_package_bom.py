"""The bill of materials (CycloneDX 1.6) and the folder of licence texts, from the parts."""

from __future__ import annotations

import json
import shutil
import uuid
from datetime import datetime
from pathlib import Path
from typing import Any

from dev_package_build import RECIPE
from dev_package_parts import Part
from dev_run import Stop, answer

_SPACE = uuid.UUID("6f8a0f0e-6d0b-5d0c-9a55-3a8a4c1f4c1e")
_ASK_SQL = (
    "import sqlcipher3.dbapi2 as d; c = d.connect(':memory:');"
    "print(d.sqlite_version, c.execute('PRAGMA cipher_version').fetchone()[0].split()[0])"
)
# Wheels of these bring no text along, or not all; the missing ones lie in this repository.
_TEXTS_HERE = {"pyside6-essentials": "qt", "shiboken6": "qt", "uharfbuzz": "uharfbuzz"}
Json = dict[str, Any]


def bill(found: list[Part], version: str, when: datetime, python: Path) -> str:
    """The bill as JSON; the same parts at the same time give the same bytes."""
    document = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(_SPACE, f'{version} {when.isoformat()}')}",
        "version": 1,
        "metadata": {
            "timestamp": when.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": {
                "type": "application",
                "bom-ref": "nursedesk",
                "name": "nursedesk",
                "version": version,
                "licenses": [{"expression": "Apache-2.0"}],
            },
        },
        "components": [_component(part, python) for part in sorted(found, key=lambda p: p.name)],
    }
    return json.dumps(document, indent=1, sort_keys=True) + "\n"


def _component(part: Part, python: Path) -> Json:
    where = {"pypi": "pkg:pypi/", "debian": "pkg:deb/debian/"}.get(part.origin, "pkg:generic/")
    reference = f"{where}{part.name}@{part.version}"
    component: Json = {
        "type": "library",
        "bom-ref": reference,
        "name": part.name,
        "version": part.version,
        "purl": reference,
        "licenses": [{"expression": part.licence}],
    }
    inner = [*_told_by_the_wheel(part), *_asked(part, python)]
    return component | ({"components": inner} if inner else {})


def _told_by_the_wheel(part: Part) -> list[Json]:
    """What a wheel's own bills say is linked into it (OpenSSL, libjpeg, crates of Rust)."""
    inner: dict[str, Json] = {}
    for path in part.boms:
        for one in json.loads(path.read_text(encoding="utf-8")).get("components", []):
            if one.get("name") != part.name:
                kept = {key: one[key] for key in ("name", "version", "purl") if key in one}
                reference = f"{part.name}/{kept['name']}@{kept.get('version', '')}"
                inner[reference] = {"type": "library", "bom-ref": reference, **kept}
    return [inner[reference] for reference in sorted(inner)]


def _asked(part: Part, python: Path) -> list[Json]:
    """What a wheel has inside and does not tell: the database and Qt."""
    if part.name == "sqlcipher3":
        sqlite, cipher = (answer([python, "-c", _ASK_SQL]) or "unknown unknown").split()
        inside = {"sqlite": sqlite, "sqlcipher": cipher}
    elif part.name == "pyside6-essentials":
        inside = {"qt": part.version}
    else:
        return []
    return [
        {"type": "library", "bom-ref": f"{part.name}/{name}@{version}", "name": name,
         "version": version}
        for name, version in inside.items()
    ]  # fmt: skip


def licences(found: list[Part], folder: Path) -> None:
    """Copies the licence texts of every part into `folder`, one folder for each.

    Raises:
        Stop: a part has none.
    """
    for part in found:
        texts = list(part.texts)
        if part.name in _TEXTS_HERE:
            texts += sorted((RECIPE / "licences" / _TEXTS_HERE[part.name]).iterdir())
        if not texts:
            texts = [RECIPE / "licences" / f"{part.licence}.txt"]
        target = folder / part.name
        target.mkdir(parents=True)
        for text in texts:
            if not text.is_file():
                raise Stop(f"The licence text of {part.name} is not at {text}.")
            inside = (
                text.parts[text.parts.index("licenses") + 1 :] if "licenses" in text.parts else ()
            )
            shutil.copyfile(text, target / "-".join(inside or (text.name,)))
