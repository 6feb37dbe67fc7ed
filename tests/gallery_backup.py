"""The gallery's scenes of backups: no place, a place, a chart that broke, and its restore."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from nursedesk.ui.backup_page import BackupPage
from nursedesk.ui.board_page import BoardPage
from nursedesk.ui.gap_page import GapPage
from nursedesk.ui.record_page import RecordView
from nursedesk.ui.restore_page import RestorePage
from nursedesk.ui.sign_in_page import SignInPage
from nursedesk.walkthrough.crew import CLARA
from tests.tampering import chart_of
from tests.ui.pages import Nurse

if TYPE_CHECKING:
    from tests.gallery_scenes import Scenes


def backups(scenes: Scenes, ward: Path) -> None:
    """A place is chosen and a backup made; then the chart breaks, and the backup is restored."""
    with tempfile.TemporaryDirectory(prefix="ward-7-") as disk:
        _place(scenes, ward, disk)
        chart_of(ward).write_bytes(bytes(64 * 1024))
        _restore(scenes, ward, disk)


def _place(scenes: Scenes, ward: Path, disk: str) -> None:
    nurse = scenes.open(ward, exists=True)
    nurse.sign_in(CLARA.account, CLARA.passphrase)
    nurse.goes_to("Record")
    nurse.sees("No place for the backups is chosen")
    scenes.picture("backup-no-place")
    nurse.press("Choose a folder or medium …")
    nurse.on(BackupPage)
    nurse.answer("folder", disk)
    scenes.picture("backup-place")
    nurse.press("Record this place")
    page = nurse.on(RecordView)
    nurse.sees("Last good backup:")
    page.area.ensureWidgetVisible(page.backups.choose)
    scenes.picture("backup-made")
    nurse.goes_to("Ward board")
    nurse.on(BoardPage)
    nurse.press("Change user")
    nurse.on(SignInPage)
    scenes.close()


def _restore(scenes: Scenes, ward: Path, disk: str) -> None:
    nurse = scenes.open(ward, exists=True)
    page = nurse.on(SignInPage)
    _types(nurse)
    nurse.press("Sign in")
    nurse.until(page.restore.isVisible)
    scenes.picture("backup-sign-in")
    nurse.press("Restore a backup …")
    restore = nurse.on(RestorePage)
    nurse.answer("folder", disk)
    nurse.press("Look for backups there")
    nurse.until(lambda: bool(restore.choices))
    scenes.picture("restore-which")
    nurse.press(restore.choices[0].text().replace("\n", " "))
    nurse.sees("Open the backup")
    scenes.picture("restore-who")
    nurse.press("Use the sealed recovery code")
    scenes.picture("restore-code")
    nurse.press("Use a passphrase")
    _types(nurse)
    nurse.press("Open the backup")
    nurse.sees("What it means")
    scenes.picture("restore-meaning")
    nurse.press(restore.restore.text().replace("\n", " "))
    nurse.sees("The backup is in place")
    scenes.picture("restore-done")
    nurse.press("Go to the sign-in")
    nurse.on(SignInPage)
    _types(nurse)
    nurse.press("Sign in")
    nurse.on(RecordView)
    nurse.sees("This record was restored from a backup.")
    scenes.picture("restored")
    nurse.press("Go on with this record …")
    gap = nurse.on(GapPage)
    nurse.until(gap.commit.isEnabled)
    scenes.picture("restored-goes-on")


def _types(nurse: Nurse) -> None:
    nurse.answer("account", CLARA.account)
    nurse.answer("passphrase", CLARA.passphrase)
