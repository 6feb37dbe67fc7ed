"""A PySide6 program that shows an empty QMainWindow; says when it was painted."""

import json
import sys
import time

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow


class Window(QMainWindow):
    """Empty."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        QTimer.singleShot(0, told)


def told() -> None:
    """Says the time and ends."""
    sys.stdout.write(json.dumps({"at": time.monotonic()}) + "\n")
    QApplication.quit()


app = QApplication(sys.argv[:1])
window = Window()
window.resize(1180, 820)
window.show()
sys.exit(app.exec())
