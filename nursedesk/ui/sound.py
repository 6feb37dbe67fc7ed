"""The due signal's sound: a short file, played by whatever this system has for it, else its bell.

PySide6-Essentials, which is all of Qt that the package holds, has no QtMultimedia; that would add
more than the whole program weighs. A reminder may be missed: the pump's alarm is primary.
"""

from __future__ import annotations

import shutil
import sys

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment
from PySide6.QtWidgets import QApplication

from nursedesk import paths

FILE = "sounds/due.wav"
_PLAYERS = {
    "linux": (("pw-play",), ("paplay",), ("aplay", "-q")),
    "darwin": (("afplay",),),
}


class Sound(QObject):
    """Plays the signal without waiting for its end; one at a time."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._process = QProcess(self)
        environment = QProcessEnvironment()
        for name, value in paths.system_environment().items():
            environment.insert(name, value)
        self._process.setProcessEnvironment(environment)
        self._process.finished.connect(self._ended)
        self._process.errorOccurred.connect(self._failed)
        app = QApplication.instance()
        assert app is not None
        app.aboutToQuit.connect(self._end)

    @property
    def playing(self) -> bool:
        """Whether it sounds now."""
        return self._process.state() is not QProcess.ProcessState.NotRunning

    def play(self) -> None:
        """Lets it sound once."""
        file = str(paths.resources() / FILE)
        if sys.platform == "win32":
            import winsound

            winsound.PlaySound(file, winsound.SND_FILENAME | winsound.SND_ASYNC)
            return
        player = next((one for one in _PLAYERS.get(sys.platform, ()) if shutil.which(one[0])), None)
        if player is None:
            self._bell()
        elif not self.playing:
            self._process.start(player[0], [*player[1:], file])

    def _ended(self, code: int, how: QProcess.ExitStatus) -> None:
        if code != 0 and how is QProcess.ExitStatus.NormalExit:  # no sound card, or nobody's
            self._bell()

    def _failed(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._bell()

    def _end(self) -> None:
        """The program ends: nobody waits for the last tone."""
        self._process.kill()
        self._process.waitForFinished(1000)

    def _bell(self) -> None:
        QApplication.beep()
