"""The patient banner: who this is, on every screen of a patient."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from nursedesk.ui.flow import Flow
from nursedesk.ui.looks import Words, look
from nursedesk.ward.views.banner import Banner


class BannerBar(QFrame):
    """Name, birth, identifier, weight, treatment, and the alerts as words."""

    def __init__(self) -> None:
        super().__init__()
        look(self, "banner")
        self._name = Words("", "title")
        self._who = Words("", "strong")
        self._alerts = Flow()
        self._right = QHBoxLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 10, 24, 10)
        column.setSpacing(4)
        first = QHBoxLayout()
        first.setSpacing(16)
        first.addWidget(self._name, 1)
        first.addLayout(self._right)
        column.addLayout(first)
        column.addWidget(self._who)
        column.addLayout(self._alerts)

    def beside(self, widget: QWidget) -> None:
        """Puts something to the right of the name."""
        self._right.addWidget(widget)

    def show_banner(self, banner: Banner) -> None:
        """Shows this patient."""
        self._name.setText(banner.name)
        self._who.setText("   ·   ".join((banner.born, banner.identifier, *banner.facts)))
        while (item := self._alerts.takeAt(0)) is not None:
            former = item.widget()
            if former is not None:
                former.hide()
                former.deleteLater()
        for alert in banner.alerts:
            self._alerts.addWidget(Words(alert.words, "chip", level=alert.level, wrap=False))
        self.setAccessibleName(
            ", ".join((banner.name, banner.born, banner.identifier, *banner.facts))
        )
