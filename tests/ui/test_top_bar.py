"""The bar on top has room for what it shows, at every width, however long a name is."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from nursedesk.clock import SetClock
from nursedesk.ui.app import Wardrobe
from nursedesk.ui.shell import Me
from nursedesk.ui.top_bar import TopBar

LONG = "Wolfeschlegelsteinhausenbergerdorff"


@pytest.fixture
def bar(qtbot: QtBot, qapp: QApplication, clock: SetClock) -> TopBar:
    Wardrobe(qapp)
    made = TopBar(clock, "Paediatric Haematology, Ward 7 North (demo)")
    qtbot.addWidget(made)
    made.resize(1024, 60)
    made.show()
    return made


@pytest.mark.parametrize("width", [512, 1009, 1010, 1024, 1174, 1200])
@pytest.mark.parametrize("name", ["Nina Berg", LONG])
def test_nothing_is_cut(bar: TopBar, width: int, name: str) -> None:
    bar.show_person(Me(account="n.berg", name=name, roles=frozenset()))
    bar.resize(width, 60)
    QApplication.processEvents()
    line = bar.layout()
    assert line is not None
    assert line.minimumSize().width() <= width
    assert bar.person.accessibleDescription() == name
    assert bar.ward.isVisible() is (width > 1174)


@pytest.mark.parametrize("width", [512, 1024])
def test_what_has_no_room_is_behind_one_button(bar: TopBar, width: int) -> None:
    bar.show_person(Me(account="n.berg", name=LONG, roles=frozenset()))
    bar.resize(width, 60)
    QApplication.processEvents()
    bar.more.click()
    menu = bar.findChild(QMenu)
    assert menu is not None
    ways = {action.text(): action for action in menu.actions()}
    assert all(
        (words in ways) is not button.isVisible()
        for words, button in (
            ("Protocol", bar.to_protocol),
            ("Accounts", bar.to_accounts),
            ("Record", bar.to_record),
            ("Night", bar.to_night),
        )
    )
    went = []
    bar.workstation.connect(lambda: went.append("workstation"))
    bar.night.connect(lambda: went.append("night"))
    for words in ("This workstation", "Night"):
        ways[words].trigger()
    menu.close()
    assert went == ["workstation", "night"]


def test_nobody_signed_in_changes_the_theme_with_one_press(bar: TopBar) -> None:
    assert bar.to_night.isVisible()
    assert not bar.more.isVisible()
