"""One bag of the patient's: what may be done with it, until when, and why."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from msgspec import Struct
from PySide6.QtWidgets import QFrame, QHBoxLayout

from nursedesk.ui.badge import Badge
from nursedesk.ui.buttons import Button
from nursedesk.ui.findings import FindingCard
from nursedesk.ui.flow import Flow
from nursedesk.ui.looks import Words, card
from nursedesk.ui.shell import Shell
from nursedesk.ui.tokens import State
from nursedesk.ward.views.bags import BagLine


class BagActions(Struct, frozen=True, kw_only=True):
    """What pressing a bag's buttons does."""

    change: Callable[[UUID], None]
    move: Callable[[BagLine], None]
    discard: Callable[[BagLine], None]


def bag_card(shell: Shell, bag: BagLine, actions: BagActions | None) -> QFrame:
    """A bag in stock, with its buttons; without `actions` it is only shown."""
    frame, column = card(margin=16, space=8)
    top = QHBoxLayout()
    top.setSpacing(16)
    top.addWidget(Words(bag.title, "heading"), 1)
    top.addWidget(Badge(State(bag.state), bag.words))
    column.addLayout(top)
    column.addWidget(Words(bag.where, "soft"))
    for finding in bag.findings:
        column.addWidget(FindingCard(finding, shell.sources))
    if actions is not None:
        column.addLayout(_buttons(bag, actions))
    return frame


def _buttons(bag: BagLine, actions: BagActions) -> Flow:
    line = Flow()
    named = (
        ("Change to this bag", lambda: actions.change(bag.bag), bag.may_hang),
        ("Move", lambda: actions.move(bag), True),
        ("Discard", lambda: actions.discard(bag), True),
    )
    for words, press, offered in named:
        if offered:
            button = Button(words, press)
            button.setAccessibleName(f"{words}: {bag.name}")
            line.addWidget(button)
    return line
