"""Reads uv.lock and requirements.txt, and says where they would install different things."""

from __future__ import annotations

import itertools
import re
import tomllib
from dataclasses import dataclass, field
from typing import Any

from packaging.markers import Marker

PROJECT = "nursedesk"
_REQUIREMENT = re.compile(r"(?P<name>[a-z0-9.-]+)==(?P<version>[^ ;]+)(?: ; (?P<marker>.+))?")
_SYSTEMS = {"linux": ("posix", "Linux"), "win32": ("nt", "Windows"), "darwin": ("posix", "Darwin")}
_PYTHONS = ("3.11.2", "3.11.9", "3.12.1", "3.13.0", "3.14.0")


@dataclass(frozen=True)
class Pin:
    """One package of a lock: what is installed, and when."""

    version: str
    hashes: frozenset[str]
    marker: str | None = None


@dataclass(frozen=True)
class Lock:
    """What uv.lock holds: its pins, and who asks for whom."""

    pins: dict[str, Pin]
    asks: dict[str, list[dict[str, Any]]] = field(repr=False)


def environments() -> list[dict[str, str]]:
    """The machines for which both files must mean the same, as marker variables."""
    return [
        {
            "os_name": _SYSTEMS[system][0],
            "platform_system": _SYSTEMS[system][1],
            "sys_platform": system,
            "python_full_version": python,
            "python_version": python.rpartition(".")[0],
            "implementation_name": "cpython",
            "platform_python_implementation": "CPython",
        }
        for system, python in itertools.product(_SYSTEMS, _PYTHONS)
    ]


def read_requirements(text: str) -> dict[str, Pin]:
    """The pins of a requirements file in the form that `uv export` writes.

    Raises:
        ValueError: a line has another form, or a package stands twice.
    """
    pins: dict[str, Pin] = {}
    for line in text.replace("\\\n", " ").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        head, *hashes = line.split(" --hash=")
        found = _REQUIREMENT.fullmatch(re.sub(r"\s+", " ", head).strip())
        if found is None or found["name"] in pins:
            raise ValueError(f"not one pin of one package: {line[:80]}")
        hashed = frozenset(one.strip() for one in hashes)
        pins[found["name"]] = Pin(found["version"], hashed, found["marker"])
    return pins


def read_lock(text: str) -> Lock:
    """The pins of a uv.lock, and each package's dependencies with their markers."""
    pins: dict[str, Pin] = {}
    asks: dict[str, list[dict[str, Any]]] = {}
    for package in tomllib.loads(text)["package"]:
        name = package["name"]
        asks[name] = list(package.get("dependencies", []))
        for extra, dependencies in package.get("optional-dependencies", {}).items():
            asks[f"{name}[{extra}]"] = dependencies
        if name == PROJECT:
            for group in package.get("dev-dependencies", {}).values():
                asks[name] += group
            continue
        if name in pins:
            raise ValueError(f"{name} is locked in several versions: teach this test about it")
        files = [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]
        pins[name] = Pin(package["version"], frozenset(one["hash"] for one in files))
    return Lock(pins, asks)


def wanted_by_lock(lock: Lock, environment: dict[str, str]) -> set[str]:
    """The packages that the lock's graph leads to on one kind of machine."""
    reached: set[str] = set()
    open_ends = [PROJECT]
    while open_ends:
        node = open_ends.pop()
        if node in reached:
            continue
        reached.add(node)
        for dependency in lock.asks.get(node, []):
            if _holds(dependency.get("marker"), environment):
                name = dependency["name"]
                open_ends += [name, *(f"{name}[{extra}]" for extra in dependency.get("extra", []))]
    return {node for node in reached if "[" not in node} - {PROJECT}


def differences(lock_text: str, requirements_text: str) -> list[str]:
    """One line for each thing that the two files would install differently; none is right."""
    lock, listed = read_lock(lock_text), read_requirements(requirements_text)
    found = [f"{name}: in one file only" for name in sorted(lock.pins.keys() ^ listed.keys())]
    for name in sorted(lock.pins.keys() & listed.keys()):
        if lock.pins[name].version != listed[name].version:
            found.append(f"{name}: {lock.pins[name].version} against {listed[name].version}")
        if lock.pins[name].hashes != listed[name].hashes:
            found.append(f"{name}: other hashes")
    for environment in environments():
        from_list = {name for name, pin in listed.items() if _holds(pin.marker, environment)}
        for name in sorted(from_list ^ wanted_by_lock(lock, environment)):
            where = f"{environment['sys_platform']}, Python {environment['python_full_version']}"
            found.append(f"{name}: installed from one file only on {where}")
    return found


def _holds(marker: str | None, environment: dict[str, str]) -> bool:
    return marker is None or Marker(marker).evaluate(environment)
