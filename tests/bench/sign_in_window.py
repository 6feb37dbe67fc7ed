"""Our program as the bench starts it: says when the sign-in window was painted and can be used."""

import json
import sys
import time
from typing import Any

from nursedesk.__main__ import main


def watch() -> None:
    """Has the window tell; it is imported here, where the program itself imports it next."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from nursedesk.ui.sign_in_page import SignInPage
    from nursedesk.ui.window import MainWindow

    def painted(window: Any, event: Any) -> None:  # noqa: ANN401
        super(MainWindow, window).paintEvent(event)
        QTimer.singleShot(0, lambda: told(window))

    def told(window: Any) -> None:  # noqa: ANN401
        at = time.monotonic()
        usable = isinstance(window.page, SignInPage) and window.page.commit.isVisible()
        sys.stdout.write(json.dumps({"at": at, "usable": usable}) + "\n")
        sys.stdout.flush()
        QApplication.exit(0 if usable else 1)

    MainWindow.paintEvent = painted  # type: ignore[assignment,method-assign]


watch()
sys.exit(main(["--data", sys.argv[1]]))
