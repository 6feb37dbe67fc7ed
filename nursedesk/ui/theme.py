"""The look of the whole application: tokens made into a palette and one style sheet."""

from __future__ import annotations

from collections.abc import Iterator
from string import Template

from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from nursedesk import paths
from nursedesk.ui import tokens
from nursedesk.ui.style_template import SHEET
from nursedesk.ui.tokens import LIGHT, NIGHT, State, Tokens

_FAMILY = "Noto Sans"


def preferred() -> Tokens:
    """The theme that the desktop asks for; by day when it says nothing."""
    from PySide6.QtCore import Qt

    dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
    return NIGHT if dark else LIGHT


def load_fonts() -> str:
    """Loads the bundled fonts and returns the family to use; the system's own when none is there.

    A damaged font file is left out: the screens are then in the system's font.
    """
    for path in sorted((paths.resources() / "fonts").glob("**/*.[ot]tf")):
        QFontDatabase.addApplicationFont(str(path))
    if _FAMILY in QFontDatabase.families():
        return _FAMILY
    return QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()


def prepare(app: QApplication, family: str) -> None:
    """What every theme has in common: set once, since Qt throws the former style away."""
    font = QFont(family)
    font.setPixelSize(tokens.TEXT)
    app.setStyle("Fusion")
    app.setFont(font)


def apply(app: QApplication, theme: Tokens) -> None:
    """Gives every window this theme."""
    app.setPalette(palette(theme))
    app.setStyleSheet(style_sheet(theme))


def forget_what_is_gone() -> None:
    """Has Qt forget how widgets looked that are there no more.

    Under a style sheet Qt (6.11) keeps 5 to 10 KiB for each scrolled area that was thrown away,
    until the sheet is set again: some MiB in a day of use.
    """
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    app.setStyleSheet(app.styleSheet())


def palette(theme: Tokens) -> QPalette:
    """The palette of what the style sheet leaves to Qt."""
    made = QPalette()
    role = QPalette.ColorRole
    for which, colour in (
        (role.Window, theme.ground),
        (role.Base, theme.surface),
        (role.AlternateBase, theme.sunken),
        (role.Button, theme.surface),
        (role.Text, theme.ink),
        (role.WindowText, theme.ink),
        (role.ButtonText, theme.ink),
        (role.ToolTipBase, theme.surface),
        (role.ToolTipText, theme.ink),
        (role.PlaceholderText, theme.soft),
        (role.Highlight, theme.accent),
        (role.HighlightedText, theme.on_accent),
        (role.Link, theme.accent),
    ):
        made.setColor(which, QColor(colour))
    for which in (role.Text, role.WindowText, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, which, QColor(theme.disabled))
    return made


def style_sheet(theme: Tokens) -> str:
    """The one style sheet. Widgets say what they are by the properties `look` and `state`."""
    names = {
        name: getattr(theme, name)
        for name in theme.__struct_fields__
        if isinstance(getattr(theme, name), str)
    }
    sizes = {
        name: str(getattr(tokens, name))
        for name in ("TEXT", "NOTE", "PROMPT", "VALUE", "TITLE", "QUESTION", "BIG", "RADIUS")
    }
    sheet = Template(SHEET).substitute(
        names | sizes | _level_colours(theme),
        TARGET=str(tokens.TARGET - 2),
        UNDER=str(tokens.TARGET - 8),
    )
    return sheet + "".join(_state_rules(theme)) + "".join(_people_rules(theme))


def _level_colours(theme: Tokens) -> dict[str, str]:
    """The washes and inks of what is said: stops, questions, warnings, what was done."""
    meant = {
        "stop": State.OVERDUE,
        "ask": State.ASK_PHARMACY,
        "warn": State.DUE_SOON,
        "calm": State.ON_TIME,
    }
    inks = {f"{word}_ink": theme.tint(state).ink for word, state in meant.items()}
    return inks | {f"{word}_wash": theme.tint(state).wash for word, state in meant.items()}


def _state_rules(theme: Tokens) -> Iterator[str]:
    for state, tint in theme.states.items():
        which = f'[state="{state}"]'
        yield f"Shape{which} {{ color: {tint.ink}; background-color: {tint.wash}; }}\n"
        yield f'QFrame[look="badge"]{which} {{ background: {tint.wash}; border-radius: 6px; }}\n'
        yield f'QLabel[look="badge"]{which} {{ color: {tint.ink}; font-weight: 700; }}\n'
        yield f'QLabel[look="value"]{which} {{ color: {tint.ink}; }}\n'
        yield f'QLabel[look="big"]{which} {{ color: {tint.ink}; }}\n'


def _people_rules(theme: Tokens) -> Iterator[str]:
    for place, colour in enumerate(theme.people):
        which = f'[person="{place}"]'
        yield (
            f'QLabel[look="person"]{which} {{ background: {colour}; color: {theme.on_people};'
            " border-radius: 6px; padding: 4px 10px; font-weight: 700; }\n"
        )
        yield (
            f'QPushButton[look="action"]{which} {{ border-left: 10px solid {colour};'
            " border-top-left-radius: 0; border-bottom-left-radius: 0; }\n"
        )
        yield f'QFrame[look="edge"]{which} {{ background: {colour}; border: 0; }}\n'
