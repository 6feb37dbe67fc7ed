"""The screens behind “More”: each loads what it needs when somebody goes there."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nursedesk.ui.shell import Shell
    from nursedesk.ui.top_bar import TopBar


def connect(bar: TopBar, shell: Shell) -> None:
    """Lets the bar lead to them."""
    bar.paper.connect(lambda: paper(shell))
    bar.closed.connect(lambda: closed(shell))
    bar.verify.connect(lambda: verify(shell))
    bar.workstation.connect(lambda: workstation(shell))
    bar.settings.connect(lambda: settings(shell))


def paper(shell: Shell) -> None:
    """Downtime files and blank checklists."""
    from nursedesk.ui.paper_page import PaperPage

    shell.show_page(PaperPage(shell, ("Ward board", shell.show_board)))


def closed(shell: Shell) -> None:
    """The sessions that were closed."""
    from nursedesk.ui.closed_page import ClosedPage

    shell.show_page(ClosedPage(shell))


def verify(shell: Shell) -> None:
    """Whether a note that came as a file is genuine."""
    from nursedesk.ui.verify_page import VerifyPage

    shell.show_page(VerifyPage(shell))


def workstation(shell: Shell) -> None:
    """What ward IT wants to know."""
    from nursedesk.ui.workstation_page import WorkstationView

    shell.show_page(WorkstationView(shell))


def settings(shell: Shell) -> None:
    """What the ward sets for itself."""
    from nursedesk.ui.settings_page import SettingsPage

    shell.show_page(SettingsPage(shell))
