"""The signal is played by what the system has, and by its bell where that fails."""

from __future__ import annotations

import os
import sys
import wave
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from nursedesk import paths
from nursedesk.ui.sound import FILE, Sound


@pytest.fixture
def bells(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    rung: list[int] = []
    monkeypatch.setattr(QApplication, "beep", lambda: rung.append(1))
    return rung


def player(folder: Path, code: int, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for a player, the only one there is."""
    path, played = folder / "paplay", folder / "played"
    path.write_text(f'#!/bin/sh\necho "$1" > "{played}"\nexit {code}\n')
    path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}/usr/bin{os.pathsep}/bin")
    monkeypatch.setattr(sys, "platform", "linux")
    return played


def test_a_player_gets_the_file(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bells: list[int]
) -> None:
    played, parent = player(tmp_path, 0, monkeypatch), QWidget()
    qtbot.addWidget(parent)
    sound = Sound(parent)
    sound.play()
    qtbot.waitUntil(lambda: played.exists() and bool(played.read_text()))
    qtbot.waitUntil(lambda: not sound.playing)
    assert played.read_text().strip() == str(paths.resources() / FILE)
    assert not bells


def test_a_player_that_fails_leaves_it_to_the_bell(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bells: list[int]
) -> None:
    player(tmp_path, 1, monkeypatch)
    parent = QWidget()
    qtbot.addWidget(parent)
    sound = Sound(parent)
    sound.play()
    qtbot.waitUntil(lambda: bells == [1])


def test_without_a_player_the_bell_rings(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bells: list[int]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    parent = QWidget()
    qtbot.addWidget(parent)
    sound = Sound(parent)
    sound.play()
    assert bells == [1]


def test_the_file_is_a_short_sound() -> None:
    with wave.open(str(paths.resources() / FILE)) as file:
        assert 0.5 < file.getnframes() / file.getframerate() < 1
